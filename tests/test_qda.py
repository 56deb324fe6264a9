"""The REFI-QDA project: valid, the same every time, and every span says in a foreign reader what it says in ours."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

import remissnlp
from remissnlp.codebook import Codebook, Theme
from remissnlp.export.qda import NAMESPACE, qda_bytes, xml_text
from remissnlp.export.view import View
from remissnlp.records import Analysis
from tests.conftest import ROOT
from tests.report_sample import HOSTILE, sample_analysis

SCHEMA = ROOT / "tests" / "data" / "refi_qda" / "Project.xsd"
Q = {"q": NAMESPACE}
BOOK = Codebook(
    id="prov",
    version="1",
    title=f"Provkodbok {HOSTILE}",
    sha256="0" * 64,
    themes=(
        Theme("quay", "Kajer", "Quays", "Det som rör kajerna.", colour="#2a6f97"),
        Theme("noise", "Buller", "Noise", HOSTILE, threshold=0.7, parent="quay"),
    ),
)


def project(data: bytes) -> etree._Element:
    with ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("project.qde"))


def faults(root: etree._Element) -> list[str]:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.validate(root)
    return [str(error) for error in schema.error_log]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_hostile_project_is_valid_against_the_published_schema(lang: str) -> None:
    assert faults(project(qda_bytes(View(sample_analysis(), BOOK), BOOK, lang=lang))) == []


def test_the_schema_finds_what_is_wrong() -> None:
    root = project(qda_bytes(View(sample_analysis(), BOOK), BOOK, lang="sv"))
    root.find(".//q:PlainTextSelection", Q).set("startPosition", "one")
    assert faults(root)


def test_an_empty_run_is_still_a_valid_project() -> None:
    empty = Analysis(documents=(), segmented=(), labels={}, stances=())
    assert faults(project(qda_bytes(View(empty, BOOK), BOOK, lang="sv"))) == []


def test_the_sample_is_valid_and_every_reference_has_a_target(sample_out: Path) -> None:
    root = project((sample_out / "analysis.qdpx").read_bytes())
    assert faults(root) == []
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    assert {element.get("targetGUID") for element in root.iter() if element.get("targetGUID")} <= set(guids)


def test_the_same_run_gives_the_same_bytes() -> None:
    view = View(sample_analysis(), BOOK)
    assert qda_bytes(view, BOOK, lang="sv") == qda_bytes(View(sample_analysis(), BOOK), BOOK, lang="sv")


def test_another_content_has_other_identifiers_and_the_same_codes() -> None:
    analysis = sample_analysis()
    changed = replace(analysis, documents=(replace(analysis.documents[0], sha256="f" * 64),))
    first, second = (project(qda_bytes(View(one, BOOK), BOOK, lang="sv")) for one in (analysis, changed))
    guids = [{e.get("guid") for e in root.iter(f"{{{NAMESPACE}}}PlainTextSelection")} for root in (first, second)]
    assert not guids[0] & guids[1]
    codes = [{e.get("guid") for e in root.iter(f"{{{NAMESPACE}}}Code")} for root in (first, second)]
    assert codes[0] == codes[1]


def test_codes_and_cases_have_names_of_their_own() -> None:
    analysis = sample_analysis()
    (document,) = analysis.segmented
    twin = replace(
        document.segments[1],
        segment_id="tvilling",
        case_id="annat",
        respondent="Hamnnämnden",
        respondent_id="hamnnämnden",
    )
    again = replace(analysis, segmented=(replace(document, segments=(*document.segments, twin)),))
    book = replace(BOOK, themes=(replace(BOOK.themes[0], name_sv="Positiv"), BOOK.themes[1]))
    root = project(qda_bytes(View(again, book), book, lang="sv"))
    assert faults(root) == []
    for tag in ("Code", "Case"):
        names = [element.get("name") for element in root.iter(f"{{{NAMESPACE}}}{tag}")]
        assert len(names) == len({name.casefold() for name in names})
    assert "Positiv (Ton)" in [e.get("name") for e in root.iter(f"{{{NAMESPACE}}}Code")]
    assert "Hamnnämnden (annat)" in [e.get("name") for e in root.iter(f"{{{NAMESPACE}}}Case")]


def test_an_answer_is_coded_with_its_respondent_and_a_statement_with_its_parties() -> None:
    root = project(qda_bytes(View(sample_analysis(), BOOK), BOOK, lang="sv"))
    names = {code.get("guid"): code.get("name") for code in root.iter(f"{{{NAMESPACE}}}Code")}
    coded = [
        sorted(names[reference.get("targetGUID")] for reference in span.iterfind("q:Coding/q:CodeRef", Q))
        for span in root.iterfind(".//q:PlainTextSelection", Q)
    ]
    assert ["Hamnnämnden", "Remissvar"] in coded
    assert ["Q", "Särskilt uttalande", "Z"] in coded


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    assert xml_text("a\x00b\x0bc\ud800d\ufffee\U0001f600") == "abcde\U0001f600"
    analysis = sample_analysis()
    document = replace(analysis.documents[0], path="a\x0bb/../c.pdf")
    root = project(qda_bytes(View(replace(analysis, documents=(document,)), BOOK), BOOK, lang="sv"))
    assert root.find(".//q:TextSource", Q).get("name") == "a_b_.._c.pdf"


def _spans_of_the_tables(out: Path) -> Counter[tuple[str, str, str]]:
    """What should be coded, from the tables: (theme or polarity or stance, document, text)."""
    run = remissnlp.load(out)
    matrix_rows = set(run["stances"][run["stances"]["counted"] == 1]["segment_id"])
    documents = run["documents"].set_index("doc_id")
    counted = run["segments"][(run["segments"]["counted"] == 1)]
    kinds = {
        "response",
        "decision",
        "summary",
        "advisory_council",
        "special_statement",
        "substitute_statement",
        "reservation",
    }
    counted = counted[counted["kind"].isin(kinds) & (counted["doc_id"].map(documents["duplicate_of"]) == "")]
    found: Counter[tuple[str, str, str]] = Counter()
    for row in run["statements"].to_dict("records"):
        if row["segment_id"] in set(counted["segment_id"]):
            codes = [*row["themes"], *([row["polarity"]] if row["polarity"] != "neutral" else [])]
            found.update((code, row["doc_id"], row["text"]) for code in codes)
    for row in run["stances"].to_dict("records"):
        if row["segment_id"] in matrix_rows and row["evidence_statement_id"]:
            found[row["stance"], row["doc_id"], row["evidence_text"]] += 1
    return found


def _names(out: Path) -> dict[str, str]:
    """Swedish names of codes with the values that the tables have."""
    from remissnlp.codebook import load_codebook
    from remissnlp.export.labels import load_labels

    labels = load_labels("sv")
    names = {name: value for group in ("polarity", "stance") for value, name in labels[group].items()}
    return names | {theme.name_sv: theme.id for theme in load_codebook("default").themes}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_a_foreign_reader_gets_every_span_back(sample_out: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyrefiqda", reason="needs pyrefiqda, which is not installed")
    from pyrefiqda import RefiProject

    found = RefiProject.load(sample_out / "analysis.qdpx", extract_dir=tmp_path)
    codes = {}
    stack = list(found.code_book.codes.code)
    while stack:
        code = stack.pop()
        codes[code.guid] = code.name
        stack += code.code
    doc_ids = {
        row["path"].replace("/", "_"): row["doc_id"]
        for row in remissnlp.load(sample_out)["documents"].to_dict("records")
    }
    names = _names(sample_out)
    read: Counter[tuple[str, str, str]] = Counter()
    for source in found.sources.text_source:
        file = RefiProject.resolve_source_path(source.plain_text_path, tmp_path)
        text = file.read_bytes().decode("utf-8")
        for span in source.plain_text_selection:
            passage = text[int(span.start_position) : int(span.end_position)]
            for coding in span.coding:
                name = codes[coding.code_ref.target_guid]
                if name in names:
                    read[names[name], doc_ids[source.name], passage] += 1
    assert read == _spans_of_the_tables(sample_out)


def test_cases_are_the_respondents_and_lead_to_their_answers(sample_out: Path) -> None:
    root = project((sample_out / "analysis.qdpx").read_bytes())
    run = remissnlp.load(sample_out)
    assert len(root.findall(".//q:Case", Q)) == run.info["counts"]["respondents"]
    spans = {span.get("guid"): span for span in root.iterfind(".//q:PlainTextSelection", Q)}
    for case in root.iterfind(".//q:Case", Q):
        for reference in case.iterfind("q:SelectionRef", Q):
            span = spans[reference.get("targetGUID")]
            rows = run["segments"][run["segments"]["char_start"] == int(span.get("startPosition"))]
            assert case.get("name") in set(rows["respondent"])
