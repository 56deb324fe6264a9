"""Leads and headings of political statements in any words: forms times speakers, most of which no document has."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from remissnlp.records import FURNITURE, POLITICAL_KINDS, Kind
from remissnlp.segment.parties import local_parties
from remissnlp.segment.statement_cues import heading_lead, read_lead
from remissnlp.segment.subjects import subject_end
from tests.segment_helpers import read, segment

RESERVATION, SPECIAL, SUBSTITUTE = Kind.RESERVATION, Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT
# What a document tells of its members: two parties there have names of no known form.
MEMBERS = local_parties("Närvarande: Pi Li (S), ordförande, Bo Al (Bygd och stad i balans), Ola By (Rädda Viken)")
SPEAKERS = [
    ("Bo Al (S)", ("S",)),
    ("Bo Al m.fl. (s)", ("S",)),
    ("ledamoten Eva Ek (Bygd och stad i balans)", ("Bygd och stad i balans",)),
    ("Eva Ek (M) och Bo Al (KD)", ("M", "KD")),
    ("Vänsterpartiet genom Eva Ek", ("V",)),
    ("Bo Al och Eva Ek, båda Liberalerna,", ("L",)),
    ("Eva Ek (MP), Bo Al (V) samt Malte Ö. Rask (C)", ("MP", "V", "C")),
    ("Rädda Viken", ("Rädda Viken",)),
    ("Moderaternas fullmäktigegrupp", ("M",)),
    ("Bo Al (C), Rimsjö,", ("C",)),
]
LEADS = [
    ("¤ reserverar sig skriftligt:", RESERVATION),
    ("¤ anmäler gemensam skriftlig reservation:", RESERVATION),
    ("¤ vill till protokollet reservera sig:", RESERVATION),
    ("¤ motiverar sin reservation så här:", RESERVATION),
    ("¤ begär att få reservera sig mot beslutet:", RESERVATION),
    ("Mot beslutet reserverar sig även ¤ som anför:", RESERVATION),
    ("Mot kommunstyrelsens beslut har ¤ reserverat sig.", RESERVATION),
    ("Reservation avgavs gemensamt av ¤ enligt följande.", RESERVATION),
    ("Skriftlig reservation inlämnas härmed av ¤.", RESERVATION),
    ("¤ medges följande anteckning: Planen är dyr.", SPECIAL),
    ("¤ önskar få antecknat: Planen är dyr.", SPECIAL),
    ("¤ önskar få antecknat att planen är dyr.", SPECIAL),
    ("¤ får till protokollet anteckna att planen är dyr.", SPECIAL),
    ("¤ lämnar gemensamt till protokollet: Planen är dyr.", SPECIAL),
    ("¤ ges tillfälle att göra en protokollsanteckning:", SPECIAL),
    ("¤ beviljas en protokollsanteckning: Planen är dyr.", SPECIAL),
    ("¤ förklarar sin röst på följande sätt:", SPECIAL),
    ("¤ tillför protokollet följande:", SPECIAL),
    ("¤ vill ha följande fört till protokollet.", SPECIAL),
    ("Särskilt uttalande gjordes gemensamt av ¤ enligt följande.", SPECIAL),
    ("Särskilt yttrande har till protokollet avgetts av ¤.", SPECIAL),
    ("Protokollsanteckning begärdes av ¤:", SPECIAL),
    ("Följande protokollsanteckning gjordes på sammanträdet av ¤:", SPECIAL),
    ("Till protokollet fogas följande anteckning från ¤:", SPECIAL),
    ("¤ ges tillfälle att avge ersättaryttrande:", SUBSTITUTE),
    ("Ersättaryttrande gjordes även av ¤ enligt följande.", SUBSTITUTE),
]


def _written(frame: str, speakers: str) -> str:
    said = frame.replace("¤", speakers)
    return said[:1].upper() + said[1:]


@pytest.mark.parametrize(("form", "speaker"), list(product(LEADS, SPEAKERS)))
def test_a_lead_is_read_in_any_words(form: tuple[str, Kind], speaker: tuple[str, tuple[str, ...]]) -> None:
    lead = read_lead(_written(form[0], speaker[0]), MEMBERS)
    assert lead is not None
    assert (lead.kind, lead.authors.parties) == (form[1], speaker[1])


@pytest.mark.parametrize(
    "text",
    [
        "¤ yrkar bifall till förslaget till särskilt yttrande.",
        "¤ yrkar följande ändring i yttrandet:",
        "¤ yrkar, under instämmande av Lo Ed (M), att förslaget avstyrks.",
        "¤ föreslår att sista stycket i yttrandet utgår.",
        "¤ instämmer i ordförandens yrkande.",
        "¤ begär votering.",
        "¤ anmäler jäv.",
        "¤ lämnar sammanträdet kl. 15.",
        "¤ tjänstgör i stället för Lo Ed (S).",
        "¤ ställer frågan om yttrandet hinner lämnas i tid.",
        "¤ informerar om yttrandet.",
        "¤ frågar: Hur ska nämnden yttra sig?",
        "¤ drar tillbaka sin reservation.",
        "¤ avstår från att reservera sig.",
        "Ja röstar ¤ och Lo Ed (V).",
        "Protokollet justeras av ¤.",
        "Yttrandet har beretts av ¤.",
        "Inga reservationer lämnades av ¤.",
    ],
)
@pytest.mark.parametrize("speaker", [speaker for speaker, _ in SPEAKERS])
def test_what_members_do_besides_is_no_lead(text: str, speaker: str) -> None:
    assert read_lead(_written(text, speaker), MEMBERS) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Moa Ek (Feministiskt initiativ), ersättare med närvarorätt, ges ordet", "ges ordet"),
        ("Personalföreträdaren Bo Al, Vaktmästarnas Riksförening avdelning 4, önskar", "önskar"),
        ("Bygd och stad i balans samt Sverigedemokraterna lämnar", "lämnar"),
        (
            "Eva Ek (kd), icke tjänstgörande ersättare, får till protokollet anteckna att hon, om",
            "får till protokollet",
        ),
        ("M-, L- och KD-ledamöterna lämnar", "lämnar"),
        ("De moderata ledamöterna lämnar", "lämnar"),
        ("Bo Al, Eva Ek, Ola By och Mia Li (alla S) lämnar", "lämnar"),
        ("vice ordföranden Bo Al m.fl. (m) och ledamoten Eva Ek (kd) lämnar", "lämnar"),
        ("Vänsterpartiets yrkande avslås", "Vänsterpartiets yrkande"),
        ("Nämnden lämnar yttrandet", "Nämnden lämnar"),
        ("I kulturnämnden har Bo Al (S) yrkat", "I kulturnämnden"),
    ],
)
def test_speakers_end_where_something_is_said_of_them(text: str, said: str) -> None:
    assert text[subject_end(text, MEMBERS) :].lstrip(", ").startswith(said)


NOUNS = [
    ("Reservation", RESERVATION),
    ("Skriftlig reservation", RESERVATION),
    ("Avvikande mening", RESERVATION),
    ("Särskilt yttrande", SPECIAL),
    ("Protokollsanteckning", SPECIAL),
    ("Röstförklaring", SPECIAL),
    ("Anteckning till protokollet", SPECIAL),
    ("Ersättaryttrande", SUBSTITUTE),
]
ABOUT = [
    "",
    " ärende 14",
    " i ärende nr 3",
    ", punkt 7",
    " § 14",
    " KS 2024-02-01",
    " Kommunstyrelsen 2024-02-01",
    " avseende yttrande över planen",
    " med anledning av remissvar",
    " – remiss om planen",
    " mot beslutet om planen",
]
WHOSE = [
    (" – Vänsterpartiet", ("V",)),
    (" (V)", ("V",)),
    (", Eva Ek (KD)", ("KD",)),
    (", Rädda Viken", ("Rädda Viken",)),
    (" från Moderaterna och Kristdemokraterna", ("M", "KD")),
    (" av Bo Al (S) och Eva Ek (MP)", ("S", "MP")),
]


@pytest.mark.parametrize(("noun", "about"), list(product(NOUNS, ABOUT)))
@pytest.mark.parametrize("annex", ["", "Bilaga 3. ", "BILAGA B: "])
def test_a_heading_tells_what_stands_below(noun: tuple[str, Kind], about: str, annex: str) -> None:
    lead = heading_lead(f"{annex}{noun[0]}{about}")
    assert lead is not None
    assert lead.label == noun[1].value


@pytest.mark.parametrize(("noun", "about"), list(product(NOUNS, ABOUT)))
@pytest.mark.parametrize(("whose", "parties"), WHOSE)
def test_a_heading_tells_whose_statement_it_is(
    noun: tuple[str, Kind], about: str, whose: str, parties: tuple[str, ...]
) -> None:
    lead = read_lead(f"{noun[0]}{about}{whose}", MEMBERS)
    assert lead is not None
    assert (lead.kind, lead.authors.parties) == (noun[1], parties)


@pytest.mark.parametrize(
    "text",
    [
        "Reservationer m.m.",
        "Reservationer i nämnderna",
        "Reservation för stavfel",
        "Reservationen av platsen",
        "Reservation mot beslutet redovisas nedan.",
        "Anteckningar från mötet",
        "Yttrande över planen",
        "Protokollet justeras",
    ],
)
def test_other_headings_stand_above_no_statement(text: str) -> None:
    assert heading_lead(text) is None
    assert read_lead(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bo Al (S) och Eva Ek (Bygd och stad i balans)", {"Bygd och stad i balans"}),
        ("Bo Al (S) och Eva Ek (Vi som bor här)", {"Vi som bor här"}),
        ("Bo Al (m), Eva Ek m.fl. (Rädda Viken)", {"Rädda Viken"}),
        ("Bo Al (S) och Eva Ek (Ordförande)", set()),
        ("Bo Al (S) och Eva Ek (Ej närvarande på distans)", set()),
        ("Bo Al (S) och Eva Ek (Viks kommun)", set()),
        ("Bo Al (Vi som går hit) och Eva Ek (Skolan på berget)", set()),
    ],
)
def test_a_phrase_behind_a_member_is_a_party_where_others_have_theirs(text: str, names: set[str]) -> None:
    assert set(local_parties(text).names) == names


MINUTES = """Viks kommun
Kommunstyrelsen
Protokoll 2021-03-03

