from __future__ import annotations

import pytest

from remissnlp.ingest.assemble import assemble
from remissnlp.ingest.layout import paragraphs
from remissnlp.ingest.lines import RawLine
from remissnlp.ingest.markers import is_plausible, parse_marker
from remissnlp.ingest.plaintext import decode, printed_lines
from remissnlp.ingest.sniff import is_binary
from remissnlp.records import BlockRole


def blocks(source: str) -> list[tuple[str, str]]:
    document = assemble(paragraphs(printed_lines(source)))
    return [(block.role.value, document.text[block.char_start : block.char_end]) for block in document.blocks]


def texts(source: str) -> list[str]:
    return [text for _, text in blocks(source)]


PROSE = """Nämnden anser att förslaget till ny plan för parker och torg är väl
genomarbetat och att det kan ligga till grund för arbetet under
de kommande åren.
"""


def test_wrapped_lines_become_one_paragraph():
    assert texts(PROSE) == [" ".join(PROSE.split())]


def test_paragraphs_part_at_empty_lines_and_headings_stand_alone():
    found = blocks(f"Bakgrund\n\n{PROSE}\n{PROSE}")
    assert [role for role, _ in found] == ["heading", "body", "body"]


def test_heading_without_gap():
    found = blocks(f"{PROSE}\nParker och torg\n{PROSE}")
    assert found[1] == ("heading", "Parker och torg")
    assert len(found) == 3


def test_a_short_last_line_is_no_heading():
    source = PROSE.replace("de kommande åren.", "de kommande\nåren") + "\n" + PROSE
    assert all(role == "body" for role, _ in blocks(source))


def test_indented_first_line_starts_a_paragraph():
    source = PROSE + "     Därutöver vill nämnden lyfta fram behovet av skötsel av träd i\ngatumiljö.\n"
    assert len(texts(source)) == 2


def test_a_line_that_ends_early_with_its_sentence_ends_a_paragraph():
    source = PROSE + PROSE
    assert len(texts(source)) == 2


def test_an_empty_line_inside_a_sentence_is_bridged():
    source = PROSE.replace("väl\n", "väl\n\n")
    assert len(texts(source)) == 1


def test_a_page_break_inside_a_sentence_is_bridged_and_the_number_stands_behind():
    source = (
        PROSE
        + "\nStaden behöver också se över hur många av de äldre träden som måste\n\n\n\n12\n\nersättas "
        + "innan planen börjar gälla. Det bör framgå av planens bilaga vilka\nträd det är.\n\n"
        + PROSE
    )
    found = blocks(source)
    assert found[1][1].startswith("Staden behöver")
    assert "måste ersättas innan" in found[1][1]
    assert found[2] == ("page_number", "12")


def test_form_feed_starts_a_page():
    document = assemble(paragraphs(printed_lines("Ett.\n\fTvå.\n\fTre.\n")))
    assert [line.page for line in document.lines] == [1, 2, 3]


def test_double_spaced_text_reads_as_prose():
    prose = "\n\n".join((PROSE + PROSE.lower() + PROSE.lower()).splitlines())
    source = f"{prose}\n\n \n\n \n\nBakgrund\n\n{prose}\n\n"
    found = blocks(source)
    assert ("heading", "Bakgrund") in found
    assert len(found) <= 7


@pytest.mark.parametrize("bullet", ["-", "•", "–", "\uf0b7", "o"])
def test_bullets(bullet):
    first = f"{bullet} parker och torg i hela staden, även de som ligger i\nytterområden"
    source = f"Planen bör omfatta följande delar:\n\n{first}\n{bullet} gator\n"
    found = blocks(source)
    assert [role for role, _ in found] == ["body", "list_item", "list_item"]
    assert found[1][1].endswith("ligger i ytterområden")


def test_numbered_items_go_on_behind_an_empty_line():
    source = (
        "Nämnden beslutar följande.\n1. Planen godkänns enligt bilaga \n\n2 till utlåtandet.\n2. Paragrafen justeras.\n"
    )
    assert texts(source) == [
        "Nämnden beslutar följande.",
        "1. Planen godkänns enligt bilaga 2 till utlåtandet.",
        "2. Paragrafen justeras.",
    ]


