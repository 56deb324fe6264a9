"""Forms of collected answers: names in the plural, verdicts, remarks below a bare label, e-mails, yrkanden, votes."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.ingest.hanging import hanging_rows
from remissnlp.records import Kind, SegmentedDocument
from remissnlp.segment.asked import split_names
from remissnlp.segment.headings import heading_name
from remissnlp.segment.plurals import singular_names, spell_out
from remissnlp.segment.register import is_body_name
from remissnlp.segment.speakers import leading_bodies
from tests.segment_helpers import segment


def _by_kind(doc: SegmentedDocument, *kinds: Kind) -> list[tuple[str, tuple[str, ...]]]:
    return [(s.respondent, s.parties or s.co_respondents) for s in doc.segments if s.kind in kinds]


@pytest.mark.parametrize(
    ("name", "singular"),
    [
        ("Södra och Ängs stadsdelsnämnder", ("Södra stadsdelsnämnd", "Ängs stadsdelsnämnd")),
        ("Vallbys, Norra Vallbys och Eks kommuner", ("Vallbys kommun", "Norra Vallbys kommun", "Eks kommun")),
        ("Länsstyrelserna i Vallbys och Eks län", ("Länsstyrelsen i Vallbys län", "Länsstyrelsen i Eks län")),
        ("Kulturnämnden, Vallbys och Eks kommuner", ("Kulturnämnden", "Vallbys kommun", "Eks kommun")),
        ("Vallbys kommun", ()),
        ("Vård- och omsorgsnämnden", ()),
    ],
)
def test_a_name_in_the_plural_stands_for_several_bodies(name: str, singular: tuple[str, ...]) -> None:
    assert singular_names(name) == singular


def test_a_list_of_those_asked_is_spelt_out() -> None:
    told = "kulturnämnden, Södra och Ängs stadsdelsnämnder samt AB Vallbyhem"
    assert spell_out(told) == "kulturnämnden, Södra stadsdelsnämnd, Ängs stadsdelsnämnd samt AB Vallbyhem"
    assert split_names(told) == ["Kulturnämnden", "Södra stadsdelsnämnd", "Ängs stadsdelsnämnd", "AB Vallbyhem"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Nämnden för digitala tjänster tillstyrker med synpunkter.", ("Nämnden för digitala tjänster",)),
        ("Funktionshinderrådet har behandlat förslaget.", ("Funktionshinderrådet",)),
        ("Rådet för unga och Vallbys kommun är positiva till planen.", ("Rådet för unga", "Vallbys kommun")),
        ("Socialnämnden Hamnstaden avstyrker planen.", ("Socialnämnden Hamnstaden",)),
    ],
)
def test_no_name_goes_on_behind_its_verb(sentence: str, names: tuple[str, ...]) -> None:
    assert leading_bodies(sentence)[0] == names


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Kulturnämnden (tillstyrker)", "Kulturnämnden"),
        ("Kulturnämnden – avstyrker i huvudsak", "Kulturnämnden"),
        ("S9. Boende på Byvägen, namnlista med 22 namn (2020-04-20)", "Boende på Byvägen"),
        ("4. Vallby byalag, 2021-04-28, protestlista med 31 namn", "Vallby byalag"),
    ],
)
def test_what_a_registrar_adds_is_no_part_of_a_name(heading: str, name: str) -> None:
    assert heading_name(heading, registered=True) == name


def test_a_short_alias_counts_as_it_is_spelt_only() -> None:
    assert is_body_name("Brå")
    assert not is_body_name("Bra")


def test_running_text_is_no_column_of_an_unruled_table() -> None:
    lines = ["VALLBY ENERGI AB                   2004-10-19", "                                   D 04/211", "                                   1 (3)",
             "Bolaget delar nämndens åsikt fullt ut i den delen", "Bolaget vill ändra taxan så att     den höjs",
             "VALLBY ENERGI AB                   2004-10-19", "                                   D 04/211"]  # fmt: skip
    assert 3 not in hanging_rows([(line, 1, 0) for line in lines])


SUMMARIES = """# Redovisning av remissvar

## Remissinstanser

Förslaget har remitterats till kommunledningskontoret, kulturnämnden, Södra och Ängs stadsdelsnämnder samt Polisregion Norr.

## Remissinstansernas synpunkter

**Kommunledningskontoret** tillstyrker.

