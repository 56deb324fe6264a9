from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest import discover, ocr, read_document
from remissnlp.ingest.metadata import case_number_in, date_in
from remissnlp.records import BlockRole, Document, Status

PROSE = (
    "Nämnden anser att förslaget till plan är väl genomarbetat och att det ger en god grund för det fortsatta "
    "arbetet. Ansvarsfördelningen mellan nämnder och bolag bör förtydligas, så att uppföljningen kan ske på ett "
    "likvärdigt sätt. Kommunens risk- och sårbarhetsanalys bör ligga till grund för prioriteringarna."
)


def read(folder: Path, name: str, data: bytes, **options: str) -> Document:
    (folder / name).write_bytes(data)
    sources, _ = discover(folder)
    return read_document(next(s for s in sources if s.path == name), folder, **options)


def outline(document: Document) -> list[tuple[str, str]]:
    return [(block.role.value, document.block_text(block)) for block in document.blocks]


def make_pdf(*, n_paragraphs: int = 12, columns: int = 1, encrypt: str = "") -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    def furniture(canvas, document):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 815, f"Namnlös kommun Tjänsteutlåtande Sida {document.page} (9)")
        if document.page == 1 and columns == 1:
            for row, text in enumerate(["Parkförvaltningen", "Storgatan 1", "111 22 Orten", "park@example.org"]):
                canvas.drawString(30, 500 - 10 * row, text)

    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=13, spaceAfter=9)
    title = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=16, leading=20, spaceAfter=9)
    width = 390 / columns
    frames = [Frame(150 + i * (width + 20) - (100 if columns > 1 else 0), 60, width + 25, 730) for i in range(columns)]
    out = io.BytesIO()
    template = BaseDocTemplate(out, pagesize=A4, encrypt=encrypt or None)
    template.addPageTemplates([PageTemplate(frames=frames, onPage=furniture)])
    template.build(
        [Paragraph("Yttrande över parkplanen", title), *(Paragraph(PROSE, body) for _ in range(n_paragraphs))]
    )
    return out.getvalue()


def test_pdf_letter(tmp_path):
    document = read(tmp_path, "brev.pdf", make_pdf())
    found = outline(document)
    assert document.extraction == "pdf"
    assert document.title == "Yttrande över parkplanen"
    assert document.n_pages == 2
    assert [text for role, text in found if role == "body"] == [PROSE] * 12
    assert [role for role, text in found if text in {"Storgatan 1", "park@example.org"}] == ["margin", "margin"]
    assert [role for role, text in found if "Sida" in text] == ["header", "header"]
    assert all(line.box_pt is not None for line in document.lines)
    assert {line.page for line in document.lines} == {1, 2}


def test_pdf_in_two_columns_reads_column_by_column(tmp_path):
    document = read(tmp_path, "spalter.pdf", make_pdf(columns=2))
    assert [text for role, text in outline(document) if role == "body"] == [PROSE] * 12


def test_pdf_under_a_wrong_name(tmp_path):
    assert read(tmp_path, "brev.txt", make_pdf()).extraction == "pdf"


def test_text_under_a_wrong_name(tmp_path):
    document = read(tmp_path, "brev.pdf", f"Bakgrund\n\n{PROSE}\n".encode())
    assert document.extraction == "text"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("tom.txt", b"", "empty"),
        ("nollor.pdf", b"\x00" * 100, "empty"),
        ("kort.pdf", b"%PDF-1.7\n%\xe2\xe3", "damaged"),
        ("trasig.docx", b"PK\x03\x04 inget arkiv", "damaged"),
        ("gammal.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00\x01" * 99, "old Office file"),
        ("binar.txt", bytes(range(256)) * 4, "no text"),
    ],
)
def test_unreadable_files_say_why(tmp_path, name, data, message):
    with pytest.raises(UnreadableFileError, match=message) as caught:
        read(tmp_path, name, data)
    assert caught.value.message.startswith(name)
    assert caught.value.hint


