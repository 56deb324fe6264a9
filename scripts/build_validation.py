"""Builds the validation documents and their gold from the marked sources in `data/validation/sources`.

    python scripts/build_validation.py            write every file
    python scripts/build_validation.py --check    build in memory; exit 1 and name the files that differ

A source is plain text with marks at the line start, described in `data/validation/README.md`. Text and labels stand on
one line, so that the gold can never say something that the document does not.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import textwrap
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1] / "data" / "validation"
GOLDS = {"tuning": "validation.gold.json", "held_out": "held_out/validation_held_out.gold.json"}
POLARITY = {"p": "positive", "r": "request", "c": "critical", "n": "neutral"}
THEME = {"s": "segregation", "i": "information_security", "f": "follow_up", "t": "timing"}
LISTED = {"parties", "authors", "respondent_also_ok", "stance_also_ok", "kind_also_ok", "co_respondents"}
SHORT = {"also": "respondent_also_ok", "co": "co_respondents", "party": "parties", "by": "authors"}
SENTENCE = re.compile(r"([prcn](?:/[prcn])*)(?::([sift?,]+))? (\S.*)")
MARKER = re.compile(r"(- |• |\d+\. |[a-d]\) )(\S.*)")
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
MARGIN_POINTS = 62.0


class SourceError(ValueError):
    """A line of a source that the marks do not allow."""


@dataclass
class Block:
    """One paragraph, heading, list item or loose line as it is drawn; `level` is 0 for text."""

    text: str
    role: str = "paragraph"
    level: int = 0


@dataclass
class Source:
    """A parsed source: where it goes, how it is drawn, its blocks and its gold."""

    path: str
    options: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    margin: list[str] = field(default_factory=list)
    segments: list[dict[str, Any]] = field(default_factory=list)
    sentences: list[dict[str, Any]] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    endorsements: list[dict[str, Any]] = field(default_factory=list)
    quotes: list[dict[str, Any]] = field(default_factory=list)


def parse_source(text: str) -> Source:
    """Return the source that `text` describes; raise SourceError with the line number where a mark is unreadable."""
    source = Source(path="")
    paragraph: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            _parse_line(source, paragraph, line.rstrip())
        except SourceError as error:
            raise SourceError(f"line {number}: {error}") from None
    _close(source, paragraph)
    return source


def _parse_line(source: Source, paragraph: list[str], line: str) -> None:
    if not line:
        _close(source, paragraph)
    elif line.startswith("@"):
        _close(source, paragraph)
        _directive(source, line[1:])
    elif line.startswith("#"):
        _close(source, paragraph)
        marks, _, text = line.partition(" ")
        _add(source, Block(text, "heading", len(marks)))
    elif line.startswith(("~ ", "| ")):
        _close(source, paragraph)
        _outside(source, line)
    elif item := MARKER.match(line):
        _close(source, paragraph)
        _add(source, Block(item[1] + _sentences(source, item[2]), "item"))
    else:
        paragraph.append(_sentences(source, line))


def _outside(source: Source, line: str) -> None:
    """Furniture: drawn where it stands (`~`) or in the margin (`|`), part of no segment."""
    if line[0] == "|":
        source.margin.append(line[2:])
    else:
        source.blocks.append(Block(line[2:], "loose"))


def _sentences(source: Source, line: str) -> str:
    """Note the sentence on `line` with its labels and return its bare text; `! ` marks text without labels."""
    if line.startswith("! "):
        return line[2:]
    match = SENTENCE.fullmatch(line)
    if match is None or not source.segments:
        raise SourceError(f"no mark, or no segment yet: {line[:60]}")
    polarities, codes, text = match.groups()
    first, *others = [POLARITY[c] for c in polarities.split("/")]
    labels = [c for c in (codes or "").split(",") if c]
    row: dict[str, Any] = {"segment": source.segments[-1]["id"], "text": text, "polarity": first}
    row["themes"] = [THEME[c] for c in labels if not c.endswith("?")]
    row["polarity_also_ok"] = others
    row["themes_also_ok"] = [THEME[c[0]] for c in labels if c.endswith("?")]
    source.sentences.append({k: v for k, v in row.items() if v or k == "themes"})
    return text


def _close(source: Source, paragraph: list[str]) -> None:
    if paragraph:
        _add(source, Block(" ".join(paragraph)))
        paragraph.clear()


def _add(source: Source, block: Block) -> None:
    source.blocks.append(block)
    if not source.segments:
        raise SourceError("text before the first @seg")
    segment = source.segments[-1]
    segment["text"] = f"{segment['text']} {block.text}".strip()


def _directive(source: Source, line: str) -> None:
    name, _, rest = line.partition(" ")
    first, *fields = [part.strip() for part in rest.split(";")]
    values = dict(part.split("=", 1) for part in fields)
    if name == "file":
        source.path, source.options = first, values
    elif name == "seg":
        kind, _, respondent = first.partition(" ")
        segment: dict[str, Any] = {"id": f"s{len(source.segments):03d}", "kind": kind, "respondent": respondent}
        segment |= {"parties": [], "authors": [], "text": ""}
        for key, value in values.items():
            key = SHORT.get(key, key)
            segment[key] = value.split("|") if key in LISTED else value
        source.segments.append(segment)
    elif name == "declined":
        source.declined.append(first)
    elif name in {"endorses", "quotes"}:
        _relation(source, name, first, values)
    else:
        raise SourceError(f"unknown directive @{name}")


def _relation(source: Source, name: str, first: str, values: dict[str, str]) -> None:
    respondent, _, target = (part.strip() for part in first.partition(">"))
    if name == "quotes":
        source.quotes.append({"respondent": respondent, "source_respondent": target, "text": values["text"]})
    else:
        parties = [p for p in values.get("party", "").split("|") if p]
        row = {"respondent": respondent, "target_respondent": target, "relation": values["as"], "parties": parties}
        source.endorsements.append(row)


def plain_text(source: Source) -> bytes:
    """Return the document as plain text, hard-wrapped where the source asks for it, or as Markdown."""
    width = int(source.options.get("wrap", "0"))
    markdown = source.path.endswith(".md")
    lines: list[str] = []
    previous = ""
    for block in source.blocks:
        if lines and not (block.role == previous and block.role in {"loose", "item"} and not markdown):
            lines.append("")
        text = f"{'#' * block.level} {block.text}" if markdown and block.level else block.text
        if width and block.role in {"paragraph", "item"}:
            indent = " " * 3 if block.role == "item" else ""
            text = textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        lines.append(text)
        previous = block.role
    return ("\n".join(lines) + "\n").encode()


def word_document(source: Source) -> bytes:
    """Return the document as DOCX with heading styles, fixed properties and fixed member dates."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = EPOCH.replace(tzinfo=None)
    for block in source.blocks:
        if block.role == "heading":
            document.add_heading(block.text, level=min(block.level, 4))
        elif block.role == "item" and block.text.startswith("- "):
            document.add_paragraph(block.text[2:], style="List Bullet")
        else:
            document.add_paragraph(block.text)
    packed = io.BytesIO()
    document.save(packed)
    return _repack(packed.getvalue())


