"""Documents of several forms into segments: who speaks, in what capacity, and what is said about whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remissnlp.records import FURNITURE, DecisionAction, DocType, Kind, Outcome, SegmentedDocument
from tests.segment_helpers import read, segment

COMPILATION = """Utlåtande om cykelplan (Dnr KS 2020/12)

Ärendet

Kommunledningskontorets förslag till cykelplan innebär att nätet byggs ut.

Beredning

Ärendet har beretts av kommunledningskontoret och remitterats till kulturnämnden, miljönämnden, trafiknämnden och Viks Stadshus AB. Viks Stadshus AB har i sin tur remitterat vidare till dotterbolagen AB Vikshem, Viks Hamn AB och Vik Parkering AB. Viks Hamn AB har valt att inte svara på remissen.

Kulturnämnden är positiv till planen.

Miljönämnden och trafiknämnden anser att planen bör bli tydligare.

Mina synpunkter

Cykeln är framtidens färdmedel och planen är en god grund.

Reservation anfördes av Bo Al (S) enligt följande.

Planen är otillräcklig. Den bör göras om.

Kommunstyrelsen delar arbetsutskottets uppfattning och föreslår att kommunfullmäktige beslutar följande.

1. Cykelplanen antas.

Remissammanställning

Kommunledningskontoret

Kommunledningskontorets tjänsteutlåtande daterat den 1 mars 2020 har i huvudsak följande lydelse.

Kontoret anser att planen är angelägen.

Kulturnämnden

Kulturnämnden beslutade vid sitt sammanträde den 3 april 2020 följande.

1. Nämnden överlämnar förvaltningens tjänsteutlåtande som svar på remissen.
2. Paragrafen justeras omedelbart.

Särskilt uttalande gjordes av Eva Ek (V), bilaga 1.

Ersättaryttrande gjordes av Ola Å (MP) som instämde i särskilt uttalande från Eva Ek (V).

Kulturförvaltningens tjänsteutlåtande daterat den 20 mars 2020 har i huvudsak följande lydelse.

Förvaltningen är positiv till planen. Kommunledningskontoret bedömer att kostnaden är låg. Vi instämmer i kommunledningskontorets bedömning.

Synpunkter från Viks råd för funktionshinderfrågor
Rådet saknar ramper.

Trafiknämnden

Trafiknämnden anför i huvudsak följande:

Planen är bra men ”nätet byggs ut” säger inget om när.

Viks Stadshus AB

Viks Stadshus AB:s yttrande daterat den 5 april 2020 har följande lydelse.

Koncernen ställer sig bakom planen.

Underremiss

Vikshems remissvar har i huvudsak följande lydelse:
Vikshem har inget att erinra.

Vik Parkerings remissvar har i huvudsak följande lydelse:
Vik Parkering tillstyrker planen.

Bilaga 1
Reservationer m.m.

Kulturnämnden

Särskilt uttalande gjordes av Eva Ek (V) enligt följande.

