"""Summaries of each part of a draft, as ministries make them, and furniture, numbers and lists around other answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind, SegmentedDocument
from remissnlp.segment.openers import opening_names
from tests.segment_helpers import segment

LABELLED = """Kulturdepartementet
2021-03-02

Promemorian Läsning för alla

Läxhjälp

Promemorians förslag: Varje bibliotek ska erbjuda läxhjälp.

Remissinstanserna: Flertalet remissinstanser, däribland Skolverket, Lärarförbundet och Viks kommun, tillstyrker
förslaget. Barnombudsmannen framhåller att barn i familjehem bör nämnas. Enligt Skolinspektionen bör tillsynen regleras.
Inspektionen saknar en definition. Även Lärarförbundet anser att begreppet måste definieras.

Skälen för förslaget: Många barn saknar hjälp. Skolverket har visat detta i en rapport.

Finansiering

Promemorians bedömning: Kostnaden ryms inom befintliga ramar.

Remissinstanserna: Bedömningen ifrågasätts av Viks kommun och Lärarförbundet, som anser att staten bör betala. Vidare
påpekar Bibliotekens förbund att tiden inte har räknats med. Övriga remissinstanser har inget att invända.
"""

PARAGRAPHS = """Remissammanställning av betänkandet Tryggare kvarter

1. Inledning

Betänkandet har remitterats till Svea hovrätt, Polismyndigheten, Viks kommun och Vallens förening.

2. Nya områden

Majoriteten av remissinstanserna är positiva till förslaget.

Svea hovrätt, Polismyndigheten m.fl. tillstyrker förslaget. Polismyndigheten betonar dock att det krävs resurser.

Förslaget avstyrks av Vallens förening.

3. Utbildning

Varken Svea hovrätt eller Polismyndigheten har något att invända. Samma uppfattning har Viks kommun.
"""

MINUTES = """VIKS KOMMUN                 SAMMANTRÄDESPROTOKOLL
Socialnämnden               2020-02-18              12 (30)

SN § 17                     Dnr SN 2019-344

Remissvar om förslag till äldreplan

Beslut

Socialnämnden beslutar att

1. tillstyrka förslaget med de synpunkter som framgår av skrivelsen.

Reservation

Karin Holm (M) reserverar sig mot beslutet. Skriftlig reservation bifogas.

Förvaltningens bedömning

Socialförvaltningen ställer sig bakom planens inriktning. Målen om digital teknik är för vaga och bör preciseras.

Justerandes sign            Utdragsbestyrkande

VIKS KOMMUN                 SAMMANTRÄDESPROTOKOLL
2020-02-18                  13 (30)

Förvaltningen vill även lyfta behovet av fler korttidsplatser.

Protokollsanteckning

Mona Ek (V) lämnar följande protokollsanteckning:

Planen måste ge personalen bättre villkor. Utan fler undersköterskor blir den ord på papper.

Bilaga till SN § 17/2020

Reservation

Moderaterna anser att planen saknar pengar. Vi yrkade därför avslag.

Karin Holm (M)              Sven Alm (M)
"""

LETTER = """Naturvårdsverket
2018-05-14

Miljödepartementet

Naturvårdsverkets yttrande över promemorian Pant på fler flaskor

Naturvårdsverkets ställningstagande

Naturvårdsverket tillstyrker förslaget att pantsystemet utökas. Verket anser att undantaget bör tas bort.

Promemorians förslag

I promemorian föreslås att saftflaskor ska omfattas av pant. Små producenter undantas.

Naturvårdsverkets synpunkter

Undantaget gör att konsumenten får svårt att veta vilka flaskor som omfattas. Vi föreslår att systemet utvärderas.
"""

NUMBERED = """Viks kommun
Inkomna yttranden

Aktbilaga 3
LANTMÄTERIET
2011-03-04
Ert dnr 2011/112

Yttrande över namnförslag

Lantmäteriet har ingen erinran mot de föreslagna namnen.

Eva Lund
Lantmätare

Aktbilaga 4
Viks hembygdsförening
Vik den 9 mars 2011

Namnförslag

Hembygdsföreningen är glad över att namnen anknyter till varvets historia.

Aktbilaga 7
Tekniska nämnden
2011-03-22

Yttrande

Tekniska nämnden beslutar att tillstyrka förslaget om nya namn i hamnen.
"""

LISTED = """SAMRÅDSREDOGÖRELSE
Detaljplan för hamnen

Följande remissinstanser har meddelat att de inte har någon erinran mot förslaget:

- Luftfartsverket
- Räddningstjänsten Norra Vik

1. Länsstyrelsen i Viks län (2012-06-14)

