"""Hyphens at line ends, on a table of our own: `left line <tab> right line <tab> joined`."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.ingest import hyphens, lexicon
from remissnlp.ingest.assemble import assemble
from remissnlp.ingest.lines import Paragraph, RawLine
from remissnlp.records import BlockRole
from remissnlp.text import clean_line

TABLE = Path(__file__).parent / "data" / "hyphens_sv.tsv"
FLOOR = 0.99


def rows() -> list[tuple[str, str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]  # type: ignore[misc]


def joined(left: str, right: str) -> str:
    between, drop = hyphens.seam(left, right, frozenset)
    return (left[:-1] if drop else left) + between + right


def test_precision_and_recall_on_the_table():
    table = rows()
    assert len(table) >= 150
    wrong = [(*row, joined(*row[:2])) for row in table if joined(*row[:2]) != row[2]]
    gold = {row for row in table if row[2] == row[0][:-1] + row[1]}
    undone = {row for row in table if joined(*row[:2]) == row[0][:-1] + row[1]}
    assert min(len(gold), len(table) - len(gold)) >= 60
    assert len(gold & undone) / len(undone) >= FLOOR, wrong
    assert len(gold & undone) / len(gold) >= FLOOR, wrong
    assert 1 - len(wrong) / len(table) >= FLOOR, wrong


@pytest.mark.parametrize("mark", ["\u00ad", "\u0002", "\ufffe", "\u2010"])
def test_every_mark_of_a_typesetter_reads_as_a_hyphen(mark):
    assert joined(clean_line(f"verksam{mark}"), "heten") == "verksamheten"
    assert joined(clean_line(f"säkerhets{mark}"), "och beredskap").replace("\u2010", "-") == "säkerhets- och beredskap"


def test_marks_inside_a_line_go():
    assert clean_line("före\u00adbyg\ufffegande \u0002arbete") == "förebyggande arbete"


def test_the_word_list_is_asked_last_and_only_where_it_decides(monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(hyphens, "is_word", lambda word: bool(asked.append(word)) or False)
    joined("kommun-", "fullmäktige")
    joined("SL-", "trafiken")
    joined("risk-", "och sårbarhet")
    assert asked == []
    joined("va-", "nätet")
    assert asked == ["vanätet", "nätet"]


def test_compounds_are_words():
    assert lexicon.is_word("trygghetshandläggare")
    assert not lexicon.is_word("vanätet")
    assert not lexicon.is_word("")


def test_the_way_back_to_both_lines():
    lines = tuple(
        RawLine(text=text, page=page) for text, page in (("Kommun-", 3), ("fullmäktige be-", 3), ("slutar.", 4))
    )
    document = assemble([Paragraph(lines=lines, role=BlockRole.BODY)])
    assert document.text == "Kommunfullmäktige beslutar."
    assert [(document.text[line.char_start : line.char_end], line.page) for line in document.lines] == [
        ("Kommun", 3),
        ("fullmäktige be", 3),
        ("slutar.", 4),
    ]
