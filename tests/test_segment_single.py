"""Single answers of every make: a private letter, a report with its answer in an annex, page heads, letterheads, feet."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import DocType, Kind
from remissnlp.segment.letterhead_names import name_in_front
from remissnlp.segment.register import body_from_name, is_body_name
from remissnlp.segment.statement_cues import read_lead
from remissnlp.segment.votes import running_name
from tests.segment_helpers import segment


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("LÄNSSTYRELSEN VIK GRANSKNINGSYTTRANDE Datum Beteckning 2017-11-06", "Länsstyrelsen Vik"),
        ("Länsstyrelsen Vik 401-6120-2017 Granskningsyttrande", "Länsstyrelsen Vik"),
        ("Kulturnämnden TJÄNSTESKRIVELSE 2 (4)", "Kulturnämnden"),
        ("Region Vånland, 860 00 Vånstad", "Region Vånland"),
        ("Viks kommun Sida 2 (3)", "Viks kommun"),
        ("Socialnämnden 3 maj 2012", "Socialnämnden"),
        ("Kulturnämnden Yttrande över planen", ""),
        ("Seko klubb 12 avstyrker förslaget", ""),
        ("Planen Yttrande 2017", ""),
    ],
)
def test_the_name_in_a_line_of_a_letterhead_ends_in_front_of_the_paper(line: str, name: str) -> None:
    assert name_in_front(line) == name
    assert not name or running_name(line) == name


@pytest.mark.parametrize("text", ["Kommunikationer. Länsstyrelsen", "Uppföljning. Kulturnämnden"])
def test_a_title_in_front_of_a_sentence_is_no_part_of_a_name(text: str) -> None:
    assert not is_body_name(text)


@pytest.mark.parametrize("called", ['("Vik")', "(”Vik”)", "(nedan Vik)", "(fortsättningsvis Vik)"])
def test_what_a_body_calls_itself_is_no_part_of_its_name(called: str) -> None:
    assert body_from_name(f"Viks Elnät AB {called}").name == "Viks Elnät AB"


_PRIVATE = """INKOM
Viks kommun
Tekniska nämnden
Dnr 2009.77

{who}
Hästhovsgatan 19
645 00 VIK

                          Vik den 31 mars 2009

Till
Tekniska nämnden

Ang. förslaget till trädpolicy

Jag har arbetat i kommunens parker i fyrtio år och säger nej till förslaget, som bara gäller de rika gatorna.

Min granne Siv Modig har skrivit rent det här brevet på sin dator, eftersom jag inte har någon sådan.

{closing}

{signed}
"""


@pytest.mark.parametrize("closing", ["Högaktningsfullt", "Med vänlig hälsning", "Hälsningar", "Vänligen"])
@pytest.mark.parametrize("signed", ["{who}", "{who}, Vik", "/{who}/", "{who} f.d. parkarbetare", "{who}, pensionär"])
def test_who_writes_for_himself_answers_and_not_the_board_that_gets_the_letter(
    tmp_path: Path, closing: str, signed: str
) -> None:
    who = "Folke Arvidsson"
    doc = segment(tmp_path, _PRIVATE.format(who=who, closing=closing, signed=signed.format(who=who)))
    (answer,) = (s for s in doc.segments if s.kind is Kind.RESPONSE)
    assert answer.respondent == who
    told = [s.text for s in doc.statements if s.segment_id == answer.segment_id]
    assert told[-1].startswith("Min granne")


def test_an_official_who_signs_with_i_answers_for_the_body_in_the_letterhead(tmp_path: Path) -> None:
    text = (
        "VIKS HAMN AB\n\nViks kommun\n\nSvar på remiss om nya kajer\n\n"
        "Viks Hamn AB tillstyrker förslaget, och jag vill särskilt framhålla att kajerna behöver byggas nu.\n\n"
        "Med vänlig hälsning\n\nBo Al\nVD\n"
    )
    doc = segment(tmp_path, text)
    assert [s.respondent for s in doc.segments if s.kind is Kind.RESPONSE] == ["Viks Hamn AB"]


_REPORT = """ÅS KOMMUN

Kommunledningsförvaltningen

TJÄNSTESKRIVELSE 1 (3)

2022-08-24

Handläggare: Bo Al

Till kommunstyrelsen

# Remiss – plan för massor

## Förslag till beslut

Kommunledningsförvaltningen föreslår att kommunstyrelsen beslutar att överlämna yttrande enligt bilaga 1.

## Förvaltningens bedömning

Förvaltningen bedömer att planen fyller ett tomrum och att kommunens svar bör vara positivt i det stora hela.

{page_head}

## Ekonomiska konsekvenser

Yttrandet som sådant medför inga kostnader för kommunen, men planen kan göra det på sikt om den antas.

Siv Ek

Kommundirektör

{copies}

Region Öst

Ås Vatten och Avfall AB

{annex}

KS 2022/214-4

Region Öst

# Yttrande över plan för massor

## Åtgärd 1

Ås kommun tillstyrker planen och vill att regionen anger vem som mäter hur mycket som återanvänds varje år.

För kommunstyrelsen

Bo Wik (C)