Länsstyrelsen anser att riskerna behöver utredas.
Kommentar: En utredning tas fram.

2. Trafikverket (2012-06-15)

Bullret behöver redovisas.
Kommentar: Utredningen kompletteras.

3. Viks byalag (2012-06-17)

Byalaget motsätter sig att magasinen rivs.
Kommentar: Magasin 3 bevaras.
"""


def _told(doc: SegmentedDocument, *kinds: Kind) -> list[tuple[str, ...]]:
    return [(s.respondent, *s.co_respondents) for s in doc.segments if s.kind in kinds]


def test_a_paragraph_of_several_speakers_is_cut_where_they_change(tmp_path: Path) -> None:
    doc = segment(tmp_path, LABELLED)
    assert _told(doc, Kind.SUMMARY) == [
        ("Skolverket", "Lärarförbundet", "Viks kommun"), ("Barnombudsmannen",), ("Skolinspektionen",),
        ("Lärarförbundet",), ("Viks kommun", "Lärarförbundet"), ("Bibliotekens förbund",),
    ]  # fmt: skip
    own = [statement.text for statement in doc.statements if statement.respondent == "Skolinspektionen"]
    assert own[-1] == "Inspektionen saknar en definition."
    senders = [statement.text for statement in doc.statements if statement.kind is Kind.PROPOSAL]
    assert "Skolverket har visat detta i en rapport." in senders
    assert "Övriga remissinstanser har inget att invända." in senders


def test_paragraphs_under_numbered_parts_begin_with_their_speakers(tmp_path: Path) -> None:
    doc = segment(tmp_path, PARAGRAPHS)
    assert _told(doc, Kind.SUMMARY) == [
        ("Svea hovrätt", "Polismyndigheten"), ("Polismyndigheten",), ("Vallens förening",),
        ("Svea hovrätt", "Polismyndigheten"), ("Viks kommun",),
    ]  # fmt: skip
    assert not any("3. Utbildning" in s.text for s in doc.statements if s.respondent == "Vallens förening")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Förslaget tillstyrks av Skolverket och Viks kommun.", ("Skolverket", "Viks kommun")),
        ("I likhet med Viks kommun avstyrker Skolverket förslaget.", ("Skolverket",)),
        ("Kritisk till förslaget är Viks kommun, som ser risker.", ("Viks kommun",)),
        ("Däremot anser vi att tiden är kort.", ()),
        ("Förslaget tillstyrks av flera remissinstanser.", ()),
        ("Flertalet remissinstanser tillstyrker förslaget.", ()),
    ],
)
def test_who_speaks_in_the_forms_of_a_summary(text: str, names: tuple[str, ...]) -> None:
    assert opening_names(text) == names


def test_minutes_with_running_heads_and_an_annex_are_one_answer(tmp_path: Path) -> None:
    doc = segment(tmp_path, MINUTES)
    political = [s for s in doc.segments if s.kind in {Kind.RESERVATION, Kind.SPECIAL_STATEMENT}]
    assert [(s.kind, s.parties) for s in political] == [(Kind.SPECIAL_STATEMENT, ("V",)), (Kind.RESERVATION, ("M",))]
    assert {s.respondent for s in doc.segments if s.kind is not Kind.OTHER} == {"Socialnämnden"}
    texts = [s.text for s in doc.statements if s.kind is Kind.RESPONSE]
    assert texts[-1] == "Förvaltningen vill även lyfta behovet av fler korttidsplatser."


def test_a_part_that_retells_the_draft_is_no_answer_of_an_authority(tmp_path: Path) -> None:
    doc = segment(tmp_path, LETTER)
    assert doc.respondent == "Naturvårdsverket"
    kinds = [s.kind for s in doc.segments if s.kind is not Kind.OTHER]
    assert kinds == [Kind.RESPONSE, Kind.PROPOSAL, Kind.RESPONSE]


def test_papers_numbered_by_a_registrar_are_letters(tmp_path: Path) -> None:
    doc = segment(tmp_path, NUMBERED)
    assert _told(doc, Kind.RESPONSE) == [("Lantmäteriet",), ("Viks hembygdsförening",), ("Tekniska nämnden",)]


def test_those_listed_without_views_answered(tmp_path: Path) -> None:
    doc = segment(tmp_path, LISTED)
    assert _told(doc, Kind.SUMMARY) == [("Luftfartsverket", "Räddningstjänsten Norra Vik")]
    assert _told(doc, Kind.RESPONSE) == [("Länsstyrelsen i Viks län",), ("Trafikverket",), ("Viks byalag",)]
    assert not doc.declined
