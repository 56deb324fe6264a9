"""Broken and hostile files: each is read, or refused in a sentence that says what to do; none hangs or crashes."""

from __future__ import annotations

import io
import os
import random
import threading
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from remissnlp.errors import UnreadableFileError
from remissnlp.executor import Executor
from remissnlp.ingest import discover, read_document
from remissnlp.records import Document, SourceFile
from tests.golden_ingest import FILES
from tests.made_pdf import KINDS, PARAGRAPHS, Press, plain


def read(folder: Path, name: str, data: bytes) -> Document:
    (folder / name).write_bytes(data)
    sources, _ = discover(folder)
    return read_document(next(source for source in sources if source.path == name), folder, ocr="never")


def locked(user: str) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    press = Press(encrypt=StandardEncryption(user, ownerPassword="mästare", canPrint=0, canCopy=0))
    press.flow(90, 90, 400, PARAGRAPHS[0])
    return press.data()


def test_an_empty_password_opens(tmp_path):
    assert read(tmp_path, "a.pdf", locked("")).text == plain(PARAGRAPHS[0])


def test_a_password_is_told(tmp_path):
    with pytest.raises(UnreadableFileError, match="password") as caught:
        read(tmp_path, "a.pdf", locked("hemligt"))
    assert "without" in caught.value.hint


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_pdf_is_read_as_far_as_it_goes_or_refused(tmp_path, share):
    data = KINDS["compilation"]()
    (tmp_path / "a.pdf").write_bytes(data[: int(share * len(data))])
    sources, _ = discover(tmp_path)
    assert attempt(sources[0], tmp_path) in {"ok", "partial", "refused"}


def test_two_thousand_pages(tmp_path):
    press = Press()
    for number in range(2000):
        if number:
            press.next_page()
        press.put(90, 90, f"Nämnden lämnar svar nummer {number}.")
        press.put(290, 815, str(number + 1))
    started = time.monotonic()
    document = read(tmp_path, "a.pdf", press.data())
    assert document.n_pages == 2000
    assert document.text.count("Nämnden lämnar svar") == 2000
    assert time.monotonic() - started < 30


def test_a_page_of_a_hundred_thousand_characters(tmp_path):
    press = Press(size=(2000.0, 14000.0))
    y = 40.0
    for _ in range(60):
        for text in PARAGRAPHS * 3:
            y = press.flow(90, y, 400, text, bottom=13900)
    started = time.monotonic()
    document = read(tmp_path, "a.pdf", press.data())
    assert len(document.text) > 100_000
    assert time.monotonic() - started < 20


def test_one_line_of_a_million_characters(tmp_path):
    started = time.monotonic()
    document = read(tmp_path, "a.txt", ("Nämnden anser. " * 70_000).encode())
    assert len(document.text) > 1_000_000
    assert time.monotonic() - started < 20


