"""Speakers found by what a document repeats: headings, remarks, paragraphs, fields, letters; and what must not mislead."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.ingest.hanging import hanging_rows
from remissnlp.records import POLITICAL_KINDS, Kind, Segment
from remissnlp.segment.declined import no_answers
from remissnlp.segment.openers import opening_names
from remissnlp.segment.register import respondent_key
from tests.segment_helpers import segment

ANSWERS = {Kind.RESPONSE, Kind.SUMMARY, Kind.ADVISORY_COUNCIL}


def _speakers(segments: tuple[Segment, ...]) -> list[str]:
    return [s.respondent for s in segments if s.kind in ANSWERS]


REMARKED = """Viks kommun, gatuenheten

Inkomna synpunkter på förslag till parkplan

Bokklubben Udden

Vi vill ha fler bänkar i skuggan, för annars orkar ingen läsa.

Gatuenhetens kommentar: Noteras.

Grannskapet 4:12

Lekplatsen låter för mycket om kvällarna.

Gatuenhetens kommentar: Den stängs klockan 21.

Klass 5B, Uddskolan

Rutschkanan är för kort.

Gatuenhetens kommentar: En längre köps in.
"""


def test_headings_between_remarks_are_names_whatever_their_form(tmp_path: Path) -> None:
    doc = segment(tmp_path, REMARKED)
    assert _speakers(doc.segments) == ["Bokklubben Udden", "Grannskapet 4:12", "Klass 5B, Uddskolan"]
    remarks = [s for s in doc.segments if s.kind is Kind.PROPOSAL]
    assert len(remarks) == 3


def test_an_unmarked_remark_is_the_last_paragraph_that_begins_with_the_sender(tmp_path: Path) -> None:
    parts = [f"## Yttrande {n} – {name}\n\nVi säger nej.\n\nParkkontoret delar inte uppfattningen {n}.\n" for n, name in
             enumerate(["Viks byalag", "Uddens rodd", "Kafé Ekan"], 1)]  # fmt: skip
    text = "# Parkplan, redogörelse för remissen\n\nParkkontoret, maj 2020\n\n" + "\n".join(parts)
    doc = segment(tmp_path, text, "plan.md")
    assert _speakers(doc.segments) == ["Viks byalag", "Uddens rodd", "Kafé Ekan"]
    assert sum(s.kind is Kind.PROPOSAL for s in doc.segments) == 3


BY_TOPIC = """# Sammanställning av remissvar över skogsplanen

## Hyggen

Skogslaget Granen anser att hyggen behövs. Laget äger 40 hektar.

Naturskyddsföreningen i Vik motsätter sig hyggen.

## Hundar

Också Ridskolan Hoven och Viks brukshundklubb efterlyser en inhägnad.

## Ikraftträdande

Liknande synpunkter framförs av Viks kommun.
"""


def test_paragraphs_that_begin_with_their_speaker_under_headings_of_topics(tmp_path: Path) -> None:
    doc = segment(tmp_path, BY_TOPIC, "skog.md")
    summaries = [s for s in doc.segments if s.kind is Kind.SUMMARY]
    assert [(s.respondent, s.co_respondents) for s in summaries] == [
        ("Skogslaget Granen", ()),
        ("Naturskyddsföreningen i Vik", ()),
        ("Ridskolan Hoven", ("Viks brukshundklubb",)),
        ("Viks kommun", ()),
    ]


BY_QUESTION = """Svar på kommunens frågor om taxan

Här är svaren, ordnade efter fråga.

Fråga 1. Ska avgiften höjas?

Viks Bostäder: Nej, inte i år.

Byalaget Hopp: Ja, men bara om vattnet blir billigare.

Fråga 2. När ska taxan gälla?

Viks Bostäder: Vid ett årsskifte.

Byalaget Hopp: Så snart som möjligt.
"""


def test_answers_behind_a_colon_under_questions(tmp_path: Path) -> None:
    doc = segment(tmp_path, BY_QUESTION)
    assert _speakers(doc.segments) == ["Viks Bostäder", "Byalaget Hopp"] * 2


def test_fields_of_a_form_name_who_answers_and_whose_remark_it_is(tmp_path: Path) -> None:
    row = "Remissinstans: {}\n\nYttrande: {}\n\nRegionens bemötande: Noteras.\n\n"
    text = "Vattenplan – inkomna yttranden\n\n" + "".join(
        row.format(*pair) for pair in [("Kalkbruket AB", "Bolaget säger nej."), ("Bortre byn", "Vi säger ja.")]
    )
    doc = segment(tmp_path, text)
    assert _speakers(doc.segments) == ["Kalkbruket AB", "Bortre byn"]


STAPLED = """Tjuvö samhällsförening
Hamnvägen 3
Tjuvö 2004-08-16

