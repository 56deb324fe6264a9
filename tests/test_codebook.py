"""Codebooks: the shipped one is good, and every fault of a bad one is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from remissnlp.codebook import (
    Cue,
    Theme,
    check_codebook,
    codebook_markdown,
    codebook_warnings,
    cue_score,
    load_codebook,
    lowered,
    new_codebook,
    read_draft,
    shipped_codebooks,
)
from remissnlp.errors import ConfigurationError, UsageError

EXAMPLES = {"examples": ["En sjö.", "Sjöns vatten.", "Vid sjöarna."], "counter_examples": ["En å.", "Ett hav."]}
THEME = {"id": "water", "name_sv": "Vatten", "name_en": "Water", "definition": "Lakes."} | EXAMPLES
CUED = {"cues": [{"pattern": "sjö"}]}
BOOK = {"id": "mine", "version": 1, "title": "Mine", "themes": [THEME]}


def write(folder: Path, content: object) -> Path:
    path = folder / "book.yaml"
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return path


def book(**theme: object) -> dict[str, object]:
    return BOOK | {"themes": [THEME | theme]}


def test_default_codebook_has_its_four_themes() -> None:
    codebook = load_codebook("default")
    assert [theme.id for theme in codebook.themes] == ["segregation", "information_security", "follow_up", "timing"]
    assert len(codebook.sha256) == 64


def test_safety_codebook_adds_its_themes_to_the_default_ones() -> None:
    wider, codebook = load_codebook("default"), load_codebook("sakerhet")
    assert codebook.themes[: len(wider.themes)] == wider.themes
    own = codebook.themes[len(wider.themes) :]
    assert [theme.name_sv for theme in own] == [
        "Ansvar och roller", "Samordning och samverkan", "Resurser och finansiering", "Utbildning och övning",
        "Tillämpningsanvisningar", "Barn och unga", "Jämställdhet", "Tillgänglighet", "Brottsförebyggande arbete",
        "Upphandling och leverantörer",
    ]  # fmt: skip
    assert min(len(theme.examples) for theme in own) >= 12
    assert min(len(theme.counter_examples) for theme in own) >= 6


@pytest.mark.parametrize("name", shipped_codebooks())
def test_shipped_codebook_is_whole(name: str) -> None:
    codebook = load_codebook(name)
    assert codebook_warnings(codebook) == []
    for theme in codebook.themes:
        assert len(theme.examples) >= 10
        assert len(theme.counter_examples) >= 5
        assert theme.include
        assert theme.exclude
    assert len({theme.colour for theme in codebook.themes}) == len(codebook.themes)


def test_template_is_a_codebook_without_faults_or_warnings(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    new_codebook(path)
    assert check_codebook(path) == []
    assert codebook_warnings(load_codebook(str(path))) == []
    commented = [line.split("# ", 1)[1] for line in path.read_text(encoding="utf-8").splitlines() if "# parent" in line]
    assert commented, "the template shows the hierarchy"
    with pytest.raises(UsageError, match="there already"):
        new_codebook(path)
    with pytest.raises(UsageError, match="only YAML"):
        new_codebook(tmp_path / "mine.csv")


def test_extending_takes_over_themes_and_changes_the_hash_with_them(tmp_path: Path) -> None:
    wide = write(tmp_path, BOOK)
    narrow = tmp_path / "narrow.yaml"
    child = THEME | {"id": "lakes", "parent": "water"}
    narrow.write_text(yaml.safe_dump(BOOK | {"extends": "book.yaml", "themes": [child]}), encoding="utf-8")
    before = load_codebook(str(narrow))
    assert [theme.id for theme in before.themes] == ["water", "lakes"]
    assert before.children("water") == (before.theme("lakes"),)
    wide.write_text(wide.read_text(encoding="utf-8").replace("Lakes.", "Lakes and rivers."), encoding="utf-8")
    after = load_codebook(str(narrow))
    assert after.theme("water").definition == "Lakes and rivers."
    assert after.sha256 != before.sha256


def test_few_examples_are_a_warning_and_none_a_fault(tmp_path: Path) -> None:
    path = str(write(tmp_path, BOOK))
    assert [line.split(";")[0] for line in codebook_warnings(load_codebook(path))] == [
        "theme 'water' examples: has 3", "theme 'water' counter_examples: has 2",
    ]  # fmt: skip
    draft, shortages = read_draft(str(write(tmp_path, book(examples=[], counter_examples=[]))))
    assert draft.theme("water").examples == ()
    assert len(shortages) == 2


def test_example_that_the_cues_miss_is_only_a_warning(tmp_path: Path) -> None:
    examples = [*EXAMPLES["examples"], "Stranden."]
    codebook = load_codebook(str(write(tmp_path, book(**CUED, examples=examples))))
    assert any("the cues alone do not find it" in line and "Stranden." in line for line in codebook_warnings(codebook))


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
        (book(**CUED, counter_examples=["En sjöman.", "Ett hav."]), "the cues find it"),
        (book(counter_examples=["En sjö.", "Ett hav."]), "is an example too"),
        (book(examples=["En sjö.", "En  sjö.", "Vid sjöarna."]), "examples: occurs more than once"),
        (book(examples=["En sjö."]), "examples: has 1, needs at least 3"),
        (book(counter_examples=[]), "counter_examples: has 0, needs at least 2"),
        (book(definition="\x07 "), "definition"),
        (book(cues=[{"pattern": "a\nb"}]), "pattern"),
        (BOOK | {"extends": "nothing"}, "extends: Codebook nothing: no codebook of that name is shipped"),
        (BOOK | {"extends": "book.yaml"}, "leads in a circle"),
        (BOOK | {"extends": "default", "themes": [THEME | {"id": "timing"}]}, "occurs 2 times"),
        ("id: 2024-99-99", "not valid YAML"),
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
    assert len(faults) == 4, faults
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
