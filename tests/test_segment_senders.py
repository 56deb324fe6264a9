"""Who a letter says that it is from: sentences and titles of many forms, names of any form, heads that lost their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import DocType, Kind
from remissnlp.segment.register import is_body_name
from remissnlp.segment.told_senders import listed_senders, told_senders
from tests.segment_helpers import segment

NAMES = [
    "Tallbacka byalag",
    "Granevik",
    "Branschorganisationen Väg- och brobyggarna",
    "Sveriges båt- och bryggförbund",
    "Riksorganisationen Hela Bygden ska le",
    "Kungl. Bro- och Tunnelakademien",
    "Föreningen Kloka Grannar",
    "Kustverket",
    "TBR",
]
RECEIPTS = [
    "{} har beretts tillfälle att yttra sig över rubricerat betänkande.",
    "{} har av Kommunikationsdepartementet getts möjlighet att lämna synpunkter på promemorian.",
    "{} har fått rubricerat betänkande på remiss och lämnar följande synpunkter.",
    "{} har anmodats yttra sig över rapporten.",
    "{}, nedan kallat Gruppen, har tagit del av förslaget.",
    "{} (ABC) har granskat utredningens förslag.",
    "{} inbjöds i februari att svara på remissen.",
    "{} lämnar härmed följande yttrande.",
    "{} vill med anledning av detta framföra följande.",
    "{} tackar för möjligheten att svara.",
    "Genom remiss den 3 maj har {} beretts tillfälle att yttra sig.",
    "Med anledning av rubricerad remiss lämnar {} följande yttrande.",
    "Idag lämnar {} in sitt remissvar på utredningen.",
    "Tiden är för kort, skriver {} i sitt remissvar.",
    "Det anser {} i ett yttrande över planen.",
    "I sitt remissvar betonar {} att tiden är för kort.",
    "Kommunikationsdepartementet har begärt {}s yttrande över betänkandet.",
    "Kommunikationsdepartementet har inbjudit {} att lämna synpunkter på betänkandet.",
]
BODY = "Bron bör byggas i sten, eftersom trä ruttnar fort i det salta vattnet och underhållet blir dyrt för alla."


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("receipt", RECEIPTS)
def test_a_sentence_names_who_answers_whatever_its_form_and_that_of_the_name(receipt: str, name: str) -> None:
    told = told_senders([receipt.format(name)])
    assert told
    assert max(told, key=lambda entry: entry[1])[0] == name


@pytest.mark.parametrize("name", ["Tallbacka byalag", "Granevik", "Kustverket", "Föreningen Kloka Grannar", "TBR"])
@pytest.mark.parametrize("tells", ["samlar 3 200 hushåll", "bildades 1994", "har 40 medlemmar i tre län"])
def test_the_name_stands_at_the_beginning_of_two_clauses(tells: str, name: str) -> None:
    told = told_senders([f"{name} {tells} och har tagit del av förslaget."])
    assert told[0][0] == name


@pytest.mark.parametrize("who", ["Föreningen", "Örjan Alm", "Vi"])
def test_a_generic_word_or_a_person_in_front_of_two_clauses_signs_nothing(who: str) -> None:
    assert told_senders([f"{who} samlar 3 200 hushåll och har tagit del av förslaget."]) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("receipt", RECEIPTS[:4] + RECEIPTS[10:13])
def test_the_addressee_does_not_answer(tmp_path: Path, receipt: str, name: str) -> None:
    text = (
        f"Kommunikationsdepartementet\n\n103 33 Stockholm\n\nYttrande över betänkandet Nya broar (SOU 2014:3)\n\n"
        f"{receipt.format(name)}\n\n{BODY}\n"
    )
    document = segment(tmp_path, text)
    assert document.respondent == name
    assert document.doc_type is DocType.LETTER


@pytest.mark.parametrize("name", ["Tallbacka byalag", "Kustverket", "Föreningen Kloka Grannar", "Granevik"])
def test_a_head_that_has_lost_its_lines_runs_into_the_name(tmp_path: Path, name: str) -> None:
    text = (
        "Kustverket info@kustverket.example Vik 2014-03-02 Yttrande över Kommunikationsdepartementets remiss angående "
        f"betänkandet Nya broar (SOU 2014:3) {name} har tagit del av betänkandet och lämnar följande synpunkter. {BODY}"
    )
    assert segment(tmp_path, text).respondent == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("LTB:s yttrande över betänkandet Nya broar", "LTB"),
        ("GBOs yttrande angående promemorian Nya broar", "GBO"),
        ("Broutredningen, Graneviks remissvar", "Granevik"),
        ("Remissyttrande från Brobyggarna avseende betänkandet Nya broar", "Brobyggarna"),
        ("Yttrande från Tallbacka byalag", "Tallbacka byalag"),
    ],
)
def test_a_title_names_who_answers(title: str, name: str) -> None:
    assert [told for told, _ in told_senders([title, BODY])] == [name]


@pytest.mark.parametrize(
    "sentence",
    [
        "Allmänheten har beretts tillfälle till samråd genom annons.",
        "Samtliga nämnder har fått förslaget på remiss.",
        "Berörda sakägare har getts möjlighet att yttra sig.",
        "Vi har fått tillfälle att lämna synpunkter.",
        "Förslaget har varit ute på remiss.",
        "Remissinstanserna har lämnat synpunkter på förslaget.",
        "EU har tagit del av rapporten.",
        "Vidare anser vi att bron är smal.",
        "Regeringen har fått en ny promemoria.",
    ],
)
def test_crowds_drafts_and_pronouns_sign_nothing(sentence: str) -> None:
    assert told_senders([sentence]) == []


def test_the_author_of_the_draft_does_not_answer_it(tmp_path: Path) -> None:
    text = (
        "Yttrande över Kustverkets förslag till nya bryggregler\n\n"
        "Kustverket föreslår i sin rapport att bryggor ska vara gula. Granevik välkomnar att reglerna ses över.\n\n"
        "Granevik är i huvudsak positiv men vill att färgen är fri. Kustverket föreslår också en avgift.\n"
    )
    assert segment(tmp_path, text).respondent == "Granevik"


def test_the_full_name_in_a_title_stands_for_the_short_one_below() -> None:
    told = told_senders(["Svenska Brogillets remissvar om nya broar", "SBG har lämnat synpunkter på utredningen."])
    assert [name for name, _ in told] == ["Svenska Brogillet"]


def test_listed_bodies_answer_together(tmp_path: Path) -> None:
    text = (
        "De i Brorådet ingående förbunden; Brobyggarna, Trä- och Stenindustrin och Valvet har tagit del av promemorian."
    )
    assert listed_senders([text]) == ("Brobyggarna", "Trä- och Stenindustrin", "Valvet")
    (answer,) = [s for s in segment(tmp_path, f"{text}\n\n{BODY}\n").segments if s.kind is Kind.RESPONSE]
    assert (answer.respondent, answer.co_respondents) == ("Brobyggarna", ("Trä- och Stenindustrin", "Valvet"))


@pytest.mark.parametrize(
    "asks",
    [
        "Remissvaren ska ha kommit in till kontoret senast den 3 mars.",
        "Ni bereds härmed tillfälle att lämna synpunkter på förslaget.",
        "Kontoret tar gärna emot era synpunkter senast den 9 juni.",
        "Synpunkter ska vara kontoret tillhanda senast fredag.",
    ],
)
def test_a_letter_that_asks_for_answers_is_none(tmp_path: Path, asks: str) -> None:
    text = f"Remiss\n\nKustverket\n\nFörslag till nya bryggregler\n\nTallbacka kommun\n\nViks byalag\n\n{asks}\n"
    document = segment(tmp_path, text)
    assert document.respondent == ""
    assert {s.kind for s in document.segments} == {Kind.PROPOSAL}


def test_who_retells_when_answers_were_due_answers(tmp_path: Path) -> None:
    text = (
        "Remiss av nya bryggregler\n\nKustverket har skickat förslaget. Svaren ska ha kommit in senast den 3 mars.\n\n"
        f"Tallbacka byalag anser att reglerna är kloka och kan antas. {BODY}\n"
    )
    document = segment(tmp_path, text)
    assert document.respondent == "Tallbacka byalag"


@pytest.mark.parametrize(
    "title",
    ["SAMRÅDSREDOGÖRELSE", "Redogörelse efter samråd", "Utlåtande efter utställning", "Granskningsutlåtande"],
)
def test_a_collection_whose_answers_cannot_be_told_apart_is_no_letter(tmp_path: Path, title: str) -> None:
    text = (
        f"{title} Detaljplan för Tallbacka 2:14 Planen har varit utsänd. Allmänheten har beretts tillfälle att yttra "
        "sig. Följande har kommit in: Länsstyrelsen i Viks län Planen bör kompletteras. Kustverket Bryggan är smal."
    )
    document = segment(tmp_path, text)
    assert document.doc_type is DocType.COMPILATION
    assert all(not s.respondent for s in document.segments)


def test_an_answer_about_a_collection_is_an_answer(tmp_path: Path) -> None:
    text = (
        "Yttrande över samrådsredogörelse för Tallbacka 2:14\n\n"
        f"Tallbacka byalag har tagit del av samrådsredogörelsen och avstyrker planen. {BODY}\n"
    )
    document = segment(tmp_path, text)
    assert (document.respondent, document.doc_type) == ("Tallbacka byalag", DocType.LETTER)


@pytest.mark.parametrize("title", ["Starkare kommun", "Hållbar stad", "Tryggare stad", "Levande stad"])
def test_a_slogan_is_no_municipality(title: str) -> None:
    assert not is_body_name(title)


@pytest.mark.parametrize("name", ["Tallbacka kommun", "Graneviks stad", "Norra Tallbacka kommun"])
def test_a_place_is_a_municipality(name: str) -> None:
    assert is_body_name(name)
