"""Ordinary papers: where a name in a letter ends, chapters that retell the draft, what minutes only announce."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind
from remissnlp.segment.headings import is_answer_heading, section_label
from remissnlp.segment.letter_head import head_name, is_contact
from remissnlp.segment.standalone import is_below
from tests.segment_helpers import segment

LETTER = """Föreningen Levande {word}
Storgatan 18
113 00 Vik

Utbildningsdepartementet
u.remissvar@regering.example
u.skola@regering.example

Vik den 28 april 2021

Föreningen Levande {genitive} remissvar på betänkandet Böcker åt alla (SOU 2021:99)

Föreningen Levande {word} organiserar lärare och bibliotekarier i hela landet sedan trettio år.

Föreningen Levande {word} tillstyrker förslaget att varje skola ska ha ett bibliotek med böcker och personal.

För Föreningen Levande {word}

Eva Ek
Ordförande
"""


@pytest.mark.parametrize(
    ("word", "genitive"), [("skola", "skolas"), ("läsning", "läsnings"), ("gymnasiehus", "gymnasiehus")]
)
def test_a_name_ends_where_its_lines_end(tmp_path: Path, word: str, genitive: str) -> None:
    doc = segment(tmp_path, LETTER.format(word=word, genitive=genitive))
    assert doc.respondent == f"Föreningen Levande {word}"
    (response,) = (s for s in doc.segments if s.kind is Kind.RESPONSE)
    assert response.heading.startswith("Föreningen Levande")
    assert "SOU" in response.heading


def test_who_writes_for_a_body_is_no_part_of_its_name(tmp_path: Path) -> None:
    text = LETTER.format(word="Skola", genitive="Skolas").replace(
        "För Föreningen Levande Skola", "För Föreningen Levande Skola och Viks byalag"
    )
    assert segment(tmp_path, text).respondent == "Föreningen Levande Skola"


CHAPTERS = """Fiskeriverket Remissvar Datum 2015-10-12
Dnr 131 402517-15/112

Finansdepartementet
103 33 Stockholm

# Promemorian Nya regler för fisket

## 1 Sammanfattning

Fiskeriverket tillstyrker i huvudsak promemorians förslag men avstyrker förslaget om en årlig avgift.

## 2 Förslagen i promemorian

### 2.1 Tillsyn

I promemorian föreslås att Fiskeriverket ska få göra besök ombord och att avgiften ska tas ut varje år av redaren.

## 3 Fiskeriverkets synpunkter

Fiskeriverket anser att avgiften blir så hög att de små redarna slutar fiska innan reglerna har börjat gälla.

Eva Ek

Bo Al

Postadress: 171 94 Vik     Telefon: 0771-000 000     www.fiskeriverket.example
"""


def test_a_chapter_that_retells_the_draft_is_none_of_the_answer(tmp_path: Path) -> None:
    doc = segment(tmp_path, CHAPTERS, "svar.md")
    kinds = [(s.kind, s.respondent) for s in doc.segments if s.kind is not Kind.OTHER]
    assert kinds == [(kind, "Fiskeriverket") for kind in (Kind.RESPONSE, Kind.PROPOSAL, Kind.RESPONSE)]
    assert doc.segments[0].kind is doc.segments[-1].kind is Kind.OTHER
    answered = [s.text for s in doc.statements if s.segment_id == doc.segments[-2].segment_id]
    assert answered[-1].startswith("Fiskeriverket anser")


EXTRACT = """**Viks kommun**

**Kulturnämnden**

PROTOKOLLSUTDRAG

Sammanträdesdatum 2021-05-20

§ 47 Dnr KN 2021/58

# Remissvar: Strategi för torget

## Beslut

1. Kulturnämnden antar förvaltningens tjänsteskrivelse som sitt yttrande till kommunstyrelsen.

## Reservation

Bo Al (M) och Eva Ek (KD) reserverar sig mot beslutet till förmån för eget yrkande. Moderaterna lämnar en skriftlig reservation.

## Sammanfattning av ärendet

Kommunstyrelsen har gett kulturnämnden möjlighet att yttra sig över strategin.

## Förvaltningens bedömning

