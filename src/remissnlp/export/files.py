"""Everything that a run leaves in its output folder besides `run.json`, in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from remissnlp.codebook import Codebook, codebook_markdown
from remissnlp.export import parquet
from remissnlp.export.dialect import DIALECTS, write_text
from remissnlp.export.labels import load_labels
from remissnlp.export.qda import write_qda
from remissnlp.export.report import write_report
from remissnlp.export.tables import write_tables
from remissnlp.export.view import View
from remissnlp.export.workbook import write_workbook
from remissnlp.records import Analysis

CODEBOOK_FILE = "codebook.md"
# What the files of a run are called, for whoever has to remove them.
PATTERNS = ("*.csv", "*.parquet", "*.xlsx", "*.qdpx", "*.part", "report.html", CODEBOOK_FILE)
N_STEPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How results are written; `run` and `source_root` as in `write_report`."""

    lang: str
    csv_dialect: str
    full_matrix: bool
    independent: bool
    run: Mapping[str, object]
    source_root: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: rows by table, the report, and what was left out, with what would bring it."""

    rows: dict[str, int]
    report: Path
    left_out: dict[str, str]


def write_all(
    analysis: Analysis,
    codebook: Codebook,
    out: Path,
    options: Options,
    *,
    advance: Callable[[int], None] = lambda _: None,
) -> Written:
    """Write tables, texts, workbook, Parquet, REFI-QDA project, codebook and report into `out`.

    Args:
        analysis: what the run found.
        codebook: the themes that it was coded with.
        out: the output folder.
        options: how results are written.
        advance: is told of each step done; there are `N_STEPS`.
    """
    view = View(analysis, codebook)
    matrix = {"full_matrix": options.full_matrix, "independent": options.independent}
    rows = write_tables(view, out, dialect=DIALECTS[options.csv_dialect], **matrix)
    write_text(out / CODEBOOK_FILE, codebook_page(codebook, options.lang))
    advance(1)
    write_workbook(view, codebook, out, lang=options.lang, **matrix)
    advance(1)
    left_out = {}
    if parquet.is_available():
        parquet.write_parquet(view, out)
    else:
        left_out["*.parquet"] = "pip install 'remissnlp[parquet]'"
    advance(1)
    write_qda(view, codebook, out, lang=options.lang)
    advance(1)
    report = write_report(analysis, codebook, out, lang=options.lang, run=options.run, source_root=options.source_root)
    advance(1)
    return Written(rows=rows, report=report, left_out=left_out)


def codebook_page(codebook: Codebook, lang: str) -> str:
    """Return the codebook as it was used: what coders read, then the thresholds and the digest of its source."""
    text = load_labels(lang)["codebook"]
    rows = [f"| `{theme.id}` | {theme.name(lang)} | {theme.threshold:g} |" for theme in codebook.themes]
    table = "\n".join([f"| id | {text['theme']} | {text['threshold']} |", "| --- | --- | ---: |", *rows])
    return f"{codebook_markdown(codebook, lang)}\n## {text['as_used']}\n\n{table}\n\nsha256 `{codebook.sha256}`\n"
