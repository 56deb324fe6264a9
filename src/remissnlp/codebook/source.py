"""Where codebooks come from: shipped ones by name, YAML, CSV and REFI-QDA files by path, each checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import yaml

from remissnlp.codebook.model import Codebook, Theme
from remissnlp.codebook.schema import Findings, build
from remissnlp.errors import ConfigurationError

DEFAULT = "default"
YAML_SUFFIXES = frozenset({".yaml", ".yml"})
CSV_SUFFIX, QDC_SUFFIX = ".csv", ".qdc"
SUFFIXES = YAML_SUFFIXES | {CSV_SUFFIX, QDC_SUFFIX}
MAX_BYTES = 2_000_000
_MAX_EXTENDED = 5  # a chain of codebooks longer than this is a circle
_WHAT_TO_DO = "Fix the file and run again; 'remissnlp codebook new FILE' writes one that shows every key."
_WHAT_TO_GIVE = "Give the name of a shipped codebook or the path of a .yaml, .csv or .qdc file."


def shipped_codebooks() -> tuple[str, ...]:
    """Return the names of the codebooks that ship with the package."""
    folder = files("remissnlp.resources").joinpath("codebooks")
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if ".yaml" in entry.name))


def load_codebook(name_or_path: str) -> Codebook:
    """Return a codebook by the name of a shipped one (`default`) or by the path of a YAML, CSV or `.qdc` file.

    Raises:
        ConfigurationError: the codebook cannot be read, or has faults; the message lists all of them.
    """
    codebook, findings = _read(name_or_path)
    return _usable(name_or_path, codebook, [*findings.faults, *findings.shortages])


def read_draft(name_or_path: str) -> tuple[Codebook, list[str]]:
    """Return a codebook that may still lack examples, and what it lacks, one line each.

    Raises:
        ConfigurationError: the codebook cannot be read, or has other faults; the message lists all of them.
    """
    codebook, findings = _read(name_or_path)
    return _usable(name_or_path, codebook, findings.faults), findings.shortages


def check_codebook(name_or_path: str | Path) -> list[str]:
    """Return every fault of a codebook as one line each (where: what; what to do); an empty list is a good codebook.

    Raises:
        ConfigurationError: the file cannot be read at all.
    """
    findings = _read(str(name_or_path))[1]
    return [*findings.faults, *findings.shortages]


def _usable(name: str, codebook: Codebook | None, faults: list[str]) -> Codebook:
    if codebook is None or faults:
        listed = "\n".join(f"  - {fault}" for fault in faults)
        number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise ConfigurationError(f"Codebook {name}: {number}:\n{listed}\n", hint=_WHAT_TO_DO)
    return codebook


def _read(name_or_path: str, *, depth: int = 0) -> tuple[Codebook | None, Findings]:
    findings = Findings()
    data = _bytes(name_or_path)
    digest = hashlib.sha256(data)
    raw = _mapping(name_or_path, data, findings.faults)
    inherited: tuple[Theme, ...] = ()
    if isinstance(raw, Mapping) and isinstance(raw.get("extends"), str):
        wider = _extended(raw["extends"], name_or_path, findings.faults, depth)
        if wider:
            inherited = wider.themes
            digest.update(wider.sha256.encode("ascii"))
    codebook = build(raw, inherited, findings) if raw is not None else None
    return replace(codebook, sha256=digest.hexdigest()) if codebook else None, findings


def _extended(name: str, by: str, faults: list[str], depth: int) -> Codebook | None:
    """Return the codebook that another one extends: a shipped one, or a file beside it."""
    if depth >= _MAX_EXTENDED:
        faults.append(f"extends: '{name}' leads in a circle; remove one of them")
        return None
    place = name if _is_shipped(name) else str(Path(by).parent / name)
    try:
        codebook, findings = _read(place, depth=depth + 1)
    except ConfigurationError as error:
        faults.append(f"extends: {error.message} {error.hint}")
        return None
    wrong = [*findings.faults, *findings.shortages]
    if wrong:
        faults.append(f"extends: '{name}' has {len(wrong)} fault(s), the first: {wrong[0]}")
    return None if wrong else codebook


def _is_shipped(name: str) -> bool:
    return Path(name).suffix.lower() not in SUFFIXES and Path(name).name == name


def _bytes(name_or_path: str) -> bytes:
    shipped = _is_shipped(name_or_path)
    try:
        if shipped:
            return files("remissnlp.resources").joinpath(f"codebooks/{name_or_path}.yaml").read_bytes()
        path = Path(name_or_path)
        if path.stat().st_size > MAX_BYTES:
            raise ConfigurationError(f"Codebook {name_or_path} is over {MAX_BYTES} bytes.", hint="Split it.")
        return path.read_bytes()
    except OSError as error:
        names = ", ".join(shipped_codebooks())
        reason = f"no codebook of that name is shipped ({names})" if shipped else (error.strerror or "cannot be read")
        raise ConfigurationError(f"Codebook {name_or_path}: {reason}.", hint=_WHAT_TO_GIVE) from error


def _mapping(name: str, data: bytes, faults: list[str]) -> object:
    """Return what a file says as a mapping of the shape of the YAML files, or None where it cannot be understood."""
    path = Path(name)
    if path.suffix.lower() == QDC_SUFFIX:
        from remissnlp.codebook.qdc import qdc_mapping

        return qdc_mapping(data, path.stem, faults)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"Codebook {name} is not UTF-8 text.", hint="Save it as UTF-8.") from error
    if path.suffix.lower() == CSV_SUFFIX:
        from remissnlp.codebook.table import table_mapping

        return table_mapping(text, path.stem, faults)
    try:
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date such as 2024-99-99
        faults.append(_yaml_fault(error))
        return None
    return {} if raw is None else raw


def _yaml_fault(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
    problem = getattr(error, "problem", None) or (str(error).splitlines() or ["nested too deeply"])[0]
    return f"{place}: not valid YAML ({problem}); correct the line, often a quotation mark or an indent"
