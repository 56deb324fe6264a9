"""Political statements: what their leads tell, whose parties are meant, in which body, and whom they join."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import POLITICAL_KINDS, Kind, Segment
from remissnlp.segment.parties import local_parties, parties_named, read_authors
from remissnlp.segment.statement_cues import heading_lead, kind_of, opening_speaker, read_lead
from tests.segment_helpers import segment

RESERVATION, SPECIAL, SUBSTITUTE = Kind.RESERVATION, Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT


@pytest.mark.parametrize(
    ("text", "kind", "parties", "names"),
    [
        ("Bo Al (m) och Eva Ek (kd) har gemensamt reserverat sig häremot:", RESERVATION, ("M", "KD"), 2),
        ("Gemensam reservation av Moderaterna och Liberalerna", RESERVATION, ("M", "L"), 0),
        ("Mot beslutet anmäler Bo Al (C) reservation.", RESERVATION, ("C",), 1),
        ("Mot beslutet reserverar sig samtliga ledamöter från M och KD.", RESERVATION, ("M", "KD"), 0),
        ("Till förmån för eget yrkande reserverar sig Eva Ek (V).", RESERVATION, ("V",), 1),
        ("(V) reserverar sig mot beslutet med följande motivering:", RESERVATION, ("V",), 0),
        ("Bo Al (L) reserverar sig för Liberalerna och Moderaterna: Nej.", RESERVATION, ("L", "M"), 1),
        ("Alliansen (M, L, C och KD) avger en gemensam reservation.", RESERVATION, ("M", "L", "C", "KD"), 0),
        ("Chefsjuristen Eva Ek är av avvikande mening och anför följande.", RESERVATION, (), 1),
        ("RESERVATION (SD)", RESERVATION, ("SD",), 0),
        ("Reservation i ärende 12, Bo Al (SD)", RESERVATION, ("SD",), 1),
        ("Centerpartiets reservation", RESERVATION, ("C",), 0),
        ("Oppositionen genom Eva Ek (S) och Bo Al (V) lämnade ett särskilt yttrande:", SPECIAL, ("S", "V"), 2),
        ("Bo Al, Skogspartiet, lämnar följande protokollsanteckning.", SPECIAL, ("Skogspartiet",), 1),
        ("Bo Al (Skogspartiet) har till protokollet låtit anteckna: Nej.", SPECIAL, ("Skogspartiet",), 1),
        ("Från Folkpartiet liberalerna genom Bo Al antecknas följande.", SPECIAL, ("FP",), 1),
        ("Särskilt yttrande från vänstergruppen genom Eva Ek: Ja.", SPECIAL, ("V",), 1),
        ("De moderata ledamöterna lämnar följande särskilda yttrande:", SPECIAL, ("M",), 0),
        ("Eva Ek (V) deltog inte i beslutet, då underlaget kom för sent.", SPECIAL, ("V",), 1),
        ("Bo Al, politisk vilde, lämnar en protokollsanteckning.", SPECIAL, (), 1),
        ("Ersättaryttrande Centerpartiet", SUBSTITUTE, ("C",), 0),
        ("Ersättaren Eva Ek (MP) instämmer i reservationen från Vänsterpartiet.", SUBSTITUTE, ("MP",), 1),
        ("Suppleanten Eva Ek (v), som ej ägde rösträtt, förklarade sig instämma i Bo Als reservation.", SUBSTITUTE, ("V",), 1),
    ],
)  # fmt: skip
def test_a_lead_tells_kind_parties_and_persons(text: str, kind: Kind, parties: tuple[str, ...], names: int) -> None:
    lead = read_lead(text)
    assert lead is not None
    assert (lead.kind, lead.authors.parties, len(lead.authors.names)) == (kind, parties, names)


@pytest.mark.parametrize(
    "text",
    [
        "Nämnden beslutade att lämna ett särskilt yttrande till kommunstyrelsen.",
        "Förvaltningen lämnar ett särskilt yttrande om avgiften.",
        "Naturskyddsföreningen ansluter sig till Viks byalags yttrande.",
        "Föredragande borgarrådet Eva Ek instämmer i kontorets yttrande.",
        "Revisorerna reserverar sig för fel.",
        "Bo Al (S) yrkar bifall till förslaget.",
        "Eva Ek (V) deltog inte i beslutet.",
        "Yttrande från Vik",
    ],
)
def test_other_text_is_no_lead(text: str) -> None:
    assert read_lead(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Kulturnämnden: Yttrande (D), (SD)", "Kulturnämnden"),
        ("Viks kommun, reservation av Liberalerna. Nej.", "Viks kommun"),
        ("Miljönämnden 2020-03-03: Särskilt yttrande (V)", "Miljönämnden"),
        ("Vid ärendets behandling i kulturnämnden anfördes reservation av Eva Ek (c), som ansåg", "Kulturnämnden"),
    ],
)
def test_a_lead_can_name_the_body_in_which_it_was_made(text: str, place: str) -> None:
    lead = read_lead(text)
    assert lead is not None
    assert lead.place == place


@pytest.mark.parametrize(
    ("text", "label", "place"),
    [
        ("Reservation i tekniska nämnden", "reservation", "Tekniska nämnden"),
        ("SÄRSKILT YTTRANDE", "special_statement", ""),
        ("Skriftlig reservation till § 13", "reservation", ""),
        ("Yttranden i kommunstyrelsen 2019-11-20", "", "Kommunstyrelsen"),
        ("Ur protokollet för Viks Stadshus AB, § 63", "", "Viks Stadshus AB"),
        ("5. Kommunstyrelsens behandling 2026-03-09, § 41", "", "Kommunstyrelsen"),
    ],
)
def test_a_heading_tells_kind_and_place(text: str, label: str, place: str) -> None:
    lead = heading_lead(text)
    assert lead is not None
    assert (lead.label, lead.place) == (label, place)


def test_a_heading_over_several_boards_is_no_place() -> None:
    assert heading_lead("Yttranden och reservationer i nämnderna") is None


def test_local_parties_are_learnt_from_how_a_document_prints_them() -> None:
    told = local_parties(
        "Bo Al (Kommunens Väl) yrkar. Eva Ek, Skogens Vänner (SKV), yrkar. Lo Ho (Viks Bästa, VB) yrkar.\n"
        "Alliansen (M och C) yrkar. Personalföreträdaren Ulf Ro (Metall) yrkar.\n"
        "Yttrande angående parkplanen, Vägvalet\nVägvalet anser att det räcker.\n"
    )
    assert told.names == {
        "Kommunens Väl": ("Kommunens Väl",),
        "Skogens Vänner": ("SKV",),
        "Viks Bästa": ("VB",),
        "Vägvalet": ("Vägvalet",),
        "Alliansen": ("M", "C"),
    }
    assert parties_named("Alliansens samtliga ledamöter, Viks Bästa och V-gruppen", told) == ("M", "C", "VB", "V")
    lead = read_lead("Röstförklaring: Kommunens Väl röstade ja.", told)
    assert lead is not None
    assert lead.authors.parties == ("Kommunens Väl",)


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Folkpartiet liberalerna", ("FP",)),
        ("Sjukvårdspartiet (SJP)", ("SJP",)),
        ("M:s och KD:s reservation", ("M", "KD")),
        ("reservationen från V, MP och FI", ("V", "MP", "Fi")),
        ("MSB:s yttrande", ()),
        ("Vänsterpartiet och Byalistan", ("V", "Byalistan")),
        ("Arbetstagarledamöterna Bo Al (FU) och Eva Ek (Metall)", ()),
    ],
)
def test_parties_by_letter_and_by_name(text: str, parties: tuple[str, ...]) -> None:
    assert parties_named(text) == parties


def test_persons_are_read_apart_from_parties_and_titles() -> None:
    authors = read_authors("vice ordföranden Bo Al m.fl. (S), Vänsterpartiet genom Eva Ek, som ansåg att")
    assert (authors.names, authors.parties) == (("Bo Al", "Eva Ek"), ("S", "V"))


def test_the_first_words_below_a_heading_name_the_speaker() -> None:
    told = opening_speaker("Sten Ro, Byapartiet (BP): Vi vill vänta.", local_parties("Sten Ro, Byapartiet (BP): Vi"))
    assert told is not None
    assert (told.names, told.parties) == (("Sten Ro",), ("BP",))
    assert opening_speaker("Vi yrkade bifall till planen.", local_parties("")) is None


def test_the_noun_tells_more_than_the_seat() -> None:
    assert kind_of("Ersättaren Eva Ek (C) lämnade ett särskilt yttrande") is SPECIAL


def _political(tmp_path: Path, text: str) -> list[Segment]:
    return [s for s in segment(tmp_path, text).segments if s.kind in POLITICAL_KINDS]


MINUTES = """VIKS KOMMUN
Kulturnämnden
Sammanträdesprotokoll 2021-03-03