Förvaltningen tillstyrker förslaget till strategi men saknar uppgifter om vem som följer upp den.

# Reservation

Kulturnämnden 2021-05-20, § 47

Moderaterna reserverar sig mot beslutet.

En gågata stryper tillgängligheten för de kunder som kommer med bil, och därför borde nämnden ha sagt nej.

Bo Al (M)
"""


def test_a_dissent_that_minutes_only_announce_is_told_once(tmp_path: Path) -> None:
    doc = segment(tmp_path, EXTRACT, "utdrag.md")
    (dissent,) = (s for s in doc.segments if s.kind is Kind.RESERVATION)
    assert dissent.parties == ("M",)
    assert dissent.respondent == "Kulturnämnden"
    assert [s.respondent for s in doc.segments if s.kind is Kind.RESPONSE] == ["Kulturnämnden"]


def test_lines_of_a_head_are_told_by_their_form() -> None:
    assert head_name("Skatteverket Yttrande 1(2)") == "Skatteverket"
    assert is_contact("u.remissvar@regering.example")
    assert is_contact("Postadress: Box 1, Vik")
    assert not is_contact("Remissvar om adresser i folkbokföringen")
    assert section_label("2 Förslagen i promemorian") == section_label("Betänkandets förslag") == "proposal"
    assert section_label("Förslagen i vårt svar") == ""
    assert is_below("2.1 Tillsyn", "2 Förslagen")
    assert not is_below("3 Synpunkter", "2 Förslagen")
    assert not is_answer_heading("Remissvar: Strategi för torget")
    assert is_answer_heading("Yttrande: Viks byalag")


MEETING = """EKLUNDA KOMMUN                 SAMMANTRÄDESPROTOKOLL            Sida
Kommunstyrelsen                Sammanträdesdatum                 9 (21)
                               2012-04-13

KS § 58                                              Dnr KS 11/317

Ny nämndorganisation

Bakgrund

Kommunfullmäktige tillsatte 2011-02-23 en kommitté, som föreslår att två nämnder
slås samman.

Remissbehandling

Förslaget har varit på remiss hos samtliga nämnder.

Socialnämnden (2012-02-24, § 30) tillstyrker förslaget.

Kulturnämnden (2012-02-16, § 14) avstyrker att nämnderna slås samman.

Miljönämnden (2012-02-23, § 19) har inget att erinra mot förslaget.

SKTF Eklunda och Kommunal sektion 12 förutsätter i ett gemensamt yttrande att
ingen sägs upp.


EKLUNDA KOMMUN                 SAMMANTRÄDESPROTOKOLL            Sida
Kommunstyrelsen                Sammanträdesdatum                 10 (21)
                               2012-04-13

KS § 58 (forts.)

Yrkanden

Bo Al (S) yrkar bifall till förslaget. Eva Ek (M) yrkar avslag.

Propositionsordning

Ordföranden ställer proposition på yrkandena och finner bifall till förslaget.

Kommunstyrelsens förslag till kommunfullmäktige

1. En kultur- och fritidsnämnd inrättas från och med den 1 januari 2013.

Reservation

Eva Ek (M) reserverar sig mot beslutet och anför följande:

Kulturnämnden har sagt nej till sammanslagningen, och det borde ha räckt.

Miljönämnden har inte heller velat ha den.

Beslutet skickas till
Kommunfullmäktige
Kulturnämnden

Justerandes sign                               Utdragsbestyrkande
"""


def test_once_the_meeting_has_begun_nobody_else_answers(tmp_path: Path) -> None:
    doc = segment(tmp_path, MEETING)
    summaries = [(s.respondent, *s.co_respondents) for s in doc.segments if s.kind is Kind.SUMMARY]
    assert summaries == [
        ("Socialnämnden",), ("Kulturnämnden",), ("Miljönämnden",), ("SKTF Eklunda", "Kommunal sektion 12")
    ]  # fmt: skip
    (dissent,) = (s for s in doc.segments if s.kind is Kind.RESERVATION)
    assert (dissent.respondent, dissent.parties) == ("Kommunstyrelsen", ("M",))
    told = [s.text for s in doc.statements if s.segment_id == dissent.segment_id]
    assert told[-1] == "Miljönämnden har inte heller velat ha den."
    assert not [s for s in doc.segments if s.kind is Kind.RESPONSE]
    held = {s.respondent for s in doc.segments if s.kind is Kind.PROPOSAL and s.char_start > dissent.char_start - 400}
    assert held == {"Kommunstyrelsen"}


def test_a_number_carried_over_to_the_next_page_is_no_text(tmp_path: Path) -> None:
    assert not any("forts" in s.text for s in segment(tmp_path, MEETING).statements)


ANSWERS_WITH_COPIES = """# Inkomna yttranden över parkplanen

