"""Running summaries: who goes on, whose remark it is, whose members dissent, and groups over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind
from remissnlp.segment.headings import is_sender_remark, section_label
from remissnlp.segment.openers import opening_names
from remissnlp.segment.register import is_body_name
from tests.segment_helpers import segment

_SUMMARY = """Region Vik

Remissutfall: Plan för färjor

I denna skrivelse redovisas i löpande text vad som framförts. Fem svar har kommit in.

Länets kommuner

Eks kommun anser att planen inte kan antas. Enligt kommunen saknas pengar.

Siv Ström (S) och Bo Al (Eks väl) reserverade sig i kommunstyrelsen och ansåg att planen borde tillstyrkas.

Norrbo kommun har ingenting att invända mot planen.

Eva Ek (V) reserverade sig och ansåg att fler turer behövs.

Regionens kommentar är att turerna utreds i ett annat ärende.

Kulturlivets organisationer

Viks Museum anser att planen ger ett gott stöd. Länsmusiken anser att färjan är för dyr.

Färjefolkets riksorganisation anser att priset är rätt. Organisationen undrar dock varför båten är så liten.
"""


def test_each_speaks_for_itself_and_members_dissent_where_they_sit(tmp_path: Path) -> None:
    doc = segment(tmp_path, _SUMMARY)
    told = [(s.kind, s.respondent, s.parties) for s in doc.segments if s.kind in {Kind.SUMMARY, Kind.RESERVATION}]
    assert told == [
        (Kind.SUMMARY, "Eks kommun", ()),
        (Kind.RESERVATION, "Eks kommun", ("S", "Eks väl")),
        (Kind.SUMMARY, "Norrbo kommun", ()),
        (Kind.RESERVATION, "Norrbo kommun", ("V",)),
        (Kind.SUMMARY, "Viks Museum", ()),
        (Kind.SUMMARY, "Länsmusiken", ()),
        (Kind.SUMMARY, "Färjefolkets riksorganisation", ()),
    ]


def test_the_senders_remark_is_no_part_of_a_summary(tmp_path: Path) -> None:
    doc = segment(tmp_path, _SUMMARY)
    (found,) = (s for s in doc.segments if s.kind is Kind.PROPOSAL)
    assert found.char_end - found.char_start == len("Regionens kommentar är att turerna utreds i ett annat ärende.")
    assert not is_sender_remark("Kommentaren är att frågan utreds.")


@pytest.mark.parametrize("heading", ["Länets kommuner", "Kulturlivets organisationer", "Stadens nämnder"])
def test_whose_bodies_they_are_makes_a_group(heading: str) -> None:
    assert section_label(heading) == "group"


def test_also_doing_so_is_saying_so() -> None:
    assert opening_names("Även Socialnämnd Öster gör det men efterlyser ett mål.") == ("Socialnämnd Öster",)
    assert is_body_name("Socialnämnd Öster")