§ 12 Svar på remiss om parkplan

Beslut

Kulturnämnden tillstyrker planen och överlämnar förvaltningens yttrande som sitt eget svar på remissen.

Yttrande

Kulturnämnden är positiv till planen men anser att fler parker bör få belysning under vinterhalvåret.

Beslutet skickas till: Kommunstyrelsen

BILAGA A, § 12

Reservation

Planen är för dyr och skulle ha avvisats i sin helhet redan i våras.

Bo Al (M) Lo Ho (M)

BILAGA B, § 12

Särskilt yttrande

Undertecknad instämmer i Moderaternas reservation.

Eva Ek

Liberalerna

Vid protokollet

Ulf Ro
"""


def test_annexes_of_minutes_are_statements_with_their_signatures(tmp_path: Path) -> None:
    found = _political(tmp_path, MINUTES)
    assert [(s.kind, s.respondent, s.parties) for s in found] == [
        (RESERVATION, "Kulturnämnden", ("M",)),
        (SPECIAL, "Kulturnämnden", ("L",)),
    ]
    assert "Ulf Ro" not in MINUTES[found[-1].char_start : found[-1].char_end]


COMPILED = """VIKS STAD
KOMMUNSTYRELSEN

Utlåtande 2014:61

Parkplan för Vik