**Kulturnämnden** tillstyrker med synpunkter.

Kulturnämnden anser att konsten har glömts bort.

**Polisregion Norr** avstyrkte förslaget.

Polisen menar att tiden är kort. Södra och Ängs stadsdelsnämnder delar den uppfattningen.

## Kommunledningskontorets bedömning

Planen bör antas.

# Yrkanden

## Till kommunstyrelsen 2023-06-07

### Yrkande (V), (MP) – Plan för torg

Förslag till beslut:

1. Planen avslås.

Yrkandet

Torgen är redan trygga.

### Tilläggsyrkande (D) – Plan för torg

Demokraterna yrkar bifall till planen. En karta kostar nästan ingenting.

## Kulturnämnden 2023-02-13 – Reservation (M), (L)

Vi ville säga ja.
"""


def test_summaries_by_run_in_names_and_statements_below_the_case(tmp_path: Path) -> None:
    doc = segment(tmp_path, SUMMARIES, "redovisning.md")
    assert _by_kind(doc, Kind.SUMMARY) == [
        ("Kommunledningskontoret", ()),
        ("Kulturnämnden", ()),
        ("Polisregion Norr", ()),
        ("Södra stadsdelsnämnd", ("Ängs stadsdelsnämnd",)),
    ]
    assert _by_kind(doc, Kind.SPECIAL_STATEMENT, Kind.RESERVATION) == [
        ("Kommunstyrelsen", ("V", "MP")),
        ("Kommunstyrelsen", ("D",)),
        ("Kulturnämnden", ("M", "L")),
    ]


def test_summaries_in_one_paragraph_are_told_apart(tmp_path: Path) -> None:
    doc = segment(
        tmp_path,
        "Kommunstyrelsen\n\nPlan för trygga torg\n\nKommunstyrelsen föreslår kommunfullmäktige besluta följande.\n\n"
        "1. Planen godkänns.\n\nBeredning\n\nÄrendet har remitterats till kulturnämnden, miljönämnden, tekniska nämnden och "
        "Ängs stadsdelsnämnd.\n\nKulturnämnden tillstyrker planen. Miljönämnden ansåg att bullret glömts bort. Nämnden vill "
        "därför se ett tillägg. Tekniska nämnden har ingen erinran.\n\nÄngs stadsdelsnämnd avstyrkte planen.\n\n"
        "Mina synpunkter\n\nPlanen är bra.\n",
    )
    expected = ["Kulturnämnden", "Miljönämnden", "Tekniska nämnden", "Ängs stadsdelsnämnd"]
    assert [name for name, _ in _by_kind(doc, Kind.SUMMARY)] == expected


def test_a_remark_below_a_bare_label_lasts_to_the_next_heading(tmp_path: Path) -> None:
    answers = "".join(
        f"{number}. {name} (2020-04-1{number})\n\nSynpunkter\n\n{text}\n\nKommentar\n\nNoteras.\n\nPlanen ändras.\n\n"
        for number, name, text in (
            (1, "Trafikverket", "Korsningen är trång."),
            (2, "Lantmäteriet", "Beteckning saknas."),
            (3, "Vallby byalag", "Vi vill ha en park."),
        )
    )
    doc = segment(tmp_path, f"SAMRÅDSREDOGÖRELSE\n\nSammanställning av inkomna yttranden\n\n{answers}")
    assert [name for name, _ in _by_kind(doc, Kind.RESPONSE)] == ["Trafikverket", "Lantmäteriet", "Vallby byalag"]
    assert len(_by_kind(doc, Kind.PROPOSAL)) == 3


MAILS = """Från: Registrator <registrator@vallby.example>
Skickat: den 2 september 2013 09:14
Till: Sändlista
Ämne: Remiss: Nya föreskrifter

Kommunstyrelsen sänder förslag till nya lokala ordningsföreskrifter på remiss. Svara senast i oktober.

Från: Eva Ek <eva@vallbyif.example>
Skickat: den 9 september 2013 15:40
Till: Registrator
Ämne: SV: Remiss: Nya föreskrifter

Förslaget är ett bra verktyg men bör även gälla idrottsplatsen, där det ofta är stökigt.

Mvh Eva Ek, ordförande i Vallby IF

Från: Per Nord [mailto:per@krogen.example]
Skickat: den 10 september 2013 15:40
Till: Registrator
Ämne: SV: Remiss: Nya föreskrifter

