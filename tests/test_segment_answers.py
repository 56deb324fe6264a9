"""Ordinary answers and who declined: annexes, stapled parts, numbered series, minutes, joint answers, status cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import DocType, Kind, Outcome, SegmentedDocument
from remissnlp.segment.declined import is_silence, no_answers
from remissnlp.segment.tables import cell_outcome
from tests.segment_helpers import segment

RULE = "-" * 50
ANSWERING = {Kind.RESPONSE, Kind.DECISION, Kind.SUMMARY}

LETTER = """Viks universitet
2020-03-02
Dnr VU 2020/14

Yttrande över promemorian Öppna böcker

Viks universitet är positivt till promemorian men anser att kostnaden har räknats för lågt, eftersom bara en del av
samlingarna är med i beräkningen.

Eva Ek, rektor

Bilaga 1. Kulturnämnden 2020-02-11, § 14

Kulturnämnden avstyrker förslaget, eftersom nämndens egna böcker redan kan lånas av alla som vill läsa dem.

Bilaga 2. Karta

Kartan visar var böckerna står.
"""

STAPLED = f"""Registratorn, akt 7

{RULE}
KULTURNÄMNDEN             2016-09-12    Dnr 9-77

Remiss om nya lånekort

Kulturnämnden har inga synpunkter på förslaget om nya lånekort för alla som bor i kommunen.

Eva Ek
ordförande

{RULE}
Inkom 2016-09-19

Till kommunen

Vi vill gärna att korten blir gröna, för de gamla korten går inte att läsa i skymningen vid bussen.

Med utmärkt högaktning

Viks byalag

{RULE}
VIKS KOMMUN
2016-09-20, § 188

Yttrande över nya lånekort

Viks kommun avstyrker korten, eftersom de gamla räcker i tio år till och ingen har bett om några andra.
"""

SERIES = """# Redogörelse för remissen om ny bro

Förslaget har varit utsänt på remiss under våren.

## A. Verk

1. Vägverket tillstyrker. Bron behövs.

2. Viks kommun har inget att erinra.

3. Försvarsmakten har meddelat att myndigheten inte avser att yttra sig.

## B. Föreningar och markägare

4. Viks byalag

Byalaget är glatt över bron men vill ha en gångbana på den.

5. Ägaren till Näset 2:4 protesterar.

## C. De som inte har svarat

Inga svar har kommit från:

- Skogsvårdsstyrelsen
- ägarna till Näset 2:7
"""

MINUTES = """VIKS KOMMUN
Kommunstyrelsen
KS § 203 Dnr 2013-29

Remiss av betänkandet Kontor i varje by

Ordföranden Bo Al anmäler jäv och lämnar lokalen, varpå vice ordföranden leder förhandlingarna.

Kommunstyrelsens beslut

Kommunstyrelsen beslutar att såsom Viks kommuns svar till departementet avge följande yttrande:

Viks kommun ser gärna ett kontor i varje by, men staten ska betala hyran för lokalerna i minst tio år framåt.

Bakgrund

Departementet har berett kommunen tillfälle att yttra sig över betänkandet om kontor.

Yrkanden och beslut

Eva Ek yrkar bifall till förslaget.

