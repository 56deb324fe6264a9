"""Writes `report.html`: one file that needs no network, for people who read and do not program.

Every text of a document is hostile until escaped: the template escapes all of it, the data of the statement list is
JSON without `<`, `>` and `&`, and a content security policy lets only the report's own scripts and style run. Charts
are drawn by Chart.js (MIT), whose copy in `templates/vendor` is embedded.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from remissnlp.export.dialect import write_text
from remissnlp.export.labels import LANGUAGES, load_labels
from remissnlp.export.report_data import build_report
from remissnlp.export.report_index import CodebookLike, Index
from remissnlp.export.report_themes import ThemeRow
from remissnlp.records import Analysis

FILE_NAME = "report.html"

_TEMPLATES = "templates"
_SCRIPTS = ("base", "list", "tables", "panel", "charts", "start")
_LIBRARY = "chart.umd.min.js"
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*\n?", re.MULTILINE)
_JSON_ESCAPES = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})


def write_report(
    analysis: Analysis,
    codebook: CodebookLike,
    out: Path,
    *,
    lang: str = "sv",
    run: Mapping[str, object],
    source_root: Path | None = None,
) -> Path:
    """Write the report of one analysis and return its path, `out/report.html`.

    Args:
        analysis: what the run found.
        codebook: the themes that statements were coded with; their thresholds are applied here.
        out: the output folder; made where it is missing.
        lang: language of the report's own texts, `sv` or `en`.
        run: facts on the run; only `version`, the package's own, is shown, so that equal input gives equal bytes.
        source_root: the input folder, for links to the source files; without it, places are named and not linked.

    Raises:
        UsageError: there is no report in this language.
    """
    html = render_report(analysis, codebook, lang=lang, run=run, source_base=source_base(source_root, out))
    out.mkdir(parents=True, exist_ok=True)
    path = out / FILE_NAME
    write_text(path, html)
    return path


def render_report(
    analysis: Analysis, codebook: CodebookLike, *, lang: str, run: Mapping[str, object], source_base: str | None
) -> str:
    """Return the report as HTML; `source_base` is the relative link from the report to the input folder, or None."""
    labels = load_labels(lang)
    report = build_report(
        Index(analysis=analysis, codebook=codebook, labels=labels, source_base=source_base), lang=lang
    )
    script = _script()
    library = _library()
    style = _resource("report.css") + theme_style(report.themes)
    template = _environment().get_template("report.html.j2")
    return template.render(
        report=report,
        codebook=codebook,
        lang=lang,
        labels=labels,
        text=labels["text"],
        column=labels["column"],
        version=str(run.get("version", "")),
        # These are the package's own texts and hold nothing of any document.
        script=Markup(script),  # noqa: S704
        style=Markup(style),  # noqa: S704
        library=Markup(library),  # noqa: S704
        policy=content_security_policy(scripts=(library, script), style=style),
        data=Markup(json_for_html(report.payload)),  # noqa: S704 - escaped by json_for_html
    )


def json_for_html(value: object) -> str:
    """Return compact JSON that can stand inside a script element: no character in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_JSON_ESCAPES)


def source_base(source_root: Path | None, out: Path) -> str | None:
    """Return the relative link from `out` to the input folder, None where there is none (another drive)."""
    if source_root is None:
        return None
    try:
        return Path(os.path.relpath(source_root.resolve(), out.resolve())).as_posix()
    except ValueError:
        return None


def theme_style(themes: tuple[ThemeRow, ...]) -> str:
    """Return the style rules that give each theme its colour, `.theme-0` being the first."""
    return "".join(f".theme-{number}{{--theme:{theme.colour}}}\n" for number, theme in enumerate(themes))


def content_security_policy(*, scripts: Sequence[str], style: str) -> str:
    """Return a policy under which nothing but these scripts and this style runs, and nothing is loaded or sent."""
    hashes = " ".join(f"'{_csp_hash(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src '{_csp_hash(style)}'; base-uri 'none'; form-action 'none'"
    )


def _script() -> str:
    """Return the report's own script: its parts in one function, so that nothing of it is global."""
    parts = "\n".join(_resource(f"report_{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _library() -> str:
    """Return the chart library without its pointer to a source map, which is no part of the report."""
    return _SOURCE_MAP.sub("", _resource(f"vendor/{_LIBRARY}"))


def _csp_hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}"


def _resource(name: str) -> str:
    return (files("remissnlp.export") / _TEMPLATES / name).read_text(encoding="utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("remissnlp.export", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = _percent
    return environment


def _percent(share: float) -> str:
    return f"{round(100 * share)}\u00a0%"


__all__ = ["FILE_NAME", "LANGUAGES", "render_report", "write_report"]