Ordförande
"""


@pytest.mark.parametrize("annex", ["ÅS KOMMUN\n\nKommunstyrelsen Bilaga 1", "Bilaga 1\n\nÅs kommun", "BILAGA 1"])
@pytest.mark.parametrize("copies", ["Beslutet ska skickas till", "Sändlista", "Beslutet skickas till:", "Kopia till"])
def test_an_annex_by_the_same_sender_is_the_answer_and_who_gets_copies_is_nobody(
    tmp_path: Path, annex: str, copies: str
) -> None:
    doc = segment(tmp_path, _REPORT.format(annex=annex, copies=copies, page_head=""), "handling.md")
    assert doc.doc_type is DocType.OFFICE_REPORT
    told = {s.respondent for s in doc.segments if s.kind in {Kind.RESPONSE, Kind.DECISION}}
    assert told == {"Kommunstyrelsen"}
    answers = [s.segment_id for s in doc.segments if s.kind is Kind.RESPONSE]
    texts = [s.text for s in doc.statements if s.segment_id in answers]
    assert texts[-1].startswith("Ås kommun tillstyrker planen")


@pytest.mark.parametrize(
    "head", ["ÅS KOMMUN 2 (3)\n\nKS 2022/214-3", "Ås kommun | Tjänsteskrivelse | Sida 2 av 3", "Sida 2 (3)", "2 (3)"]
)
def test_a_page_head_between_two_paragraphs_is_said_by_nobody(tmp_path: Path, head: str) -> None:
    text = _REPORT.format(annex="Bilaga 1", copies="Kopia till", page_head=head)
    doc = segment(tmp_path, text, "handling.md")
    assert not [s.text for s in doc.statements if "2 (3)" in s.text or "2 av 3" in s.text or "214-3" in s.text]
    below = next(s for s in doc.statements if s.text.startswith("Yttrandet som sådant"))
    above = next(s for s in doc.statements if s.text.startswith("Förvaltningen bedömer"))
    assert below.segment_id == above.segment_id


@pytest.mark.parametrize("line", ["Se sida 2 i planen.", "Planen har 2 (3) delar som är bra.", "Vi är för."])
def test_a_sentence_that_tells_of_a_page_is_no_page_head(tmp_path: Path, line: str) -> None:
    doc = segment(tmp_path, _REPORT.format(annex="Bilaga 1", copies="Kopia till", page_head=line), "handling.md")
    assert line in [s.text for s in doc.statements]


@pytest.mark.parametrize(
    "opening",
    [
        "har genom remiss den 3 maj begärt Eklunda stads yttrande över förslaget.",
        "har remitterat förslaget om nya broar till Eklunda stad.",
        "har gett Eklunda stad tillfälle att lämna synpunkter på förslaget.",
        "har översänt förslaget om nya broar för synpunkter.",
    ],
)
def test_who_asked_is_not_who_answers(tmp_path: Path, opening: str) -> None:
    text = (
        "EKLUNDA STAD\n\nBrodepartementet\n\nYttrande över nya broar\n\n"
        f"Brodepartementet {opening}\n\nStaden tillstyrker förslaget, men broarna måste kunna öppnas för båtar.\n"
    )
    doc = segment(tmp_path, text)
    assert [s.respondent for s in doc.segments if s.kind is Kind.RESPONSE] == ["Eklunda stad"]


@pytest.mark.parametrize("stop", [". ", "; ", " / "])
@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("Särskilt yttrande", Kind.SPECIAL_STATEMENT),
        ("Reservation", Kind.RESERVATION),
        ("Protokollsanteckning", Kind.SPECIAL_STATEMENT),
        ("Ersättaryttrande", Kind.SUBSTITUTE_STATEMENT),
    ],
)
@pytest.mark.parametrize("who", ["Sture Ek (kd)", "Kristdemokraterna", "Sture Ek, Kristdemokraterna"])
def test_what_a_statement_is_called_can_be_a_sentence_of_its_own(noun: str, kind: Kind, stop: str, who: str) -> None:
    lead = read_lead(f"{noun}{stop}{who}: Också lördagsposten bör återinföras.")
    assert lead is not None
    assert (lead.kind, lead.authors.parties) == (kind, ("KD",))


@pytest.mark.parametrize("text", ["Särskilt yttrande. Vi instämmer i svaret.", "Reservation. Den lyder: nej."])
def test_a_sentence_behind_the_word_names_nobody(text: str) -> None:
    assert read_lead(text) is None


@pytest.mark.parametrize("board", ["Södra kommundelsnämnden", "kulturnämnden", "vård- och omsorgsnämnden"])
@pytest.mark.parametrize(
    "said",
    [
        "har i {board} låtit anteckna att läxhjälp borde ingå.",
        "har i {board} lämnat ett särskilt yttrande.",
        "lämnade i {board} ett särskilt yttrande.",
        "reserverade sig i {board} mot beslutet.",
    ],
)
def test_a_lead_can_name_the_board_between_its_verbs(board: str, said: str) -> None:
    lead = read_lead(f"Eva Brink (fp) {said.format(board=board)}")
    assert lead is not None
    assert lead.place == board[:1].upper() + board[1:]


def test_what_stands_between_the_verbs_can_be_no_board() -> None:
    lead = read_lead("Eva Brink (fp) lämnade i förra veckan ett särskilt yttrande.")
    assert lead is None or not lead.place
