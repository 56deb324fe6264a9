"""Values of options that several commands share."""

from __future__ import annotations

from enum import StrEnum


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
