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
from remissnlp.export import report_payload
from remissnlp.export.labels import load_labels
from remissnlp.export.matrix import theme_matrix
from remissnlp.export.report import json_for_html, source_base, write_report
from remissnlp.export.report_data import build_report
from remissnlp.export.report_index import Index
from remissnlp.export.report_passages import excerpt, word_edits
from remissnlp.export.report_payload import kept_statements
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
    assert [attributes.get("type") for tag, attributes in page.tags if tag == "script"] == [
        "application/json",
        None,
        None,
    ]
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
    for script in ("script", "chart-library"):
        assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|import)\b\s*\(", page.raw[script])
        assert "sourceMappingURL" not in page.raw[script]


def test_the_policy_allows_exactly_the_reports_own_script_and_style(tmp_path: Path) -> None:
    page = Page(render(tmp_path))
    (policy,) = [attributes["content"] for _, attributes in page.tags if "http-equiv" in attributes]
    assert policy is not None
    assert "default-src 'none'" in policy
    digests = {
        name: base64.b64encode(hashlib.sha256(page.raw[name].encode()).digest()).decode()
        for name in ("chart-library", "script", "style")
    }
    assert f"script-src 'sha256-{digests['chart-library']}' 'sha256-{digests['script']}'; " in policy
    assert f"style-src 'sha256-{digests['style']}'; " in policy


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
    counts = {
        row.key: [cell.all.count for cell in row.cells] for row in (*report.answer_matrix, *report.political_matrix)
    }
    assert counts == {"hamn": [2, 0, 1], "park": [0, 1, 0], "vi": [1, 0, 0]}


def test_the_matrix_is_that_of_the_table() -> None:
    analysis = sample_analysis()
    report = view(analysis)
    shown = [
        [row.speaker.respondent, row.stance, *(cell.all.count for cell in row.cells)]
        for row in (*report.answer_matrix, *report.political_matrix)
    ]
    _, rows = theme_matrix(View(analysis, SampleCodebook()))
    columns = ("respondent", "stance", "quay", "noise", "uncoded")
    assert sorted(shown) == sorted([row[column] for column in columns] for row in rows)


def test_the_fullest_cell_is_the_darkest() -> None:
    report = view(many_statements(sample_analysis(), 9))
    levels = {row.key: [cell.all.level for cell in row.cells] for row in report.answer_matrix}
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


def test_charts_hold_the_numbers_of_the_tables() -> None:
    report = view(sample_analysis())
    stances, tones = report.payload["charts"]
    assert stances["rows"] == ["Nämnd", "Politiska uttalanden"]
    assert {key: values for key, _, values in stances["parts"]} == {
        "support_with_comments": [1, 0],
        "comments_only": [0, 1],
        "oppose": [1, 0],
    }
    for number, theme in enumerate(report.themes):
        assert sum(values[number] for _, _, values in tones["parts"]) == theme.n_statements


def test_copies_counted_once_are_those_of_the_independent_matrix() -> None:
    analysis = sample_analysis()
    report = view(analysis)
    shown = {
        row.key: [cell.once.count for cell in row.cells] for row in (*report.answer_matrix, *report.political_matrix)
    }
    assert shown == {"hamn": [2, 0, 1], "park": [0, 1, 0], "vi": [0, 0, 0]}
    _, rows = theme_matrix(View(analysis, SampleCodebook()), independent=True)
    assert [list(shown.values())[number] for number in range(3)] == [
        [row[c] for c in ("quay", "noise", "uncoded")] for row in rows
    ]
    assert [theme.n_once for theme in report.themes] == [2, 1, 1]


def test_tones_of_a_cell_add_up() -> None:
    report = view(sample_analysis())
    for row in (*report.answer_matrix, *report.political_matrix):
        for cell in row.cells:
            assert (sum(cell.all.tones), sum(cell.once.tones)) == (cell.all.count, cell.once.count)


def test_the_summary_says_the_case_in_words() -> None:
    first, second, third, fourth = view(sample_analysis()).summary
    assert first == "Av 2 svar: 1 tillstyrker med synpunkter, 1 avstyrker."
    assert second == "Av 1 politiska uttalanden: 1 lämnar enbart synpunkter."
    assert third == "Vanligaste temat är Kajer: 3 meningar i 2 svar och uttalanden."
    assert fourth.startswith("1 argument återkommer")


def test_a_very_large_case_keeps_what_says_most() -> None:
    analysis = many_statements(sample_analysis(), 3)
    index = Index(analysis=analysis, codebook=SampleCodebook(), labels=load_labels("sv"), source_base=None)
    everything = kept_statements(index, frozenset(), budget=10**9)
    assert everything == frozenset(index.statements)
    few = kept_statements(index, frozenset(), budget=800)
    assert {"hamn.1", "park.0", "vi.0"} <= few < everything
    assert not {"hamn2.0", "forslag.0"} & few
    assert kept_statements(index, frozenset(), budget=0) == frozenset()


def test_what_is_left_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_payload, "MAX_STATEMENT_CHARS", 500)
    page = Page(render(tmp_path))
    shown = len(json.loads(page.raw["data"])["statements"])
    assert 0 < shown < 9
    assert f"Ärendet är stort: {9 - shown} meningar" in page.text


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
