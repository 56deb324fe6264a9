"""Leads of political statements in any order of their words: frames times speakers, also ones that no document has."""

from __future__ import annotations

from itertools import product

import pytest

from remissnlp.records import Kind
from remissnlp.segment.headings import Cue, CueKind
from remissnlp.segment.parties import local_parties
from remissnlp.segment.speaker_span import speaker_span
from remissnlp.segment.statement_cues import read_lead
from remissnlp.segment.told import holds_text

SPEAKERS = [
    ("Bo Al (S)", ("S",)),
    ("Bo Al (m) och Eva Ek (kd)", ("M", "KD")),
    ("Siv Ek-Ö (KD), Bo Al (SD) och Eva Ek (Vikpartiet)", ("KD", "SD", "Vikpartiet")),
    ("ledamoten Bo Al (SD)", ("SD",)),
    ("Bo Al m.fl. (V)", ("V",)),
    ("Bo Al och Eva Ek (båda C)", ("C",)),
    ("Socialdemokraterna", ("S",)),
    ("Vänsterpartiet genom Bo Al", ("V",)),
]
RESERVATIONS = [
    "¤ har mot beslutet reserverat sig.",
    "¤ har i en reservation framhållit att planen är dyr.",
    "¤ skriver i sin reservation att planen är dyr.",
    "Mot nämndens beslut har ¤ reserverat sig. De anser att planen är dyr.",
    "Mot beslutet har ¤ anmält reservation.",
    "Häremot reserverade sig ¤.",
    "Häremot har ¤ reserverat sig.",
    "Vid nämndens behandling har ¤ reserverat sig.",
    "Vid sammanträdet reserverade sig ¤ mot beslutet.",
    "I kommunstyrelsen reserverade sig ¤, som ansåg att planen är dyr.",
    "Även ¤ har reserverat sig.",
    "Av ¤ har avgivits en reservation.",
    "Från ¤ har lämnats en skriftlig reservation.",
    "Beslutet fattades mot reservation av ¤.",
    "Skriftlig reservation: ¤",
    "Reservation, ¤: planen är dyr.",
    "¤, reservation: Planen är dyr.",
    "¤ (reservation)",
    "¤ – reservation",
    "¤: Reservation",
]
SPECIAL = [
    "¤ har till nämndens beslut fogat ett särskilt yttrande av innebörd att planen är dyr.",
    "¤ har i ett särskilt yttrande anfört att planen är dyr.",
    "I kulturnämnden har ¤ lämnat ett särskilt yttrande.",
    "Till protokollet har ¤ lämnat en protokollsanteckning.",
    "Dessutom har ¤ lämnat ett särskilt yttrande.",
    "Från ¤ föreligger ett särskilt yttrande.",
    "Särskilt yttrande, ¤: Planen är dyr.",
    "¤ (särskilt yttrande)",
]


def _written(frame: str, speakers: str) -> str:
    said = frame.replace("¤", speakers)
    return said[:1].upper() + said[1:]


@pytest.mark.parametrize(("frame", "speaker"), list(product([*RESERVATIONS, *SPECIAL], SPEAKERS)))
def test_a_lead_is_read_in_any_order(frame: str, speaker: tuple[str, tuple[str, ...]]) -> None:
    text = _written(frame, speaker[0])
    lead = read_lead(text, local_parties(text))
    assert lead is not None
    assert lead.authors.parties == speaker[1]
    assert lead.kind is (Kind.RESERVATION if frame in RESERVATIONS else Kind.SPECIAL_STATEMENT)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Mot kulturnämndens beslut har Bo Al (S) reserverat sig.", "Kulturnämnden"),
        ("Bo Al (S) har till Viks kommuns yttrande fogat ett särskilt yttrande.", "Viks kommun"),
        ("I kulturnämnden har Bo Al (S) lämnat ett särskilt yttrande.", "Kulturnämnden"),
        ("Vid miljö- och byggnadsnämndens sammanträde reserverade sig Bo Al (S).", "Miljö- och byggnadsnämnden"),
        ("Mot nämndens beslut har Bo Al (S) reserverat sig.", ""),
        ("Häremot reserverade sig Bo Al (S).", ""),
    ],
)
def test_a_lead_tells_where_it_was_made(text: str, place: str) -> None:
    lead = read_lead(text)
    assert lead is not None
    assert lead.place == place


@pytest.mark.parametrize(
    "text",
    [
        "Mot slutet av mötet lämnade Bo Al (S) salen.",
        "I kulturnämnden yrkade Bo Al (S) avslag.",
        "Till justerare av protokollet utsågs Bo Al (S).",
        "Nämnden noterar att Bo Al (S) har reserverat sig.",
        "Kommunstyrelsen noterar reservationen från Bo Al (S).",
        "Enligt Bo Al (S) bör ett särskilt yttrande lämnas.",
        "Bo Al (S) föreslår att en reservation görs i budgeten.",
        "I budgeten har Moderaterna reserverat pengar för torget.",
        "För torget har Bo Al (S) lämnat ett medborgarförslag.",
        "Vänsterpartiet vill stryka reservationen.",
        "Vid mötet anmälde Bo Al (S) jäv.",
        "Nämnden tillstyrker med reservation för att S-gruppen kan ändra sig.",
        "I planen har Viks kommun reserverat mark.",
        "Häremot har Viks byalag reserverat sig.",
    ],
)
def test_other_sentences_about_members_are_no_leads(text: str) -> None:
    assert read_lead(text, local_parties(text)) is None


def test_the_run_of_speakers_ends_where_other_words_begin() -> None:
    text = "Mot detta har Bo Al (S) och Eva Ek (V) i Viks nämnd reserverat sig"
    span = speaker_span(text, local_parties(text))
    assert span is not None
    assert text[slice(*span)] == "Bo Al (S) och Eva Ek (V)"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Bo Al (S) har fogat ett särskilt yttrande av innebörd att planen är dyr.", True),
        ("Bo Al (S) har i en reservation framhållit bland annat att planen är dyr.", True),
        ("Bo Al (S) har reserverat sig mot beslutet.", False),
        ("Mot beslutet har Bo Al (S) anmält reservation.", False),
    ],
)
def test_a_lead_that_tells_what_it_says_holds_its_text(text: str, holds: bool) -> None:
    assert holds_text(Cue(kind=CueKind.STATEMENT, rule_id="statement.submits", text=text)) is holds
