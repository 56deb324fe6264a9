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
