from __future__ import annotations

from dataclasses import replace

import pytest

from remissnlp.ingest.assemble import assemble
from remissnlp.ingest.furniture import mark_furniture
from remissnlp.ingest.layout import paragraphs
from remissnlp.ingest.lines import RawLine
from remissnlp.ingest.plaintext import printed_lines
from remissnlp.records import BlockRole


def page(number: int, *texts: str) -> list[RawLine]:
    return [
        RawLine(text=text, page=number, x1=len(text), gap_above=i in {1, len(texts) - 1})
        for i, text in enumerate(texts)
    ]


def roles(lines: list[RawLine]) -> list[str | None]:
    return [line.role.value if line.role else None for line in mark_furniture(lines)]


def test_repeated_heads_feet_and_numbers():
    lines = [
        line
        for number, word in enumerate(["parker", "gator", "torg", "träd"], start=1)
        for line in page(
            number, "Namnlös kommun", f"Här står om {word}", f"och mer om {word}", "Kontorets plan", str(number)
        )
    ]
    assert roles(lines) == ["header", None, None, "footer", "page_number"] * 4


def test_body_lines_that_happen_to_open_three_pages_of_many_stay():
    lines = []
    for number in range(1, 31):
        opening = (
            "I förslaget saknas skrivningar om ansvar"
            if number in {3, 9, 20}
            else f"Sidan börjar så här {'x' * number}"
        )
        lines += [
            RawLine(text=opening, page=number, x1=40),
            RawLine(text=f"och går vidare {'y' * number}", page=number, x1=40),
        ]
    assert set(roles(lines)) == {None}


def test_bare_numbers_that_do_not_count_pages_stay():
    lines = [
        line
        for number, value in ((1, "7"), (2, "3"), (3, "99"))
        for line in page(number, f"Text {'z' * number}", "mer", value)
    ]
    assert "page_number" not in roles(lines)


def test_running_heads_in_a_text_without_pages():
    source = "".join(
        f"Namnlös kommun\nParkplan Dnr 2018/17 {number} (4)\n\n"
        f"Nämnden anser att {word} i hela staden bör skötas bättre och att\n"
        for number, word in enumerate(["parker", "gator", "torg", "träd"], start=1)
    )
    assert roles(printed_lines(source)) == ["header", "header", None] * 4
    document = assemble(paragraphs(printed_lines(source)))
    assert document.text.count("\n") == 8


def test_page_of_pages_by_form():
    assert roles([RawLine(text="Sida 3 (14)"), RawLine(text="Sida 3 handlar om ansvar")]) == ["page_number", None]


def test_a_header_pasted_into_a_sentence_is_cut_out_and_stands_behind():
    source = (
        "Arbetet med planen är viktigt för alla som bor i kommunen och beslutet bör\n"
        "hinna fattas innan Sammanträdesprotokoll 7/2018 Protokollsutdrag § 12\n"
        "Sammanträdesdag 2018-03-14 Sida 2 (5)\n\n"
        "årsskiftet så att verksamheterna får tid på sig.\n"
    )
    document = assemble(paragraphs(printed_lines(source)))
    found = [(b.role, document.text[b.char_start : b.char_end]) for b in document.blocks]
    assert found[0][1].endswith("hinna fattas innan årsskiftet så att verksamheterna får tid på sig.")
    assert [role for role, _ in found[1:]] == [BlockRole.HEADER, BlockRole.HEADER]
    assert found[1][1] == "Sammanträdesprotokoll 7/2018 Protokollsutdrag § 12"


def test_a_sentence_about_minutes_is_no_header():
    lines = [RawLine(text="Sammanträdesprotokollet från mötet har justerats och finns hos kansliet.")]
    assert roles(lines) == [None]


def test_roles_that_the_reader_set_are_kept():
    lines = [replace(line, role=BlockRole.MARGIN) for line in page(1, "Storgatan 1", "Box 2")]
    assert roles(lines) == ["margin", "margin"]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_stray_page_number_inside_a_word_of_a_text_without_pages(gap):
    source = gap.join(
        [
            "Nämnden anser att programmet bör säga rakt ut att skötseln av parker-",
            "na i ytterområdena är eftersatt, och att de stora och synliga skillna-",
            "2",
            "derna mellan kommundelarna är ett problem som planen måste ta tag i på",
            "ett sätt som alla förstår. Det gäller även gator och torg i hela staden",
            "och alla som bor här.",
            "Bakgrund",
            "12",
            "14",
        ]
    )
    document = assemble(paragraphs(printed_lines(source)))
    found = [(block.role.value, document.text[block.char_start : block.char_end]) for block in document.blocks]
    assert "synliga skillnaderna mellan" in found[0][1]
    assert found[0][1].endswith("som bor här.")
    assert found[1] == ("page_number", "2")


def test_pages_that_come_back_whole_keep_their_text():
    prose = "Nämnden anser att förslaget till plan är väl genomarbetat och att det ger en"
    lines = [
        line
        for number in (1, 2, 3)
        for line in page(
            number, "Namnlös kommun", prose, "god grund för arbetet.", "Planen bör följas upp.", "Anna Berg"
        )
    ]
    assert roles(lines)[:3] == ["header", None, None]