Till
Hamnkontoret

Nytt färjeläge

Samhällsföreningen har talat om saken på årsmötet och vill behålla det gamla läget över vintern.

Tjuvö samhällsförening
Gunnel Falk
ordförande

=====================

Grus & Maskin AB
Box 14, 370 42 TJUVÖ

Hamnkontoret
Ert dnr 2004-233

SVAR PÅ REMISS OM FÄRJELÄGE

Vi kör elva tusen ton grus över sundet varje år och rampen måste därför tåla sextio ton.

Med vänlig hälsning
Roger Sund
"""


def test_letters_stapled_in_one_file_are_told_apart(tmp_path: Path) -> None:
    doc = segment(tmp_path, STAPLED)
    assert _speakers(doc.segments) == ["Tjuvö samhällsförening", "Grus & Maskin AB"]


def test_one_letter_is_no_bundle_although_it_has_a_signature_and_annexes(tmp_path: Path) -> None:
    one = STAPLED.partition("=====")[0] + "Bilaga\nKarta 2004-08-01\n"
    assert _speakers(segment(tmp_path, one).segments) == ["Tjuvö samhällsförening"]


REPORT = """Tjänsteutlåtande

Kulturnämnden

Förslag till beslut

Kulturnämnden överlämnar utlåtandet som svar på remissen.

Förvaltningens synpunkter

Förvaltningen tillstyrker programmet.

Krisberedskap

Krisberedskapen behöver pengar. Arkiven ligger under vattenytan.

Digital delaktighet

Digital delaktighet är viktig på biblioteken. Vi lånar ut datorer.

Bibliotek