def _repack(container: bytes) -> bytes:
    """Give every member the same date, so that two builds are the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=EPOCH.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return target.getvalue()


def pdf_document(source: Source) -> bytes:
    """Return the document as A4 PDF, with a running head, page numbers and, on page one, a margin column."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles = _styles(int(source.options.get("size", "10")))
    left = 185 if source.margin else 80

    def furnish(canvas: Any, page: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN_POINTS, A4[1] - 40, source.options.get("head", ""))
        canvas.drawRightString(A4[0] - MARGIN_POINTS, A4[1] - 40, f"{page.page} ({source.options['pages']})")
        for row, line in enumerate(source.margin if page.page == 1 else []):
            canvas.drawString(MARGIN_POINTS, A4[1] - 200 - 11 * row, line)

    target = io.BytesIO()
    template = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=left, rightMargin=75, topMargin=75, bottomMargin=65, invariant=1
    )
    story = [Paragraph(escape(b.text), styles[b.role if not b.level else f"heading{min(b.level, 3)}"]) for b in source.blocks]
    template.build(story, onFirstPage=furnish, onLaterPages=furnish)
    if str(template.page) != source.options["pages"]:
        raise SourceError(f"{source.path} has {template.page} pages; say so with pages=")
    return target.getvalue()


def _styles(size: int) -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    base = ParagraphStyle("paragraph", fontName="Times-Roman", fontSize=size, leading=size * 1.3, spaceAfter=size * 0.7)
    styles = {
        "paragraph": base,
        "item": ParagraphStyle("item", base, leftIndent=14, spaceAfter=2),
        "loose": ParagraphStyle("loose", base, spaceAfter=0),
    }
    for level, extra in ((1, 5), (2, 3), (3, 0)):
        name = f"heading{level}"
        styles[name] = ParagraphStyle(
            name, base, fontName="Helvetica-Bold", fontSize=size + extra, leading=(size + extra) * 1.25, spaceBefore=9,
            spaceAfter=3, keepWithNext=1,
        )  # fmt: skip
    return styles