Det är olyckligt att planen saknar mål. Nämnden beslutade vid sitt sammanträde den 3 april 2020 att säga ja, med en reservation för vissa justeringar.
"""


def _kinds(doc: SegmentedDocument) -> list[tuple[str, str]]:
    return [(s.kind.value, s.respondent) for s in doc.segments]


@pytest.fixture
def compiled(tmp_path: Path) -> SegmentedDocument:
    return segment(tmp_path, COMPILATION)


def test_a_compilation_is_split_by_speaker_and_capacity(compiled: SegmentedDocument) -> None:
    assert compiled.doc_type is DocType.COMPILATION
    assert [pair for pair in _kinds(compiled) if pair[0] not in {"proposal", "other"}] == [
        ("preparation", "Kommunledningskontoret"),
        ("summary", "Kulturnämnden"),
        ("summary", "Miljönämnden"),
        ("rapporteur", "Kommunledningskontoret"),
        ("reservation", ""),
        ("decision", "Kulturnämnden"),
        ("substitute_statement", "Kulturnämnden"),
        ("response", "Kulturnämnden"),
        ("advisory_council", "Viks råd för funktionshinderfrågor"),
        ("response", "Trafiknämnden"),
        ("response", "Viks Stadshus AB"),
        ("response", "Vikshem"),
        ("response", "Vik Parkering"),
        ("special_statement", "Kulturnämnden"),
    ]


def test_speakers_have_their_dates_offices_and_parents(compiled: SegmentedDocument) -> None:
    by_key = {(s.kind, s.respondent): s for s in compiled.segments}
    answer = by_key[Kind.RESPONSE, "Kulturnämnden"]
    assert (answer.author_body, answer.date, answer.meeting_date) == ("Kulturförvaltningen", "2020-03-20", "2020-04-03")
    parent = by_key[Kind.RESPONSE, "Viks Stadshus AB"]
    assert parent.date == "2020-04-05"
    for name in ("Vikshem", "Vik Parkering"):
        assert by_key[Kind.RESPONSE, name].parent_segment_id == parent.segment_id
        assert by_key[Kind.RESPONSE, name].respondent_type.value == "company"
    assert by_key[Kind.ADVISORY_COUNCIL, "Viks råd för funktionshinderfrågor"].parent_segment_id == answer.segment_id
    assert by_key[Kind.SUMMARY, "Miljönämnden"].co_respondents == ("Trafiknämnden",)
    assert by_key[Kind.SPECIAL_STATEMENT, "Kulturnämnden"].parties == ("V",)


def test_who_was_asked_and_what_came_of_it(compiled: SegmentedDocument) -> None:
    outcomes = {row.respondent: (row.asked_by, row.outcome) for row in compiled.asked}
    sender, group = "Kommunledningskontoret", "Viks Stadshus AB"
    assert outcomes == {
        "Kulturnämnden": (sender, Outcome.ANSWERED),
        "Miljönämnden": (sender, Outcome.ANSWERED),
        "Trafiknämnden": (sender, Outcome.ANSWERED),
        "Viks Stadshus AB": (sender, Outcome.ANSWERED),
        "AB Vikshem": (group, Outcome.ANSWERED),
        "Viks Hamn AB": (group, Outcome.DECLINED),
        "Vik Parkering AB": (group, Outcome.ANSWERED),
    }
    assert [row.respondent for row in compiled.declined] == ["Viks Hamn AB"]


def test_endorsements_find_their_target(compiled: SegmentedDocument) -> None:
    segments = {s.segment_id: s for s in compiled.segments}
    found = {
        (segments[e.segment_id].kind.value, e.relation, e.target_respondent, segments[e.target_segment_id].kind.value)
        for e in compiled.endorsements
    }
    assert found == {
        ("substitute_statement", "instämde i", "Kulturnämnden", "special_statement"),
        ("response", "instämmer i", "Kommunledningskontoret", "proposal"),
    }


def test_holders_say_whose_view_a_sentence_is(compiled: SegmentedDocument) -> None:
    holders = {s.text: s.holder for s in compiled.statements if s.kind is Kind.RESPONSE}
    assert holders["Kommunledningskontoret bedömer att kostnaden är låg."] == "Kommunledningskontoret"
    assert holders["Förvaltningen är positiv till planen."] == ""


QUOTED = """Sammanställning av svar på remiss om cykelplan

Kulturnämnden

Nämnden avgav följande svar.

"Kulturnämnden tillstyrker planen. Målen bör dock följas upp varje år."

Tekniska nämnden

Nämnden delar bilden av läget. I planen står följande.

"Cykling ska vara trygg. Alla ska kunna cykla."

Nämnden saknar en tidplan för arbetet och anser att den måste tas fram innan beslut kan fattas.

Bo Al (S) yrkar att planen avslås.

Till protokollet har moderaterna och centerpartiet genom Eva Ek och Siv Ros fogat ett särskilt yttrande:

