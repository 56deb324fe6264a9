"""Whole families of forms: numbers and notes around names, marks behind them, rules below them, words for statements.

Every test crosses a list of forms with names of known and unknown form; most of the forms stand in no document.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.ingest.layout import paragraphs
from remissnlp.ingest.plaintext import printed_lines
from remissnlp.records import POLITICAL_KINDS, BlockRole, Kind, SegmentedDocument
from remissnlp.segment.answer_parts import is_answer_part
from remissnlp.segment.headings import heading_name, section_label
from remissnlp.segment.marks import is_dated, is_note, level_of, without_number
from remissnlp.segment.speakers import leading_bodies
from remissnlp.segment.statement_cues import heading_lead, read_lead
from tests.segment_helpers import read, segment

NAMES = ("Socialnämnden", "Viks byalag", "Hopp och lek", "Barn- och utbildningsnämnden i Norra Vik")
NUMBERS = (
    "1 ", "1. ", "12) ", "(3) ", "[4] ", "4.2 ", "4.2. ", "1.2.3 ", "7 – ", "A. ", "b) ", "(c) ", "B.1 ", "B.1.2. ",
    "B1: ", "IV. ", "xii) ".upper(), "§ 12 ", "12 § ", "§12: ", "Bilaga 3: ", "BILAGA C ", "Nr 4 – ", "Instans 7. ",
)  # fmt: skip
NOTES = (
    " (10 december 1997, § 190)", " (styrelsen 27 november 1997)", " (2019-03-04)", " [dnr 12]", ", 2019-03-04",
    ", beslut den 12 mars 2023 § 45", " 12/3 2023", " 12.3.2023", " – mars 2023", ", inkom 20230312", " 040312",
    ", 12 jan. 2023", " § 88", ", §§ 4–5", ", dnr KS 2018/4", " (gemensamt svar)", " (utdrag)", " [via e-post]",
    ", sammanträde 2023-04-03, § 45, dnr SN 2023/22", " (IMY)",
)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("name", NAMES)
def test_a_number_in_front_is_no_part_of_a_name(number: str, name: str) -> None:
    assert without_number(number + name) == name
    assert heading_name(number + name) == name


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("name", NAMES)
def test_a_note_behind_is_no_part_of_a_name(note: str, name: str) -> None:
    assert heading_name(name + note, registered=True) == name


@pytest.mark.parametrize("number", NUMBERS[::3])
@pytest.mark.parametrize("note", NOTES[::3])
def test_numbers_and_notes_come_together(number: str, note: str) -> None:
    assert heading_name(f"{number}Viks byalag{note}", registered=True) == "Viks byalag"


@pytest.mark.parametrize(
    "name", ["I Viks hamn", "E4 Vik", "Agenda 2030", "Vik 2040", "Framtid Vik 2040", "A Viks hamn", "2019 års förening"]
)
def test_a_name_keeps_what_is_its_own(name: str) -> None:
    assert heading_name(name, registered=name != "E4 Vik") == name


def test_a_number_tells_its_level() -> None:
    assert [level_of(f"{number} Vik") for number in ("4.", "B.", "4.2", "B.1", "1.2.3.", "IV.")] == [0, 0, 1, 1, 2, 0]


@pytest.mark.parametrize("note", ["2021-09-22 § 118", "§ 4", "12 mars 2020", "den 12 mars 2020, § 4", "12/3 2020"])
def test_a_cell_of_dates_is_a_note(note: str) -> None:
    assert is_note(note)


@pytest.mark.parametrize("text", ["Ja", "Tillstyrker.", "Nej 2020", "Avstår", "2019 var ett bra år"])
def test_a_cell_of_words_is_no_note(text: str) -> None:
    assert not is_note(text)
    assert not is_dated(text)


@pytest.mark.parametrize(
    "line",
    [
        "Protokollsutdrag 2025-01-21 § 8", "Svar från styrelsen 2025-02-24", "E-post 2025-02-28", "Mejl, inkom 3 maj 2019",
        "Styrelsens svar 2019-01-29:", "Vd:s svar 2019-02-01 på delegation:", "Utdrag ur protokoll 12 mars 2019, § 4",
        "Tjänsteutlåtande 2012-05-08, antaget av nämnden", "Beslut § 12", "Ur skrivelsen:", "Yttrandet lyder:",
    ],
)  # fmt: skip
def test_a_paper_names_nobody_new(line: str) -> None:
    assert is_answer_part(line)


@pytest.mark.parametrize(
    "line",
    ["Svar från Viks byalag", "Yttrande från Socialnämnden 2019-03-04", "Svaren", "E-post från Eva Ek", "Viks byalag"],
)
def test_a_paper_of_somebody_is_no_part_of_the_answer_above(line: str) -> None:
    assert not is_answer_part(line)


@pytest.mark.parametrize(
    "heading",
    [
        "Bolag och förbund", "Föreningar, råd och enskilda", "Regionens nämnder och bolag", "Statliga verk", "Kommuner i länet",
        "Myndigheter m.fl.", "Övriga organisationer", "C. Kommunala bolag", "2.1 Nämnder", "Universitet och högskolor",
    ],
)  # fmt: skip
def test_a_heading_over_several_is_a_group(heading: str) -> None:
    assert section_label(heading) == "group"


@pytest.mark.parametrize(
    "heading", ["Lärarnas förbund", "Fastighetsägarna", "Viks universitet", "Räddningsverket", "Viks bolag AB"]
)
def test_a_name_is_no_group(heading: str) -> None:
    assert section_label(heading) != "group"


STATEMENTS = {"reservation": Kind.RESERVATION, "särskilt yttrande": Kind.SPECIAL_STATEMENT}
SPEAKERS = {
    "Sverigedemokraterna": ("SD",),
    "Moderaterna, Kristdemokraterna och Liberalerna": ("M", "KD", "L"),
    "Bo Al (S)": ("S",),
    "M och SD": ("M", "SD"),
}


@pytest.mark.parametrize(
    "form", ["{who} ({noun})", "{who} – {noun}", "{who}, {noun}", "{who}: {noun}", "{Noun}, {who}:", "{Noun} – {who}"]
)
@pytest.mark.parametrize("noun", STATEMENTS)
@pytest.mark.parametrize("who", SPEAKERS)
def test_who_and_what_stand_in_either_order(form: str, noun: str, who: str) -> None:
    lead = read_lead(form.format(who=who, noun=noun, Noun=noun.capitalize()))
    assert lead is not None
    assert (lead.kind, lead.authors.parties) == (STATEMENTS[noun], SPEAKERS[who])


@pytest.mark.parametrize("mark", [": ", ". ", ", ", " – ", " — ", "; "])
@pytest.mark.parametrize(
    "place", ["Kulturnämnden", "Kulturnämnden § 71", "D.1 Kulturnämnden, 2019-03-04, § 4", "2) Kulturnämnden (§ 4)"]
)
@pytest.mark.parametrize(
    "lead", ["Reservation (S)", "Bo Al (S) reserverar sig mot beslutet.", "Särskilt yttrande, Eva Ek (S): Vi är för."]
)
def test_the_body_stands_in_front_of_the_lead(mark: str, place: str, lead: str) -> None:
    found = read_lead(place + mark + lead)
    assert found is not None
    assert (found.place, found.authors.parties) == ("Kulturnämnden", ("S",))


@pytest.mark.parametrize(
    "text", ["Kulturnämnden (reservation)", "Kulturnämnden § 4 – särskilt yttrande", "B.2 Kulturnämnden: reservation"]
)
def test_a_heading_names_the_body_and_the_statement(text: str) -> None:
    lead = heading_lead(text)
    assert lead is not None
    assert lead.place == "Kulturnämnden"


@pytest.mark.parametrize(
    "text", ["Kulturnämnden. Nämnden tillstyrker.", "Viks byalag (yttrande)", "Kulturnämnden – Vi är för (ja)."]
)
def test_an_answer_is_no_statement(text: str) -> None:
    assert read_lead(text) is None
    assert heading_lead(text) is None


def test_a_preposition_begins_no_name() -> None:
    assert leading_bodies("På kommunstyrelsens vägnar")[0] == ()
    assert leading_bodies("Kommunstyrelsen (2019-03-04, § 4) beslutar så.")[0] == ("Kommunstyrelsen",)


RULES = ("-" * 13, "=" * 13, "~" * 13, "_" * 14, "*" * 12, "–" * 13, ". " * 6 + ".", "-=" * 6)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_drawn_rule_underlines_a_heading(rule: str, gap: str) -> None:
    found = paragraphs(
        printed_lines(f"Text som slutar här.\n\nSocialnämnden\n{rule}{gap}Nämnden tillstyrker förslaget.\n")
    )
    heading = next(paragraph for paragraph in found if paragraph.lines[0].text == "Socialnämnden")
    assert heading.role is BlockRole.HEADING
    assert heading.heading_level in {1, 2}


@pytest.mark.parametrize("above", ["Eva Ek", "Text som slutar här."])
def test_a_rule_across_the_page_underlines_nothing(above: str) -> None:
    found = paragraphs(
        printed_lines(f"Vi säger nej till planen.\n\n{above}\n{'-' * 70}\n\nSocialnämnden tillstyrker.\n")
    )
    assert all(paragraph.heading_level is None for paragraph in found)


ANSWERS = (
    ("Socialnämnden", "Nämnden tillstyrker förslaget."),
    ("Viks kommun", "Kommunen har inga invändningar."),
    ("Hopp och lek", "Vi vill ha en park i stället."),
    ("Viks Energi AB", "Bolaget avstyrker planen."),
)


def _names(doc: SegmentedDocument, *kinds: Kind) -> list[str]:
    return [segment.respondent for segment in doc.segments if segment.kind in kinds]


@pytest.mark.parametrize("mark", [":", ".", " –", " —", " -", " (svar 2019-03-04):", " (§ 4)."])
def test_a_name_in_front_of_its_answer_begins_it_whatever_the_mark(tmp_path: Path, mark: str) -> None:
    answers = "\n\n".join(f"{name}{mark} {text}" for name, text in ANSWERS)
    doc = segment(tmp_path, f"Plan för torg\n\nSammanställning av inkomna remissvar\n\n{answers}\n")
    assert _names(doc, Kind.RESPONSE, Kind.SUMMARY) == [name for name, _ in ANSWERS]


def test_short_sentences_are_no_names(tmp_path: Path) -> None:
    text = "Förslaget är bra. Vi tillstyrker.\n\nTiden är kort. Vi vill ha mer.\n\nKostnaden är hög. Den bör sänkas."
    doc = segment(tmp_path, f"Viks byalag\n\nSammanställning av inkomna remissvar\n\n{text}\n")
    assert not {"Förslaget är bra", "Tiden är kort", "Kostnaden är hög"} & set(_names(doc, *Kind))


@pytest.mark.parametrize("bullet", ["- ", "• ", ""])
@pytest.mark.parametrize("rule", ["-" * 14, "=" * 14, ""])
def test_an_overview_stands_above_the_answers(tmp_path: Path, bullet: str, rule: str) -> None:
    brief = ("\n" if bullet else "\n\n").join(f"{bullet}{name}: ja, men taket bör bort." for name, _ in ANSWERS)
    under = f"\n{rule}" if rule else ""
    full = "\n\n".join(f"{name}{under}\n\nProtokollsutdrag 2025-01-21 § 8\n\n{text} {text}" for name, text in ANSWERS)
    doc = segment(tmp_path, f"Plan för torg\n\nKort genomgång\n\n{brief}\n\nInkomna yttranden\n\n{full}\n")
    assert _names(doc, Kind.SUMMARY) == [name for name, _ in ANSWERS]
    assert _names(doc, Kind.RESPONSE) == [name for name, _ in ANSWERS]


@pytest.mark.parametrize("number", ["", "1. ", "B.{} ", "{}) ", "4.{}. ", "Bilaga {}: "])
@pytest.mark.parametrize("note", ["", " (10 december 1997, § 190)", ", 2019-03-04", " § 88"])
def test_numbered_and_dated_headings_begin_answers(tmp_path: Path, number: str, note: str) -> None:
    answers = "\n\n".join(
        f"### {number.format(place)}{name}{note}\n\n{text} Det är skälet till att vi svarar."
        for place, (name, text) in enumerate(ANSWERS, start=1)
    )
    doc = segment(tmp_path, f"# Plan för torg\n\n## Inkomna yttranden\n\n{answers}\n", "svar.md")
    assert _names(doc, Kind.RESPONSE) == [name for name, _ in ANSWERS]


@pytest.mark.parametrize(
    "verb", ["åberopar ett yttrande", "kan icke biträda förslaget", "har berett ärendet", "gläder sig åt planen"]
)
@pytest.mark.parametrize(
    "note", ["(17 december 1997, § 311)", "(styrelsen 27 november 1997)", "[2019-03-04]", "(§ 12)"]
)
def test_a_note_behind_a_name_makes_it_a_speaker_whatever_the_verb(tmp_path: Path, verb: str, note: str) -> None:
    answers = "\n\n".join(f"{name} {note} {verb} och har icke mer att tillägga." for name, _ in ANSWERS)
    front = "Arbetsgruppen föreslår att torget byggs om.\n\nNÄMNDERNAS OCH BOLAGENS SVAR\n\nYttranden har inhämtats."
    doc = segment(tmp_path, f"UTLÅTANDE ANGÅENDE PLAN FÖR TORG\n\n{front}\n\n{answers}\n")
    assert _names(doc, Kind.RESPONSE, Kind.SUMMARY) == [name for name, _ in ANSWERS]


@pytest.mark.parametrize(
    "annex",
    [
        "Reservationer m.m.", "Avvikande meningar som följt med svaren", "Yttranden från partier i nämnderna",
        "Bilaga: Partiernas anteckningar till nämndprotokollen", "D. Särskilda yttranden och reservationer",
        "Bilaga 2. Ledamöternas särskilda uttalanden",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["Kulturnämnden § 71. ", "Kulturnämnden: ", "Kulturnämnden, 2019-03-04, § 4 – "])
def test_an_annex_of_statements_ends_at_a_part_of_its_rank(tmp_path: Path, annex: str, place: str) -> None:
    answers = "\n\n".join(f"### {name}\n\n{text} {text}" for name, text in ANSWERS)
    stated = f'{place}Bo Al (S) reserverar sig skriftligt: "Planen är dyr."\n\n{place}Särskilt yttrande, Eva Ek (V): Vi är för.'
    text = f"# Plan för torg\n\n## Inkomna yttranden\n\n{answers}\n\n## {annex}\n\n{stated}\n\n## Fortsatt arbete\n\nPlanen följs upp.\n"
    doc = segment(tmp_path, text, "svar.md")
    stated_in = [(s.respondent, s.parties) for s in doc.segments if s.kind in POLITICAL_KINDS]
    assert stated_in == [("Kulturnämnden", ("S",)), ("Kulturnämnden", ("V",))]
    assert doc.segments[-1].kind is Kind.PROPOSAL


@pytest.mark.parametrize(
    "second", ["Kommunstyrelsen                    KS-2024-01177", "Kommunstyrelsen                    2025-05-14"]
)
def test_a_page_head_of_two_lines_is_no_text(tmp_path: Path, second: str) -> None:
    prose = "Nämnden anser att förslaget till plan för torg är väl genomarbetat och bra.\n"
    page = "VIKS STAD                                   {} (3)\n{}\n\n"
    text = (
        page.format(1, "Kommunstyrelsen                    2025-05-14")
        + prose * 3
        + "\n\n"
        + page.format(2, second)
        + prose * 3
    )
    document = read(tmp_path, text + "\n\n" + page.format(3, second) + prose * 3)
    heads = [document.block_text(b) for b in document.blocks[3:] if b.role is not BlockRole.HEADER]
    assert not any(head.startswith("Kommunstyrelsen") for head in heads)


def test_what_names_the_chapters_of_pages_is_text(tmp_path: Path) -> None:
    prose = "Nämnden anser att förslaget till plan för torg är väl genomarbetat och bra.\n"
    pages = "".join(f"VIKS STAD   {page} (3)\n\nKapitel {page}\n\n{prose * 3}\n" for page in (1, 2, 3))
    document = read(tmp_path, pages)
    assert (
        sum(document.block_text(b).startswith("Kapitel") and b.role is not BlockRole.HEADER for b in document.blocks)
        == 3
    )


@pytest.mark.parametrize("noun", ["Särskilt yttrande", "Reservation", "Protokollsanteckning", "Ersättaryttrande"])
@pytest.mark.parametrize("mark", [", ", " – ", ": "])
@pytest.mark.parametrize("body", ["Omsorgsnämnden", "omsorgsnämnden", "Viks Hamn AB", "Kultur- och fritidsnämnden § 7"])
def test_the_body_may_stand_between_the_word_and_who_speaks(noun: str, mark: str, body: str) -> None:
    lead = read_lead(f"{noun}{mark}{body}{mark}Eva Ek (L): Vi vill att planen väntar.")
    assert lead is not None
    assert lead.authors.parties == ("L",)
    assert lead.authors.names == ("Eva Ek",)
    assert lead.place.lower() == body.partition(" §")[0].lower()


def test_a_person_between_the_word_and_the_text_is_no_body() -> None:
    lead = read_lead("Särskilt yttrande, Eva Ek (L), Bo Al (C): Vi vill att planen väntar.")
    assert lead is not None
    assert (lead.place, lead.authors.parties) == ("", ("L", "C"))