§ 12 Yttrande över förslag till parkplan

Dnr 2021/12

Kommunstyrelsens synpunkter

Kommunstyrelsen ställer sig bakom planen i stora drag men anser att kostnaden för skötseln måste redovisas bättre.

Beslut

Kommunstyrelsen antar yttrandet.

Protokollsanteckningar

{first}

{second}

{third}
"""


@pytest.mark.parametrize(
    ("paragraphs", "told"),
    [
        (
            (
                "Bo Al (S): Planen är dyr.",
                "Eva Ek (Rädda Viken): Vi vill ha fler träd.",
                "Ersättaren Ola By (V): Bra att det blir av.",
            ),
            [(SPECIAL, ("S",)), (SPECIAL, ("Rädda Viken",)), (SUBSTITUTE, ("V",))],
        ),
        (
            (
                "Bo Al (S) önskar få antecknat: Planen är dyr.",
                "Moderaterna: Vi vill ha fler träd.",
                "Inga reservationer har lämnats.",
            ),
            [(SPECIAL, ("S",)), (SPECIAL, ("M",))],
        ),
        (
            (
                "Bo Al (S) lämnar följande protokollsanteckning:",
                "Socialdemokraterna: det är vi som tog fram planen.",
                "Vi säger ja. Moderaterna säger nej: de vill bygga.",
            ),
            [(SPECIAL, ("S",))],
        ),
    ],
)
def test_every_speaker_below_one_heading_makes_a_statement(
    tmp_path: Path, paragraphs: tuple[str, str, str], told: list[tuple[Kind, tuple[str, ...]]]
) -> None:
    first, second, third = paragraphs
    done = segment(tmp_path, MINUTES.format(first=first, second=second, third=third))
    statements = [s for s in done.segments if s.kind in POLITICAL_KINDS]
    assert [(s.kind, s.parties) for s in statements] == told
    assert {s.respondent for s in statements} == {"Kommunstyrelsen"}


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Reservation anfördes av Eva Ek (KD) med instämmande i Moderaternas reservation.", ("M",)),
        ("Reservation anfördes av Eva Ek (KD) med hänvisning till reservationen från Moderaterna.", ("M",)),
        ("Eva Ek (KD) ansluter sig till Moderaternas reservation.", ("M",)),
        ("Eva Ek (KD) reserverar sig: Vi följer reservationen från Moderaterna, som vi ansluter oss till.", ("M",)),
        ("Eva Ek (KD) lämnar följande reservation: Jag ansluter mig till Moderaternas reservation.", ("M",)),
        ("Eva Ek (KD) lämnar följande reservation: Vi instämmer helt i reservationen från Moderaterna.", ("M",)),
    ],
)
def test_a_statement_joins_another(tmp_path: Path, text: str, target: tuple[str, ...]) -> None:
    first = "Bo Al (M) lämnar följande reservation: Planen är dyr och borde ha avslagits av kommunstyrelsen."
    done = segment(tmp_path, MINUTES.format(first=first, second=text, third="Paragrafen justeras."))
    (joined,) = done.endorsements
    statement = next(s for s in done.segments if s.segment_id == joined.target_segment_id)
    assert joined.target_parties == target
    assert statement.parties == target


@pytest.mark.parametrize("line", ["Socialdemokraterna   12", "Bo Al (S)   X", "Moderaterna   3   4"])
@pytest.mark.parametrize("head", ["Votering   Ja   Nej   Avstår", "Parti   Ja-röster   Nej-röster"])
def test_a_table_of_votes_without_rules_is_nobodys(tmp_path: Path, line: str, head: str) -> None:
    votes = "\n".join([head, line, "Vänsterpartiet   2", "Centerpartiet   1", "Summa   15   4"])
    text = MINUTES.format(first="Bo Al (S): Planen är dyr.", second="Eva Ek (V): Nej.", third="Lo Ed (M): Ja.")
    done = segment(tmp_path, text.replace("Beslut\n", f"Votering\n\n{votes}\n\nBeslut\n", 1))
    other = {s.segment_id for s in done.segments if s.kind is Kind.OTHER}
    told = [s for s in done.statements if "Vänsterpartiet 2" in s.text or "Summa 15" in s.text]
    assert {s.segment_id for s in told} <= other
    assert any(s.kind is Kind.OTHER and s.char_start > done.segments[1].char_start for s in done.segments)


PAPER = """Viks kommun
Kommunstyrelsen
PROTOKOLLSUTDRAG
Sammanträdesdatum: 2021-03-03

