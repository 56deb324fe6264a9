"""Ordinary papers: a letter with copies, minutes of which one item answers, a report with its minutes, a web table."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind
from remissnlp.segment.answer_parts import is_answer_part
from remissnlp.segment.parties import local_parties
from remissnlp.segment.rollcalls import is_roll_call
from remissnlp.segment.votes import running_name
from tests.segment_helpers import segment

LETTER = """Länsstyrelsen i Eklands län

2021-02-03
Dnr 400-12-2021

Socialdepartementet

Yttrande över betänkandet Fler broar (SOU 2020:99)

Länsstyrelsen tillstyrker förslaget att broarna ska bli fler och att staten betalar dem.

Länsstyrelsen saknar däremot en plan för hur broarna ska underhållas av kommunerna.

Eva Ek
Landshövding

Detta yttrande har beslutats elektroniskt och saknar därför underskrift.

Kopia för kännedom till
Trafikverket
Boverket

Bilaga

Avvikande mening av länsantikvarie Bo Al

Förslaget borde ha avstyrkts, eftersom de gamla broarna då rivs utan att någon frågar varför.
"""


def test_who_gets_a_copy_does_not_answer_and_an_official_can_dissent(tmp_path: Path) -> None:
    doc = segment(tmp_path, LETTER)
    response, dissent = (s for s in doc.segments if s.kind is not Kind.OTHER)
    assert response.respondent == dissent.respondent == "Länsstyrelsen i Eklands län"
    assert dissent.authors == ("Bo Al",)
    texts = [s.text for s in doc.statements if s.segment_id == response.segment_id]
    assert texts[-1] == "Länsstyrelsen saknar däremot en plan för hur broarna ska underhållas av kommunerna."


MINUTES = """**Region Ekland**

**Trafiknämnden**

Protokoll från sammanträde den 4 maj 2020

Närvarande: Bo Al (S), Eva Ek (M), Siv Alm (Eklands Väl)

## § 31 Val av justerare

Eva Ek utses.

## § 32 Budget

### Reservation

Siv Alm (Eklands Väl) reserverar sig mot beslutet.

## § 33 Svar på remiss från regionstyrelsen om ny linje

### Beslut

1. Trafiknämnden avger svaret nedan till regionstyrelsen.

### Ärendet

Regionstyrelsen föreslår en ny linje mellan orterna Ek och Alm från och med nästa sommar.

### Nämndens synpunkter

Nämnden anser att linjen kommer för sent och att den bör gå varje timme även om kvällarna.

### Framställda yrkanden

Bo Al (S) yrkar bifall.

### Omröstning

| Namn | Ja (Bo Al) | Nej |
| --- | --- | --- |
| Bo Al (S) | X | |
| Eva Ek (M) | | X |

### Reservationer

Siv Alm reserverar sig och lämnar följande motivering: Linjen behövs inte, ty ingen bor längs den.

## § 34 Information om nya bussar

Trafiknämnden tackar för informationen.
"""


def test_minutes_of_which_one_item_answers_are_no_collection(tmp_path: Path) -> None:
    doc = segment(tmp_path, MINUTES, "protokoll.md")
    answers = [s for s in doc.segments if s.kind in {Kind.RESPONSE, Kind.DECISION}]
    assert {s.respondent for s in answers} == {"Trafiknämnden"}
    (reservation,) = (s for s in doc.segments if s.kind is Kind.RESERVATION)
    assert reservation.parties == ("Eklands Väl",)
    said = " ".join(s.text for s in doc.statements if s.kind is Kind.RESPONSE)
    assert "linjen kommer för sent" in said
    assert "X" not in said.split()
    assert "tackar för informationen" not in said
    assert not doc.declined


REPORT = """Ekstads kommun
Fritidsförvaltningen
TJÄNSTESKRIVELSE
2019-02-01

Till fritidsnämnden

# Svar på remiss om hundrastgårdar

## Förslag till beslut

Nämnden överlämnar skrivelsen till kommunstyrelsen som sitt svar.

## Bedömning

Förvaltningen välkomnar hundrastgårdarna men vill att de får bättre belysning under vintern.

Eva Ek
Förvaltningschef

______________________________________

Ekstads kommun                PROTOKOLLSUTDRAG
Fritidsnämnden                2019-02-20

§ 14 Dnr FN 2019/3

# Svar på remiss om hundrastgårdar

## Beslut

1. Nämnden överlämnar skrivelsen till kommunstyrelsen som sitt svar.

## Reservation