"Planen är dyr. Riv upp den."
"""


def test_an_answer_that_stands_between_quotation_marks_is_its_senders_own_words(tmp_path: Path) -> None:
    holders = {s.text: s.holder for s in segment(tmp_path, QUOTED).statements if s.kind is Kind.RESPONSE}
    assert holders['"Kulturnämnden tillstyrker planen.'] == ""
    assert holders['Målen bör dock följas upp varje år."'] == ""
    assert holders['"Cykling ska vara trygg.'] == "quote"
    assert holders['Alla ska kunna cykla."'] == "quote"


def test_what_a_member_moves_is_no_view_of_the_body(tmp_path: Path) -> None:
    holders = {s.text: s.holder for s in segment(tmp_path, QUOTED).statements}
    assert holders["Bo Al (S) yrkar att planen avslås."] == "Bo Al (S)"
    assert holders['Riv upp den."'] == ""


def test_decisions_say_what_they_do(compiled: SegmentedDocument) -> None:
    actions = {d.text: (d.item, d.action) for d in compiled.decisions}
    assert actions["Cykelplanen antas."] == ("1", DecisionAction.APPROVE)
    assert actions["Nämnden överlämnar förvaltningens tjänsteutlåtande som svar på remissen."] == (
        "1",
        DecisionAction.PASS_ON,
    )
    assert actions["Paragrafen justeras omedelbart."] == ("2", DecisionAction.FORMALITY)


def test_headings_are_no_statements(compiled: SegmentedDocument) -> None:
    texts = {s.text for s in compiled.statements}
    assert not texts & {
        "Kulturnämnden",
        "Bilaga 1",
        "Reservationer m.m.",
        "Underremiss",
        "Mina synpunkter",
        "Beredning",
    }


REPORT = """Miljöförvaltningen
Tjänsteutlåtande
Handläggare
Eva Ek

Till Miljönämnden den 3 maj 2020

Svar på remiss om cykelplan

Förvaltningens förslag till beslut

1. Miljönämnden överlämnar tjänsteutlåtandet som svar på remissen.

Sammanfattning

Förvaltningen är positiv till planen.

Bakgrund

Kommunstyrelsen har tagit fram ett förslag till cykelplan.

Ärendets beredning

Ärendet har beretts på strategiska avdelningen.

Förvaltningens synpunkter

Förvaltningen anser att planen bör kompletteras.

Ekonomiska konsekvenser

Planen medför inga kostnader för nämnden.