def test_cut_pdf(tmp_path):
    data = make_pdf()
    with pytest.raises(UnreadableFileError) as caught:
        read(tmp_path, "avkortad.pdf", data[: len(data) // 8])
    assert caught.value.hint


def test_encrypted_pdf(tmp_path):
    with pytest.raises(UnreadableFileError, match="password"):
        read(tmp_path, "last.pdf", make_pdf(encrypt="hemligt"))


def test_unknown_ocr_mode(tmp_path):
    with pytest.raises(ValueError, match="ocr"):
        read(tmp_path, "a.txt", b"Text.", ocr="alltid")


def make_docx() -> bytes:
    import docx

    document = docx.Document()
    document.add_heading("Yttrande över parkplanen", 0)
    document.add_paragraph("Nämnden beslutar följande.")
    for text in ("Att bifalla", "Att avslå"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("en punkt", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for index, text in enumerate(("Nämnd", "Svar", "Park", "Ja")):
        table.cell(index // 2, index % 2).text = text
    document.add_heading("Bakgrund", 1)
    document.add_paragraph().add_run("Träd i gatan").bold = True
    document.add_paragraph("Slut.")
    document.sections[0].header.paragraphs[0].text = "Namnlös kommun"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_docx(tmp_path):
    assert outline(read(tmp_path, "a.docx", make_docx())) == [
        ("heading", "Yttrande över parkplanen"),
        ("body", "Nämnden beslutar följande."),
        ("list_item", "1. Att bifalla"),
        ("list_item", "2. Att avslå"),
        ("list_item", "- en punkt"),
        ("table", "Nämnd"),
        ("table", "Svar"),
        ("table", "Park"),
        ("table", "Ja"),
        ("heading", "Bakgrund"),
        ("heading", "Träd i gatan"),
        ("body", "Slut."),
        ("header", "Namnlös kommun"),
    ]


def test_docx_keeps_what_stands_in_content_controls_boxes_and_notes(tmp_path):
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    first = document.add_paragraph("Nämnden svarar.")
    words = nsdecls("w")
    control = f"<w:sdt {words}><w:sdtContent><w:p><w:r><w:t>Ur en mall.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    first._p.addnext(parse_xml(control))
    box = "<w:txbxContent><w:p><w:r><w:t>I en ruta.</w:t></w:r></w:p></w:txbxContent>"
    first._p.append(parse_xml(f"<w:r {words}><w:drawing>{box}</w:drawing><w:pict>{box}</w:pict></w:r>"))
    first._p.append(parse_xml(f'<w:r {words}><w:footnoteReference w:id="2"/></w:r>'))
    blob = (
        f'<w:footnotes {words}><w:footnote w:id="2"><w:p><w:r><w:t>En not.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, blob.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    out = io.BytesIO()
    document.save(out)
    assert outline(read(tmp_path, "a.docx", out.getvalue())) == [
        ("body", "Nämnden svarar."),
        ("footer", "En not."),
        ("body", "I en ruta."),
        ("body", "Ur en mall."),
    ]


def test_docx_cells_come_once_and_frames_are_no_tables(tmp_path):
    import docx

    document = docx.Document()
    merged = document.add_table(rows=2, cols=2)
    merged.cell(0, 0).merge(merged.cell(1, 0)).text = "Nämnd"
    merged.cell(0, 1).text = "Svar"
    merged.cell(1, 1).text = "Ja"
    frame = document.add_table(rows=1, cols=1).cell(0, 0)
    frame.text = "Bakgrund"
    for _ in range(3):
        frame.add_paragraph(PROSE)
    out = io.BytesIO()
    document.save(out)
    found = outline(read(tmp_path, "a.docx", out.getvalue()))
    assert found == [
        ("table", "Nämnd"),
        ("table", "Svar"),
        ("table", "Ja"),
        ("body", "Bakgrund"),
        *[("body", PROSE)] * 3,
    ]


def test_docx_bomb_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    with pytest.raises(UnreadableFileError, match="not safe"):
        read(tmp_path, "bomb.docx", out.getvalue())


def test_archive_that_is_no_word_file(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hej")
    with pytest.raises(UnreadableFileError, match="no text document"):
        read(tmp_path, "a.docx", out.getvalue())


def test_html(tmp_path):
    page = (
        "<html><head><title>T</title><style>p{}</style></head><body><nav>Meny</nav><h2>Svar på <b>remiss</b></h2>"
        "<p>Ett stycke\n med <i>kursiv</i> text.<br>Ny rad</p>"
        "<ul><li>ett<li>två</ul><ol start=3><li><p>tre</p></li></ol>"
        "<table><tr><th>a<th>b<tr><td>1<td>2</table><script>alert(1)</script>Sist: &lt;b&gt;</body></html>"
    )
    document = read(tmp_path, "a.html", page.encode("cp1252"))
    assert outline(document) == [
        ("heading", "Svar på remiss"),
        ("body", "Ett stycke med kursiv text."),
        ("body", "Ny rad"),
        ("list_item", "- ett"),
        ("list_item", "- två"),
        ("list_item", "3. tre"),
        ("table", "a"),
        ("table", "b"),
        ("table", "1"),
        ("table", "2"),
        ("body", "Sist: <b>"),
    ]


def test_what_stands_around_the_content_of_a_page_is_furniture(tmp_path):
    around = "<header><p>Viks verk</p><nav>Meny</nav></header>"
    content = "<article><header><h1>Remissvar</h1></header><p>Verket tillstyrker.</p><p>Dela sidan</p></article>"
    beside = "<aside><h2>Andra remissvar</h2><ul><li>Nya hissar</ul></aside><div role=contentinfo>Box 4</div>"
    page = f"<html><body>{around}<div role=navigation>Start</div><main>{content}</main>{beside}</body></html>"
    document = read(tmp_path, "a.html", page.encode())
    assert outline(document) == [
        ("header", "Viks verk"),
        ("heading", "Remissvar"),
        ("body", "Verket tillstyrker."),
        ("footer", "Dela sidan"),
        ("margin", "Andra remissvar"),
        ("margin", "Nya hissar"),
        ("footer", "Box 4"),
    ]


def test_the_parts_of_a_page_go_by_the_names_of_its_boxes_too(tmp_path):
    page = (
        "<html><body><div id=header>Viks verk<ul class=menu><li>Start</ul></div><div class='row content'>"
        "<h1>Remissvar</h1><div class=header>Kapitel 1</div><p>Verket tillstyrker.</p><ul><li>Facebook</ul></div>"
        "<div class='sidebar left'><p>Andra remissvar</p></div><div id=footer>Box 4</div></body></html>"
    )
    assert outline(read(tmp_path, "a.html", page.encode())) == [
        ("header", "Viks verk"),
        ("header", "Start"),
        ("heading", "Remissvar"),
        ("body", "Kapitel 1"),
        ("body", "Verket tillstyrker."),
        ("footer", "Facebook"),
        ("margin", "Andra remissvar"),
        ("footer", "Box 4"),
    ]


def test_a_page_that_does_not_mark_its_content_keeps_its_header(tmp_path):
    page = "<html><body><header><h1>Remissvar</h1></header><p>Verket tillstyrker.</p></body></html>"
    assert outline(read(tmp_path, "a.html", page.encode())) == [
        ("heading", "Remissvar"),
        ("body", "Verket tillstyrker."),
    ]


def test_markdown(tmp_path):
    source = (
        "**Till**  \nParknämnden  \n2018-03-14\n\n## **Yttrande över parkplanen**\n\nDnr PN 2018/17\n\n### Förslag\n\n"
        "Nämnden *anser* att\nplanen är bra.\n\n- 1) ett\n- 2) två\n\n1. Att bifalla\n\n"
        "| Nämnd | Svar |\n|---|---|\n| Park | Ja |\n"
    )
    document = read(tmp_path, "a.md", source.encode())
    assert (document.title, document.case_number, document.date) == (
        "Yttrande över parkplanen",
        "PN 2018/17",
        "2018-03-14",
    )
    assert outline(document)[:3] == [("body", "Till"), ("body", "Parknämnden"), ("body", "2018-03-14")]
    assert outline(document)[5:] == [
        ("heading", "Förslag"),
        ("body", "Nämnden anser att planen är bra."),
        ("list_item", "1) ett"),
        ("list_item", "2) två"),
        ("list_item", "1. Att bifalla"),
        ("table", "Nämnd"),
        ("table", "Svar"),
        ("table", "Park"),
        ("table", "Ja"),
    ]


def scanned_pdf() -> bytes:
    import pypdfium2

    source = pypdfium2.PdfDocument(make_pdf(n_paragraphs=1))
    picture = source[0].render(scale=200 / 72).to_pil().convert("L")
    source.close()
    out = io.BytesIO()
    picture.save(out, format="PDF", resolution=200)
    return out.getvalue()


def test_scanned_pdf_without_recognition_is_refused_with_advice(tmp_path, monkeypatch):
    def missing():
        raise ocr.RecognitionError("the page has no text layer, and Tesseract is not installed", hint=ocr.INSTALL_HINT)

    monkeypatch.setattr(ocr, "_tesseract", missing)
    with pytest.raises(UnreadableFileError, match="tesseract-ocr-swe"):
        read(tmp_path, "skannad.pdf", scanned_pdf())
    with pytest.raises(UnreadableFileError, match="no text layer"):
        read(tmp_path, "skannad.pdf", scanned_pdf(), ocr="never")


def test_a_scanned_page_among_others_makes_the_document_partial(tmp_path):
    import pypdfium2

    whole = pypdfium2.PdfDocument(make_pdf())
    scan = pypdfium2.PdfDocument(scanned_pdf())
    whole.import_pages(scan)
    out = io.BytesIO()
    whole.save(out)
    document = read(tmp_path, "blandad.pdf", out.getvalue(), ocr="never")
    assert document.status is Status.PARTIAL
    assert [(issue.page, issue.stage) for issue in document.issues] == [(3, "ingest")]
    assert document.warnings


def test_an_empty_page_is_no_fault(tmp_path):
    import pypdfium2

    whole = pypdfium2.PdfDocument(make_pdf())
    whole.new_page(595, 842)
    out = io.BytesIO()
    whole.save(out)
    document = read(tmp_path, "blank.pdf", out.getvalue(), ocr="never")
    assert (document.status, document.n_pages, document.issues) == (Status.OK, 3, ())


@pytest.mark.ocr
@pytest.mark.slow
def test_scanned_pdf(tmp_path):
    try:
        ocr._tesseract()
    except ocr.RecognitionError as error:
        pytest.skip(error.message)
    document = read(tmp_path, "skannad.pdf", scanned_pdf())
    assert document.extraction == "ocr"
    assert "ansvarsfördelningen mellan nämnder och bolag bör förtydligas" in document.text.lower()
    assert all(line.confidence is not None and 0 <= line.confidence <= 1 for line in document.lines)
    assert outline(document)[0][0] == "header"


def garbled_scan() -> bytes:
    """A picture of a page with hidden letters over it that no map takes to characters."""
    import pypdfium2
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    picture = pypdfium2.PdfDocument(scanned_pdf())[0].render(scale=200 / 72).to_pil()
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(595, 842), pageCompression=0)
    sheet.drawImage(ImageReader(picture), 0, 0, 595, 842)
    sheet.drawString(60, 700, "x" * 80, mode=3)
    sheet.save()
    names = b" ".join(b"/uniE%03d" % code for code in range(32, 256))
    encoding = b"/Encoding <</Type /Encoding /Differences [32 " + names + b"]>>"
    return out.getvalue().replace(b"/Encoding /WinAnsiEncoding", encoding)


@pytest.mark.ocr
@pytest.mark.slow
def test_pages_that_need_recognition_are_read_among_others(tmp_path):
    """One page is a picture, one has letters without a map to characters, one is fine: all three are read, in order."""
    import pypdfium2

    try:
        ocr._tesseract()
    except ocr.RecognitionError as error:
        pytest.skip(error.message)
    whole = pypdfium2.PdfDocument(make_pdf(n_paragraphs=1))
    for data in (scanned_pdf(), garbled_scan()):
        whole.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    whole.save(out)
    document = read(tmp_path, "blandad.pdf", out.getvalue())
    assert document.warnings == ("2 page(s) read by text recognition",)
    assert document.n_pages == 3
    pages = [
        document.page_at(at) for at in range(len(document.text)) if document.text.startswith("bör förtydligas", at)
    ]
    assert pages == [1, 2, 3]
    confidences = {line.page: line.confidence for line in document.lines}
    assert confidences[1] is None
    assert confidences[2] is not None
    assert confidences[3] is not None


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Dnr KS 2018/114", "KS 2018/114"),
        ("Dnr: 1.5.1-231/2018", "1.5.1-231/2018"),
        ("Diarienummer 107-55/2016", "107-55/2016"),
        ("Utlåtande (Dnr KS 2018/114)", "KS 2018/114"),
        ("Dnr saknas", None),
    ],
)
def test_case_numbers(line, number):
    assert case_number_in(line) == number


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2018-03-14", "2018-03-14"),
        ("Orten den 4 mars 2018", "2018-03-04"),
        ("556012-1234", None),
        ("2018-13-14", None),
    ],
)
def test_dates(line, date):
    assert date_in(line) == date


def test_a_table_drawn_with_strokes_is_read_cell_by_cell(tmp_path):
    text = "Svaren visas nedan.\n| Remissinstans | Synpunkt |\n|---|---|\n| Kulturnämnden | Nämnden säger ja. |\nSlut | på | det.\n"
    document = read(tmp_path, "a.txt", text.encode())
    cells = [(document.block_text(b), b.gap_above) for b in document.blocks if b.role is BlockRole.TABLE]
    assert cells == [
        ("Remissinstans", True),
        ("Synpunkt", False),
        ("|---|---|", True),
        ("Kulturnämnden", True),
        ("Nämnden säger ja.", False),
    ]