WRITERS = {".txt": plain_text, ".md": plain_text, ".docx": word_document, ".pdf": pdf_document}


def load_half(half: str) -> list[Source]:
    """Return the sources of `tuning` or `held_out`, by file name."""
    sources = []
    for path in sorted((ROOT / "sources" / half).glob("*.src")):
        try:
            sources.append(parse_source(path.read_text(encoding="utf-8")))
        except (SourceError, KeyError, ValueError) as error:
            raise SourceError(f"{path.name}: {error}") from error
    return sources


def gold_of(half: str, sources: list[Source]) -> dict[str, Any]:
    """Return the gold of one half in the form that the scorer reads; documents are keyed by file name."""
    documents = {}
    for source in sources:
        gold: dict[str, Any] = {"segments": source.segments, "sentences": source.sentences, "declined": source.declined}
        documents[Path(source.path).name] = gold
    return {
        "note": f"Gold of the {half} half of the validation documents; see data/validation/README.md.",
        "documents": documents,
        "quotes": [row for source in sources for row in source.quotes],
        "endorsements": [row for source in sources for row in source.endorsements],
    }


def build() -> dict[str, bytes]:
    """Return every generated file by its path under `data/validation`."""
    files = {}
    for half, gold_name in GOLDS.items():
        sources = load_half(half)
        for source in sources:
            files[f"{half}/{source.path}"] = WRITERS[Path(source.path).suffix](source)
        files[gold_name] = (json.dumps(gold_of(half, sources), ensure_ascii=False, indent=1) + "\n").encode()
    return files


def differing(files: dict[str, bytes], folder: Path) -> list[str]:
    """Return the paths under `folder` that are missing, are not what was built, or should not be there."""
    faults = [name for name, data in files.items() if not _same(folder / name, data)]
    there = {path.relative_to(folder).as_posix() for half in GOLDS for path in (folder / half).rglob("*") if path.is_file()}
    return sorted(faults + [name for name in there if name not in files])


def _same(path: Path, data: bytes) -> bool:
    if not path.exists():
        return False
    if path.suffix == ".docx":  # how well a member is packed differs between machines
        return _members(path.read_bytes()) == _members(data)
    return path.read_bytes() == data


def _members(container: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main() -> int:
    """Write or check the files; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file differs")
    args = parser.parse_args()
    files = build()
    if args.check:
        faults = differing(files, ROOT)
        for name in faults:
            print(f"differs from its source: data/validation/{name}")
        return 1 if faults else 0
    for name, data in files.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_bytes(data)
        print(f"data/validation/{name}  {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