def test_markers_are_kept_apart():
    document = assemble(paragraphs(printed_lines("Följande:\n1) ett\n2) två\n")))
    assert [block.marker for block in document.blocks] == ["", "1) ", "2) "]


def test_a_number_at_a_wrapped_line_is_no_marker():
    source = (
        "Nämnden beslutade om saken vid sitt sammanträde på morgonen den\n"
        "12. Därefter skrevs ett protokoll som alla ledamöter fick ta del av.\n"
    )
    assert len(texts(source)) == 1


def test_list_whose_bullets_are_lost():
    source = f"{PROSE}\nPlanens mål innebär för arbetet:\natt träd bevaras\natt gräs klipps\n"
    assert blocks(source)[1:] == [
        ("body", "Planens mål innebär för arbetet:"),
        ("list_item", "att träd bevaras"),
        ("list_item", "att gräs klipps"),
    ]


def test_text_that_nobody_wrapped_has_a_paragraph_a_line():
    long = " ".join([" ".join(PROSE.split())] * 4)
    source = f"Bakgrund\n{long}\n{long}\nParker\n{long}\n"
    assert blocks(source) == [
        ("heading", "Bakgrund"),
        ("body", long),
        ("body", long),
        ("heading", "Parker"),
        ("body", long),
    ]


def test_signature_is_no_heading():
    found = {text: role for role, text in blocks(f"{PROSE}\nAnna Berg\nStadsdirektör\n\n\nBakgrund\n\n{PROSE}")}
    assert found["Anna Berg"] == "body"
    assert found["Stadsdirektör"] == "body"
    assert found["Bakgrund"] == "heading"


def test_many_short_lines_in_a_row_are_no_headings():
    names = "\n\n".join(["Kulturnämnden", "Byggnämnden", "Miljönämnden", "Skolnämnden", "Trafiknämnden", "Parknämnden"])
    assert {role for role, _ in blocks(f"{PROSE}\n{names}\n\n{PROSE}")} == {"body"}


def printed(text: str, *, size: float = 11.0, bold: float = 0.0, gap: bool = False, page: int = 1) -> RawLine:
    return RawLine(
        text=text, page=page, x1=len(text) * 5.0, char_width=5.0, gap_above=gap, size_pt=size, bold_share=bold
    )


def test_fonts_tell_headings_and_a_bold_lead_in_runs_on():
    lines = [
        printed("Plan för parker", size=16),
        *(printed(line) for line in PROSE.splitlines()),
        printed("Särskilt uttalande gjordes av ledamoten Anna Berg (A) och", bold=1.0, gap=True),
        printed("Bo Dal (B) enligt följande."),
        *(printed(line, gap=i == 0) for i, line in enumerate(PROSE.splitlines())),
    ]
    found = paragraphs(lines)
    assert [p.role for p in found] == [BlockRole.HEADING, BlockRole.BODY, BlockRole.BODY, BlockRole.BODY]
    assert len(found[2].lines) == 2


def test_paragraph_over_a_page_break_with_running_heads():
    lines = []
    for page in (1, 2, 3, 4):
        lines.append(printed(f"Parkplan nr {page}", size=8, page=page))
        lines += [printed(f"{line} {'abcd'[page - 1]}", page=page) for line in PROSE.splitlines()[:2]]
    found = paragraphs(lines)
    assert [p.role for p in found] == [BlockRole.HEADER, BlockRole.BODY, *[BlockRole.HEADER] * 3]
    assert len(found[1].lines) == 8


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("1. Att", "1. "),
        ("12) Att", "12) "),
        ("a) Att", "a) "),
        ("- Att", "- "),
        ("2019 följande.", None),
        ("2.1 Mål", None),
    ],
)
def test_marker_forms(line, marker):
    found = parse_marker(line)
    assert (found.text if found else None) == marker


def test_marker_needs_its_place_in_the_sequence():
    third = parse_marker("3. Att")
    assert third is not None
    assert is_plausible(third, last_ordinal=2, gap_above=False, may_continue=True)
    assert not is_plausible(third, last_ordinal=None, gap_above=False, may_continue=False)
    assert not is_plausible(third, last_ordinal=None, gap_above=True, may_continue=True)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"]
)
def test_encodings(encoding):
    assert decode(PROSE.encode(encoding)) == PROSE
    assert not is_binary(PROSE.encode(encoding)[:4096])
