"""The order of the stages: the only place that knows it. Returns data, prints nothing."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

from remissnlp import __version__, encoder
from remissnlp.cache import DocumentCache
from remissnlp.classify import OwnModels, classify_document, classify_stances, describe_vectors, load_own_models
from remissnlp.codebook import Codebook, load_codebook
from remissnlp.config import Settings
from remissnlp.executor import Executor, Outcome, peak_memory_mb
from remissnlp.export import N_STEPS, Options, write_all
from remissnlp.export.dialect import write_text
from remissnlp.folders import RUN_FILE, find_sources, prepare_output
from remissnlp.ingest import read_document
from remissnlp.linguistics import Engine, describe, find_engine
from remissnlp.records import Analysis, Document, Issue, SegmentedDocument, SourceFile, StatementLabels
from remissnlp.reuse import find_reuse
from remissnlp.segment import resolve_cases, segment_document
from remissnlp.summary import RunSummary, summarise

SCHEMA_VERSION = 1
_LIBRARIES = (
    "spacy",
    "scikit-learn",
    "pandas",
    "pdfplumber",
    "pypdfium2",
    "rapidfuzz",
    "pydantic",
    "python-docx",
    "lxml",
    "xlsxwriter",
)

Advance = Callable[[int], None]


class Progress(Protocol):
    """What the pipeline tells of its progress."""

    def stage(self, name: str, total: int) -> AbstractContextManager[Advance]:
        """Begin a stage of `total` steps; the returned function is called with the steps done since."""


class Silent:
    """A progress that nobody watches."""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Advance]:
        """Do nothing."""
        yield lambda _: None


@dataclass(slots=True)
class _Run:
    """State of one run: settings, timings and what went wrong."""

    folder: Path
    out: Path
    settings: Settings
    codebook: Codebook
    engine: Engine
    own: OwnModels
    vectors: dict[str, str]
    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    failed: list[SourceFile] = field(default_factory=list)
    worker_memory_mb: float = 0.0

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Advance]:
        started = time.perf_counter()
        with self.progress.stage(name, total) as advance:
            yield advance
        self.seconds[name] = round(time.perf_counter() - started, 3)

    def fail(self, source: SourceFile, stage: str, outcome: Outcome[Any]) -> None:
        self.failed.append(source)
        self.issues.append(Issue(path=source.path, stage=stage, error=outcome.error, action=outcome.hint))


def analyze(
    folder: Path,
    out: Path,
    settings: Settings,
    *,
    overwrite: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
) -> RunSummary:
    """Run all stages over a folder and write the output folder.

    Raises:
        UsageError: the folder is missing or empty, or `out` holds something else.
        ConfigurationError: the codebook, its vectors, a model of the user's own or the engine of `nlp` cannot be used.
    """
    codebook = load_codebook(settings.run.codebook)
    engine = find_engine(settings.run.nlp, settings.run.nlp_model)
    own = load_own_models(settings.run.model_dump(), codebook)
    vectors = describe_vectors(codebook)
    sources, issues = find_sources(folder, out)
    prepare_output(out, overwrite=overwrite, resume=resume)
    run = _Run(folder, out, settings, codebook, engine, own, vectors, progress or Silent(), issues=list(issues))
    limits = settings.limits
    workers = max(1, min(settings.run.n_workers, len(sources)))
    with Executor(workers=workers, seconds=limits.file_seconds, memory_mb=limits.file_memory_mb) as executor:
        documents = _ingest(run, executor, sources, DocumentCache(out, ocr=settings.run.ocr, resume=resume))
        documents, segmented = _segment(run, executor, documents)
        labels = _classify(run, executor, documents, segmented)
        run.worker_memory_mb = executor.peak_memory_mb
    return _finish(run, documents, segmented, labels)


def _ingest(run: _Run, executor: Executor, sources: Sequence[SourceFile], cache: DocumentCache) -> list[Document]:
    known = {source.doc_id: document for source in sources if (document := cache.get(source))}
    todo = [source for source in sources if source.doc_id not in known]
    with run.stage("ingest", len(sources)) as advance:
        advance(len(known))

        def done(index: int, outcome: Outcome[Document]) -> None:
            advance(1)
            if outcome.value is None:
                run.fail(todo[index], "ingest", outcome)
            else:
                known[todo[index].doc_id] = outcome.value
                cache.put(todo[index], outcome.value)

        tasks = [(source, run.folder, run.settings.run.ocr) for source in todo]
        executor.map(_read, tasks, on_done=done)
    documents = [known[source.doc_id] for source in sources if source.doc_id in known]
    run.issues += [issue for document in documents for issue in document.issues]
    return documents


def _read(source: SourceFile, folder: Path, ocr: str) -> Document:
    return read_document(source, folder, ocr=ocr)


def _segment(
    run: _Run, executor: Executor, documents: Sequence[Document]
) -> tuple[list[Document], tuple[SegmentedDocument, ...]]:
    with run.stage("segment", len(documents)) as advance:
        outcomes = executor.map(segment_document, [(d,) for d in documents], on_done=lambda *_: advance(1))
        kept: list[Document] = []
        segmented: list[SegmentedDocument] = []
        for document, outcome in zip(documents, outcomes, strict=True):
            if outcome.value is None:
                run.fail(_source_of(document), "segment", outcome)
            else:
                kept.append(document)
                segmented.append(outcome.value)
        resolved = resolve_cases(kept, segmented)
    run.issues += [issue for doc in resolved for issue in doc.issues]
    return kept, resolved


def _source_of(document: Document) -> SourceFile:
    return SourceFile(
        doc_id=document.doc_id, case_id=document.case_id, path=document.path, sha256=document.sha256, size_bytes=0
    )


def _classify(
    run: _Run, executor: Executor, documents: Sequence[Document], segmented: Sequence[SegmentedDocument]
) -> dict[str, StatementLabels]:
    labels: dict[str, StatementLabels] = {}
    with run.stage("classify", len(segmented)) as advance:
        tasks = [(doc, run.codebook, run.engine, run.own) for doc in segmented]
        outcomes = executor.map(classify_document, tasks, on_done=lambda *_: advance(1))
        for document, outcome in zip(documents, outcomes, strict=True):
            if outcome.value is None:
                run.issues.append(Issue(path=document.path, stage="classify", error=outcome.error, action=outcome.hint))
            else:
                labels |= {label.statement_id: label for label in outcome.value}
    return labels


def _finish(
    run: _Run,
    documents: Sequence[Document],
    segmented: tuple[SegmentedDocument, ...],
    labels: dict[str, StatementLabels],
) -> RunSummary:
    stances = classify_stances(segmented, labels, run.own.stance)
    n_statements = sum(len(doc.statements) for doc in segmented)
    with run.stage("reuse", n_statements) as advance:
        seen = 0

        def step(done: int, _: int) -> None:
            nonlocal seen
            advance(done - seen)
            seen = done

        clusters, quotes = find_reuse(documents, segmented, progress=step)
        advance(n_statements - seen)
    analysis = Analysis(
        documents=tuple(documents),
        segmented=segmented,
        labels=labels,
        stances=stances,
        clusters=clusters,
        quotes=quotes,
        issues=tuple(run.issues),
        failed=tuple(run.failed),
    )
    info = _run_info(run)
    options = run.settings.run
    with run.stage("export", N_STEPS) as advance:
        written = write_all(
            analysis,
            run.codebook,
            run.out,
            Options(
                lang=options.lang,
                csv_dialect=options.csv_dialect,
                full_matrix=options.matrix == "full",
                independent=options.independent,
                run=info,
                source_root=run.folder,
            ),
            advance=advance,
        )
    summary = summarise(
        analysis, run.codebook, out=run.out, report=written.report, seconds=run.seconds, left_out=written.left_out
    )
    write_text(
        run.out / RUN_FILE,
        json.dumps(_run_record(run, info, written.rows, summary), ensure_ascii=False, indent=2) + "\n",
    )
    return summary


def _run_info(run: _Run) -> dict[str, object]:
    """Return what a run was made with: the part of `run.json` that the same input always repeats."""
    return {
        "schema_version": SCHEMA_VERSION,
        "version": __version__,
        "codebook": {"id": run.codebook.id, "version": run.codebook.version, "sha256": run.codebook.sha256},
        "libraries": {name: metadata.version(name) for name in _LIBRARIES},
        "models": _models(run),
        "options": run.settings.model_dump(),
    }


def _models(run: _Run) -> dict[str, object]:
    vectors = {"vectors": run.vectors} if run.vectors else {}
    return {"nlp": describe(run.engine), "statements": encoder.describe(), **vectors, **run.own.describe()}


def _run_record(run: _Run, info: dict[str, object], rows: dict[str, int], summary: RunSummary) -> dict[str, object]:
    return info | {
        "python": sys.version.split()[0],
        "folder": run.folder.name,
        "rows": rows,
        "left_out": summary.left_out,
        "counts": {
            "documents": summary.n_documents, "failed": summary.n_failed, "partial": summary.n_partial,
            "respondents": summary.n_respondents, "answers": summary.n_answers, "statements": summary.n_statements,
            "issues": summary.n_issues,
        },
        "seconds": run.seconds,
        "peak_memory_mb": {"main": peak_memory_mb(), "largest_worker": run.worker_memory_mb},
    }  # fmt: skip
