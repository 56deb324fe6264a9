"""The dress of a heading says nothing of who speaks: colons, capitals, bold lines, lines without levels, odd names."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind
from tests.segment_helpers import segment

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


@pytest.mark.parametrize("names", [KNOWN, ODD], ids=["known", "odd"])
@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        ("md", "## {}:"),
        ("md", "**{}:**"),
        ("md", "**{}**:"),
        ("md", "## 3.1 {}:"),
        ("md", "**{}**"),
        ("txt", "{}:"),
        ("txt", "{}"),
    ],
)
def test_a_name_heads_its_answer_with_or_without_a_colon(
    tmp_path: Path, suffix: str, form: str, names: tuple[str, ...]
) -> None:
    assert _answers(tmp_path, suffix, form, names) == list(zip(names, TEXTS, strict=True))


@pytest.mark.parametrize(
    "lead",
    ["Styrelsen för Viks hamn har lämnat ett svar som lyder:", "Nämnden beslutade:", "Av svaret framgår:"],
)
def test_a_sentence_with_a_colon_is_no_name(tmp_path: Path, lead: str) -> None:
    text = f"Kulturnämnden\n\n{lead}\n\n{TEXTS[0]}\n\nSkolnämnden\n\n{TEXTS[1]}\n\nViks kommun\n\n{TEXTS[2]}\n"
    doc = segment(tmp_path, f"{TITLE['txt']}{INTRO}\n{text}")
    assert [s.respondent for s in doc.segments if s.respondent] == ["Kulturnämnden", "Skolnämnden", "Viks kommun"]