Bo Al (SD) reserverar sig mot beslutet med följande motivering: Hundar hör inte hemma i parker.
"""


def test_a_report_and_the_minutes_that_decide_on_it_are_one_answer(tmp_path: Path) -> None:
    doc = segment(tmp_path, REPORT, "handling.md")
    answers = [s for s in doc.segments if s.kind not in {Kind.OTHER, Kind.PROPOSAL}]
    assert {s.respondent for s in answers} == {"Fritidsnämnden"}
    assert [s.parties for s in answers if s.kind is Kind.RESERVATION] == [("SD",)]
    ids = {s.segment_id for s in answers}
    said = [s.text for s in doc.statements if s.segment_id in ids]
    assert not {"Eva Ek", "Förvaltningschef", "§ 14 Dnr FN 2019/3"} & set(said)


TABLE = """<html><head><title>Synpunkter</title></head><body><main>
<h1>Synpunkter på cykelplanen</h1>
<p>Så här tyckte de som svarade på remissen.</p>
<table>
<tr><th>Vem</th><th>Vad de säger</th><th>Vårt svar</th></tr>
<tr><td>Kulturnämnden</td><td>Nämnden gillar planen men vill ha fler ställ.</td><td>Ställ läggs till.</td></tr>
<tr><td>Kulturnämnden, reservation (M)</td><td>Planen är för dyr och bör göras om.</td><td>–</td></tr>
<tr><td>Eks byalag</td><td>Vi vill ha en väg till sjön.</td><td>Den finns.</td></tr>
</table>
<h2>De här svarade inte</h2>
<p>Tekniska nämnden och Eks simsällskap.</p>
</main></body></html>
"""


def test_a_table_on_a_web_page_tells_answers_statements_and_silence(tmp_path: Path) -> None:
    doc = segment(tmp_path, TABLE, "synpunkter.html")
    told = [(s.kind, s.respondent, s.parties) for s in doc.segments if s.respondent]
    assert told == [
        (Kind.SUMMARY, "Kulturnämnden", ()),
        (Kind.RESERVATION, "Kulturnämnden", ("M",)),
        (Kind.SUMMARY, "Eks byalag", ()),
    ]
    assert [row.respondent for row in doc.declined] == ["Tekniska nämnden", "Eks simsällskap"]


UTLATANDE = """# Program för torg

## 1 Så har ärendet beretts

Programmet har skickats på remiss till kulturnämnden, tekniska nämnden och AB Ekhem.

## 2 Nämndernas synpunkter

### 2.1 Kulturnämnden

Nämndens beslut den 3 mars 2020

Nämnden tillstyrker programmet i dess helhet.

Ur kulturförvaltningens utlåtande av den 3 februari 2020

Förvaltningen vill se fler bänkar på torgen, helst i skuggan av träd som redan står där.

### 2.2 Tekniska nämnden

Nämnden anför som eget svar

Torgen bör ligga kvar där de är och få nya lampor innan stadens höst kommer åter.

## 3 Bolag

### 3.1 AB Ekhem

Bolaget har inget att invända mot programmet och ser fram emot att få delta i arbetet.

## 4 Avvikande meningar i nämnderna

### 4.1 Kulturnämnden

Mot beslutets andra punkt reserverade sig Eva Ek (M).

Bänkar lockar bara till slöhet och borde ha strukits ur programmet redan från början.
"""


def test_papers_of_an_answer_are_no_respondents(tmp_path: Path) -> None:
    doc = segment(tmp_path, UTLATANDE, "utlatande.md")
    answers = [s.respondent for s in doc.segments if s.kind is Kind.RESPONSE]
    assert list(dict.fromkeys(answers)) == ["Kulturnämnden", "Tekniska nämnden", "AB Ekhem"]
    (reservation,) = (s for s in doc.segments if s.kind is Kind.RESERVATION)
    assert (reservation.respondent, reservation.parties) == ("Kulturnämnden", ("M",))


@pytest.mark.parametrize("text", ["Nämndens beslut 2020-03-04", "Ur miljökontorets skrivelse", "Styrelsen yttrade"])
def test_a_paper_or_step_of_who_answers_is_a_part(text: str) -> None:
    assert is_answer_part(text)


@pytest.mark.parametrize("text", ["Kulturnämndens yttrande", "Ur Skolverkets yttrande", "Nämnden", "Viks byalags svar"])
def test_a_heading_with_a_name_of_its_own_is_none(text: str) -> None:
    assert not is_answer_part(text)


def test_a_member_is_known_from_the_list_of_those_present() -> None:
    parties = local_parties("Närvarande: Bo Al (S), Eva Ek (Viks Väl)\nPersonalföreträdare: Siv Alm (Vision)")
    assert parties.of_people(["Bo Al", "Eva Ek", "Siv Alm", "Per By"]) == ("S", "Viks Väl")


def test_a_member_with_two_parties_is_known_by_neither() -> None:
    assert local_parties("Bo Al (S) talade. Bo Al (M) svarade.").of_people(["Bo Al"]) == ()


def test_a_roll_call_tells_votes_and_members() -> None:
    assert is_roll_call(["Namn", "Ja (kontoret)", "Nej", "Bo Al (S)", "X"])
    assert not is_roll_call(["Instans", "Svar", "Kulturnämnden", "Ja, gärna", "Reservation (M)", "Nej, aldrig"])


def test_a_running_head_names_its_sender() -> None:
    assert running_name("Länsstyrelsen Skåne – Yttrande 2018-10-01 – Dnr 1-2") == "Länsstyrelsen Skåne"
    assert running_name("Sida 3 (4)") == "Sida 3 (4)"