Biblioteken har öppet på söndagar. De som bor längst bort kommer ändå inte.
"""


def test_subheadings_of_one_answer_are_no_speakers(tmp_path: Path) -> None:
    doc = segment(tmp_path, REPORT)
    assert {s.respondent for s in doc.segments if s.kind in ANSWERS | {Kind.DECISION}} == {"Kulturnämnden"}


def test_a_parent_company_answers_before_the_answers_it_encloses(tmp_path: Path) -> None:
    text = (
        "Viks Stadshus AB\n\n# Svar på remiss om policyn\n\nViks Stadshus AB anser att policyn är bra.\n\n"
        "## Vikshem\n\nVikshem har 6 100 lägenheter. Bolaget är positivt.\n\n"
        "## Viks Energi\n\nBolaget vill ändra policyn.\n\n## Viks Hamn\n\nBolaget säger ja.\n\n"
        "## Viks Parkering\n\nBolaget tillstyrker.\n"
    )
    doc = segment(tmp_path, text, "koncern.md")
    first, *rest = [s for s in doc.segments if s.kind is Kind.RESPONSE]
    assert first.respondent == "Viks Stadshus AB"
    assert [s.respondent for s in rest] == ["Vikshem", "Viks Energi", "Viks Hamn", "Viks Parkering"]
    assert {s.parent_segment_id for s in rest} == {first.segment_id}


def test_a_table_without_rules_is_read_cell_by_cell(tmp_path: Path) -> None:
    text = (
        "Konstplan – inkomna svar\n\n"
        "Socialnämnden       Ser gärna mer konst på boenden.\n                    Glas bör undvikas.\n\n"
        "Tekniska nämnden    Skötseln är inte betald. Nämnden\n                    kan inte ta över fontänen.\n\n"
        "Viks konstförening  Köp av ortens konstnärer.\n                    Regeln ska gälla även skolor.\n"
    )
    doc = segment(tmp_path, text)
    assert _speakers(doc.segments) == ["Socialnämnden", "Tekniska nämnden", "Viks konstförening"]
    told = {s.segment_id: [] for s in doc.segments}
    for statement in doc.statements:
        told[statement.segment_id].append(statement.text)
    second = next(s for s in doc.segments if s.respondent == "Tekniska nämnden")
    assert told[second.segment_id] == ["Skötseln är inte betald.", "Nämnden kan inte ta över fontänen."]


def test_a_letterhead_in_two_columns_is_no_table() -> None:
    lines = ["VIKS KOMMUN                  TJÄNSTEUTLÅTANDE", "Gatukontoret                 1997-02-10",
             "Bengt Ruhn                   Dnr 96/1187", "                             Till", "                             Gatunämnden"]  # fmt: skip
    assert hanging_rows([(line, 1, 0) for line in lines]) == {}


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Viks Hamn AB har trots två påminnelser inte lämnat något svar.", ("Viks Hamn AB",)),
        ("Revisionskontoret och Viks kommun har beretts tillfälle att yttra sig men inte hörts av.",
         ("Revisionskontoret", "Viks kommun")),
        ("Sju instanser har inte hörts av, nämligen Viks kommun, Viks skolor AB och Bergs socken.",
         ("Viks kommun", "Viks skolor AB", "Bergs socken")),
        ("Alla utom Viks kommun har svarat.", ("Viks kommun",)),
        ("Kursgården Ljus svarade inte.", ("Kursgården Ljus",)),
        ("Havs- och vattenmyndigheten avstår från att yttra sig.", ("Havs- och vattenmyndigheten",)),
        ("Byalaget Hopp besvarade inte fråga 3.", ()),
        ("Nämnden avstår inte från att svara men har inget att tillägga.", ()),
        ("Kulturnämnden har inte invänt mot förslaget.", ()),
    ],
)  # fmt: skip
def test_who_gave_no_answer(sentence: str, names: tuple[str, ...]) -> None:
    assert tuple(name for answer in no_answers(sentence) for name in answer.names) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mellanskog Södra anser att det är olönsamt.", ("Mellanskog Södra",)),
        ("Konsumentverket, som har granskat förslaget, har inget att invända.", ("Konsumentverket",)),
        ("Försvarsmakten (yttrande 2010-04-12) anser att område 3 ska utgå.", ("Försvarsmakten",)),
        ("Enligt Viks kommun tar det två timmar.", ("Viks kommun",)),
        ("Förslaget anser vi vara bra.", ()),
        ("Vi anser att planen är bra.", ()),
        ("Flera remissinstanser tillstyrker förslaget.", ()),
    ],
)
def test_the_names_that_a_paragraph_begins_with(text: str, names: tuple[str, ...]) -> None:
    assert opening_names(text) == names


def test_any_words_are_the_name_of_one_who_was_asked() -> None:
    sentence = "Viks kommun och Vi Unga i Vik har inte svarat."
    assert [answer.names for answer in no_answers(sentence)] == [("Viks kommun",)]
    keys = frozenset({respondent_key("Vi Unga i Vik")})
    assert [answer.names for answer in no_answers(sentence, keys)] == [("Viks kommun", "Vi Unga i Vik")]


def test_an_office_that_a_lead_in_names_answers_for_its_board(tmp_path: Path) -> None:
    parts = [
        f"# {name}nämnden\n\n{name}nämnden beslutade vid sitt sammanträde den {day} maj 2021 att svara med förvaltningens "
        f"ord.\n\nReservation anfördes av Eva Ek (V).\n\n## Tjänsteutlåtande\n\n{name}förvaltningens tjänsteutlåtande "
        f"har i huvudsak följande lydelse.\n\nFörvaltningen tillstyrker planen.\n"
        for day, name in enumerate(["Kultur", "Miljö", "Social", "Trafik"], 3)
    ]
    doc = segment(tmp_path, "Inkomna remissvar\n\n" + "\n".join(parts), "bilaga.md")
    assert not [s for s in doc.segments if s.kind is Kind.PROPOSAL or s.kind in POLITICAL_KINDS]
    said = [s.respondent for s in doc.statements if s.text == "Förvaltningen tillstyrker planen."]
    assert said == ["Kulturnämnden", "Miljönämnden", "Socialnämnden", "Trafiknämnden"]


def test_a_paragraph_that_announces_the_answers_is_no_summary(tmp_path: Path) -> None:
    answers = "\n".join(
        f"# {name}nämnden\n\n{name}nämndens yttrande den {day} maj 2021.\n\nNämnden tillstyrker planen i dess helhet.\n"
        for day, name in enumerate(["Kultur", "Skol", "Trafik"], 3)
    )
    text = (
        "# Inkomna remissvar: parkplan\n\n## Remissinstanser\n\nFörslaget har sänts till kulturnämnden, skolnämnden, "
        "trafiknämnden, miljönämnden och socialnämnden.\n\nMiljönämnden har avstått från att yttra sig. Socialnämnden har "
        "fått påminnelse men inte svarat.\n\n## Kort om svaren\n\nKulturnämnden tillstyrker planen.\n\nSkolnämnden och "
        f"trafiknämnden är positiva.\n\nNedan återges svaren i sin helhet.\n\n{answers}"
    )
    doc = segment(tmp_path, text, "bilaga.md")
    summaries = [
        (s.respondent, text[s.char_start : s.char_end].count("återges")) for s in doc.segments if s.kind is Kind.SUMMARY
    ]
    assert summaries == [("Kulturnämnden", 0), ("Skolnämnden", 0)]
