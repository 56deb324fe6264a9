"""Names of persons, of those who answer together, with particulars behind them, and printed in capitals."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from remissnlp.records import Kind
from remissnlp.segment.asked import split_names
from remissnlp.segment.casing import Spelling
from remissnlp.segment.headings import heading_name
from remissnlp.segment.joint import joint_names
from remissnlp.segment.persons import is_household, of_person
from remissnlp.segment.speakers import split_joint
from tests.segment_helpers import segment

PERSONS = ["Sven och Agneta Rydbeck", "Bo Al", "Makarna Ek", "Maria & Hamid", "Eva Ek-Lind"]
BODIES = ["Viks byalag", "Mellanskog Södra", "Brf Mjölnaren 3"]
ADDRESSES = [
    ", Strandgatan 14",
    ", Norra vägen 3 B",
    ", Box 12",
    ", 123 45 Vik",
    ", Udden 1:44 m.fl.",
    ", boende på Ågatan 2",
]
ROLES = [", privatperson", ", fastighetsägare", " (privatpersoner)", ", boende i Norra Vik"]


@pytest.mark.parametrize(("name", "tail"), list(product([*PERSONS, *BODIES], ADDRESSES)))
def test_an_address_is_no_part_of_a_name(name: str, tail: str) -> None:
    assert heading_name(f"9. {name}{tail}", registered=True) == name


@pytest.mark.parametrize(("name", "role"), list(product(PERSONS, ROLES)))
def test_what_a_person_is_stands_behind_the_name(name: str, role: str) -> None:
    assert heading_name(f"{name}{role}", registered=True) == name


@pytest.mark.parametrize(
    "name",
    ["Ägarna till Udden 2:7", "Grannar på Storgatan 4", "Boende på Byvägen", "Fastighetsägare i Vik", "Brf Storken 8",
     "Vägföreningen Strandgatan", "Viks fastighetsägare", "SKTF, avdelning 14"],
)  # fmt: skip
def test_a_place_can_be_the_name_itself(name: str) -> None:
    assert heading_name(name, registered=True) == name


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("FISKERIVERKET, UTREDNINGSKONTORET (12)", "Fiskeriverket"),
        ("Polismyndigheten, lokalpolisområde Vik", "Polismyndigheten"),
        ("Trafikverket, Region Mitt", "Trafikverket"),
        ("Viks kommun, miljöenheten", "Viks kommun"),
        ("Länsstyrelsen i Viks län, enheten för naturvård", "Länsstyrelsen i Viks län"),
        ("HARALD MATTSSON, LIDSELE (5)", "Harald Mattsson"),
        ("SVAR FRÅN KULTURNÄMNDEN", "Kulturnämnden"),
        ("STATENS GEOTEKNISKA INSTITUT (SGI)", "Statens geotekniska institut"),
    ],
)
def test_the_unit_that_writes_is_no_body_of_its_own(heading: str, name: str) -> None:
    assert heading_name(heading, registered=True) == name


@pytest.mark.parametrize(
    "name", ["Sven och Eva Ek", "Familjen Ek", "Bo, Eva och Siv Ek", "Maria & Hamid", "Lina", "Bo Al"]
)
def test_a_household_is_one(name: str) -> None:
    assert is_household(name)
    assert split_joint(name, frozenset({"sven", "eva-ek"})) == (name,)
    assert joint_names(name) == ()


@pytest.mark.parametrize(
    "name", ["Vattenfall och Svenska Kraftnät", "Kulturnämnden", "Viks byalag", "Norra Vik", "Boende"]
)
def test_bodies_are_no_household(name: str) -> None:
    assert not is_household(name)


def test_a_household_in_a_list_is_one_of_those_asked() -> None:
    assert split_names("Kulturnämnden, Viks byalag samt Sven och Eva Ek")[-1] == "Sven och Eva Ek"


@pytest.mark.parametrize(
    ("name", "bare"),
    [("Bo Al, Viken", "Bo Al"), ("Viks byalag, Viken", "Viks byalag, Viken"), ("Bo Al, Eva Ek", "Bo Al, Eva Ek")],
)
def test_where_a_person_lives_is_no_name(name: str, bare: str) -> None:
    assert of_person(name) == bare


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Hobäckens övre och nedre fvof", ("Hobäckens övre fvof", "Hobäckens nedre fvof")),
        ("Norra och södra byalagen", ("Norra byalagen", "Södra byalagen")),
        ("Mellanskog och Sydskog", ("Mellanskog", "Sydskog")),
        ("Brf Eken, Brf Linden och Viks byalag", ("Brf Eken", "Brf Linden", "Viks byalag")),
        ("Viks och Eks kommuner", ("Viks kommun", "Eks kommun")),
        ("Viks byalag", ()),
    ],
)
def test_those_who_answer_together_are_several(name: str, names: tuple[str, ...]) -> None:
    assert joint_names(name) == names


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("Stor-lidsjöns Fiskevårdsområdesförening", "Stor-Lidsjöns fiskevårdsområdesförening"),
        ("Hobäckens Övre Fvof", "Hobäckens övre fvof"),
        ("Viks Läns Naturskyddsförbund", "Viks läns naturskyddsförbund"),
        ("Samebyn Östra Fjället", "Samebyn Östra Fjället"),
        ("Hobäckens Kommun", "Hobäckens kommun"),
    ],
)
def test_names_in_capitals_are_written_as_the_text_writes_them(printed: str, written: str) -> None:
    text = "PLAN FÖR SJÖAR\nRemissen gick till Hobäckens kommun i Viks läns norra del. I Stor-Lidsjön och på den övre sjön\nfinns ett fvof."
    assert Spelling(text).of(printed) == written


@pytest.mark.parametrize("told", ["gemensamt yttrande", "gemensamt svar", "gemensam skrivelse"])
def test_a_heading_tells_that_several_answer(tmp_path: Path, told: str) -> None:
    text = f"""SAMMANFATTNING AV INKOMNA YTTRANDEN

VIKS KOMMUN (1)

Kommunen tillstyrker planen och vill att fler sjöar än de som nämns kalkas.

MELLANSKOG OCH SYDSKOG, {told.upper()} (8)

Bolagen säger nej till planen i dess helhet.

HARALD EK, VIKEN (5)

Har drivit fiskecamp i 22 år. Avvisar planen.

EKS KOMMUN (2)

Kommunen har inget att erinra.
"""
    answers = [found for found in segment(tmp_path, text).segments if found.kind is Kind.RESPONSE]
    assert [(found.respondent, found.co_respondents) for found in answers] == [
        ("Viks kommun", ()), ("Mellanskog", ("Sydskog",)), ("Harald Ek", ()), ("Eks kommun", ())
    ]  # fmt: skip
