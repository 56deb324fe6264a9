from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest import discover, ocr, read_document
from remissnlp.ingest.metadata import case_number_in, date_in
from remissnlp.records import Document, Status

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
        ("table", "Nämnd Svar"),
        ("table", "Park Ja"),
        ("heading", "Bakgrund"),
        ("heading", "Träd i gatan"),
        ("body", "Slut."),
        ("header", "Namnlös kommun"),
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
    with pytest.raises(UnreadableFileError, match="no Word document"):
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
        ("table", "a b"),
        ("table", "1 2"),
        ("body", "Sist: <b>"),
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
        ("table", "Nämnd Svar"),
        ("table", "Park Ja"),
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
