"""Speed and memory of reading PDFs, side by side with raw PDFium and plain pdfplumber, in one run on one core.

    python benchmarks/bench_ingest.py            120 pages of each kind, and the real compilation where it is there
    python benchmarks/bench_ingest.py --quick    20 pages of each kind

Each measurement runs in a process of its own, so that its peak memory is its own. Seconds are processor time of the
best of several runs, from bytes in memory: ours ends with the whole document (canonical text, roles, paragraphs,
boxes, fonts, metadata); the others end with the bare text of every page.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT.parent / "shared" / "data" / "seeds" / "utlatande_2020.pdf"
READERS = ("remissnlp", "pdfium", "pdfplumber")
KINDS = ("letter", "columns", "table")


def made(kind: str, n_pages: int) -> bytes:
    """Return a PDF of at least `n_pages` pages: one of the tests' own, over and over."""
    import pypdfium2

    sys.path.insert(0, str(ROOT))
    from tests.made_pdf import KINDS as MAKERS

    target = pypdfium2.PdfDocument.new()
    part = pypdfium2.PdfDocument(MAKERS[kind]())
    while len(target) < n_pages:
        target.import_pages(part)
    out = io.BytesIO()
    target.save(out)
    return out.getvalue()


def with_remissnlp(path: Path) -> int:
    """Read a file into a `Document`; return its number of characters."""
    from remissnlp.ingest import read_document
    from remissnlp.records import SourceFile

    source = SourceFile(doc_id="a", case_id=".", path=path.name, sha256="", size_bytes=path.stat().st_size)
    return len(read_document(source, path.parent, ocr="never").text)


def with_pdfium(path: Path) -> int:
    """Read the bare text of every page with PDFium."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path.read_bytes())
    return sum(len(page.get_textpage().get_text_range()) for page in pdf)


def with_pdfplumber(path: Path) -> int:
    """Read the bare text of every page with pdfplumber."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        total = 0
        for page in pdf.pages:
            total += len(page.extract_text())
            page.close()
        return total


def measure(reader: str, path: Path) -> None:
    """Print one measurement as JSON; runs in a process of its own."""
    read: Callable[[Path], int] = {
        "remissnlp": with_remissnlp,
        "pdfium": with_pdfium,
        "pdfplumber": with_pdfplumber,
    }[reader]
    seconds = []
    for _ in range(1 if reader == "pdfplumber" else 5):
        started = time.process_time()
        n_chars = read(path)
        seconds.append(time.process_time() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    print(json.dumps({"seconds": min(seconds), "n_chars": n_chars, "peak_mib": peak}))


def rows(name: str, path: Path) -> list[str]:
    """Return the table rows of one file, a reader each."""
    import pypdfium2

    n_pages = len(pypdfium2.PdfDocument(path.read_bytes()))
    found = {}
    for reader in READERS:
        command = [sys.executable, __file__, "--measure", reader, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found[reader] = json.loads(done.stdout.splitlines()[-1])
    ours = found["remissnlp"]["seconds"]
    return [
        f"| {name} ({n_pages} pages) | {reader} | {n_pages / value['seconds']:,.0f} | {value['peak_mib']:.0f} "
        f"| {value['seconds'] / ours:.2f} |"
        for reader, value in found.items()
    ]


def main(arguments: list[str]) -> int:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--measure", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    options, _ = parser.parse_known_args(arguments)
    if options.measure:
        measure(options.measure[0], Path(options.measure[1]))
        return 0
    print("\n| file | reader | pages/s on one core | peak MiB | seconds / ours |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            path = Path(folder, f"{kind}.pdf")
            path.write_bytes(made(kind, 20 if options.quick else 120))
            print("\n".join(rows(kind, path)), flush=True)
    if SEED.exists():
        print("\n".join(rows("real compilation", SEED)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
