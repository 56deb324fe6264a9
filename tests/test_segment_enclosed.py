"""A letter that tells in one part what others answered: they speak there, and who signs speaks before and below."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind, SegmentedDocument
from remissnlp.segment.plurals import singular_names
from tests.segment_helpers import segment

_OWN = "Eklunda stad tillstyrker förslaget men vill att staten betalar för alla broar som rivs i kommunen."
_BELOW = "Staden anser att lagen bör börja gälla först när medlen har betalats ut till samtliga kommuner."


def _letter(title: str, part: str, names: tuple[str, ...], texts: tuple[str, ...], *, number: str = "") -> str:
    told = "\n".join(f"### {number}{name}\n\n{text}\n" for name, text in zip(names, texts, strict=True))
    return (
        "EKLUNDA STAD\n\nKommunstyrelsen\n\n2009-04-01\n\nBrodepartementet\n\n103 33 STOCKHOLM\n\n"
        f"# {title}\n\nBrodepartementet har genom remiss den 3 maj begärt Eklunda stads yttrande över betänkandet.\n\n"
        f"## Stadens svar\n\n{_OWN}\n\n## {part}\n\n{told}\n## Avsnitt för avsnitt\n\n### Avsnitt 5\n\n{_BELOW}\n"
    )


def _answers(doc: SegmentedDocument) -> list[tuple[str, str]]:
    texts = {
        s.segment_id: " ".join(t.text for t in doc.statements if t.segment_id == s.segment_id) for s in doc.segments
    }
    kinds = {Kind.RESPONSE, Kind.SUMMARY, Kind.ADVISORY_COUNCIL}
    return [(s.respondent, texts[s.segment_id].split(".")[0]) for s in doc.segments if s.kind in kinds]


@pytest.mark.parametrize(
    "title",
    ["Yttrande över betänkandet Fler broar (SOU 2008:1)", "Remissyttrande om broar", "Svar på remissen Fler broar"],
)
@pytest.mark.parametrize("part", ["Vad nämnderna har anfört", "Inhämtade synpunkter", "Beredning i staden"])
@pytest.mark.parametrize("number", ["", "3.1 ", "B. "])
def test_who_signs_speaks_before_and_below_what_the_boards_answered(
    tmp_path: Path, title: str, part: str, number: str
) -> None:
    names = ("Tekniska nämnden", "Kulturnämnden", "Kommunala pensionärsrådet")
    texts = ("Nämnden tillstyrker.", "Nämnden har inget att erinra.", "Rådet avstyrker förslaget.")
    doc = segment(tmp_path, _letter(title, part, names, texts, number=number), "handling.md")
    told = [("Tekniska nämnden", "Nämnden tillstyrker"), ("Kulturnämnden", "Nämnden har inget att erinra")]
    first, *inner, last = _answers(doc)
    assert first[0] == last[0] == "Eklunda stad"
    assert inner == [*told, ("Kommunala pensionärsrådet", "Rådet avstyrker förslaget")]
    assert last[1] == _BELOW.rstrip(".")


@pytest.mark.parametrize("several", ["Kommundelsnämnderna", "De lokala fackförbunden", "Kommunala råden"])
def test_below_a_heading_over_several_each_begins_its_own_paragraph(tmp_path: Path, several: str) -> None:
    names = ("Tekniska nämnden", "Kulturnämnden", several)
    texts = (
        "Nämnden tillstyrker.",
        "Nämnden avstår.",
        "Norra kommundelsnämnden, som är positiv, vill ha fler broar.\n\n"
        "Centrala och Södra kommundelsnämnderna har svarat gemensamt och avstyrker.",
    )
    doc = segment(tmp_path, _letter("Yttrande över Fler broar", "Nämnderna", names, texts), "handling.md")
    found = [(s.respondent, s.co_respondents) for s in doc.segments if s.kind is Kind.SUMMARY]
    assert found == [
        ("Norra kommundelsnämnden", ()),
        ("Centrala kommundelsnämnden", ("Södra kommundelsnämnden",)),
    ]


@pytest.mark.parametrize(
    "title", ["Fler broar: remissvar och kontorets förslag", "Inkomna yttranden om broar", "Sammanställning av svar"]
)
def test_a_report_on_answers_is_no_letter_that_encloses_them(tmp_path: Path, title: str) -> None:
    names = ("Tekniska nämnden", "Kulturnämnden", "Miljönämnden", "Viks byalag")
    texts = ("Nämnden tillstyrker.", "Nämnden har inget att erinra.", "Nämnden avstår.", "Byalaget avstyrker.")
    doc = segment(tmp_path, _letter(title, "Svaren", names, texts), "handling.md")
    answers = [name for name, _ in _answers(doc)]
    assert [name for name in answers if name != "Eklunda stad"] == list(names)
    assert doc.doc_type.value == "compilation"


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Centrala och Södra kommundelsnämnderna", ("Centrala kommundelsnämnden", "Södra kommundelsnämnden")),
        ("Norra, Östra och Västra nämnderna", ("Norra nämnden", "Östra nämnden", "Västra nämnden")),
        ("Tekniska samt Sociala nämnderna", ("Tekniska nämnden", "Sociala nämnden")),
        ("Södra kommundelsnämnderna", ()),
        ("Centrala och Södra kommundelsnämnden", ()),
    ],
)
def test_boards_in_the_definite_plural_are_written_one_by_one(name: str, names: tuple[str, ...]) -> None:
    assert singular_names(name) == names
