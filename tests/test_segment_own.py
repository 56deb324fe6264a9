"""The answer of a document's own sender: in minutes of many paragraphs, in a joint letter, among the answers it holds."""

from __future__ import annotations

from pathlib import Path

from remissnlp.records import Kind
from tests.segment_helpers import segment

MINUTES = """# Parknämndens protokoll 2018-04-10

Parknämnden

Sammanträdesprotokoll

# § 7 Svar på medborgarförslag om en gunga

## Beslut

Parknämnden anser medborgarförslaget besvarat.

# § 8 Yttrande över förslag till parkplan

## Beslut

Parknämnden tillstyrker förslaget till parkplan på remiss.

## Reservation

Bo Al (M) reserverar sig mot beslutet, bilaga 1.

# § 9 Yttrande till mark- och miljödomstolen i mål M 12-18

## Beslut

Parknämnden avstyrker överklagandet.

Bilaga 1 till PN § 8

# Reservation

Planen är för dyr. Den bör göras om.

Bo Al (M)

Bilaga 1 till PN § 9

# Reservation

Överklagandet borde bifallas.

Eva Ek (V)
"""


def test_of_the_paragraphs_of_minutes_one_is_the_answer_and_only_its_annexes_belong_to_it(tmp_path: Path) -> None:
    doc = segment(tmp_path, MINUTES, "protokoll.md")
    decided = [s.text for s in doc.statements if s.kind is Kind.DECISION]
    assert decided[0] == "Parknämnden tillstyrker förslaget till parkplan på remiss."
    assert not any("medborgarförslaget" in text or "överklagandet" in text for text in decided)
    political = [(s.kind, s.parties, s.respondent) for s in doc.segments if s.kind is Kind.RESERVATION]
    assert political == [(Kind.RESERVATION, ("M",), "Parknämnden")]


JOINT = """Domstolsverket

# Yttrande över rapporten Färre tingsrätter

Vik, Norra Vik och Hamra kommuner lämnar ett gemensamt yttrande över rapporten. Hamra har en avvikande mening.

## 1. Sammanfattning

Kommunerna avstyrker förslaget att lägga samman tingsrätterna, eftersom det blir för långt att resa för många.

## 2. Avvikande mening från Hamra kommun

Hamra kommun kan godta rapportens förslag.

## 3. Vik och Norra Vik kommuner med anledning av den avvikande meningen

Resorna blir längre för de flesta om tingsstället läggs i Hamra.

För Hamra kommun

Bo Al, kommunalråd

Bilaga 1

Utdrag ur protokoll, kommunstyrelsen i Hamra 2005-10-10, § 201

# Reservation

Vi står bakom de andra kommunerna.

Eva Ek (V)
"""


def test_one_of_several_who_answer_together_dissents(tmp_path: Path) -> None:
    doc = segment(tmp_path, JOINT, "yttrande.md")
    found = [(s.kind, s.respondent, s.co_respondents, s.parties) for s in doc.segments if s.kind is not Kind.OTHER]
    assert found == [
        (Kind.RESPONSE, "Vik kommun", ("Norra Vik kommun", "Hamra kommun"), ()),
        (Kind.RESERVATION, "Hamra kommun", (), ()),
        (Kind.RESPONSE, "Vik kommun", ("Norra Vik kommun",), ()),
        (Kind.RESERVATION, "Kommunstyrelsen i Hamra", (), ("V",)),
    ]


STAPLED = """VIKS KOMMUN

Personalstaben

2003-11-18

# Följebrev

Policyn har varit på remiss hos parterna. Två yttranden har kommit in och bifogas i kopia.

Eva Ek

BILAGA 1

FÖRBUNDET VÅRD OCH SKOLA

Vik 2003-10-29

# Yttrande över förslag till policy

Förbundet har drivit kravet på rätt till heltid i mer än tjugo år och hälsar förslaget med stor glädje.

För Förbundet Vård och Skola, avdelning 9

Bo Al

Till yttrandet har fogats en avvikande mening av ledamoten Ann Åberg:

Den som arbetar natt har valt deltid för att orka.

BILAGA 2

Arbetsgivarförbundet Kök & Städ

7 november 2003

# Remissvar

Arbetsgivarförbundet Kök & Städ företräder 38 företag och avstyrker att policyn omfattar entreprenörer.

Siv Öst

Bilaga till Arbetsgivarförbundets remissvar

# Viks Kök AB

Till skillnad från vårt förbund tycker vi att heltid är en bra målsättning för alla i branschen.
"""


