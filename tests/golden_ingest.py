"""Documents of our own, one of each kind, and the role of every line in them.

`python -m tests.golden_ingest` writes the golden files again; look at the difference before you commit it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from remissnlp.ingest import discover, read_document
from remissnlp.records import Document
from tests.made_pdf import KINDS, PARAGRAPHS, Press, plain

GOLDEN = Path(__file__).parent / "golden" / "ingest"


def _wrapped(text: str) -> list[str]:
    return Press().wrap(text, 400)


def plain_text() -> bytes:
    """Lines as a letter has them, one page number inside a paragraph, a list, a pasted page head."""
    parts = ["Parknämnden\n2018-03-14\nDnr PN 2018/17\n\nYttrande över parkplanen\n"]
    parts += ["\n".join(_wrapped(text)) + "\n" for text in PARAGRAPHS]
    parts.append(
        "Nämnden föreslår följande:\n\n1. Planen godkänns enligt bilaga\n2 till utlåtandet.\n2. Paragrafen justeras.\n"
    )
    lines = _wrapped(PARAGRAPHS[0])
    parts.append("\n".join([*lines[:2], "Sammanträdesprotokoll 7/2018 Sida 2 (5)", *lines[2:]]) + "\n")
    return "\n".join(parts).encode("cp1252")


def double_spaced() -> bytes:
    """An empty line below every line, two between paragraphs, and a page number in the middle of a word."""
    paragraphs = [Press().wrap(text, 330) for text in PARAGRAPHS]
    broken = next(lines for lines in paragraphs if any(line.endswith("-") for line in lines))
    broken.insert(next(i for i, line in enumerate(broken) if line.endswith("-")) + 1, "2")
    return "\n\n\n\n".join("\n\n".join(lines) for lines in [["Bakgrund"], *paragraphs]).encode()


def markdown() -> bytes:
    rows = "\n".join(f"| {a} | {b} |" for a, b in (("Nämnd", "Svar"), ("---", "---"), ("Byggnämnden", "Tillstyrker")))
    body = "\n\n".join(plain(text) for text in PARAGRAPHS)
    return f"# Yttrande över parkplanen\n\n**Till**  \nParknämnden\n\n{body}\n\n- gator\n- torg\n\n{rows}\n".encode()


def html() -> bytes:
    body = "".join(f"<p>{text.replace(chr(173), '&shy;')}</p>" for text in PARAGRAPHS)
    return (
        f"<html><head><title>Yttrande</title></head><body><nav>Meny</nav><h1>Yttrande över parkplanen</h1>{body}"
        "<ol><li>gator</li><li>torg</li></ol><table><tr><td>Nämnd</td><td>Svar</td></tr></table></body></html>"
    ).encode()


def word() -> bytes:
    from tests.test_ingest_readers import make_docx

    return make_docx()


def open_document() -> bytes:
    from tests.test_ingest_odt import make_odt

    return make_odt()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    **{f"pdf_{name}": (".pdf", make) for name, make in KINDS.items()},
    "text": (".txt", plain_text),
    "text_double_spaced": (".txt", double_spaced),
    "markdown": (".md", markdown),
    "html": (".html", html),
    "docx": (".docx", word),
    "odt": (".odt", open_document),
}


def read(kind: str, folder: Path) -> Document:
    """Make a document of a kind in a folder and read it."""
    suffix, make = FILES[kind]
    (folder / f"{kind}{suffix}").write_bytes(make())
    sources, _ = discover(folder)
    return read_document(next(source for source in sources if source.path == f"{kind}{suffix}"), folder)


def lines_with_roles(document: Document) -> str:
    """One row a printed line: page, role on the first line of a block, and the text that the canonical text has of it."""
    rows = [f"# title: {document.title} | case number: {document.case_number} | date: {document.date}"]
    rows += [f"# warning: {warning}" for warning in document.warnings]
    lines = iter(document.lines)
    for block in document.blocks:
        role, end = block.role.value, block.char_start
        while end < block.char_end:
            line = next(lines)
            end = line.char_end
            rows.append(f"{line.page} {role:<12}{document.text[line.char_start : end].strip()}")
            role = "|"
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write all golden files."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for kind in FILES:
            (GOLDEN / f"{kind}.txt").write_text(lines_with_roles(read(kind, Path(folder))), encoding="utf-8")
            sys.stdout.write(f"{kind}\n")


if __name__ == "__main__":
    main()
