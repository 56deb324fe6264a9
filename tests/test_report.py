"""Tests of the HTML report: what it says, and that nothing in a document can break out of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remissnlp.errors import UsageError
from remissnlp.export.matrix import theme_matrix
from remissnlp.export.report import json_for_html, load_labels, source_base, write_report
from remissnlp.export.report_data import build_report
from remissnlp.export.report_index import Index
from remissnlp.export.report_passages import excerpt, word_edits
from remissnlp.export.view import View
from remissnlp.records import Analysis
from tests.report_sample import FORMULA, HOSTILE, SampleCodebook, many_statements, sample_analysis

RUN = {"version": "0.1", "seconds": {"ingest": 1.23456}}


class Page(HTMLParser):
    """Collects what the tests ask of a page: tags, links, texts and the contents of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        self._open = (attributes.get("id") or tag) if tag in {"script", "style"} else ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.raw[self._open] = self.raw.get(self._open, "") + data
        else:
            self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def attributes(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def render(tmp_path: Path, analysis: Analysis | None = None, **options: Any) -> str:
    options = {"run": RUN} | options
    path = write_report(analysis or sample_analysis(), SampleCodebook(), tmp_path / "out", **options)
    assert path == tmp_path / "out" / "report.html"
    return path.read_text(encoding="utf-8")


def view(analysis: Analysis) -> Any:
    index = Index(analysis=analysis, codebook=SampleCodebook(), labels=load_labels("sv"), source_base=None)
    return build_report(index, lang="sv")


# --- hostile input ----------------------------------------------------------------------------------------------------


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    page = Page(render(tmp_path))
    assert not [tag for tag, _ in page.tags if tag in {"img", "iframe", "object", "embed", "link", "base"}]
    assert [attributes.get("type") for tag, attributes in page.tags if tag == "script"] == ["application/json", None]
    assert HOSTILE in page.text


def test_no_element_has_an_inline_handler_or_style(tmp_path: Path) -> None:
    page = Page(render(tmp_path))
    names = {name for _, attributes in page.tags for name in attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_the_data_cannot_end_its_script_and_holds_the_text_unchanged(tmp_path: Path) -> None:
    html = render(tmp_path)
    data = Page(html).raw["data"]
    assert not set(data) & set("<>&")
    texts = [row[2] for row in json.loads(data)["statements"]]
    assert f"Vi säger nej {HOSTILE} till bullret." in texts
    assert FORMULA in texts


@given(st.text())
def test_json_for_html_keeps_every_text(text: str) -> None:
    written = json_for_html([text])
    assert json.loads(written) == [text]
    assert not set(written) & set("<>&\u2028\u2029")


def test_a_colour_that_is_none_never_reaches_the_style(tmp_path: Path) -> None:
    style = Page(render(tmp_path)).raw["style"]
    assert ".theme-0{--theme:#2a6f97}" in style
    assert "alert(2)" not in style
    assert re.search(r"\.theme-1\{--theme:#[0-9a-f]{6}\}", style)


def test_a_file_name_never_becomes_a_scheme(tmp_path: Path) -> None:
    analysis = sample_analysis()
    document = replace(analysis.documents[0], path="javascript:alert(1)//.txt")
    html = render(tmp_path, replace(analysis, documents=(document,)), source_root=tmp_path / "out")
    assert not [href for href in Page(html).attributes("href") if href.lower().startswith("javascript:")]


# --- one file, no network ---------------------------------------------------------------------------------------------


def test_the_report_loads_nothing(tmp_path: Path) -> None:
    html = render(tmp_path)
    page = Page(html)
    assert page.attributes("src") == []
    assert [href for href in page.attributes("href") if not href.startswith("#")] == []
    assert "url(" not in page.raw["style"]
    assert "@import" not in page.raw["style"]
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|import)\b\s*\(", page.raw["script"])


def test_the_policy_allows_exactly_the_reports_own_script_and_style(tmp_path: Path) -> None:
    page = Page(render(tmp_path))
    (policy,) = [attributes["content"] for _, attributes in page.tags if "http-equiv" in attributes]
    assert policy is not None
    assert "default-src 'none'" in policy
    for name in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.raw[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy


def test_every_inner_link_has_a_target(tmp_path: Path) -> None:
    page = Page(render(tmp_path))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    targets = {href[1:].split("?")[0] for href in page.attributes("href") if href.startswith("#")}
    assert targets <= set(ids)


def test_links_to_the_source_are_relative_and_name_the_page(tmp_path: Path) -> None:
    html = render(tmp_path, source_root=tmp_path / "in data")
    assert "../in%20data/under%20mapp/svar%20%231.pdf#page=2" in Page(html).attributes("href")


def test_source_base_is_none_without_a_folder(tmp_path: Path) -> None:
    assert source_base(None, tmp_path) is None
    assert source_base(tmp_path, tmp_path / "out") == ".."


# --- sameness ---------------------------------------------------------------------------------------------------------


def test_same_input_gives_the_same_bytes_whatever_the_timings(tmp_path: Path) -> None:
    other = RUN | {"seconds": {"ingest": 9.9}, "started": "2020-01-01"}
    assert render(tmp_path / "a") == render(tmp_path / "b", run=other)


def test_two_thousand_statements_stay_small(tmp_path: Path) -> None:
    html = render(tmp_path, many_statements(sample_analysis(), 2000))
    assert len(html.encode()) < 1_000_000
    assert html.count("Mening 1999") == 1


# --- languages --------------------------------------------------------------------------------------------------------


def keys(labels: Any, prefix: str = "") -> set[str]:
    if not isinstance(labels, dict):
        return {prefix}
    return {key for name, value in labels.items() for key in keys(value, f"{prefix}.{name}")}


def test_both_languages_have_the_same_texts_and_all_are_filled() -> None:
    swedish, english = load_labels("sv"), load_labels("en")
    assert keys(swedish) == keys(english)
    for labels in (swedish, english):
        assert all(isinstance(text, str) and text for group in labels.values() for text in group.values())


@pytest.mark.parametrize(
    ("lang", "words"),
    [("sv", ("Ställningstagande", "Kajer", "Avstyrker", "Önskan")), ("en", ("Stance", "Quays", "Opposes", "Request"))],
)
def test_the_report_speaks_the_language(tmp_path: Path, lang: str, words: tuple[str, ...]) -> None:
    page = Page(render(tmp_path, lang=lang))
    assert ("html", {"lang": lang}) in page.tags
    for word in words:
        assert word in page.text


def test_another_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no report in the language 'fi'"):
        render(tmp_path, lang="fi")


# --- what it says -----------------------------------------------------------------------------------------------------


def test_figures_count_each_answer_once() -> None:
    report = view(sample_analysis())
    assert [(figure.label, figure.value) for figure in report.figures] == [
        ("Dokument", 2),
        ("Svarande", 2),
        ("Svar", 2),
        ("Politiska uttalanden", 1),
        ("Avböjde", 1),
        ("Kopierade argument", 1),
        ("Problem", 1),
    ]


def test_matrix_holds_counted_statements_over_the_threshold() -> None:
    report = view(sample_analysis())
    counts = {row.key: [cell.count for cell in row.cells] for row in (*report.answer_matrix, *report.political_matrix)}
    assert counts == {"hamn": [2, 0, 1], "park": [0, 1, 0], "vi": [1, 0, 0]}


def test_the_matrix_is_that_of_the_table() -> None:
    analysis = sample_analysis()
    report = view(analysis)
    shown = [
        [row.speaker.respondent, row.stance, *(cell.count for cell in row.cells)]
        for row in (*report.answer_matrix, *report.political_matrix)
    ]
    _, rows = theme_matrix(View(analysis, SampleCodebook()))
    columns = ("respondent", "stance", "quay", "noise", "uncoded")
    assert sorted(shown) == sorted([row[column] for column in columns] for row in rows)


def test_the_fullest_cell_is_the_darkest() -> None:
    report = view(many_statements(sample_analysis(), 9))
    levels = {row.key: [cell.level for cell in row.cells] for row in report.answer_matrix}
    assert levels == {"hamn": [5, 0, 2], "park": [0, 2, 0]}


def test_answers_show_stance_evidence_and_review() -> None:
    rows = {row.row_key: row for row in view(sample_analysis()).answers}
    assert list(rows) == ["hamn", "park", "vi"]
    assert (rows["hamn"].stance, rows["hamn"].needs_review, rows["hamn"].n_statements) == (
        "support_with_comments",
        False,
        4,
    )
    assert rows["park"].needs_review
    assert rows["vi"].speaker.parties == ("Q", "Z")


def test_bars_fill_their_width() -> None:
    for bar in view(sample_analysis()).stance_bars:
        assert sum(share.width for share in bar.shares) == pytest.approx(100, abs=0.01)
        assert sum(share.count for share in bar.shares) == bar.total


def test_a_document_that_is_a_copy_is_listed_and_not_counted() -> None:
    analysis = sample_analysis()
    copy = replace(analysis.segmented[0], duplicate_of="d0")
    report = view(replace(analysis, segmented=(copy,)))
    assert report.answers == report.answer_matrix == report.declined == report.decisions == ()
    assert len(report.documents) == 2


def test_only_arguments_are_shown_as_copied_and_the_rest_is_named() -> None:
    report = view(sample_analysis())
    (passage,) = report.passages
    assert [carrier.is_verbatim for carrier in passage.carriers] == [True, False]
    assert passage.origin.respondent == "Hamnnämnden"
    assert report.other_clusters == (("Beslutsformler", 1),)


def test_an_excerpt_shows_the_name_in_a_long_list() -> None:
    text = ", ".join(f"nämnd {number}" for number in range(60)) + ", hamnnämnden, " + "parken, " * 40
    part = excerpt(text, "Hamnnämnden")
    assert "hamnnämnden" in part
    assert (part[:2], part[-2:]) == ("… ", " …")
    assert len(part) < 200
    assert excerpt("kort text", "Hamnnämnden") == "kort text"


@given(st.text(alphabet="ab ", max_size=600), st.text(alphabet="ab", max_size=12))
def test_an_excerpt_is_part_of_its_text(text: str, name: str) -> None:
    assert excerpt(text, name).removeprefix("… ").removesuffix(" …") in text


def test_word_edits_are_marked(tmp_path: Path) -> None:
    html = render(tmp_path)
    assert "<del>bör</del><ins>måste</ins>" in html
    assert "<del>vintern</del><ins>nästa vinter</ins>" in html


def test_word_edits_take_neighbouring_changes_together() -> None:
    edits = word_edits("a b c d", "a x y d")
    assert [(edit.kind, edit.text) for edit in edits] == [
        ("same", "a "),
        ("delete", "b c"),
        ("insert", "x y"),
        ("same", " d"),
    ]


@given(st.text(alphabet="ab ,\n", max_size=30), st.text(alphabet="ab ,\n", max_size=30))
def test_word_edits_rebuild_both_texts(original: str, copy: str) -> None:
    edits = word_edits(original, copy)
    assert "".join(edit.text for edit in edits if edit.kind != "insert") == original
    assert "".join(edit.text for edit in edits if edit.kind != "delete") == copy


def test_an_empty_run_is_still_a_report(tmp_path: Path) -> None:
    empty = Analysis(documents=(), segmented=(), labels={}, stances=())
    page = Page(render(tmp_path, empty, run={}))
    assert "Inget funnet." in page.text
    assert "Inga problem." in page.text
