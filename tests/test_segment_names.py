"""Names: what is one, what key it has, when two are one body, and who stands behind a statement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remissnlp.dates import find_dates, first_date
from remissnlp.records import RespondentType
from remissnlp.segment.asked import split_names
from remissnlp.segment.headings import heading_name
from remissnlp.segment.parties import parties_named, read_authors
from remissnlp.segment.register import body_from_name, is_body_name, is_sender_office, respondent_key, same_body
from remissnlp.segment.speakers import leading_bodies, meeting_and_office_dates, nominative, split_joint

NAMES = {
    "Kulturnämnden": RespondentType.BOARD,
    "Miljö- och hälsoskyddsnämnden": RespondentType.BOARD,
    "Barn-, skol- och ungdomsnämnden": RespondentType.BOARD,
    "Tekniska nämnden": RespondentType.BOARD,
    "Nämnden för arbete och välfärd": RespondentType.BOARD,
    "Norra Ängens stadsdelsnämnd": RespondentType.DISTRICT_BOARD,
    "Stadsdelsnämnden Hamnen": RespondentType.DISTRICT_BOARD,
    "Kommunstyrelsen": RespondentType.EXECUTIVE,
    "AB Lindvikshem": RespondentType.COMPANY,
    "Lindviks Vatten och Avfall AB": RespondentType.COMPANY,
    "Region Kalmar": RespondentType.REGION,
    "Länsstyrelsen i Kalmar län": RespondentType.AUTHORITY,
    "Trafikverket": RespondentType.AUTHORITY,
    "MSB": RespondentType.AUTHORITY,
    "Lunds universitet": RespondentType.UNIVERSITY,
    "Högskolan i Borås": RespondentType.UNIVERSITY,
    "Naturskyddsföreningen": RespondentType.ASSOCIATION,
    "Lindviks hembygdsförening": RespondentType.ASSOCIATION,
    "Föreningen Vänner på bryggan": RespondentType.ASSOCIATION,
    "Vimmerby kommun": RespondentType.MUNICIPALITY,
    "Hamnens råd för funktionshinderfrågor": RespondentType.COUNCIL,
    "Kommunala pensionärsrådet": RespondentType.COUNCIL,
}
NO_NAMES = [
    "Nämnden", "Förvaltningen", "Kontoret", "Bolaget", "Ärendet", "Bakgrund", "Stöd till nämnden", "Barn i kommunen",
    "Uppdrag från kommunstyrelsen", "Civilt försvar", "Säkerhet och trygghet", "Till Kulturnämnden", "Kulturnämndens svar",
    "Kulturnämnden tillstyrker.", "Samverkan med räddningstjänsten", "Förslag till beslut", "", "kulturnämnden",
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), NAMES.items())
def test_names_are_found_by_their_form(name: str, kind: RespondentType) -> None:
    assert is_body_name(name)
    assert body_from_name(name).type is kind


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_is_no_name(text: str) -> None:
    assert not is_body_name(text)


def test_a_trade_name_counts_where_the_document_says_it_was_asked() -> None:
    assert not is_body_name("Lindvikshem Plus")
    assert is_body_name("Lindvikshem Plus", frozenset({respondent_key("AB Lindvikshem Plus")}))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Enskede-Årsta-Vantörs stadsdelsnämnd", "Enskede-Årsta-Vantör stadsdelsnämnd"),
        ("Norra Ängens Stadsdelsnämnd", "Norra Ängens stadsdelsnämnd"),
        ("AB Lindvikshem", "Lindvikshem"),
        ("Skollokaler i Lindvik AB (SKOLAB)", "Skollokaler i Lindvik AB"),
        ("Myndigheten för samhällsskydd och beredskap", "MSB"),
    ],
)
def test_spellings_of_one_body_have_one_key(a: str, b: str) -> None:
    assert respondent_key(a) == respondent_key(b)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Lindvik Parkering", "Lindviks Stads Parkerings AB", True),
        ("LGA Fastigheter", "Lindvik Globe Arena Fastigheter AB", True),
        ("Bostadsförmedlingen", "Bostadsförmedlingen i Lindvik AB", True),
        ("Lindviks stad", "Lindviks Hamn AB", False),
        ("Norra nämnden", "Norra Ängens stadsdelsnämnd", False),
        ("Kulturnämnden", "Kultur- och fritidsnämnden", False),
        ("AB Lindvikshem", "AB Lindviksbostäder", False),
        ("", "Kulturnämnden", False),
    ],
)
def test_same_body(a: str, b: str, same: bool) -> None:
    assert same_body(a, b) is same
    assert same_body(b, a) is same


@given(st.sampled_from(sorted(NAMES)))
def test_a_key_is_the_key_of_its_own_genitive(name: str) -> None:
    # A name's key never depends on the -s that the last word may carry.
    if not name.endswith(("s", "B")):
        assert respondent_key(name + "s") == respondent_key(name)


@pytest.mark.parametrize(
    ("genitive", "name"),
    [
        ("Lindvikshems", "Lindvikshem"),
        ("Lindviks Stadshus AB:s", "Lindviks Stadshus AB"),
        ("Kulturnämndens", "Kulturnämnden"),
        ("Svenska Bostäders", "Svenska Bostäder"),
        ("Styrelsen för Lindviks Hamn AB", "Lindviks Hamn AB"),
        ("Styrelsen för utbildning", "Styrelsen för utbildning"),
    ],
)
def test_nominative(genitive: str, name: str) -> None:
    assert nominative(genitive, f"{name} har svarat.") == name


@pytest.mark.parametrize(
    ("who", "names", "parties"),
    [
        ("Bo Al m.fl. (S) och Eva Ek m.fl. (V) enligt följande.", ("Bo Al", "Eva Ek"), ("S", "V")),
        (
            "borgarråden Karin Ek, Emilia Al och Jan Ås (alla S) enligt följande.",
            ("Karin Ek", "Emilia Al", "Jan Ås"),
            ("S",),
        ),
        ("Eva Ek (C) med hänvisning till Bo Als (S) reservation.", ("Eva Ek",), ("C",)),
        ("Sofia Lund (Fi) som instämde i uttalandet från Bo Al (V)", ("Sofia Lund",), ("Fi",)),
        ("tjänstgörande ersättare Anna von Ek (LP):", ("Anna von Ek",), ("LP",)),
        ("Bo Al och Eva Ek (båda MP)", ("Bo Al", "Eva Ek"), ("MP",)),
        ("Socialdemokraterna", (), ("S",)),
        ("Bo Al (s) och Eva Ek (v)", ("Bo Al", "Eva Ek"), ("S", "V")),
        ("Bo Al (S, V och MP)", ("Bo Al",), ("S", "V", "MP")),
    ],
)
def test_authors(who: str, names: tuple[str, ...], parties: tuple[str, ...]) -> None:
    authors = read_authors(who)
    assert (authors.names, authors.parties) == (names, parties)


def test_parties_by_name_and_letter() -> None:
    assert parties_named("Vänsterpartiets och (S):s förslag") == ("V", "S")
    assert parties_named("Staden växer.") == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kulturnämnden tillstyrker förslaget.", ("Kulturnämnden",)),
        ("Kulturnämnden och fritidsnämnden har inget att erinra.", ("Kulturnämnden", "Fritidsnämnden")),
        ("Miljö- och hälsoskyddsnämnden ser positivt på planen.", ("Miljö- och hälsoskyddsnämnden",)),
        ("Lindviks Stadshus AB och berörda dotterbolag anser att", ("Lindviks Stadshus AB",)),
        ("Nämnden för skola, vård och omsorg har", ("Nämnden för skola, vård och omsorg",)),
        ("Nämnden anser", ()),
        ("Förslaget är bra.", ()),
        ("Kulturnämnden", ()),
    ],
)
def test_leading_bodies(text: str, names: tuple[str, ...]) -> None:
    assert leading_bodies(text)[0] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("kulturnämnden, miljönämnden och AB Hem", ["Kulturnämnden", "Miljönämnden", "AB Hem"]),
        (
            "miljö- och hälsoskyddsnämnden och Lindviks Vatten och Avfall AB",
            ["Miljö- och hälsoskyddsnämnden", "Lindviks Vatten och Avfall AB"],
        ),
        ("nämnden för skola, vård och omsorg, Viks kommun", ["Nämnden för skola, vård och omsorg", "Viks kommun"]),
        ("nämnden för skola, kulturnämnden och Viks kommun", ["Nämnden för skola", "Kulturnämnden", "Viks kommun"]),
        ("Viks byalag och ägaren till Vik 2:7", ["Viks byalag", "Ägaren till Vik 2:7"]),
        ("dotterbolagen AB Hem, Skol AB (SKAB) och S:t Olof Hamn AB", ["AB Hem", "Skol AB (SKAB)", "S:t Olof Hamn AB"]),
    ],
)
def test_lists_of_names(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_joint_headings_split_only_where_both_sides_are_names() -> None:
    assert split_joint("Kulturnämnden och fritidsnämnden") == ("Kulturnämnden", "Fritidsnämnden")
    assert split_joint("Kultur- och fritidsnämnden") == ("Kultur- och fritidsnämnden",)
    assert split_joint("Lindviks Vatten och Avfall AB") == ("Lindviks Vatten och Avfall AB",)


def test_sender_offices() -> None:
    assert is_sender_office("Stadsledningskontoret")
    assert is_sender_office("Kommunledningsförvaltningen")
    assert not is_sender_office("Stadsbyggnadskontoret")


def test_dates() -> None:
    assert first_date("daterat den 5 december 2019") == "2019-12-05"
    assert first_date("den 31 februari 2019 och 2020-03-04") == "2020-03-04"
    assert [iso for _, _, iso in find_dates("den 17 december följande", default_year=2019)] == ["2019-12-17"]
    assert list(find_dates("den 17 december följande")) == []
    lead = "beslutade vid sitt sammanträde den 17 december 2019 enligt tjänsteutlåtande daterat den 5 december 2019"
    assert meeting_and_office_dates(lead) == ("2019-12-17", "2019-12-05")


def test_what_a_body_calls_itself_is_no_part_of_its_name() -> None:
    assert body_from_name("Apotek Udden AB (nedan Apotek Udden)").name == "Apotek Udden AB"
    assert body_from_name("Integritetsskyddsmyndigheten (IMY)").name == "Integritetsskyddsmyndigheten (IMY)"


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Polismyndigheten, lokalpolisområde Vik", "Polismyndigheten"),
        ("Kulturnämnden, miljönämnden", "Kulturnämnden, miljönämnden"),
        ("Skoterförbundet, distrikt Mitt", "Skoterförbundet, distrikt Mitt"),
    ],
)
def test_the_unit_that_writes_for_an_authority_is_no_part_of_its_name(heading: str, name: str) -> None:
    assert heading_name(heading, registered=True) == name
