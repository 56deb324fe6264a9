"""Answers in a table: one row a body; a cell is a block, and the first cell of a row has space above it."""

from __future__ import annotations

import pytest

from remissnlp.records import Block, BlockRole, Document, Kind
from remissnlp.segment import segment_document

HEAD = ["Nr", "Remissinstans", "Sammanfattning av synpunkter", "Kontorets kommentar"]
ROWS = [
    ["1", "Kulturnämnden", "Nämnden tillstyrker planen. Den saknar mål.", "Mål läggs till."],
    ["2", "Viks byalag", "Byalaget säger nej.", "Noteras."],
    ["3", "AB Vikshem", "Inget att erinra.", "–"],
]


def _document(rows: list[list[str]]) -> Document:
    text, blocks = "", []
    for block_text, role, gap in [
        ("Inkomna svar", BlockRole.HEADING, True),
        ("Svaren visas nedan.", BlockRole.BODY, True),
    ] + [(cell, BlockRole.TABLE, place == 0) for row in rows for place, cell in enumerate(row)]:
        start = len(text)
        text += block_text + "\n"
        blocks.append(Block(char_start=start, char_end=len(text) - 1, role=role, page=1, gap_above=gap))
    return Document(
        doc_id="d",
        case_id=".",
        path="d.docx",
        sha256="",
        text=text[:-1],
        blocks=tuple(blocks),
        lines=(),
        n_pages=1,
        extraction="docx",
    )


def test_each_row_is_a_summary_and_the_remark_is_the_sender_s() -> None:
    doc = segment_document(_document([HEAD, *ROWS]))
    summaries = [s for s in doc.segments if s.kind is Kind.SUMMARY]
    assert [s.respondent for s in summaries] == ["Kulturnämnden", "Viks byalag", "AB Vikshem"]
    texts = {s.respondent: [t.text for t in doc.statements if t.segment_id == s.segment_id] for s in summaries}
    assert texts["Kulturnämnden"] == ["Nämnden tillstyrker planen.", "Den saknar mål."]
    remarks = [t.text for t in doc.statements if t.kind is Kind.PROPOSAL]
    assert remarks == ["Mål läggs till.", "Noteras.", "–"]


@pytest.mark.parametrize("head", [["År", "Kostnad", "Kommentar", ""], ["Nr", "Remissinstans", "Datum", "Kommentar"]])
def test_other_tables_hold_no_answers(head: list[str]) -> None:
    doc = segment_document(_document([head, *ROWS]))
    assert not [s for s in doc.segments if s.kind is Kind.SUMMARY]


def test_a_row_over_others_is_nobody_and_those_below_inte_svarat_are_silent() -> None:
    rows = [
        ["Remissinstans", "Inställning", "Synpunkter i sammandrag", "Ändring i planen"],
        ["Kommuner"],
        ["Viks kommun", "Positiv", "Bra beskrivning av kostnaden.", "Ingen"],
        ["Enskilda"],
        ["Eva Ek", "För", "Gärna mer.", "Ingen"],
        ["Inte svarat / avstått"],
        ["Polisregion Norr", "Inget svar", "–", "–"],
    ]
    doc = segment_document(_document(rows))
    assert [s.respondent for s in doc.segments if s.kind is Kind.SUMMARY] == ["Viks kommun", "Eva Ek"]
    assert [row.respondent for row in doc.declined] == ["Polisregion Norr"]
