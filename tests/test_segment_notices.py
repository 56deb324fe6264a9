"""Statements that minutes only announce, and the body that the heading of a statement names."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind
from remissnlp.segment.statement_cues import read_lead
from tests.segment_helpers import segment

_MINUTES = """# Protokollsutdrag

§ 12 Remiss: Plan för kajer

## Beslut

Kulturnämnden godkänner förslag till yttrande och översänder det till kommunstyrelsen.

## Reservation

Bo Al (SD) reserverar sig mot beslutet till förmån för eget yrkande.

## Yttrande

Eva Ek (M) och Siv Ström (M) anmäler ett särskilt yttrande.

## Sammanfattning av ärendet

Kommunstyrelsen har remitterat ett förslag till plan för kajer. Kommunstyrelsen önskar svar senast den 31 maj 2021.

## Yttrande till kommunstyrelsen

Kulturnämnden tillstyrker planen. Kajerna bör bli öppna för alla som vill fiska och bada där.

## Reservation (SD)

Planen är för dyr. Vi ville att nämnden skulle avstyrka den i dess helhet och börja om.

## Yttrande (M)

Moderaterna står bakom svaret, men vill ha fler bryggor i hamnens norra del.
"""


def test_an_announced_statement_is_the_one_with_text_further_down(tmp_path: Path) -> None:
    doc = segment(tmp_path, _MINUTES, "protokoll.md")
    kinds = [(s.kind, s.parties) for s in doc.segments if s.parties]
    assert kinds == [(Kind.RESERVATION, ("SD",)), (Kind.SPECIAL_STATEMENT, ("M",))]
    answers = [s.heading for s in doc.segments if s.kind is Kind.RESPONSE]
    assert answers[-1] == "Yttrande till kommunstyrelsen"
    assert [s.heading for s in doc.segments if s.kind is Kind.PROPOSAL] == ["Sammanfattning av ärendet"]


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Bilaga A. Yrkande från Vänsterpartiet i kulturnämnden", "Kulturnämnden"),
        ("Reservation av Bo Al (S) i kommunstyrelsen", "Kommunstyrelsen"),
        ("Yrkande från Vänsterpartiet", ""),
        ("Yrkande från Vänsterpartiet i Vik", ""),
        ("Ersättaryttrande av Eva Ek (C) med hänvisning till reservationen från S i kulturnämnden", ""),
    ],
)
def test_the_board_behind_those_who_speak_is_where_they_said_it(heading: str, place: str) -> None:
    lead = read_lead(heading)
    assert lead is not None
    assert lead.place == place