LOOP = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[2 0 R 3 0 R]/Count 9999999/Parent 2 0 R>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 5 0 R/MediaBox[0 0 600 800]>> endobj
4 0 obj <</Length 6 0 R>> stream
/X Do
endstream endobj
5 0 obj <</XObject<</X 7 0 R>>>> endobj
6 0 obj 6 0 R endobj
7 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 5 0 R/Length 6>> stream
/X Do
endstream endobj
trailer <</Root 1 0 R/Size 8/Prev 0>>
startxref
0
%%EOF
"""


def test_objects_that_hold_themselves(tmp_path):
    started = time.monotonic()
    with pytest.raises(UnreadableFileError) as caught:
        read(tmp_path, "a.pdf", LOOP)
    assert caught.value.hint
    assert time.monotonic() - started < 20


def test_a_file_that_vanishes_after_it_was_found(tmp_path):
    (tmp_path / "a.txt").write_text("Nämnden anser.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Nämnden anser.", encoding="utf-8")
    sources, _ = discover(tmp_path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(UnreadableFileError, match="cannot be opened") as caught:
        read_document(sources[0], tmp_path)
    assert caught.value.hint
    assert read_document(sources[1], tmp_path).text == "Nämnden anser."


@pytest.mark.parametrize(
    "name",
    [
        "åäö ÅÄÖ é.txt",
        "två  mellanslag .txt",
        "rad\nbrytning.txt",
        "citat\"'`$;&.txt",
        "-flagga.txt",
        "x" * 200 + ".txt",
    ],
)
def test_names(tmp_path, name):
    document = read(tmp_path, name, b"Text.")
    assert document.path == name
    assert document.doc_id.isascii()
    assert not set(document.doc_id) & set(" \n/\\'\"$;&")


@pytest.mark.skipif(os.name == "nt", reason="needs names that are no text")
def test_a_name_that_is_no_text(tmp_path):
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe5\xe4\xf6.txt")).write_bytes(b"Text.")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    sources, issues = discover(tmp_path)
    assert len(sources) + len(issues) == 1


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(discover(tmp_path)), daemon=True)
    thread.start()
    thread.join(5)
    assert found, "discover hangs on a pipe"
    sources, issues = found[0]  # type: ignore[misc]
    assert (sources, [issue.path for issue in issues]) == ([], ["a.txt"])


@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
def test_an_archive_of_too_many_parts(tmp_path, name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_001):
            archive.writestr(str(number), b"")
    with pytest.raises(UnreadableFileError, match="not safe"):
        read(tmp_path, name, out.getvalue())


def test_a_text_layer_without_a_unicode_map(tmp_path):
    data = KINDS["compilation"]()
    scrambled = b"/Differences [32 " + b" ".join(b"/uniE%03d" % code for code in range(32, 256)) + b"]"
    broken = data.replace(b"/Encoding /WinAnsiEncoding", b"/Encoding <</Type /Encoding " + scrambled + b">>")
    assert broken != data
    with pytest.raises(UnreadableFileError, match="no readable characters") as caught:
        read(tmp_path, "a.pdf", broken)
    assert "OCR" in caught.value.hint


def mutations(n: int) -> list[bytes]:
    """Damaged PDFs, the same each time: bytes changed, cut out, doubled, shuffled, and numbers blown up."""
    generator = random.Random(20180314)  # noqa: S311 - no secret
    seeds = [make() for kind, make in KINDS.items() if kind != "compilation"]
    return [_mutate(bytearray(generator.choice(seeds)), generator) for _ in range(n)]


def _mutate(data: bytearray, generator: random.Random) -> bytes:
    for _ in range(generator.choice([1, 1, 4, 40])):
        if not data:
            break
        place = generator.randrange(len(data))
        length = generator.choice([1, 3, 20, 400])
        match generator.randrange(6):
            case 0:
                data[place : place + length] = generator.randbytes(length)
            case 1:
                del data[place : place + length]
            case 2:
                data[place:place] = data[place : place + length]
            case 3:
                other = generator.randrange(len(data))
                data[place : place + length] = data[other : other + length]
            case 4:
                data[place:place] = generator.choice(
                    [b"<<", b">>", b"[", b"999999999", b"-1", b" 0 R", b"endobj", b"stream\n"]
                )
            case _:
                at = data.find(
                    generator.choice([b"/Length", b"/Count", b"/Size", b"/Kids", b"/MediaBox", b"obj"]), place
                )
                if at > 0:
                    data[at + 6 : at + 9] = generator.choice([b" 0 ", b"9e9", b"-99", b"5 0 R"])
    return bytes(data)


def attempt(source: SourceFile, folder: Path) -> str:
    try:
        document = read_document(source, folder, ocr="never")
    except UnreadableFileError as error:
        return "refused" if error.hint and source.path in error.message else f"refused without advice: {error}"
    for block in document.blocks:
        assert "\n" not in document.block_text(block)
    return document.status.value


@pytest.mark.slow
def test_three_hundred_damaged_pdfs(tmp_path):
    whole = plain(PARAGRAPHS[0])
    for number, data in enumerate(mutations(300)):
        (tmp_path / f"{number:03}.pdf").write_bytes(data)
        if number % 50 == 0:
            (tmp_path / f"{number:03}-granne.txt").write_text(whole, encoding="utf-8")
    sources, issues = discover(tmp_path)
    assert (len(sources), issues) == (306, [])
    started = time.monotonic()
    with Executor(workers=2, seconds=20, memory_mb=2048) as executor:
        outcomes = executor.map(attempt, [(source, tmp_path) for source in sources])
    assert [outcome.error for outcome in outcomes if outcome.value is None] == []
    neighbours = [o.value for s, o in zip(sources, outcomes, strict=True) if s.path.endswith(".txt")]
    assert neighbours == ["ok"] * 6
    counts = Counter(outcome.value for outcome in outcomes)
    assert set(counts) <= {"ok", "partial", "refused"}
    assert counts["ok"] > 100
    assert time.monotonic() - started < 60


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_hundred_damaged_office_files(tmp_path, kind):
    """Damage inside the archive, where the parts still unpack."""
    generator = random.Random(1998)  # noqa: S311 - no secret
    suffix, make = FILES[kind]
    with zipfile.ZipFile(io.BytesIO(make())) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels")) and parts[name]]
    counts: Counter[str] = Counter()
    for _ in range(100):
        chosen = generator.choice(names)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for name, content in parts.items():
                target.writestr(name, _mutate(bytearray(content), generator) if name == chosen else content)
        (tmp_path / f"a{suffix}").write_bytes(out.getvalue())
        counts[attempt(discover(tmp_path)[0][0], tmp_path)] += 1
    assert set(counts) == {"ok", "refused"}
