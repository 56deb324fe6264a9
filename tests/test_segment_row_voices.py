"""Rows of a table of answers in which politicians speak."""

from __future__ import annotations

import pytest

from remissnlp.records import Kind
from remissnlp.segment.parties import NO_PARTIES
from remissnlp.segment.row_voices import row_voice
from remissnlp.segment.speakers import bodies_from

ABOVE = bodies_from("Viks kommun")


@pytest.mark.parametrize(
    ("name", "text", "kind", "body", "parties"),
    [
        (
            "Opposition i Viks kommunstyrelse (S, C)",
            "Reservation: Vi säger ja.",
            Kind.RESERVATION,
            "Viks kommun",
            "S C",
        ),
        ("Minoriteten i kommunstyrelsen (V)", "Vi säger nej.", Kind.SPECIAL_STATEMENT, "Viks kommun", "V"),
        ("Socialnämnden, reservation (M)", "Planen bör avslås.", Kind.RESERVATION, "Socialnämnden", "M"),
        ("Reservation (M och KD)", "Planen bör avslås.", Kind.RESERVATION, "Viks kommun", "M KD"),
        ("Särskilt yttrande", "Eva Ek (V): Planen är dyr.", Kind.SPECIAL_STATEMENT, "Viks kommun", "V"),
        ("Bo Al (SD)", "Särskilt yttrande: Planen är dyr.", Kind.SPECIAL_STATEMENT, "Viks kommun", "SD"),
        ("Bo Al (SD), kulturnämnden", "Reservation. Planen är dyr.", Kind.RESERVATION, "Kulturnämnden", "SD"),
        ("Vänsterpartiet (reservation)", "Planen är dyr.", Kind.RESERVATION, "Viks kommun", "V"),
        ("Kulturnämnden – särskilt yttrande (MP)", "Planen är bra.", Kind.SPECIAL_STATEMENT, "Kulturnämnden", "MP"),
        ("Ledamöterna från L i Eks kommunstyrelse", "Reservation: Nej.", Kind.RESERVATION, "Eks kommunstyrelse", "L"),
    ],
)
def test_a_row_can_hold_what_politicians_added(name: str, text: str, kind: Kind, body: str, parties: str) -> None:
    voice = row_voice(name, text, ABOVE, NO_PARTIES, frozenset())
    assert voice is not None
    assert (voice.kind, voice.bodies[0].name, " ".join(voice.authors.parties)) == (kind, body, parties)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Viks kommun", "Kommunen tillstyrker."),
        ("Viks kommun", "Reservation finns från (S)."),
        ("Vänsterpartiet", "Planen är dyr."),
        ("Region Vik (RV)", "Inga synpunkter."),
        ("Bo Al", "Reservation: nej."),
        ("Pensionärernas länsråd (PRO, SPF och SKPF)", "Rådet säger nej."),
    ],
)
def test_the_row_of_a_body_is_its_own(name: str, text: str) -> None:
    assert row_voice(name, text, ABOVE, NO_PARTIES, frozenset()) is None


def test_without_a_body_nobody_sits_anywhere() -> None:
    assert row_voice("Reservation (M)", "Nej.", (), NO_PARTIES, frozenset()) is None
