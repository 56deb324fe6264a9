"""The labelled statements that models are trained on: their format, their breadth, and that no test is among them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from remissnlp.codebook import load_codebook
from remissnlp.errors import UsageError
from remissnlp.training.statements import THEME_CODES, LabelledStatement, parse_answers, read_answers
from remissnlp.values import Polarity, Stance
from tests.conftest import ROOT, SAMPLE_GOLD

FOLDER = ROOT / "data" / "training" / "statements"
VALIDATION = ROOT / "data" / "validation"
GOLD = [
    SAMPLE_GOLD,
    VALIDATION / "validation.gold.json",
    VALIDATION / "choice" / "validation_choice.gold.json",
]
FORMULA_WORDS = 6  # as long as what every office writes: "Nämnden tillstyrker förslaget."

EXAMPLE = """@subject Cykelplan
@answer board; support_with_comments; Tekniska nämnden
p Nämnden tillstyrker planen.
r/c:f,t?!s Planen bör följas upp.

n!t,i Sammanträdet hölls i maj.
@answer citizen; -; Privatperson
c:t Det gick för fort.
"""


@pytest.fixture(scope="module")
def statements() -> list[LabelledStatement]:
    return [statement for answer in read_answers(FOLDER) for statement in answer.statements]


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_long(text: str) -> bool:
    return len(text.split()) > FORMULA_WORDS


def test_the_format_is_read_whole() -> None:
    first, second = parse_answers(EXAMPLE, "cykelplan.txt")
    assert (first.subject, first.register, first.body) == ("cykelplan", "board", "Tekniska nämnden")
    assert (first.stance, second.stance) == (Stance.SUPPORT_WITH_COMMENTS, None)
    assert first.statements == (
        LabelledStatement(text="Nämnden tillstyrker planen.", paragraph=0, polarity=Polarity.POSITIVE),
        LabelledStatement(
            text="Planen bör följas upp.", paragraph=0, polarity=Polarity.REQUEST, polarity_also=(Polarity.CRITICAL,),
            themes=("follow_up",), themes_also=("timing",), near=("segregation",),
        ),
        LabelledStatement(
            text="Sammanträdet hölls i maj.", paragraph=1, polarity=Polarity.NEUTRAL,
            near=("timing", "information_security"),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("@answer board; support", "REGISTER; STANCE; BODY"),
        ("@answer choir; support; Kören", "REGISTER; STANCE; BODY"),
        ("@answer board; support; ", "REGISTER; STANCE; BODY"),
        ("@answer board; gladly; Nämnden", "unknown stance 'gladly'"),
        ("Nämnden tillstyrker.", "no label"),
        ("x Nämnden tillstyrker.", "no label"),
        ("p:z Nämnden tillstyrker.", "no label"),
        ("p:s,", "no label"),
        ("p", "no label"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "plan.txt").write_text(
        f"@subject Plan\n@answer board; -; Nämnden\np Bra.\n\n{line}\n", encoding="utf-8"
    )
    with pytest.raises(UsageError, match=r"^plan\.txt:5: ") as caught:
        read_answers(tmp_path)
    assert said in str(caught.value)


def test_a_sentence_before_the_first_answer_is_a_fault() -> None:
    with pytest.raises(UsageError, match=r"^a\.txt:2: a sentence before the first @answer"):
        list(parse_answers("@subject A\np Bra.\n", "a.txt"))


def test_a_folder_without_statements_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no \.txt file"):
        read_answers(tmp_path)


def test_every_file_has_a_title_and_answers() -> None:
    paths = sorted(FOLDER.glob("*.txt"))
    assert len(paths) == 134
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("@subject "), path.name
        assert text.count("\n@subject ") == 0, path.name
        assert len(list(parse_answers(text, path.name))) == text.count("\n@answer "), path.name


def test_the_statements_are_broad(statements: list[LabelledStatement]) -> None:
    answers = read_answers(FOLDER)
    assert len({answer.subject for answer in answers}) >= 30
    assert len({answer.register for answer in answers}) == 11
    assert min(Counter(answer.stance for answer in answers if answer.stance).values()) >= 100
    themes = Counter(theme for s in statements for theme in (*s.themes, *s.themes_also, *s.near))
    assert set(themes) == {theme.id for theme in load_codebook("sakerhet").themes} == set(THEME_CODES.values())
    assert min(themes[theme.id] for theme in load_codebook("default").themes) >= 600
    assert min(themes.values()) >= 300
    assert len(statements) >= 17_000
    assert min(Counter(s.polarity for s in statements).values()) >= 1500


def test_no_statement_is_there_twice(statements: list[LabelledStatement]) -> None:
    counts = Counter(_key(s.text) for s in statements)
    assert [text for text, count in counts.items() if count > 1 and _is_long(text)] == []


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.name)
def test_no_gold_sentence_was_learnt(statements: list[LabelledStatement], path: Path) -> None:
    documents = json.loads(path.read_text(encoding="utf-8"))["documents"]
    gold = {_key(sentence["text"]) for document in documents.values() for sentence in document["sentences"]}
    assert len(gold) > 300
    assert [text for text in gold & {_key(s.text) for s in statements} if _is_long(text)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "data").glob("*_hard.tsv")), ids=lambda path: path.name)
def test_no_hard_case_was_learnt(statements: list[LabelledStatement], path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) > 20
    assert {_key(row["text"]) for row in rows} & {_key(s.text) for s in statements} == set()


def test_the_readme_counts_right(statements: list[LabelledStatement]) -> None:
    text = (ROOT / "data" / "training" / "README.md").read_text(encoding="utf-8")
    answers = read_answers(FOLDER)
    assert f"{len(statements):,} sentences in {len(answers):,} answers" in text
    for polarity, count in Counter(s.polarity for s in statements).items():
        assert f"| {polarity} | {count:,} |" in text
    for stance, count in Counter(answer.stance for answer in answers).items():
        assert f"| {stance or 'none (an extract)'} | {count:,} |" in text
    near = Counter(theme for s in statements for theme in s.near)
    for theme, count in Counter(theme for s in statements for theme in s.themes).items():
        assert f"| {theme} | {count:,} | {near[theme]:,} |" in text
