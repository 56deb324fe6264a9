"""Codebooks written to files: YAML, CSV or REFI-QDA by the suffix, and a template to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from remissnlp.codebook.model import COLOUR, THRESHOLD, Codebook, Cue, Theme
from remissnlp.codebook.source import CSV_SUFFIX, QDC_SUFFIX, YAML_SUFFIXES, read_draft
from remissnlp.codebook.table import LISTS, table_text
from remissnlp.errors import UsageError
from remissnlp.resources import read_text

_TEMPLATE = "codebook_template.yaml"
_WIDTH = 110


def codebook_mapping(codebook: Codebook) -> dict[str, Any]:
    """Return a codebook as the mapping that its YAML file holds; what it extends stands in it in full."""
    return {
        "id": codebook.id,
        "version": codebook.version,
        "title": codebook.title,
        **({"vectors": codebook.vectors} if codebook.vectors else {}),
        "themes": [_theme_mapping(theme) for theme in codebook.themes],
    }


def _theme_mapping(theme: Theme) -> dict[str, Any]:
    mapping: dict[str, Any] = {key: getattr(theme, key) for key in ("id", "name_sv", "name_en")}
    defaults = {"colour": COLOUR, "parent": "", "threshold": THRESHOLD, "model": ""}
    mapping |= {key: getattr(theme, key) for key, usual in defaults.items() if getattr(theme, key) != usual}
    mapping["definition"] = theme.definition
    mapping |= {key: list(getattr(theme, key)) for key in LISTS if getattr(theme, key)}
    if theme.cues:
        mapping["cues"] = [_cue_mapping(cue) for cue in theme.cues]
    return mapping


def _cue_mapping(cue: Cue) -> dict[str, Any]:
    words = {"lemma": cue.lemma} if cue.lemma else {"pattern": cue.pattern}
    return words | {"weight": cue.weight, "window": cue.window}


def write_codebook(
    codebook: Codebook, path: Path, *, lang: str = "sv", swedish_csv: bool = False, overwrite: bool = False
) -> None:
    """Write a codebook as YAML, CSV or REFI-QDA codebook, by the suffix of `path`.

    Args:
        codebook: what to write; what it extends is written out.
        path: the file.
        lang: language of the names in a `.qdc` file, `sv` or `en`.
        swedish_csv: CSV with semicolons, decimal commas and a byte-order mark.
        overwrite: replace a file that is there.

    Raises:
        UsageError: the suffix is none of these, or the file is there or cannot be written.
    """
    _write(path, _encoded(codebook, path, lang=lang, swedish_csv=swedish_csv), overwrite=overwrite)


def _encoded(codebook: Codebook, path: Path, *, lang: str, swedish_csv: bool) -> bytes:
    suffix = path.suffix.lower()
    if suffix in YAML_SUFFIXES:
        text = yaml.safe_dump(codebook_mapping(codebook), allow_unicode=True, sort_keys=False, width=_WIDTH)
        return text.encode("utf-8")
    if suffix == CSV_SUFFIX:
        return table_text(codebook, swedish=swedish_csv).encode("utf-8-sig" if swedish_csv else "utf-8")
    if suffix == QDC_SUFFIX:
        from remissnlp.codebook.qdc import qdc_bytes

        return qdc_bytes(codebook, lang=lang)
    raise UsageError(f"{path}: no format of codebooks.", hint="Name a .yaml, .csv or .qdc file.")


def convert_codebook(
    source: str, path: Path, *, lang: str = "sv", swedish_csv: bool = False, overwrite: bool = False
) -> list[str]:
    """Write a codebook in another format and return what it still lacks to be used, one line each.

    Args:
        source: name of a shipped codebook, or a YAML, CSV or `.qdc` file, which may still lack examples.
        path: the file to write; its suffix says the format.
        lang: as in `write_codebook`.
        swedish_csv: as in `write_codebook`.
        overwrite: as in `write_codebook`.

    Raises:
        ConfigurationError: the source cannot be read, or has faults.
        UsageError: as in `write_codebook`.
    """
    codebook, shortages = read_draft(source)
    write_codebook(codebook, path, lang=lang, swedish_csv=swedish_csv, overwrite=overwrite)
    return shortages


def new_codebook(path: Path, *, overwrite: bool = False) -> None:
    """Write a commented codebook with one theme, to be filled with one's own.

    Raises:
        UsageError: the suffix is not that of YAML, or the file is there or cannot be written.
    """
    if path.suffix.lower() not in YAML_SUFFIXES:
        hint = "Name a .yaml file; 'remissnlp codebook convert' makes CSV and .qdc of it."
        raise UsageError(f"{path}: the template has comments, which only YAML can hold.", hint=hint)
    _write(path, read_text(_TEMPLATE).encode("utf-8"), overwrite=overwrite)


def _write(path: Path, data: bytes, *, overwrite: bool) -> None:
    try:
        with path.open("wb" if overwrite else "xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise UsageError(f"{path}: is there already.", hint="Choose another name, or give --overwrite.") from error
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise UsageError(f"{path}: {reason}.", hint="Choose another place.") from error
