"""Pages of many layouts, drawn by ourselves: both engines must read them alike, and no word may get lost or be parted."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest

from remissnlp.ingest import discover, pdf, read_document
from remissnlp.ingest.assemble import assemble
from remissnlp.ingest.columns import page_lines
from remissnlp.ingest.layout import paragraphs
from remissnlp.ingest.pdftext import is_garbled
from remissnlp.ingest.plumber import Plumber
from remissnlp.records import FURNITURE, BlockRole, Document
from tests import made_pdf
from tests.made_pdf import KINDS, PARAGRAPHS, Press, plain


def read(folder: Path, name: str, data: bytes) -> Document:
    (folder / name).write_bytes(data)
    sources, _ = discover(folder)
    return read_document(next(source for source in sources if source.path == name), folder, ocr="never")


def bodies(document: Document) -> list[str]:
    return [document.block_text(block) for block in document.blocks if block.role is BlockRole.BODY]


def by_plumber(data: bytes) -> str:
    plumber = Plumber(data)
    lines = []
    for number, page in enumerate(pypdfium2.PdfDocument(data), start=1):
        lines += page_lines(plumber.fragments(number), page=number, page_width=page.get_size()[0])
    plumber.close()
    return assemble(paragraphs(lines)).text


def by_pdfium(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    lines = []
    for number in range(1, len(document) + 1):
        sheet = pdf._sheet(document, number)
        lines += page_lines(sheet.fragments, page=number, page_width=sheet.width)
    return assemble(paragraphs(lines)).text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "turned"])
def test_both_engines_read_the_same_text(kind):
    data = KINDS[kind]()
    assert by_plumber(data) == by_pdfium(data)


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_is_lost_and_no_paragraph_torn(tmp_path, kind):
    document = read(tmp_path, "a.pdf", KINDS[kind]())
    sentences = {part for text in PARAGRAPHS for part in plain(text).split(". ")}
    content = " ".join(document.block_text(block) for block in document.blocks if block.role not in FURNITURE)
    assert [part for part in sentences if part not in content] == []
    assert document.text.count("-\n") == 0


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_sheet_reads_the_same_whichever_way_it_lies(tmp_path, degrees):
    press = Press()
    y = 100.0
    for text in PARAGRAPHS:
        y = press.flow(90, y, 400, text) + 8
    press.turn(degrees)
    assert bodies(read(tmp_path, "a.pdf", press.data())) == [plain(text) for text in PARAGRAPHS]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_text_set_askew_on_an_upright_sheet(tmp_path, degrees):
    press = Press()
    steps = {90: (1, 0), 180: (0, -1), 270: (-1, 0)}[degrees]
    x, y = {90: (80.0, 760.0), 180: (500.0, 760.0), 270: (500.0, 80.0)}[degrees]
    for text in PARAGRAPHS:
        for line in press.wrap(text, 400):
            press.slanted(x, y, line, degrees)
            x, y = x + 13 * steps[0], y + 13 * steps[1]
        x, y = x + 8 * steps[0], y + 8 * steps[1]
    assert bodies(read(tmp_path, "a.pdf", press.data())) == [plain(text) for text in PARAGRAPHS]


def test_two_paragraphs_in_a_row_over_pages_with_furniture(tmp_path):
    document = read(tmp_path, "a.pdf", KINDS["compilation"]())
    assert sum(text == plain(PARAGRAPHS[0]) for text in bodies(document)) == 20
    assert sum(text == plain(PARAGRAPHS[1]) for text in bodies(document)) == 20
    headers = [document.block_text(block) for block in document.blocks if block.role is BlockRole.HEADER]
    assert [text for text in headers if text.startswith("Sammanträdesprotokoll")] == [
        "Sammanträdesprotokoll 7/2018 Protokollsutdrag § 12 Sida 2 (5)"
    ]
    assert [text[-10:] for text in headers if text.startswith("Namnlös")] == [f"Sida {n} (9)" for n in (1, 2, 3, 4)]


def test_rows_of_a_ruled_table_are_whole(tmp_path):
    document = read(tmp_path, "a.pdf", KINDS["table"]())
    rows = [document.block_text(block) for block in document.blocks if block.role is BlockRole.TABLE]
    cells = [cell for row in made_pdf.CELLS for cell in row]
    assert rows[: len(cells)] == cells
    assert bodies(document) == [plain(text) for text in PARAGRAPHS]


def test_a_frame_around_running_text_is_no_table(tmp_path):
    press = Press()
    y = 100.0
    for text in PARAGRAPHS:
        y = press.flow(90, y, 400, text) + 8
    for edge in (80, 490):
        press.rule(edge, 80, edge, y)
    for edge in (80, 95, y):
        press.rule(80, edge, 490, edge)
    press.rule(300, 80, 300, 95)
    assert bodies(read(tmp_path, "a.pdf", press.data())) == [plain(text) for text in PARAGRAPHS]


def test_notes_at_the_foot_do_not_part_a_sentence(tmp_path):
    document = read(tmp_path, "a.pdf", KINDS["footnotes"]())
    assert set(bodies(document)) == {plain(text) for text in PARAGRAPHS}
    notes = [document.block_text(block) for block in document.blocks if block.role is BlockRole.FOOTER]
    assert notes[0] == f"1 {made_pdf.NOTES[0]}"
    assert document.date is None  # the date is a note's


def test_crop_box_moves_the_origin(tmp_path):
    whole = pypdfium2.PdfDocument(KINDS["letter"]())
    for page in whole:
        page.set_cropbox(20, 10, 580, 835)
    out = io.BytesIO()
    whole.save(out)
    before = read(tmp_path, "a.pdf", KINDS["letter"]())
    after = read(tmp_path, "b.pdf", out.getvalue())
    assert after.text == before.text
    boxes = zip(before.lines, after.lines, strict=True)
    shifts = {
        (round(b.box_pt[0] - a.box_pt[0], 0), round(b.box_pt[1] - a.box_pt[1], 0))
        for b, a in boxes
        if b.box_pt and a.box_pt
    }
    assert shifts == {(20.0, 7.0)}


@pytest.mark.parametrize(
    ("text", "n_lost", "expected"),
    [
        (plain(" ".join(PARAGRAPHS)), 0, False),
        ("\ue123\ue124\ue130 " * 30, 0, True),
        ("\x0e\x0f\x10\x11 " * 30, 0, True),
        ("", 400, True),
        ("", 0, False),
        ("1 200 3 400 5 600\n" * 40, 0, False),
        ("Qkbhp xzvt rqwd fgh tklp " * 20, 0, True),
        ("\uf0b7 gator\n\uf0b7 torg\n\uf0b7 parker", 0, False),
    ],
)
def test_a_text_layer_that_stands_for_nothing(text, n_lost, expected):
    assert is_garbled(text, n_lost=n_lost) is expected
