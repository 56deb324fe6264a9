"""From a run to a labelled sheet and back: what counts is sampled, sheets survive spreadsheets, agreement is right."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

import remissnlp
from remissnlp.annotation import (
    Coded,
    LabelledRow,
    Strategy,
    agreement,
    choose,
    coded_statements,
    read_labels,
    run_codebook,
    suggestions,
    theme_ids,
    theme_usage,
    write_differences,
    write_sheet,
)
from remissnlp.annotation.labels import COLUMNS
from remissnlp.annotation.sampling import doubt
from remissnlp.codebook import Codebook, load_codebook
from remissnlp.errors import ConfigurationError, UsageError
from remissnlp.values import Polarity

DEFAULT = load_codebook("default")
HOSTILE = '=HYPERLINK("http://x";"y")'


def coded(number: int, **values: object) -> Coded:
    row = Coded(
        statement_id=f"d.{number:03d}", path="a/b.pdf", page=2, respondent="Kulturnämnden", respondent_type="board",
        kind="response", section="Synpunkter", before="Detta är bra.", text=f"Mening {number}.", themes=(), scores={},
        polarity=Polarity.NEUTRAL, polarity_score=0.0, wording=f"w{number}",
    )  # fmt: skip
    return replace(row, **values)


@pytest.fixture(scope="module")
def run(sample_out: Path) -> remissnlp.Run:
    return remissnlp.load(sample_out)


# --- what a run coded


def test_coded_statements_are_those_that_the_matrix_counts(run: remissnlp.Run) -> None:
    found = coded_statements(run)
    counts = Counter(theme for statement in found for theme in statement.themes)
    counts["uncoded"] = sum(statement.is_uncoded for statement in found)
    assert counts == {theme: run["theme_matrix"][theme].sum() for theme in (*theme_ids(run), "uncoded")}
    texts = dict(zip(run["statements"]["statement_id"], run["statements"]["text"], strict=True))
    ids = list(texts)
    segments = dict(zip(ids, run["statements"]["segment_id"], strict=True))
    for statement in found:
        place = ids.index(statement.statement_id)
        same = place > 0 and segments[ids[place - 1]] == segments[statement.statement_id]
        assert statement.before == (texts[ids[place - 1]] if same else "")


def test_usage_adds_up(run: remissnlp.Run) -> None:
    usage = theme_usage(coded_statements(run), theme_ids(run))
    assert [item.theme for item in usage] == [*theme_ids(run), "uncoded"]
    for item in usage:
        assert item.n_statements == run["theme_matrix"][item.theme].sum() > 0
        assert sum(item.by_polarity.values()) == sum(item.by_type.values()) == item.n_statements
        assert len(item.examples) == 2
        if item.theme != "uncoded":
            assert all(item.theme in example.themes for example in item.examples)
            assert item.examples[0].scores[item.theme] >= item.examples[1].scores[item.theme]


def test_suggestions_come_from_uncoded_statements_only(run: remissnlp.Run) -> None:
    found = coded_statements(run)
    uncoded = {statement.statement_id for statement in found if statement.is_uncoded}
    groups = suggestions(found)
    assert groups
    assert {statement.statement_id for group in groups for statement in group.statements} <= uncoded


def test_changed_codebook_is_refused(run: remissnlp.Run) -> None:
    assert run_codebook(run) == DEFAULT
    assert run_codebook(run, "sakerhet").id == "sakerhet"
    changed = replace(run, info=run.info | {"codebook": {"sha256": "0"}})
    with pytest.raises(ConfigurationError, match="has changed since"):
        run_codebook(changed)


# --- sampling


def test_the_same_seed_gives_the_same_sample_and_another_seed_another() -> None:
    pool = [coded(number) for number in range(100)]
    for strategy in Strategy:
        first = choose(pool, 10, strategy=strategy, seed=1)
        assert first == choose(pool, 10, strategy=strategy, seed=1)
        assert first != choose(pool, 10, strategy=strategy, seed=2)
        assert len({statement.statement_id for statement in first}) == 10


def test_copies_and_decisions_are_not_labelled_twice_or_at_all() -> None:
    pool = [coded(1), coded(2, wording="w1"), coded(3, kind="decision"), coded(4)]
    for strategy in Strategy:
        chosen = choose(pool, 10, strategy=strategy)
        assert sorted(statement.statement_id for statement in chosen) == ["d.001", "d.004"]


def test_uncertain_puts_scores_near_the_threshold_first() -> None:
    sure = coded(1, scores={"timing": 0.98}, themes=("timing",), polarity=Polarity.REQUEST, polarity_score=0.95)
    near = coded(2, scores={"timing": 0.45, "follow_up": 0.99}, themes=("follow_up",))
    weak = coded(3, polarity=Polarity.CRITICAL, polarity_score=0.55)
    plain = coded(4)
    chosen = choose([plain, sure, weak, near], 4, strategy=Strategy.UNCERTAIN)
    assert [statement.statement_id for statement in chosen] == ["d.002", "d.003", "d.001", "d.004"]
    assert doubt(near, {}) == pytest.approx(0.9)
    assert doubt(near, {"timing": 0.9}) == pytest.approx(0.5)
    assert doubt(coded(1, scores={"timing": 1.0}), {"timing": 1.0}) == 1.0
    assert doubt(plain, {}) == 0.0


def test_stratified_brings_rare_labels_in() -> None:
    pool = [coded(number) for number in range(200)]
    pool[150] = coded(150, themes=("timing",), polarity=Polarity.CRITICAL)
    pool[170] = coded(170, themes=("timing", "follow_up"), polarity=Polarity.REQUEST)
    chosen = choose(pool, 5, strategy=Strategy.STRATIFIED)
    assert {"d.150", "d.170"} <= {statement.statement_id for statement in chosen}
    assert len({statement.statement_id for statement in choose(pool, 500, strategy=Strategy.STRATIFIED)}) == 200


# --- sheets


def fill_csv(path: Path, labels: dict[str, tuple[str, str]], *, delimiter: str = ",") -> None:
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    for row in rows:
        row["themes"], row["polarity"] = labels.get(row["statement_id"], ("", ""))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


LABELS = {"d.001": ("timing;follow_up", "request"), "d.002": ("-", ""), "d.003": ("", "Neutral")}
READ = [("d.001", ("timing", "follow_up"), "request"), ("d.002", (), None), ("d.003", None, "neutral")]
ROWS = [coded(1, text=HOSTILE, before="+46"), coded(2, text="a;b, \"c\"\n'd'"), coded(3), coded(4)]


def read(path: Path) -> list[tuple[str, tuple[str, ...] | None, str | None]]:
    rows = read_labels(path, themes={theme.id for theme in DEFAULT.themes})
    return [(row.statement_id, row.themes, row.polarity) for row in rows]


@pytest.mark.parametrize(("dialect", "delimiter"), [("standard", ","), ("excel-sv", ";"), ("standard", "\t")])
def test_csv_sheet_is_read_as_spreadsheets_save_it(tmp_path: Path, dialect: str, delimiter: str) -> None:
    path = tmp_path / "sheet.csv"
    write_sheet(ROWS, path, DEFAULT, csv_dialect=dialect)
    assert read_labels(path) == []
    if delimiter == "\t":
        path.write_text(path.read_text(encoding="utf-8").replace(",", "\t").replace("a;b\t", "a;b,"), encoding="utf-8")
    fill_csv(path, LABELS, delimiter=delimiter)
    assert read(path) == READ
    first, second, *_ = read_labels(path)
    assert (first.text, first.before, first.section, first.page) == (HOSTILE, "+46", "Synpunkter", "2")
    assert second.text == ROWS[1].text


def test_xlsx_sheet_is_read_as_it_was_filled_in_and_runs_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    write_sheet(ROWS, path, DEFAULT)
    same = tmp_path / "again.xlsx"
    write_sheet(ROWS, same, DEFAULT)
    assert path.read_bytes() == same.read_bytes()
    book = openpyxl.load_workbook(path)
    sheet = book["label"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    cell = sheet.cell(2, COLUMNS.index("text") + 1)
    assert (cell.value, cell.data_type, cell.hyperlink) == (f"'{HOSTILE}", "s", None)
    assert sheet.data_validations.dataValidation[0].formula1 == '"positive,request,critical,neutral"'
    assert [row[0].value for row in book["codebook"].iter_rows(min_row=2)] == [t.id for t in DEFAULT.themes]
    for number, row in enumerate(ROWS, 2):
        themes, polarity = LABELS.get(row.statement_id, ("", ""))
        sheet.cell(number, COLUMNS.index("themes") + 1, themes or None)
        sheet.cell(number, COLUMNS.index("polarity") + 1, polarity or None)
    book.save(path)
    assert read(path) == READ
    assert read_labels(path)[0].text == HOSTILE


def test_label_studio_tasks_and_export(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    written = write_sheet(ROWS, path, DEFAULT)
    assert [file.name for file in written] == ["tasks.json", "tasks.labels.xml"]
    config = etree.fromstring(written[1].read_bytes())
    choices = {element.get("name"): element for element in config.iter("Choices")}
    assert [choice.get("alias") for choice in choices["themes"]] == [theme.id for theme in DEFAULT.themes]
    assert [choice.get("value") for choice in choices["polarity"]] == [polarity.value for polarity in Polarity]
    tasks = json.loads(path.read_text(encoding="utf-8"))
    assert set(tasks[0]["data"]) == set(COLUMNS) - {"themes", "polarity", "comment"}
    names = {
        name.strip("$") for element in config.iter() for name in (element.get("value") or "").split() if "$" in name
    }
    assert {name.strip("$,:") for name in names} <= set(tasks[0]["data"])
    assert read_labels(path) == []

    def result(name: str, **value: object) -> dict[str, object]:
        return {"from_name": name, "to_name": "text", "type": "choices", "value": value}

    skipped = {"was_cancelled": True, "result": [result("polarity", choices=["critical"])]}
    themes = result("themes", choices=["timing", "follow_up"])
    tasks[0]["annotations"] = [
        skipped,
        {"result": [themes, result("polarity", choices=["request"]), result("comment", text=["a", "b"])]},
    ]
    tasks[1]["annotations"] = [{"result": []}]
    tasks[2]["annotations"] = [skipped]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert read(path) == READ[:2]
    assert read_labels(path)[0].comment == "a;b"


def test_prefilled_sheet_holds_the_labels_of_the_run(tmp_path: Path) -> None:
    rows = [coded(1, themes=("timing", "follow_up"), polarity=Polarity.REQUEST), coded(2)]
    for name in ("a.csv", "a.xlsx"):
        write_sheet(rows, tmp_path / name, DEFAULT, prefill=True)
        assert read(tmp_path / name) == [READ[0], ("d.002", (), "neutral")]
    write_sheet(rows, tmp_path / "a.json", DEFAULT, prefill=True)
    tasks = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    chosen = {item["from_name"]: item["value"]["choices"] for item in tasks[0]["predictions"][0]["result"]}
    assert chosen == {"themes": ["timing", "follow_up"], "polarity": ["request"]}
    assert read_labels(tmp_path / "a.json") == [], "predictions are no labels of people"


def test_all_faults_of_a_sheet_are_listed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    header = "statement_id,text,themes,polarity\n"
    path.write_text(header + "a,x,timming,good\na,x,-;timing,\n,x,timing,request\na,x,timing,request\n")
    with pytest.raises(UsageError) as caught:
        read_labels(path, themes={"timing"})
    message = str(caught.value)
    for part in (
        "'timming' is no theme",
        "'good' is none of",
        "stands for no theme",
        "no statement_id",
        "more than once",
    ):
        assert part in message
    assert len(read_labels_faults(path)) == 5


def read_labels_faults(path: Path) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read_labels(path)
    return [line for line in str(caught.value).splitlines() if line.startswith("  - ")]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.txt", b"", "no format of sheets"),
        ("x.csv", b"", "lacks the column statement_id"),
        ("x.csv", b"statement_id,text\n", "lacks the column themes or polarity"),
        ("x.csv", b"\xff\xfe", "not UTF-8"),
        ("x.xlsx", b"PK", "is no XLSX"),
        ("x.xlsx", b"", "is no XLSX"),
        ("x.json", b"{", "is no JSON"),
        ("x.json", b"[" * 100_000, "is no JSON"),
        ("x.json", b"{}", "no list of tasks"),
        ("x.json", b"[1]", "no list of tasks"),
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UsageError, match=message):
        read_labels(path)
    with pytest.raises(UsageError, match=r"No such file|no format"):
        read_labels(tmp_path / f"missing_{name}")


def test_hostile_label_studio_export_is_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    odd = [{}, {"data": 3, "annotations": [7]}, {"data": {"statement_id": "a"}, "annotations": [{"result": [1, {}]}]}]
    path.write_text(json.dumps(odd), encoding="utf-8")
    assert [row.statement_id for row in read_labels(path)] == ["a"]


def test_sheet_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("hours of work", encoding="utf-8")
    with pytest.raises(UsageError, match="there already"):
        write_sheet(ROWS, path, DEFAULT)
    assert path.read_text(encoding="utf-8") == "hours of work"
    write_sheet(ROWS, path, DEFAULT, overwrite=True)
    with pytest.raises(UsageError, match="no format"):
        write_sheet(ROWS, tmp_path / "x.ods", DEFAULT)


# --- agreement


def labelled(values: list[tuple[str, ...] | None], polarity: list[str | None] | None = None) -> list[LabelledRow]:
    tones = polarity or [None] * len(values)
    return [
        LabelledRow(
            statement_id=f"s{number}", text=f"t{number}", themes=themes, polarity=Polarity(tone) if tone else None
        )
        for number, (themes, tone) in enumerate(zip(values, tones, strict=True))
    ]


def test_coefficients_are_those_of_a_published_example() -> None:
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section A: two observers, ten binary values.
    first, second = "0100000010", "1110010000"
    mine, yours = ([("x",) if digit == "1" else () for digit in digits] for digits in (first, second))
    found, differences = agreement(labelled(mine), labelled(yours))
    theme = next(item for item in found if item.label == "x")
    assert theme.alpha == pytest.approx(0.095, abs=0.0005)
    # By hand: 6 of 10 agree; chance (8 * 6 + 2 * 4) / 100.
    assert theme.kappa == pytest.approx((0.6 - 0.56) / (1 - 0.56))
    assert (theme.n, theme.n_first, theme.n_second, theme.share) == (10, 2, 4, 0.6)
    assert [difference.statement_id for difference in differences] == ["s0", "s2", "s5", "s8"]
    assert (differences[0].first, differences[0].second, differences[0].label) == ("-", "x", "themes")


def test_polarity_and_whole_sets_are_measured_too() -> None:
    tones = ["positive", "request", "critical", "neutral", "request"]
    first = labelled([("a",), ("a", "b"), (), (), ("b",)], tones)
    second = labelled([("a",), ("a",), (), ("b",), ("b",)], [*tones[:4], "critical"])
    found, differences = agreement(first, second)
    by_label = {item.label: item for item in found}
    assert list(by_label) == ["a", "b", "themes", "polarity"]
    assert by_label["a"].kappa == by_label["a"].alpha == 1.0
    assert by_label["themes"].kappa is None
    assert by_label["b"].alpha < by_label["themes"].alpha < 1
    assert by_label["polarity"].share == 0.8
    assert [(difference.statement_id, difference.label) for difference in differences] == [
        ("s1", "themes"), ("s3", "themes"), ("s4", "polarity"),
    ]  # fmt: skip


def test_what_only_one_labelled_is_left_out_and_undefined_is_said() -> None:
    first = labelled([("a",), ("a",), None, ("a",)])
    second = [row for row in labelled([("a",), ("a",), ("b",), None]) if row.statement_id != "s1"]
    found, differences = agreement(first, second)
    theme = found[0]
    assert (theme.n, theme.share, theme.kappa, theme.alpha) == (1, 1.0, None, None)
    assert differences == ()
    with pytest.raises(UsageError, match="no labelled statement"):
        agreement(first, [])


def test_differences_are_written_safely(tmp_path: Path) -> None:
    first = [LabelledRow(statement_id="s", text=HOSTILE, themes=("a",))]
    second = [LabelledRow(statement_id="s", text=HOSTILE, themes=())]
    path = tmp_path / "d.csv"
    _, differences = agreement(first, second)
    write_differences(differences, path)
    (row,) = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    assert row == {"statement_id": "s", "label": "themes", "first": "a", "second": "'-", "text": f"'{HOSTILE}"}
    with pytest.raises(UsageError, match="there already"):
        write_differences(differences, path)


def test_themes_of_another_codebook_fit_the_sheet(tmp_path: Path) -> None:
    book = Codebook("x", "1", "X", DEFAULT.themes[:1])
    (path, config) = write_sheet(ROWS[:1], tmp_path / "t.json", book)
    assert path.exists()
    assert config.read_text(encoding="utf-8").count("alias=") == 1