def test_letters_below_a_note_that_encloses_them_and_the_annex_to_one(tmp_path: Path) -> None:
    doc = segment(tmp_path, STAPLED, "yttranden.md")
    found = [(s.kind, s.respondent, s.authors) for s in doc.segments if s.kind is not Kind.OTHER]
    assert found == [
        (Kind.RESPONSE, "Förbundet Vård och Skola", ()),
        (Kind.RESERVATION, "Förbundet Vård och Skola", ("Ann Åberg",)),
        (Kind.RESPONSE, "Arbetsgivarförbundet Kök & Städ", ()),
        (Kind.RESPONSE, "Viks Kök AB", ()),
    ]


UNIVERSITY = """Viks universitet

2017-05-09

# Yttrande över betänkandet Tre terminer

Viks universitet har anmodats att yttra sig över rubricerat betänkande.

## Universitetets ställningstagande

Universitetet tillstyrker att lärosätena får möjlighet att införa en tredje termin.

## Synpunkter från fakulteterna

Nedan återges fakulteternas synpunkter i den ordning de har inkommit.

### Tekniska fakulteten

Tekniska fakulteten välkomnar förslaget.

### Medicinska fakulteten

Fakulteten lämnar förslaget utan erinran.

### Saco-S-föreningen och OFR/S-föreningen

De båda arbetstagarorganisationerna avstyrker.

## Beslut

Beslut i detta ärende har fattats av rektor Bo Al.

Bilaga till dnr 1.5-17

# Särskilt yttrande av studentrepresentanten

Undertecknad företrädde studenterna vid beredningen.
"""


def test_an_answer_that_renders_those_it_builds_on(tmp_path: Path) -> None:
    doc = segment(tmp_path, UNIVERSITY, "yttrande.md")
    found = [(s.kind, s.respondent, s.co_respondents) for s in doc.segments if s.kind is not Kind.OTHER]
    assert found == [
        (Kind.RESPONSE, "Viks universitet", ()),
        (Kind.RESPONSE, "Tekniska fakulteten", ()),
        (Kind.RESPONSE, "Medicinska fakulteten", ()),
        (Kind.RESPONSE, "Saco-S-föreningen", ("OFR/S-föreningen",)),
        (Kind.DECISION, "Viks universitet", ()),
        (Kind.SPECIAL_STATEMENT, "Viks universitet", ()),
    ]
    assert doc.segments[1].heading.startswith("Yttrande över betänkandet")


REGION = """REGION DALVIK                                         YTTRANDE
                                                      2019-10-01

Remissvar på betänkandet Nära till vård (SOU 2019:29)

Sammanfattning

Region Dalvik tillstyrker huvuddelen av förslagen men anser att
tiden är för kort.

Nämndernas synpunkter

Remissen har internt besvarats av tre nämnder. Deras svar återges här.

Hälso- och sjukvårdsnämnden

Nämnden ser positivt på förslaget men saknar en plan för bemanningen.

Tandvårdsnämnden

Tandvårdsnämnden har inga synpunkter.

Trafiknämnden

Trafiknämnden avstyrker förslaget om resor eftersom det blir dyrt.

För Region Dalvik
Eva Ek
"""


def test_the_sender_s_own_summary_stands_above_the_answers_of_its_boards(tmp_path: Path) -> None:
    doc = segment(tmp_path, REGION, "svar.txt")
    found = [(s.kind, s.respondent) for s in doc.segments if s.kind is not Kind.OTHER]
    assert found == [
        (Kind.RESPONSE, "Region Dalvik"),
        (Kind.RESPONSE, "Hälso- och sjukvårdsnämnden"),
        (Kind.RESPONSE, "Tandvårdsnämnden"),
        (Kind.RESPONSE, "Trafiknämnden"),
    ]