Beredning

Ärendet har remitterats till kulturnämnden och miljönämnden.

Stadsrådsberedningen tillstyrker förslaget.

Reservation anfördes av stadsråden Bo Al och Eva Ek (båda S) enligt följande.

Vi föreslår att planen återremitteras och att kostnaden räknas om innan något beslut fattas av fullmäktige.

Kommunstyrelsen

Kommunstyrelsen beslutade i enlighet med stadsrådsberedningens förslag.

Reservation anfördes av Bo Al (S) med hänvisning till Socialdemokraternas reservation i stadsrådsberedningen.

Ersättaryttrande gjordes av Lo Ho (MP) med samma hänvisning.

Remissyttranden

Kulturnämnden

Kulturnämnden beslutade den 6 februari 2014 att tillstyrka förslaget.

Kulturförvaltningens tjänsteutlåtande har i huvudsak följande lydelse.

Förvaltningen är positiv till planen. Parkerna behöver belysning och papperskorgar.

Miljönämnden

Miljönämnden beslutade den 7 februari 2014 att tillstyrka förslaget.

Miljöförvaltningens tjänsteutlåtande har i huvudsak följande lydelse.

Förvaltningen har inget att erinra mot planen.

Reservationer och särskilda yttranden som har fogats till svaren

Kulturnämnden: Protokollsanteckning (V)

Vi hade gärna sett en lekplats i varje stadsdel.