Justerandes sign                          Utdragsbestyrkande
"""


def _answers(doc: SegmentedDocument) -> list[str]:
    return [segment.respondent for segment in doc.segments if segment.kind in ANSWERING]


def test_an_annex_headed_by_a_body_is_its_answer(tmp_path: Path) -> None:
    doc = segment(tmp_path, LETTER)
    assert doc.doc_type is DocType.COMPILATION
    assert _answers(doc) == ["Viks universitet", "Kulturnämnden"]
    assert doc.segments[-1].kind is Kind.OTHER, "a map is nobody's answer"


def test_parts_between_drawn_rules_are_letters(tmp_path: Path) -> None:
    assert _answers(segment(tmp_path, STAPLED)) == ["Kulturnämnden", "Viks byalag", "Viks kommun"]


def test_rules_between_sections_of_one_answer_divide_nothing(tmp_path: Path) -> None:
    text = f"Kulturnämndens svar\n\n{RULE}\nBakgrund\n\nFörslaget är gammalt.\n\n{RULE}\nSynpunkter\n\nVi säger ja till det.\n"
    assert len(_answers(segment(tmp_path, text))) == 1


def test_a_numbered_series_names_who_speaks(tmp_path: Path) -> None:
    doc = segment(tmp_path, SERIES, "redogorelse.md")
    assert _answers(doc) == ["Vägverket", "Viks kommun", "Försvarsmakten", "Viks byalag", "Ägaren till Näset 2:4"]
    assert [row.respondent for row in doc.declined] == [
        "Försvarsmakten",
        "Skogsvårdsstyrelsen",
        "Ägarna till Näset 2:7",
    ]


def test_minutes_answer_as_whom_the_decision_names(tmp_path: Path) -> None:
    doc = segment(tmp_path, MINUTES)
    assert doc.doc_type is DocType.OFFICE_REPORT
    assert set(_answers(doc)) == {"Viks kommun"}
    kinds = {s.text.split()[0]: s.kind for s in doc.statements}
    assert kinds["Viks"] is Kind.RESPONSE, "the text that is decided on is the answer"
    assert kinds["Departementet"] is Kind.PROPOSAL
    assert not any("Utdragsbestyrkande" in s.text for s in doc.statements)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Av de tillfrågade har Viks byalag och Kulturnämnden inte svarat.", ("Viks byalag", "Kulturnämnden")),
        ("Viks byalag har ej funnit anledning avgiva yttrande.", ("Viks byalag",)),
        ("Viks byalag hann inte svara.", ("Viks byalag",)),
        ("Yttrande från Viks byalag har inte kommit in.", ("Viks byalag",)),
        ("Avstår: Viks byalag, Kulturnämnden.", ("Viks byalag", "Kulturnämnden")),
        ("1 Viks byalag har inte inkommit med något svar.", ("Viks byalag",)),
        ("Kulturnämnden har svarat att den inte vill ha en ny plan.", ()),
        ("Kulturnämnden anser att frågan inte har besvarats i utredningen.", ()),
        ("Vikpartiet säger nej.", ()),
        ("I slutet står de som har låtit bli att svara.", ()),
    ],
)
def test_who_a_sentence_says_did_not_answer(sentence: str, names: tuple[str, ...]) -> None:
    assert tuple(name for answer in no_answers(sentence) for name in answer.names) == names


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        ("avstod 2025-11-20", Outcome.ABSTAINED),
        ("lovat men uteblivet", Outcome.SILENT),
        ("Har på grund av arbetsbelastning inte möjlighet", Outcome.DECLINED),
        ("Inga synpunkter", None),
        ("2025-11-04", None),
    ],
)
def test_what_a_cell_says_of_the_body_of_its_row(cell: str, outcome: Outcome | None) -> None:
    assert cell_outcome(cell) == (outcome.value if outcome else "")


def test_a_table_of_those_asked_tells_who_was_silent(tmp_path: Path) -> None:
    text = """# Remiss om träd

| Beteckning | Remissinstans | Inkom |
|---|---|---|
| R1 | Kulturnämnden | 2025-11-04 |
| R2 | Viks byalag | 2025-11-05 |
| – | Äldrenämnden | avstod 2025-11-20 |
| – | Vikverket | inget inkommet |

## R1 Kulturnämnden

Nämnden tillstyrker förslaget om träd i staden.

## R2 Viks byalag

Byalaget säger nej till fler träd vid bryggan.
"""
    doc = segment(tmp_path, text, "remiss.md")
    assert _answers(doc) == ["Kulturnämnden", "Viks byalag"]
    assert [(row.respondent, row.outcome) for row in doc.declined] == [
        ("Äldrenämnden", Outcome.ABSTAINED),
        ("Vikverket", Outcome.SILENT),
    ]
    assert [row.outcome for row in doc.asked][:2] == [Outcome.ANSWERED, Outcome.ANSWERED]


def test_a_joint_heading_in_the_genitive_names_both(tmp_path: Path) -> None:
    text = """# Kulturnämndens och vård- och omsorgsnämndens gemensamma yttrande över plan för torg

Nämnderna tillstyrker att kommunen antar en plan för torgen, och vill vara med när den följs upp nästa år.
"""
    first = next(s for s in segment(tmp_path, text, "yttrande.md").segments if s.kind is Kind.RESPONSE)
    assert (first.respondent, first.co_respondents) == ("Kulturnämnden", ("Vård- och omsorgsnämnden",))


@pytest.mark.parametrize(
    "text",
    [
        "Viks byalag har inte hörts av.",
        "Inget svar har kommit från: Viks kommun, Viks byalag",
        "Svar saknas från Viks kommun.",
    ],
)
def test_a_paragraph_may_tell_of_silence_only(text: str) -> None:
    assert is_silence(text)


@pytest.mark.parametrize(
    "text", ["Viks byalag avstår från att yttra sig.", "Viks kommun tillstyrker. Viks byalag har inte svarat.", "Nej."]
)
def test_who_abstains_or_speaks_first_is_not_silent(text: str) -> None:
    assert not is_silence(text)


def test_silence_among_answers_is_no_answer_and_ends_the_one_above(tmp_path: Path) -> None:
    text = (
        "Samrådsredogörelse\n\nViks kommun\n\nViks kommun vill ha en bro.\n\nKommentar: En bro byggs.\n\n"
        "Viks byalag\n\nByalaget vill ha en damm.\n\nKommentar: Noteras.\n\n"
        "Inget svar har kommit från: Polisen, Viks Hamn AB\n"
    )
    segmented = segment(tmp_path, text)
    assert {entry.respondent for entry in segmented.declined} == {"Polisen", "Viks Hamn AB"}
    assert not any(s.respondent and "Inget svar" in _words(segmented, s.segment_id) for s in segmented.segments)


def _words(segmented: SegmentedDocument, segment_id: str) -> str:
    return " ".join(s.text for s in segmented.statements if s.segment_id == segment_id)