## Kulturnämnden

Kulturnämnden tillstyrker planen.

Kopia till
Fritidsnämnden

## Fritidsnämnden

Fritidsnämnden saknar en lekplats.

## Viks byalag

Byalaget avstyrker planen.

## Miljönämnden

Nämnden har inget att erinra.
"""


def test_who_gets_a_copy_of_one_of_several_answers_can_answer_below(tmp_path: Path) -> None:
    doc = segment(tmp_path, ANSWERS_WITH_COPIES, "svar.md")
    answered = [s.respondent for s in doc.segments if s.kind is Kind.RESPONSE]
    assert answered == ["Kulturnämnden", "Fritidsnämnden", "Viks byalag", "Miljönämnden"]


BOARD_OF_COMPANY = """**Viks Bostads AB**

# Styrelseprotokoll nr 6/2020

Plats: Bolagets kontor

## § 63 Ekonomisk rapport

Vd redovisar utfallet per den 31 maj, som är bättre än budget.

## § 64 Remissvar på kommunens förslag till policy för bostäder

Kommunstyrelsen har den 2 april sänt ett förslag till policy till bolaget.

Styrelsen beslutar att lämna svaret nedan till kommunstyrelsen.

Bolaget tillstyrker att kommunen får en policy men anser att den behöver en tidplan och en budget för tre år.

## § 65 Upphandling av städning

Styrelsen uppdrar åt vd att förlänga avtalet om städning av trapphusen med ett år.
"""


def test_in_the_minutes_of_a_company_its_board_is_no_executive(tmp_path: Path) -> None:
    assert segment(tmp_path, BOARD_OF_COMPANY, "protokoll.md").respondent == "Viks Bostads AB"


ONE_PAGE = """Myndigheten för bad och simning

Remissvar

Utbildningsdepartementet
Enheten för bad u.remissvar@regering.example

Remiss av promemorian Bad åt alla (Ds 2021:99)

Myndigheten för bad och simning (MBS) har fått rubricerad promemoria på remiss och har inget att erinra mot den.

Eva Ek
"""


def test_a_bare_label_is_no_subject(tmp_path: Path) -> None:
    doc = segment(tmp_path, ONE_PAGE)
    assert doc.respondent == "Myndigheten för bad och simning"
    (response,) = (s for s in doc.segments if s.kind is Kind.RESPONSE)
    assert response.heading == "Remiss av promemorian Bad åt alla (Ds 2021:99)"


INQUIRY = """# Yttrande över betänkandet Nya vatten (SOU 2020:2)

## 1 Sammanfattning

Havsverket tillstyrker utredningens förslag med undantag för avgiften, som myndigheten avstyrker.

## 2 Utredningens förslag

{told}

## 3 Myndighetens bedömning

Havsverket anser att avgiften kostar mer än den ger och att den drabbar dem som bor vid sjöar i inlandet.

Bo Al
"""


@pytest.mark.parametrize(
    ("told", "retold"),
    [
        ("Utredningen föreslår att alla som har brygga ska betala en avgift. Den ska tas ut av länsstyrelsen.", True),
        ("Utredningen föreslår en avgift för bryggor. Havsverket avstyrker den.", False),
    ],
)
def test_what_an_inquiry_proposes_is_retold_unless_somebody_says_what_they_think(
    tmp_path: Path, told: str, retold: bool
) -> None:
    kinds = [s.kind for s in segment(tmp_path, INQUIRY.format(told=told), "svar.md").segments]
    assert (Kind.PROPOSAL in kinds) is retold
