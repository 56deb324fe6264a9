"""The dress of a heading says nothing of who speaks: colons, capitals, bold lines, lines without levels, odd names."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Block, BlockRole, Kind
from remissnlp.segment.drafts import content_blocks
from remissnlp.segment.evidence import find_candidates
from remissnlp.segment.names import headed_keys
from remissnlp.segment.register import respondent_key
from tests.segment_helpers import read, segment

KNOWN = ("Kulturnämnden", "Viks kommun", "Norra Ängens byalag", "Hamra Energi AB")
ODD = ("Klang", "Grannar i Samverkan", "Vågbrytaren", "Alla Ska Med")
TEXTS = (
    "Vi tillstyrker förslaget men vill se en tidplan för arbetet med parkerna.",
    "Förslaget är bra. Skötseln av dammarna bör dock kosta mindre än i dag.",
    "Ingen erinran mot förslaget, som är väl avvägt i alla delar.",
    "Planen avstyrks. Den tar inte hänsyn till dem som bor intill parkerna.",
)
TITLE = {"md": "# Sammanställning av remissvar\n", "txt": "SAMMANSTÄLLNING AV REMISSVAR\n"}
INTRO = "\nFyra instanser har svarat på remissen. Svaren återges i sin helhet nedan.\n"


def _answers(tmp_path: Path, suffix: str, form: str, names: tuple[str, ...]) -> list[tuple[str, str]]:
    parts = [f"\n{form.format(name)}\n\n{text}\n" for name, text in zip(names, TEXTS, strict=True)]
    doc = segment(tmp_path, TITLE[suffix] + INTRO + "".join(parts), f"svar.{suffix}")
    texts: dict[str, list[str]] = {}
    for statement in doc.statements:
        texts.setdefault(statement.segment_id, []).append(statement.text)
    answers = [s for s in doc.segments if s.kind in {Kind.RESPONSE, Kind.SUMMARY}]
    return [(s.respondent, " ".join(texts.get(s.segment_id, ()))) for s in answers]


FORMS = (
    ("md", "## {}:"), ("md", "**{}:**"), ("md", "## 3.1 {}:"), ("md", "**{}**"), ("md", "## B.1 {}"), ("txt", "{}"),
    ("txt", "3.1 {}"), ("txt", "3.1 {}:"),
)  # fmt: skip


@pytest.mark.parametrize("names", [KNOWN, ODD], ids=["known", "odd"])
@pytest.mark.parametrize(("suffix", "form"), FORMS)
def test_a_name_heads_its_answer_with_or_without_a_colon(
    tmp_path: Path, suffix: str, form: str, names: tuple[str, ...]
) -> None:
    assert _answers(tmp_path, suffix, form, names) == list(zip(names, TEXTS, strict=True))


@pytest.mark.parametrize(("suffix", "form"), [("txt", "{}:"), ("md", "**{}**:")])
def test_a_known_name_needs_no_print_of_its_own(tmp_path: Path, suffix: str, form: str) -> None:
    assert _answers(tmp_path, suffix, form, KNOWN) == list(zip(KNOWN, TEXTS, strict=True))


@pytest.mark.parametrize("verb", ["beslutade den 3 maj att svara.", "anser att planen är bra.", "har inte yttrat sig."])
@pytest.mark.parametrize("name", ODD)
def test_a_heading_that_the_text_below_speaks_of_is_a_name(tmp_path: Path, name: str, verb: str) -> None:
    blocks = content_blocks(read(tmp_path, f"Bakgrund\n\n{name}\n\n{name} {verb}\n"))
    assert headed_keys(blocks) == {respondent_key(name)}


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ("Buller", "Buller stör dem som bor vid vägen."),
        ("Bostäder", "Nämnden anser att bostäder behövs."),
        ("Nämnden", "Nämnden anser att bostäder behövs."),
        ("Moderaterna", "Moderaterna anser att bostäder behövs."),
        ("Kulturnämnden och fritidsnämnden", "Kulturnämnden och fritidsnämnden anser att bostäder behövs."),
    ],
)
def test_a_topic_or_a_party_is_no_such_name(tmp_path: Path, heading: str, below: str) -> None:
    assert not headed_keys(content_blocks(read(tmp_path, f"Bakgrund\n\n{heading}\n\n{below}\n")))


@pytest.mark.parametrize("part", ["Beslut", "Yttrande", "Beslut 2003-09-18 § 104"])
def test_a_part_may_stand_between_a_name_and_its_text(tmp_path: Path, part: str) -> None:
    found = _answers(tmp_path, "txt", "{}\n\n" + part, KNOWN)
    assert [name for name, _ in found] == list(KNOWN)


def test_headings_inside_an_answer_are_no_names(tmp_path: Path) -> None:
    parts = "".join(
        f"\n## {name}\n\nVi svarar så här.\n\n### Ekonomi\n\nVi vill se en budget.\n\n### Skötsel\n\nVår vilja är god.\n"
        for name in KNOWN
    )
    doc = segment(tmp_path, TITLE["md"] + INTRO + parts, "svar.md")
    assert [s.respondent for s in doc.segments if s.kind is Kind.RESPONSE] == list(KNOWN)


@pytest.mark.parametrize(
    "lead",
    ["Styrelsen för Viks hamn har lämnat ett svar som lyder:", "Nämnden beslutade:", "Av svaret framgår:"],
)
def test_a_sentence_with_a_colon_is_no_name(tmp_path: Path, lead: str) -> None:
    text = f"Kulturnämnden\n\n{lead}\n\n{TEXTS[0]}\n\nSkolnämnden\n\n{TEXTS[1]}\n\nViks kommun\n\n{TEXTS[2]}\n"
    doc = segment(tmp_path, f"{TITLE['txt']}{INTRO}\n{text}")
    assert [s.respondent for s in doc.segments if s.respondent] == ["Kulturnämnden", "Skolnämnden", "Viks kommun"]


@pytest.mark.parametrize("name", ["Viks Hamn", "Alla Ska Med", "Norra Ängens byalag"])
def test_a_lead_in_that_is_set_as_a_heading_is_a_lead_in(name: str) -> None:
    lead = f"{name}s remissvar har i huvudsak följande lydelse:"
    heading = Block(role=BlockRole.HEADING, char_start=0, char_end=len(lead), page=1, font_size_pt=13.0, bold_share=1.0)
    text = Block(role=BlockRole.BODY, char_start=0, char_end=9, page=1, font_size_pt=11.0, bold_share=0.0)
    (candidate,) = find_candidates([(0, heading, lead), (1, text, "Vi är för.")])
    assert candidate.style == ()