Hej! Vi på Krogen Ankaret tycker att taxan är orimlig. Avgiften borde följa omsättningen i stället.

Hälsningar
Per Nord

>> Kommunstyrelsen sänder förslag till nya lokala
>> ordningsföreskrifter på remiss.

Från: Räddningstjänsten info
Skickat: den 18 september 2013 07:55
Till: Registrator
Ämne: Sv: Remiss: Nya föreskrifter

Inga synpunkter från oss.

/ Räddningstjänsten genom Bo Al

Från: Siv Al
Skickat: den 20 september 2013 11:31
Till: Registrator
Ämne: Frånvaro: Remiss: Nya föreskrifter

Jag är föräldraledig och läser inte min mejl. Kontakta butiken vid frågor.

Från: Eva Registrator
Till: akten
Ämne: Anteckning

Inga svar från Vallby köpmannaförening trots påminnelse. Kulturskolan ringde och sa att de hoppar över den här.
"""


def test_a_bundle_of_emails_holds_mails_that_answer_nothing(tmp_path: Path) -> None:
    doc = segment(tmp_path, MAILS)
    assert [name for name, _ in _by_kind(doc, Kind.RESPONSE)] == ["Vallby IF", "Krogen Ankaret", "Räddningstjänsten"]
    assert {row.respondent for row in doc.declined} == {"Vallby köpmannaförening", "Kulturskolan"}


MINUTES = """REGION VALLBY

PROTOKOLLSUTDRAG

Regionstyrelsen

§ 41 Yttrande över betänkandet En ny lag

## Regionstyrelsens beslut

1. Regionen lämnar yttrande enligt bilaga 1.

## Reservation

Bo Al (M) och Eva Ek (SD) reserverar sig till förmån för eget yrkande, se bilaga 2 respektive bilaga 3.

## Omröstning

| Ledamot | Ja | Nej |
|---|---|---|
| Siv Ek (S) | X | |
| Bo Al (M) | | X |

Med 7 ja-röster mot 2 nej-röster beslutar regionstyrelsen enligt förslaget.

## Beslutet skickas till

Socialdepartementet

Bilaga 1 till § 41

## Yttrande över betänkandet En ny lag

Region Vallby tillstyrker förslaget. Staten bör betala.

Bilaga 2 till § 41

## Reservation från Moderaterna

Betänkandet borde ha avstyrkts, eftersom det är dyrt.
"""


def test_minutes_with_votes_and_annexes(tmp_path: Path) -> None:
    doc = segment(tmp_path, MINUTES, "protokoll.md")
    assert _by_kind(doc, Kind.RESERVATION) == [("Regionstyrelsen", ("M",))]
    texts = {s.segment_id: s.kind for s in doc.segments}
    said = {statement.text: texts[statement.segment_id] for statement in doc.statements}
    assert said["Staten bör betala."] is Kind.RESPONSE
    assert said["Siv Ek (S)"] is Kind.OTHER
    assert next(kind for text, kind in said.items() if text.startswith("Med 7 ja-röster")) is Kind.RESPONSE


def test_an_executive_can_share_the_view_of_the_one_before_it(tmp_path: Path) -> None:
    doc = segment(
        tmp_path,
        "Kommunstyrelsen\n\n# Plan för torg\n\nKommunstyrelsen föreslår kommunfullmäktige besluta följande.\n\n1. Planen godkänns."
        "\n\nBorgarrådsberedningen tillstyrker föredragande borgarrådets förslag.\n\nReservation anfördes av Bo Al (M), vilken "
        "yrkade avslag.\n\nKommunstyrelsen delar borgarrådsberedningens uppfattning.\n\n# Remissammanställning\n\n## Kulturnämnden\n\n"
        "Kulturnämndens tjänsteutlåtande har följande lydelse.\n\nKontoret tillstyrker planen.\n\n## Miljönämnden\n\n"
        "Miljönämndens tjänsteutlåtande har följande lydelse.\n\nKontoret avstyrker planen.\n",
        "utlatande.md",
    )  # fmt: skip
    assert [(row.relation, row.target_respondent) for row in doc.endorsements] == [("delar", "Borgarrådsberedningen")]
    assert _by_kind(doc, Kind.RESERVATION) == [("Borgarrådsberedningen", ("M",))]
