"""The layers, the independence of the stages, lazy imports and the sizes that keep the code readable."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "remissnlp"
MODULES = sorted(PACKAGE.rglob("*.py"))
STAGES = {"ingest", "segment", "classify", "reuse", "export", "evaluate"}
LAYERS = {
    "__init__": 0, "values": 0, "records": 0, "grouping": 0, "errors": 0, "text": 0, "dates": 0, "resources": 0,
    "digest": 0,
    "rules": 1, "config": 1, "codebook": 1, "linguistics": 1, "embeddings": 1, "encoder": 1, "letters": 1, "output": 1, "suggest": 1,
    **dict.fromkeys(STAGES, 2),
    "executor": 2, "cache": 2,
    "folders": 3, "matrices": 3, "summary": 3, "pipeline": 3, "doctor": 3, "annotation": 3, "training": 3,
    "readback": 3, "explain": 3,
    "cli": 4, "__main__": 5,
}  # fmt: skip
MAX_MODULE_LINES = 350
MAX_FUNCTION_LINES = 60
HEAVY = (
    "spacy",
    "sklearn",
    "pandas",
    "numpy",
    "pdfplumber",
    "pypdfium2",
    "torch",
    "stanza",
    "docx",
    "lxml",
    "jinja2",
    "xlsxwriter",
    "pyarrow",
    "nltk",
    "openpyxl",
)


def _part(module: str) -> str:
    """The part of the package that a dotted name belongs to: 'remissnlp.segment.cases' -> 'segment'."""
    names = module.split(".")
    return names[1] if len(names) > 1 else "__init__"


def _own_part(path: Path) -> str:
    relative = path.relative_to(PACKAGE).with_suffix("").parts
    return relative[0]


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "remissnlp"}
    return {name for name in found if name.split(".")[0] == "remissnlp"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_lower_layers_and_no_other_stage(path: Path) -> None:
    own = _own_part(path)
    for name in _imports(path):
        part = _part(name)
        if part == own or part not in LAYERS or (own == "__init__" and part in {"output", "matrices"}):
            assert part in LAYERS or name.startswith("remissnlp.__"), f"{name} has no layer"
            continue
        assert LAYERS[part] <= LAYERS[own], f"{own} (layer {LAYERS[own]}) imports {name}"
        assert not (own in STAGES and part in STAGES), f"stage {own} imports stage {part}"


def test_every_part_of_the_package_has_a_layer() -> None:
    assert {_own_part(path) for path in MODULES} <= set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_modules_and_functions_are_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= MAX_MODULE_LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1 - len((ast.get_docstring(node) or "").splitlines())
            assert lines <= MAX_FUNCTION_LINES, f"{path.name}: {node.name} has {lines} lines"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["analyze", "--help"],
        ["--version"],
        ["codebook", "--help"],
        ["sample", "--help"],
        ["train", "encoder", "--help"],
    ],
)
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['remissnlp', *{arguments!r}]\n"
        "try:\n    runpy.run_module('remissnlp', run_name='__main__')\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY:', sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "HEAVY: []" in done.stdout


def test_only_pdf_modules_know_the_pdf_engine() -> None:
    knowing = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if any(word in path.read_text(encoding="utf-8") for word in ("import pypdfium2", "import pdfplumber"))
    }
    assert knowing <= {"ingest/pdf.py", "ingest/pdftext.py", "ingest/plumber.py", "ingest/ocr.py", "ingest/pages.py"}


@pytest.mark.parametrize(("library", "home"), [("xlsxwriter", "export/sheets.py"), ("pyarrow", "export/parquet.py")])
def test_one_module_knows_each_format_library(library: str, home: str) -> None:
    knowing = [
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if any(word in path.read_text(encoding="utf-8") for word in (f"import {library}", f"from {library}"))
    ]
    assert knowing == [home]


def test_no_pickle_and_no_unsafe_yaml() -> None:
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        assert "import pickle" not in source, path
        assert "yaml.load(" not in source, path