Bilagor
1. Cykelplan
"""


def test_an_office_report_has_one_respondent_and_its_sections(tmp_path: Path) -> None:
    doc = segment(tmp_path, REPORT)
    assert doc.doc_type is DocType.OFFICE_REPORT
    assert doc.respondent == "Miljönämnden"
    assert _kinds(doc)[1:] == [
        ("decision", "Miljönämnden"),
        ("response", "Miljönämnden"),
        ("proposal", "Miljönämnden"),
        ("preparation", "Miljönämnden"),
        ("response", "Miljönämnden"),
        ("other", ""),
    ]
    sections = {s.text: s.section for s in doc.statements}
    assert sections["Planen medför inga kostnader för nämnden."] == "Ekonomiska konsekvenser"
    retold = [s for s in doc.statements if s.kind is Kind.PROPOSAL]
    assert [s.holder for s in retold] == ["proposal"]


def test_a_sender_s_own_report_is_the_proposal(tmp_path: Path) -> None:
    text = (
        "Kommunledningskontorets förslag till beslut\n\nKommunstyrelsen föreslår kommunfullmäktige besluta följande.\n\n"
        "1. Cykelplanen godkänns.\n\nSammanfattning\n\nKontoret har tagit fram en plan för cykling.\n\n"
        "Kommunledningskontorets synpunkter\n\nPlanen är angelägen och behöver antas.\n"
    )
    doc = segment(tmp_path, text)
    assert {kind for kind, _ in _kinds(doc)} == {"proposal"}


def test_a_letter_is_one_response_from_subject_to_closing(tmp_path: Path) -> None:
    text = (
        "Cykelvännernas riksförbund\nStorgatan 1\n\nTill Kommunstyrelsen i Vik\n\nYttrande över cykelplan\n\n"
        "Cykelvännernas riksförbund tackar för möjligheten att yttra sig. Vi tycker att planen är för svag.\n\n"
        "Bakgrund\n\nVi har arbetat länge med frågan och ser att trafiken ökar.\n\n"
        "Med vänlig hälsning\nEva Ek, ordförande\n"
    )
    doc = segment(tmp_path, text)
    assert doc.doc_type is DocType.LETTER
    assert doc.respondent == "Cykelvännernas riksförbund"
    responses = [s for s in doc.segments if s.kind is Kind.RESPONSE]
    assert len(responses) == 1
    assert responses[0].respondent_type.value == "association"
    words = " ".join(s.text for s in doc.statements if s.kind is Kind.RESPONSE)
    assert "Vi har arbetat länge" in words
    assert "Eva Ek" not in words


def test_an_unknown_sender_is_said_to_be_unknown(tmp_path: Path) -> None:
    doc = segment(
        tmp_path, "Hej!\n\nVi som bor vid sjön tycker att planen är bra och bör antas så snart som möjligt.\n", "a.txt"
    )
    assert doc.respondent == ""
    assert [issue.stage for issue in doc.issues] == ["segment"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(COMPILATION.split("\n\n") + REPORT.split("\n\n")), max_size=25))
def test_segments_tile_every_character_and_spans_are_true(tmp_path: Path, blocks: list[str]) -> None:
    text = "\n\n".join(blocks) or "Tomt."
    document = read(tmp_path, text)
    doc = segment(tmp_path, text)
    end = 0
    for part in doc.segments:
        assert end <= part.char_start < part.char_end
        end = part.char_end
    for block in document.blocks:
        if block.role not in FURNITURE:
            assert sum(s.char_start <= block.char_start and block.char_end <= s.char_end for s in doc.segments) == 1
    for statement in doc.statements:
        assert document.text[statement.char_start : statement.char_end] == statement.text
        assert statement.text == statement.text.strip() != ""
    assert len({s.statement_id for s in doc.statements}) == len(doc.statements)


def test_an_attachment_that_is_not_there_is_missing(tmp_path: Path) -> None:
    text = COMPILATION.replace("Mina synpunkter", "Viks Energi AB:s svar bifogas i sin helhet.\n\nMina synpunkter")
    rows = {row.respondent: row for row in segment(tmp_path, text).asked}
    assert rows["Viks Energi AB"].outcome is Outcome.MISSING
    assert rows["Viks Energi AB"].evidence_text == "Viks Energi AB:s svar bifogas i sin helhet."


def test_spellings_of_one_body_share_an_id_within_a_case(tmp_path: Path) -> None:
    text = COMPILATION.replace("till kulturnämnden, miljönämnden", "till kulturnämnden, miljonämnden")
    doc = segment(
        tmp_path, text.replace("Trafiknämnden anför", "Trafiknämnden anför").replace("AB Vikshem,", "Vikshem i Vik AB,")
    )
    ids = {row.respondent: row.respondent_id for row in doc.asked}
    answers = {s.respondent: s.respondent_id for s in doc.segments if s.kind is Kind.RESPONSE}
    assert ids["Vikshem i Vik AB"] == answers["Vikshem"]
    assert ids["Vik Parkering AB"] == answers["Vik Parkering"]
    assert len(set(answers.values())) == len(answers)


def test_misread_names_join_and_districts_stay_apart() -> None:
    from remissnlp.segment.register import misspelt

    assert misspelt("Kulturnämnden", "Kulturnämndcn")
    assert misspelt("Spånga-Tensta stadsdelsnämnd", "Spånga-Tensta stadsdelsnänmd")
    assert not misspelt("Östra Vikens stadsdelsnämnd", "Västra Vikens stadsdelsnämnd")
    assert not misspelt("Socialnämnden", "Servicenämnden")


def test_much_text_of_nobody_is_warned_of(tmp_path: Path) -> None:
    lead = "\n\n".join(f"Detta är inledande text nummer {i} utan någon känd avsändare alls." for i in range(9))
    doc = segment(tmp_path, f"{lead}\n\n{COMPILATION}")
    assert any("whose speaker is not known" in warning for warning in doc.warnings)
