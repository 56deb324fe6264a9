"""Options that several commands share, and their values."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Workers = Annotated[
    int | None,
    typer.Option(min=0, max=256, help="Processes to read with; 0 is one per processor.", show_default="0"),
]
Independent = Annotated[
    bool | None,
    typer.Option(
        "--independent/--no-independent",
        help="Count a copied passage once in theme_matrix.csv.",
        show_default="no-independent",
    ),
]
Nlp = Annotated[
    str | None,
    typer.Option(
        help="Engine of lemmas, for lemma cues: spacy, spacy:NAME of an installed pipeline, or stanza.",
        show_default="spacy",
    ),
]
NlpModel = Annotated[Path | None, typer.Option(help="Folder of models for --nlp.", show_default="the shipped pipeline")]
ThemeModel = Annotated[
    Path | None, typer.Option(help="Folder that 'remissnlp train themes' wrote.", show_default="the shipped models")
]
PolarityModel = Annotated[
    Path | None, typer.Option(help="Folder that 'remissnlp train polarity' wrote.", show_default="the shipped models")
]
StanceModel = Annotated[
    Path | None, typer.Option(help="Folder that 'remissnlp train stance' wrote.", show_default="the shipped models")
]


class Lang(StrEnum):
    """Language of the report."""

    SV = "sv"
    EN = "en"


class CsvDialect(StrEnum):
    """How CSV files are written."""

    STANDARD = "standard"
    EXCEL_SV = "excel-sv"


class Matrix(StrEnum):
    """Columns of the theme matrix."""

    DEFAULT = "default"
    FULL = "full"


class Ocr(StrEnum):
    """When pages are read by Tesseract."""

    AUTO = "auto"
    NEVER = "never"
    FORCE = "force"


class Sampling(StrEnum):
    """How statements are chosen for people to label."""

    UNCERTAIN = "uncertain"
    RANDOM = "random"
    STRATIFIED = "stratified"
