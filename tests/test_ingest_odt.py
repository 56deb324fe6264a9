from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest import discover, read_document
from remissnlp.records import Document

LISTS = (
    '<text:list-style xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" style:name="Tal">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-bullet text:level="2" text:bullet-char="•"/></text:list-style>'
)


def make_odt() -> bytes:
    import odfdo

    document = odfdo.Document("text")
    document.meta.title = "Filens titel"
    document.insert_style(odfdo.Element.from_tag(LISTS), automatic=True)
    document.insert_style(odfdo.Style("text", name="fet", area="text", bold=True), automatic=True)
    body = document.body
    body.clear()
    body.append(odfdo.Header(1, "Yttrande över parkplanen"))
    opening = odfdo.Paragraph("Nämnden beslutar \tföljande.")
    opening.insert_note(after="beslutar", note_id="n1", citation="1", body="Enligt delegation.")
    opening.insert_annotation(after="Nämnden", body="Stämmer det?", creator="x")
    body.append(opening)
    numbered = odfdo.List(["Att bifalla", "Att avslå"], style="Tal")
    numbered.children[1].append(odfdo.List(["en punkt"], style="Tal"))
    body.append(numbered)
    bold = odfdo.Paragraph("")
    bold.append(odfdo.Span("Träd i gatan", style="fet"))
    body.append(bold)
    body.append(odfdo.Paragraph("Rad ett\nRad två"))
    table = odfdo.Table("T", width=2, height=2)
    for place, text in (("A1", "Nämnd"), ("B1", "Svar"), ("A2", "Park"), ("B2", "Ja")):
        table.set_value(place, text)
    body.append(table)
    body.append(odfdo.Paragraph("Slut."))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(folder: Path, name: str, data: bytes) -> Document:
    (folder / name).write_bytes(data)
    sources, _ = discover(folder)
    return read_document(next(s for s in sources if s.path == name), folder)


EXPECTED = [
    ("heading", "Yttrande över parkplanen"),
    ("body", "Nämnden beslutar följande."),
    ("footer", "Enligt delegation."),
    ("list_item", "1. Att bifalla"),
    ("list_item", "2. Att avslå"),
    ("list_item", "- en punkt"),
    ("heading", "Träd i gatan"),
    ("body", "Rad ett"),
    ("body", "Rad två"),
    ("table", "Nämnd"),
    ("table", "Svar"),
    ("table", "Park"),
    ("table", "Ja"),
    ("body", "Slut."),
]


@pytest.mark.parametrize("name", ["a.odt", "fel-namn.docx", "fel-namn.txt"])
def test_odt(tmp_path, name):
    document = read(tmp_path, name, make_odt())
    assert document.extraction == "odt"
    assert [(block.role.value, document.block_text(block)) for block in document.blocks] == EXPECTED
    assert document.title == "Yttrande över parkplanen"


def test_cut_odt(tmp_path):
    with pytest.raises(UnreadableFileError, match="damaged") as caught:
        read(tmp_path, "a.odt", make_odt()[:3000])
    assert caught.value.hint


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return out.getvalue()


def test_odt_bomb_is_refused(tmp_path):
    with pytest.raises(UnreadableFileError, match="not safe"):
        read(tmp_path, "bomb.odt", archive({"content.xml": b" " * 30_000_000}))


@pytest.mark.parametrize(("name", "member"), [("a.odt", "content.xml"), ("a.docx", "word/document.xml")])
def test_entities_are_refused(tmp_path, name, member):
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    with pytest.raises(UnreadableFileError, match="not safe"):
        read(tmp_path, name, archive({member: laughs}))


@pytest.mark.parametrize(("name", "member"), [("a.odt", "content.xml"), ("a.docx", "word/document.xml")])
@pytest.mark.parametrize("content", [b"", b"inget", b"<a/>"])
def test_archives_with_nonsense_inside(tmp_path, name, member, content):
    with pytest.raises(UnreadableFileError) as caught:
        read(tmp_path, name, archive({member: content}))
    assert caught.value.hint
