"""Lemma cues: people write a word, every inflection of it is found and no look-alike, with the engine of the run."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
import yaml

from remissnlp.classify import classify_by_cues, classify_document
from remissnlp.codebook import (
    Codebook,
    Cue,
    Theme,
    check_codebook,
    codebook_warnings,
    cue_score,
    lemma_rows,
    load_codebook,
    new_codebook,
    write_codebook,
)
from remissnlp.linguistics import describe, find_engine
from tests.conftest import SAMPLE, run_cli
from tests.test_classify import document, segment

PERSPECTIVE = Cue("", 0.9, lemma="Barnperspektiv")
HEED = Cue("", 0.6, lemma="ta hänsyn")
PLAIN = Theme(id="t", name_sv="t", name_en="t", definition="t")
EXAMPLES = ["Barnperspektivet saknas.", "Staden tog hänsyn till barnen.", "Hon tar hänsyn till barns behov."]
COUNTER_EXAMPLES = ["Planen är hänsynslös.", "Hon tog bussen."]


def scores(texts: list[str], *cues: Cue) -> list[float]:
    theme = replace(PLAIN, cues=cues)
    return [
        round(cue_score(theme, text, row)[0], 2) for text, row in zip(texts, lemma_rows([theme], texts), strict=True)
    ]


@pytest.mark.parametrize(
    ("cue", "found", "others"),
    [
        (
            PERSPECTIVE,
            ["Barnperspektivet saknas.", "Det gäller två BARNPERSPEKTIV.", "Barnperspektivens roll är oklar."],
            ["En barnperspektivlös plan.", "Barn har ett eget perspektiv.", "Perspektivet är fel."],
        ),
        (
            HEED,
            ["Förslaget tog hänsyn till barn.", "Nämnden har tagit hänsyn till det.", "ta hänsyn"],
            ["Hänsynslösa förare tas.", "Planen tar ingen hänsyn.", "Vi tog bussen av hänsyn.", "De tar större hänsyn.", "Det tog; hänsyn krävs."],
        ),
    ],
    ids=lambda value: value.lemma if isinstance(value, Cue) else "",
)  # fmt: skip
def test_every_inflection_is_found_and_no_look_alike(cue: Cue, found: list[str], others: list[str]) -> None:
    assert scores(found, cue) == [cue.weight] * len(found)
    assert scores(others, cue) == [0.0] * len(others)


def test_a_look_alike_is_taken_out_of_the_lemmas_and_joins_nothing() -> None:
    texts = ["De tog bort den.", "De tog bort den och tog hand om den.", "Staden tar bort hänsyn."]
    assert scores(texts, Cue("", -1.0, lemma="ta bort"), Cue("", 0.7, lemma="ta")) == [0.0, 0.7, 0.0]
    assert scores(texts[2:], Cue("", -1.0, lemma="bort"), Cue("", 0.7, lemma="ta hänsyn")) == [0.0]


def test_cues_of_both_kinds_are_evidence_together() -> None:
    assert scores(["Barnperspektiven saknas."], PERSPECTIVE, Cue(r"\bsakna", 0.5)) == [0.95]


def test_classifier_finds_inflections_by_lemma_cues() -> None:
    codebook = Codebook("b", "1", "b", (replace(PLAIN, cues=(HEED,)),))
    texts = ["Planen har tagit hänsyn till de yngsta.", "En hänsynslös plan."]
    answer = document([(segment(f"d.{number}"), text) for number, text in enumerate(texts)])
    for labels in (classify_document(answer, codebook), classify_by_cues(answer, codebook)):
        assert [[(t.label, t.score, t.rule) for t in label.themes] for label in labels] == [[("t", 0.6, "cue")], []]


def book(**theme: object) -> dict[str, object]:
    whole = {"id": "t", "name_sv": "Barn", "name_en": "Child", "definition": "Barns behov.", "examples": EXAMPLES}
    whole |= {"counter_examples": COUNTER_EXAMPLES, "cues": [{"lemma": PERSPECTIVE.lemma}, {"lemma": " ta  hänsyn"}]}
    return {"id": "b", "version": "1", "title": "B", "themes": [whole | theme]}


def write(folder: Path, content: dict[str, object]) -> Path:
    path = folder / "book.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def test_lemma_cues_are_checked_against_the_examples(tmp_path: Path) -> None:
    path = write(tmp_path, book())
    assert check_codebook(path) == []
    assert [cue.lemma for cue in load_codebook(str(path)).themes[0].cues] == ["Barnperspektiv", "ta hänsyn"]
    assert not [line for line in codebook_warnings(load_codebook(str(path))) if "cue" in line]
    wrong = write(tmp_path, book(counter_examples=["Hänsyn tas inte.", "De har ej tagit hänsyn."]))
    (fault,) = check_codebook(wrong)
    assert fault.startswith("themes[0] (t) counter_examples[1]: the cues find it (score 0.90)")
    done = run_cli("codebook", "check", wrong)
    assert (done.returncode, "De har ej tagit hänsyn." in done.stderr) == (3, True)


def test_an_inflected_word_as_lemma_is_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path, book(cues=[{"lemma": "barnperspektivet"}, {"lemma": "ta hänsyn"}]))
    done = run_cli("codebook", "check", path)
    assert done.returncode == 0
    assert "lemma 'barnperspektivet' is in no example, and is read as 'barnperspektiv'" in done.stderr
    assert "examples[0]: the cues alone do not find it" in done.stderr


@pytest.mark.parametrize(
    ("cue", "fault"),
    [
        ({"lemma": "ta", "pattern": "ta"}, "cues[0]: needs one of the keys pattern and lemma, and not both"),
        ({"weight": 0.5}, "cues[0]: needs one of the keys pattern and lemma, and not both"),
        ({"lemma": r"\bbarn\w*"}, "cues[0].lemma: must be one or several words"),
        ({"lemma": " "}, "cues[0].lemma: must be one or several words"),
        ({"lemma": "a" * 201}, "cues[0].lemma: string should have at most 200"),
        ({"lemma": "barn", "weight": 3}, "cues[0].weight"),
        ({"lema": "barn"}, "cues[0].lema: unknown key"),
    ],
)
def test_fault_of_a_lemma_cue_is_named(tmp_path: Path, cue: dict[str, object], fault: str) -> None:
    faults = check_codebook(write(tmp_path, book(cues=[cue])))
    assert any(fault in line for line in faults), faults


@pytest.mark.parametrize("name", ["x.yaml", "x.csv", "x.qdc"])
def test_lemma_cues_survive_the_round_trip(tmp_path: Path, name: str) -> None:
    cues = (PERSPECTIVE, Cue("", -0.5, 0, "IT-säkerhet m.m."), Cue("lemma: 0.9 2 x", 0.4), HEED)
    theme = replace(PLAIN, examples=tuple(EXAMPLES), counter_examples=tuple(COUNTER_EXAMPLES), cues=cues)
    write_codebook(Codebook("b", "1", "B", (theme,)), tmp_path / name)
    assert load_codebook(str(tmp_path / name)).themes[0].cues == cues


def test_lemma_cue_in_a_spreadsheet_needs_no_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    cells = (EXAMPLES, COUNTER_EXAMPLES, ["lemma: barnperspektiv", "lemma: 0,6 1 ta hänsyn"])
    row = ";".join('"' + "\n".join(lines) + '"' for lines in cells)
    path.write_text(f"name_sv;examples;counter_examples;cues\nBarn;{row}\n", encoding="utf-8")
    assert load_codebook(str(path)).themes[0].cues == (Cue("", 0.9, 2, "barnperspektiv"), Cue("", 0.6, 1, "ta hänsyn"))


def test_cues_of_the_template_are_good_once_they_are_let_in(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    new_codebook(path)
    before, cues = path.read_text(encoding="utf-8").split("    # cues:")
    path.write_text(before + "    cues:" + cues.replace("\n    # ", "\n    "), encoding="utf-8")
    assert check_codebook(path) == []
    assert {bool(cue.lemma) for cue in load_codebook(str(path)).themes[0].cues} == {True, False}


_CLASSIFY = """
import sys
from pathlib import Path
from remissnlp.classify import classify_document
from remissnlp.codebook import load_codebook
from tests.test_classify import document, segment
labels = classify_document(document([(segment("d.0"), "Barnperspektivet saknas.")]), load_codebook(sys.argv[1]))
print(any(theme.rule == "cue" for theme in labels[0].themes), sorted({"spacy", "stanza", "simplemma"} & set(sys.modules)))
"""


def test_only_lemma_cues_load_an_engine(tmp_path: Path) -> None:
    mine = write(tmp_path, book())
    patterns = tmp_path / "patterns.yaml"
    patterns.write_text(yaml.safe_dump(book(cues=[{"pattern": "barnpersp"}])), encoding="utf-8")
    said = {}
    for name in ("sakerhet", patterns, mine):
        command = [sys.executable, "-c", _CLASSIFY, str(name)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        said[str(name)] = done.stdout.strip()
    assert said == {
        "sakerhet": "False []",
        str(patterns): "True []",
        str(mine): "True ['simplemma', 'spacy']",
    }


SAMPLE_BOOK = book(
    id="data",
    examples=["Personuppgiften röjs.", "Personuppgifters skydd är svagt.", "Lägg tillbaka kartan."],
    cues=[{"lemma": "personuppgift"}, {"lemma": "lägga tillbaka"}],
)


def _found(out: Path) -> set[str]:
    with (out / "statements.csv").open(encoding="utf-8", newline="") as file:
        return {row["text"] for row in csv.DictReader(file) if "data=cue" in row["theme_rules"]}


def _bytes(out: Path) -> dict[str, bytes]:
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "run.json")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files if ".remissnlp" not in path.parts}


def test_a_run_uses_and_names_its_engine(tmp_path: Path) -> None:
    mine = write(tmp_path, SAMPLE_BOOK)
    plain = tmp_path / "plain"  # a pipeline that knows no lemmas: there, a word is its own
    spacy.blank("sv").to_disk(plain)
    engines = {"one": ["--workers", 1], "two": ["--workers", 2], "plain": ["--nlp-model", plain]}
    for name, options in engines.items():
        done = run_cli(
            "analyze", SAMPLE, "-o", tmp_path / "out" / name, "-q", "--codebook", mine, "--nlp", "spacy", *options
        )
        assert done.returncode in {0, 4}, done.stderr
        run = json.loads((tmp_path / "out" / name / "run.json").read_text(encoding="utf-8"))
        assert run["models"]["nlp"] == describe(find_engine("spacy", plain if name == "plain" else ""))
    found = _found(tmp_path / "out" / "one")
    assert "Kartan och den analys som hörde till den bör läggas tillbaka." in found
    assert "När fler tjänster flyttar ut på nätet växer också den mängd personuppgifter som måste skyddas." in found
    assert not [text for text in found if "personuppgiftsincident" in text]
    assert _found(tmp_path / "out" / "plain") < found
    assert _bytes(tmp_path / "out" / "two") == _bytes(tmp_path / "out" / "one")
