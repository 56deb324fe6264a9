"""Codebooks: the shipped one is good, and every fault of a bad one is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from remissnlp.codebook import Cue, Theme, check_codebook, codebook_markdown, cue_score, load_codebook, lowered
from remissnlp.errors import ConfigurationError

THEME = {"id": "water", "name_sv": "Vatten", "name_en": "Water", "definition": "Lakes.", "cues": [{"pattern": "sjö"}]}
BOOK = {"id": "mine", "version": 1, "title": "Mine", "themes": [THEME]}


def write(folder: Path, content: object) -> Path:
    path = folder / "book.yaml"
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return path


def book(**theme: object) -> dict[str, object]:
    return BOOK | {"themes": [THEME | theme]}


def test_default_codebook_has_its_four_themes_with_examples() -> None:
    codebook = load_codebook("default")
    assert [theme.id for theme in codebook.themes] == ["segregation", "information_security", "follow_up", "timing"]
    assert len(codebook.sha256) == 64
    for theme in codebook.themes:
        assert len(theme.examples) >= 10
        assert len(theme.counter_examples) >= 5


def test_own_codebook_is_loaded_by_path(tmp_path: Path) -> None:
    codebook = load_codebook(str(write(tmp_path, BOOK)))
    assert (codebook.id, codebook.version, codebook.theme("water").threshold) == ("mine", "1", 0.5)
    with pytest.raises(KeyError):
        codebook.theme("air")


def test_negative_cue_hides_a_look_alike(tmp_path: Path) -> None:
    cues = [{"pattern": "sjöman", "weight": -1}, {"pattern": "sjö", "weight": 0.9}]
    theme = load_codebook(str(write(tmp_path, book(cues=cues)))).themes[0]
    assert cue_score(theme, "En sjöman.") == (0.0, 0)
    assert cue_score(theme, "En sjöman vid SJÖN.")[0] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (book(id="Water"), "id"),
        (book(colour="blue"), "colour"),
        (book(threshold=2), "threshold"),
        (book(nmae_sv="Vatten"), "nmae_sv: unknown key"),
        (book(parent="sea"), "parent 'sea' does not exist"),
        (book(parent="water"), "circle"),
        (book(cues=[{"pattern": "("}]), "not a regular expression"),
        (book(cues=[{"pattern": "a", "weight": 3}]), "weight"),
        (book(examples=["En å."]), "the cues do not find it"),
        (book(counter_examples=["En sjö."]), "the cues find it"),
        (BOOK | {"themes": [THEME, THEME]}, "occurs 2 times"),
        (BOOK | {"themes": []}, "themes"),
        (BOOK | {"themes": ["water"]}, "themes[0]"),
        (BOOK | {"colour": "x"}, "colour: unknown key"),
        ({"id": "mine"}, "version: is missing"),
        ("id: [", "line 1"),
        ("- a", "top level"),
    ],
)
def test_fault_is_named(tmp_path: Path, content: object, fault: str) -> None:
    path = write(tmp_path, content)
    assert any(fault in line for line in check_codebook(path))
    with pytest.raises(ConfigurationError) as caught:
        load_codebook(str(path))
    assert fault in str(caught.value)


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    bad = BOOK | {"title": "", "themes": [THEME | {"id": "A"}, THEME | {"colour": "red", "cues": [{}]}]}
    faults = check_codebook(write(tmp_path, bad))
    assert len(faults) == 4
    with pytest.raises(ConfigurationError, match="4 faults"):
        load_codebook(str(tmp_path / "book.yaml"))


@pytest.mark.parametrize("name", ["nothing", "../default", "missing.yaml"])
def test_codebook_that_is_not_there(name: str) -> None:
    with pytest.raises(ConfigurationError):
        load_codebook(name)


def test_python_objects_in_yaml_are_refused(tmp_path: Path) -> None:
    faults = check_codebook(write(tmp_path, "id: !!python/object/apply:os.getcwd []"))
    assert faults
    assert "not valid YAML" in faults[0]


@pytest.mark.parametrize(("lang", "heading"), [("sv", "Motexempel"), ("en", "Counter-examples")])
def test_markdown_shows_every_theme_in_the_language(lang: str, heading: str) -> None:
    codebook = load_codebook("default")
    page = codebook_markdown(codebook, lang)
    assert heading in page
    for theme in codebook.themes:
        assert f"## {theme.name(lang)} (`{theme.id}`)" in page
        assert theme.examples[0] in page


@pytest.mark.parametrize(
    ("pattern", "low"), [(r"\bÅR\w+", r"\bår\w+"), (r"\S+\W", r"\S+\W"), (r"\\D", r"\\d"), ("(?:Nej|ja)", "(?:nej|ja)")]
)
def test_lowering_a_pattern_leaves_its_escapes_alone(pattern: str, low: str) -> None:
    assert lowered(pattern) == low


def test_a_cue_in_which_case_matters_sees_the_text_as_it_is() -> None:
    cue = Cue(pattern=r"(?-i:\b[A-Z]{2,})", weight=0.9)
    theme = Theme(id="t", name_sv="t", name_en="t", definition="t", cues=(cue,))
    assert cue_score(theme, "NIS gäller")[0] == pytest.approx(0.9)
    assert cue_score(theme, "nis gäller")[0] == 0
