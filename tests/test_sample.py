"""The sample case is what its sources say, and its gold is consistent with itself."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"
COMPILED = "utlatande_digital_delaktighet.pdf"
KINDS = {
    "response", "decision", "summary", "special_statement", "substitute_statement", "reservation", "advisory_council",
    "proposal", "preparation", "rapporteur", "other",
}  # fmt: skip
POLITICAL = {"special_statement", "substitute_statement", "reservation"}
LABELLED = POLITICAL | {"response", "summary", "advisory_council"}
STANCES = {"support", "support_with_comments", "no_objection", "oppose", "abstain", "comments_only"}
THEMES = {"segregation", "information_security", "follow_up", "timing"}
POLARITIES = {"positive", "request", "critical", "neutral"}
CLUSTER_TYPES = {"argument", "formula", "summary", "proposal", "version", "quote"}
OUTCOMES = {"answered", "declined", "abstained", "silent", "missing"}


@pytest.fixture(scope="module")
def gold():
    return json.loads((RAW / "sample.gold.json").read_text(encoding="utf-8"))


def segments(gold, kinds=KINDS):
    return [(f, s) for f, d in gold["documents"].items() for s in d["segments"] if s["kind"] in kinds]


def sentences(gold):
    return [(f, s) for f, d in gold["documents"].items() for s in d["sentences"]]


def test_committed_files_are_what_the_sources_build():
    pytest.importorskip("reportlab", reason="the sample is built with the dev extra")
    run = subprocess.run(
        [sys.executable, ROOT / "scripts" / "build_sample.py", "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_check_names_a_changed_file(tmp_path, monkeypatch):
    pytest.importorskip("reportlab", reason="the sample is built with the dev extra")
    monkeypatch.syspath_prepend(ROOT / "scripts")
    import build_sample

    for path in RAW.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    files = {path.name: path.read_bytes() for path in RAW.iterdir()}
    assert build_sample.differing(files, tmp_path) == []
    (tmp_path / "svar_vastra_asen.txt").write_text("annat", encoding="utf-8")
    (tmp_path / "svar_aldre_pa_natet.pdf").write_bytes(files["yttrande_region_sundmark.pdf"])
    (tmp_path / "skrap.txt").write_text("x", encoding="utf-8")
    expected = {"svar_vastra_asen.txt", "svar_aldre_pa_natet.pdf", "skrap.txt"}
    assert set(build_sample.differing(files, tmp_path)) == expected


@pytest.mark.parametrize("line", ["Bra. @x", "Bra. @n xyz", "Bra. #foo-1", "Bra. @p #arg"])
def test_source_refuses_unreadable_marks(line, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    from sample.source import parse_sentence

    with pytest.raises(ValueError, match="unreadable mark"):
        parse_sentence(line)


def test_every_gold_document_is_there_and_nothing_else(gold):
    inputs = {path.name for path in RAW.iterdir() if path.suffix != ".json" and path.name != ".gitkeep"}
    assert inputs == set(gold["documents"])


def test_case_is_as_wide_as_it_claims(gold):
    compiled = gold["documents"][COMPILED]
    answers = [s for s in compiled["segments"] if s["kind"] == "response"]
    assert len({s["respondent"] for s in answers}) >= 10
    assert sum(s["respondent"].endswith(" AB") or s["respondent"].startswith("AB ") for s in answers) >= 2
    assert any(s.get("co_respondents") for s in answers)
    assert {s["stance"] for s in answers} == STANCES
    assert sum(s["kind"] in POLITICAL for s in compiled["segments"]) >= 6
    assert len(compiled["asked"]) >= 13
    assert {row["outcome"] for row in compiled["asked"]} == OUTCOMES - {"missing"}


def test_every_theme_and_polarity_has_material(gold):
    themes = Counter(theme for _, s in sentences(gold) for theme in s.get("themes", []))
    polarities = Counter(s["polarity"] for _, s in sentences(gold) if "polarity" in s)
    assert set(themes) == THEMES
    assert min(themes.values()) >= 20
    assert set(polarities) == POLARITIES
    assert min(polarities.values()) >= 30


def test_labels_are_known(gold):
    for _, segment in segments(gold):
        assert segment["kind"] in KINDS
        assert {segment.get("stance", "support"), *segment.get("stance_also_ok", [])} <= STANCES
        assert segment.get("stance") not in segment.get("stance_also_ok", [])
    for _, s in sentences(gold):
        assert {*s.get("themes", []), *s.get("themes_also_ok", [])} <= THEMES
        assert not set(s.get("themes", [])) & set(s.get("themes_also_ok", []))
        assert {s.get("polarity", "neutral"), *s.get("polarity_also_ok", [])} <= POLARITIES
        assert s.get("polarity") not in s.get("polarity_also_ok", [])
    assert {c["type"] for c in gold["reuse_clusters"]} == CLUSTER_TYPES


def test_answers_and_political_statements_are_labelled_throughout(gold):
    kind = {(f, s["id"]): s["kind"] for f, s in segments(gold)}
    for name, s in sentences(gold):
        labelled = kind[name, s["segment"]] in LABELLED and s.get("role") != "heading"
        assert ("polarity" in s) == ("themes" in s) == labelled, s
    political = [s for _, s in segments(gold, POLITICAL)]
    assert all(s["parties"] and s["authors"] for s in political)
    assert all("stance" in s for _, s in segments(gold, LABELLED - {"summary"}))


def test_sentences_cover_their_segment_in_order(gold):
    for document in gold["documents"].values():
        for segment in document["segments"]:
            own = [s["text"] for s in document["sentences"] if s["segment"] == segment["id"]]
            assert " ".join(own) == segment["text"]


def test_ids_are_unique(gold):
    for document in gold["documents"].values():
        for rows in (document["segments"], document["sentences"]):
            assert len({row["id"] for row in rows}) == len(rows)


def test_cluster_members_exist_and_travel(gold):
    known = {(f, s["segment"], s["text"]) for f, s in sentences(gold)}
    for cluster in gold["reuse_clusters"]:
        places = {(m["file"], m["segment"]) for m in cluster["members"]}
        assert len(places) >= 2, cluster["id"]
        assert all((m["file"], m["segment"], m["text"]) in known for m in cluster["members"])


def test_political_statements_share_arguments(gold):
    kind = {(f, s["id"]): s["kind"] for f, s in segments(gold)}
    arguments = [c for c in gold["reuse_clusters"] if c["type"] == "argument"]
    sharing = {(m["file"], m["segment"]) for c in arguments for m in c["members"]}
    assert sum(kind[place] in POLITICAL for place in sharing) >= 4
    assert any(len({m["file"] for m in c["members"]}) > 1 for c in arguments)


def test_quotes_stand_in_both_texts(gold):
    by_body = {}
    for _, s in segments(gold, POLITICAL | {"response"}):
        by_body[s["respondent"]] = by_body.get(s["respondent"], "") + s["text"]
    assert gold["quotes"]
    for quote in gold["quotes"]:
        assert f"”{quote['text']}”" in by_body[quote["respondent"]]
        assert quote["text"] in by_body[quote["source_respondent"]]


def test_endorsements_and_outcomes_name_bodies_of_the_case(gold):
    bodies = {s["respondent"] for _, s in segments(gold)}
    assert gold["endorsements"]
    for row in gold["endorsements"]:
        assert {row["respondent"], row["target_respondent"]} <= bodies
        texts = [s["text"].lower() for _, s in segments(gold) if s["respondent"] == row["respondent"]]
        assert any(row["relation"] in text for text in texts)
    compiled = gold["documents"][COMPILED]
    preparation = next(s["text"] for s in compiled["segments"] if s["kind"] == "preparation").lower()
    for row in compiled["asked"]:
        assert row["respondent"].lower() in preparation
    unanswered = {row["respondent"] for row in compiled["asked"] if row["outcome"] in {"declined", "abstained"}}
    assert unanswered == set(compiled["declined"])


def test_scan_has_no_text_layer():
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(RAW / "svar_aldre_pa_natet.pdf")
    assert [document[0].get_textpage().get_text_range().strip(), len(document)] == ["", 1]
    assert (RAW / "svar_aldre_pa_natet.pdf").stat().st_size < 250_000


def test_pdf_text_holds_every_gold_segment_of_the_letter(gold):
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(RAW / "yttrande_region_sundmark.pdf") as pdf:
        words = " ".join(page.extract_text() for page in pdf.pages).replace("-\n", "").split()
    segment = gold["documents"]["yttrande_region_sundmark.pdf"]["segments"][0]
    missing = Counter(segment["text"].split()) - Counter(words)
    assert sum(missing.values()) <= 3, missing  # words divided at a line end beside the margin column