§ 12 Yttrande över förslag till parkplan

Beslut

Kommunstyrelsen antar yttrandet.

Reservationer

Bo Al (S) reserverar sig mot beslutet. Socialdemokraterna avser att inkomma med skriftlig reservation.

Beslutet skickas till: {copies}

YTTRANDE

Viks kommun tillstyrker planen i stort. Kostnaden för skötseln av parkerna måste dock redovisas mycket bättre.

Kim Berg
Kommunstyrelsens ordförande

{label} 1
Vik 2021-03-03

{heading}

Planen är dyr. Vi vill hellre ha en badplats vid ån och fler bänkar i centrum, och det har vi sagt hela tiden.

Bo Al (S)
"""


@pytest.mark.parametrize("heading", ["RESERVATION", "Reservation ärende 12 – Socialdemokraterna", "Reservation (S)"])
@pytest.mark.parametrize("label", ["Bilaga", "BILAGA"])
@pytest.mark.parametrize("copies", ["Region Syd", "Region Syd, Ås kommun"])
def test_statements_in_annexes_to_minutes_are_made_where_the_minutes_are(
    tmp_path: Path, heading: str, label: str, copies: str
) -> None:
    done = segment(tmp_path, PAPER.format(heading=heading, label=label, copies=copies))
    (statement,) = [s for s in done.segments if s.kind in POLITICAL_KINDS]
    assert (statement.kind, statement.parties) == (RESERVATION, ("S",))
    assert statement.respondent in {"Kommunstyrelsen", "Viks kommun"}
    spoken = {s.segment_id: s.kind for s in done.segments}
    assert {spoken[s.segment_id] for s in done.statements if "Region Syd" in s.text} <= {Kind.OTHER}
    assert {spoken[s.segment_id] for s in done.statements if "Kostnaden" in s.text} == {Kind.RESPONSE}


@pytest.mark.parametrize(
    "sent",
    [
        "Försvarsdepartementet har översänt rubricerad promemoria för yttrande.",
        "Försvarsdepartementet har berett förbundet tillfälle att yttra sig.",
        "Försvarsdepartementet önskar svar senast den 3 juni 2012.",
        "Försvarsdepartementet har tagit fram en promemoria om beredskap.",
        "Försvarsdepartementet remitterade promemorian i mars.",
    ],
)
def test_who_sent_the_draft_does_not_answer_it(tmp_path: Path, sent: str) -> None:
    text = (
        "Räddningstjänstförbundet Norra Ån\nDirektionen\nProtokoll 2012-03-08\n\n§ 3 Remissvar om beredskap\n\n"
        f"Ärendet\n\n{sent} Förslaget innebär att den som anställs ska bo nära stationen.\n\n"
        "Direktionens ställningstagande\n\nDirektionen tillstyrker förslaget men vill att staten betalar kostnaden.\n\n"
        "Beslut\n\nDirektionen beslutar att avge yttrande enligt förslaget.\n"
    )
    assert segment(tmp_path, text).respondent == "Räddningstjänstförbundet Norra Ån"


@pytest.mark.parametrize("number", ["Sida {n} av 3", "Sida {n} (3)", "{n} (3)"])
def test_a_page_head_in_two_columns_is_no_row_of_a_table(tmp_path: Path, number: str) -> None:
    pages = [
        f"Viks kommun{' ' * 40}PROTOKOLL\nKommunstyrelsen{' ' * 36}2021-03-03\n{' ' * 51}{number.format(n=n)}\n\n{said}\n"
        for n, said in enumerate(("Planen är bra.", "Kostnaden är hög.", "Vi säger ändå ja till den."), start=1)
    ]
    document = read(tmp_path, "\n".join(pages))
    body = [document.block_text(b) for b in document.blocks if b.role not in FURNITURE]
    assert body == ["Planen är bra.", "Kostnaden är hög.", "Vi säger ändå ja till den."]