Ersättaren Siv Bo (C) instämmer.
"""


def test_statements_belong_to_the_body_in_which_they_were_made(tmp_path: Path) -> None:
    document = segment(tmp_path, COMPILED)
    found = [(s.kind, s.respondent, s.parties) for s in document.segments if s.kind in POLITICAL_KINDS]
    assert found == [
        (RESERVATION, "Stadsrådsberedningen", ("S",)),
        (RESERVATION, "Kommunstyrelsen", ("S",)),
        (SUBSTITUTE, "Kommunstyrelsen", ("MP",)),
        (SPECIAL, "Kulturnämnden", ("V",)),
        (SUBSTITUTE, "Kulturnämnden", ("C",)),
    ]
    joined = [(e.relation, e.target_respondent) for e in document.endorsements]
    assert joined == [
        ("med hänvisning till", "Stadsrådsberedningen"),
        ("med samma hänvisning", "Stadsrådsberedningen"),
        ("instämmer", "Kulturnämnden"),
    ]
    kinds = {s.segment_id: s.parties for s in document.segments}
    assert [kinds[e.target_segment_id] for e in document.endorsements] == [("S",), ("S",), ("V",)]


def test_the_sign_off_of_a_document_is_no_part_of_its_last_statement(tmp_path: Path) -> None:
    text = MINUTES.split("BILAGA B", maxsplit=1)[0].replace(
        "Bo Al (M) Lo Ho (M)", "Bo Al (M)\n\nFör kulturnämnden\n\nUlf Ro ordförande"
    )
    (reservation,) = _political(tmp_path, text)
    assert reservation.parties == ("M",)
    assert "Ulf Ro" not in text[reservation.char_start : reservation.char_end]


NOTED = """# Sammanträdesprotokoll

## § 12 Budgetuppföljning

Dnr 2020/2

Kulturnämnden lägger rapporten till handlingarna.

## § 13 Remiss: plan för parker

### Kulturnämndens beslut

1. Kulturnämnden antar förvaltningens förslag till yttrande.

### Reservation

{told}

### Förvaltningens förslag till yttrande

Kulturnämnden är positiv till planen men vill att lekplatserna nämns i den.

§ 13 forts.

### Yrkanden

Eva Ek (V) yrkar att nämnden ska avstyrka planen.
{below}
## § 14 Delegationsbeslut

Kulturnämnden lägger anmälan till handlingarna.
"""
BELOW = """
### Skriftlig reservation till § 13

Planen bör avslås, eftersom parkerna behöver träd och inte asfalt.

Eva Ek (V)
"""


def test_minutes_tell_who_dissents_and_give_the_text_below(tmp_path: Path) -> None:
    told = "Eva Ek (V) reserverar sig skriftligt mot beslutet."
    doc = segment(tmp_path, NOTED.format(told=told, below=BELOW), "protokoll.md")
    (statement,) = [s for s in doc.segments if s.kind is RESERVATION]
    assert (statement.heading, statement.parties) == ("Skriftlig reservation till § 13", ("V",))
    answers = " ".join(s.section for s in doc.statements if s.kind in {Kind.RESPONSE, Kind.DECISION})
    assert "Yrkanden" in answers  # '§ 13 forts.' is no other paragraph
    assert "Delegationsbeslut" not in answers


def test_a_reservation_without_a_text_anywhere_is_kept_where_it_is_told(tmp_path: Path) -> None:
    told = "Eva Ek (V) reserverar sig mot beslutet."
    doc = segment(tmp_path, NOTED.format(told=told, below=""), "protokoll.md")
    assert [s.parties for s in doc.segments if s.kind is RESERVATION] == [("V",)]


def test_a_heading_of_another_kind_below_is_not_the_text_of_a_reservation(tmp_path: Path) -> None:
    told = "Eva Ek (V) reserverar sig mot beslutet."
    below = "\n### Särskilt yttrande\n\nVi vill ha fler träd.\n\nBo Al (M)\n"
    doc = segment(tmp_path, NOTED.format(told=told, below=below), "protokoll.md")
    found = [(s.kind, s.parties) for s in doc.segments if s.kind in POLITICAL_KINDS]
    assert found == [(RESERVATION, ("V",)), (SPECIAL, ("M",))]
