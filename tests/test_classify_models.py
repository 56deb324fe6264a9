"""The trained encoder weighed with the cue rules: floors on tables and documents that neither was written from."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.classify_gold import score
from hypothesis import given, settings
from hypothesis import strategies as st

from remissnlp.classify import classify_by_cues, classify_document, classify_stances
from remissnlp.classify.fewshot import learn
from remissnlp.classify.reading import (
    read_statements,
    read_texts,
    softmax,
    theme_probability,
    weigh_polarity,
    weigh_stance,
)
from remissnlp.codebook import Codebook, Cue, Theme, load_codebook, shipped_codebooks
from remissnlp.encoder import background, load_encoder
from remissnlp.errors import ConfigurationError
from remissnlp.linguistics import sentence_spans
from remissnlp.records import Kind, Polarity, SegmentedDocument, Stance
from tests.conftest import ROOT
from tests.test_classify import document, segment
from tests.test_classify_stance_cases import CASES

CODEBOOK = load_codebook("default")
DATA = ROOT / "tests" / "data"
CHOICE = ROOT / "data/validation/choice/validation_choice.gold.json"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def _answer(text: str, *, before: str = "") -> SegmentedDocument:
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    own = segment("d.0")
    return document([(own, sentence) for sentence in ([before] if before else []) + sentences])


def _stance(text: str) -> Stance:
    answer = _answer(text)
    labels = {label.statement_id: label for label in classify_document(answer, CODEBOOK)}
    return classify_stances((answer,), labels)[0].stance


def _share(rows: list[dict[str, str]], right: Callable[[dict[str, str]], bool], least: int) -> float:
    assert len(rows) >= least
    return sum(right(row) for row in rows) / len(rows)


# The floors stand a little under what was measured (docs/accuracy.md): the tables were made to be hard.


def test_floor_on_hard_answers_that_no_rule_was_written_from() -> None:
    rows = _rows("stance_hard.tsv")
    assert {row["stance"] for row in rows} == set(Stance)
    assert _share(rows, lambda row: _stance(row["text"]) == row["stance"], 120) >= 0.81


def test_floor_on_the_answers_that_the_rules_know() -> None:
    assert sum(_stance(text) == stance for text, stance in CASES) / len(CASES) >= 0.95


def test_floor_on_hard_polarities() -> None:
    def right(row: dict[str, str]) -> bool:
        (label,) = classify_document(document([(segment("d.0"), row["text"])]), CODEBOOK)
        return label.polarity in {row["polarity"], *row["also_ok"].split(";")}

    assert _share(_rows("polarity_hard.tsv"), right, 120) >= 0.70


def test_floor_on_hard_themes() -> None:
    def right(row: dict[str, str]) -> bool:
        texts = [text for text in (row["before"], row["text"]) if text]
        label = classify_document(document([(segment("d.0"), text) for text in texts]), CODEBOOK)[-1]
        free = set(row["also_ok"].split(";"))
        found = {theme.label for theme in label.themes if theme.score >= CODEBOOK.theme(theme.label).threshold}
        return found - free == set(filter(None, row["themes"].split(";"))) - free

    assert _share(_rows("themes_hard.tsv"), right, 150) >= 0.84


def test_floor_on_documents_that_were_kept_for_choosing() -> None:
    result = score(json.loads(CHOICE.read_text(encoding="utf-8"))["documents"])
    assert result["n_sentences"] > 600
    assert result["theme_micro_f1"] >= 0.82
    assert result["polarity_macro_f1"] >= 0.85
    # 0.907. It was 0.938 while rules weighed less: two answers here for one of thirty in a real compilation and two of 190 written cases.
    assert result["stance_accuracy"] >= 0.90


@pytest.mark.parametrize(("name", "least", "n_labels"), [("sakerhet_choice", 0.62, 123), ("sakerhet", 0.52, 94)])
def test_floor_of_the_ten_themes_of_sakerhet(name: str, least: float, n_labels: int) -> None:
    with (ROOT / "data/examples" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    themes = load_codebook("sakerhet").themes[4:]
    groups = [row.get("segment") or row["path"] + row["respondent"] for row in rows]
    before = [
        "",
        *(row["text"] if here == after else "" for row, here, after in zip(rows, groups, groups[1:], strict=False)),
    ]
    readings = read_texts([row["text"] for row in rows], before)
    hits = found = meant = 0
    for row, reading in zip(rows, readings, strict=True):
        wanted, also = (set(row.get(key, "").split(";")) for key in ("themes", "themes_also_ok"))
        has = {theme.id for theme in themes if theme_probability(reading.themes[theme.model]) >= theme.threshold}
        hits, found, meant = (
            hits + len(has & wanted),
            found + len(has - also),
            meant + len(wanted & {t.id for t in themes}),
        )
    assert meant == n_labels
    assert 2 * hits / (found + meant) >= least


def test_the_models_are_worth_their_place() -> None:
    documents = json.loads(CHOICE.read_text(encoding="utf-8"))["documents"]
    ours, rules = score(documents), score(documents, classify_by_cues)
    for name in ("theme_micro_f1", "polarity_macro_f1", "stance_accuracy"):
        assert ours[name] > rules[name] + 0.1, name


def test_what_is_nobodys_own_view_stays_neutral_whatever_the_model_says() -> None:
    text = "Det är olyckligt att stycket har tagits bort och det bör återföras."
    (own,) = classify_document(document([(segment("d.0"), text)]), CODEBOOK)
    (sender,) = classify_document(document([(segment("d.0", Kind.PROPOSAL), text)]), CODEBOOK)
    assert own.polarity is not Polarity.NEUTRAL
    assert sender.polarity is Polarity.NEUTRAL


def test_the_sentence_before_is_read_too_but_not_across_segments() -> None:
    first, second = "Skillnaden mellan villaområdet och hyreshusen växer.", "Stycket bör återföras."
    together = document([(segment("d.0"), first), (segment("d.0"), second)])
    apart = document([(segment("d.0"), first), (segment("d.1"), second)])
    alone = document([(segment("d.0"), second)])
    with_context, without, single = (read_statements(d.statements)[-1] for d in (together, apart, alone))
    assert with_context.themes["segregation"] > without.themes["segregation"]
    assert without == single


def test_a_statement_is_read_the_same_in_any_company() -> None:
    texts = [text for text, _ in CASES[:40]]
    encoder = load_encoder()
    together = encoder.vectors(texts)
    assert all(abs(together[k] - encoder.vectors([text])[0]).max() < 1e-4 for k, text in enumerate(texts))


def test_no_text_has_the_zero_vector_and_long_ones_are_cut() -> None:
    vectors = load_encoder().vectors(["", "   ", "å" * 100_000, "ord " * 5_000])
    assert not vectors[:2].any()
    assert vectors[2:].any(axis=1).all()


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=tmp_path.name):
        load_encoder(tmp_path)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_every_text_gets_one_polarity_and_scores_between_0_and_1(text: str) -> None:
    answer = document([(segment("d.0"), " ".join(text.split()))])
    label = classify_document(answer, CODEBOOK)[-1]
    assert label.polarity in set(Polarity)
    assert 0 <= label.polarity_score <= 1
    assert all(0 < theme.score <= 1 for theme in label.themes)
    assert label == classify_document(answer, CODEBOOK)[-1]


@given(st.lists(st.floats(-50, 50), min_size=4, max_size=4), st.sampled_from(Polarity), st.floats(0, 1), st.booleans())
def test_a_cue_never_makes_its_own_polarity_less_likely(
    logits: list[float], cue: Polarity, strength: float, procedure: bool
) -> None:
    without, _ = weigh_polarity(logits, cue, 0.0, procedure=procedure)
    with_cue, share = weigh_polarity(logits, cue, strength, procedure=procedure)
    assert 0.25 <= share <= 1
    assert with_cue is cue or with_cue is without


@given(
    st.lists(st.floats(-20, 20), min_size=7, max_size=7), st.lists(st.floats(-9, 9), min_size=6, max_size=6),
    st.sampled_from(Stance), st.floats(0, 1),
)  # fmt: skip
def test_stances_share_out_one(vote: list[float], letters: list[float], rule: Stance, confidence: float) -> None:
    shares = weigh_stance([vote, vote], letters, rule, confidence)
    assert sum(shares.values()) == pytest.approx(1)
    alone = weigh_stance([vote], letters, rule, confidence)
    assert shares == pytest.approx(alone)  # saying a thing twice changes nothing
    assert shares[rule] >= weigh_stance([vote], letters, rule, 0.0)[rule] - 1e-9


def test_softmax_of_nothing_is_nothing() -> None:
    assert softmax([]) == []


def _theme(theme_id: str, examples: tuple[str, ...], counter: tuple[str, ...], cues: tuple[Cue, ...] = ()) -> Theme:
    return Theme(theme_id, theme_id, theme_id, "Definition.", examples=examples, counter_examples=counter, cues=cues)


COSTS = _theme(
    "costs",
    (
        "Förslaget saknar finansiering.",
        "Kostnaderna för genomförandet är inte beräknade.",
        "Kommunen måste få ersättning för de nya uppgifterna.",
        "Vi har inga pengar till detta i budgeten.",
        "Det blir dyrare än vad utredningen har räknat med.",
        "Nämnden behöver ett utökat anslag.",
    ),
    ("Föreningen räknar med ett gott samarbete.", "Priset delas ut i maj.", "Boken har tio kapitel om historia."),
)


def test_a_theme_of_ones_own_is_learnt_from_its_examples_alone() -> None:
    codebook = Codebook("own", "1", "Own", (COSTS,), sha256="x")
    texts = ["Reformen är inte finansierad och ekonomin räcker inte.", "Fåglarna häckar i vassen norr om sjön."]
    labels = classify_document(document([(segment("d.0"), " ".join(texts))]), codebook)
    scores = [next((t.score for t in label.themes if t.label == "costs"), 0.0) for label in labels]
    assert scores[0] >= COSTS.threshold > scores[1]
    assert all(theme.rule == "examples" for theme in labels[0].themes)


def test_themes_that_the_shipped_model_knows_are_not_learnt_again() -> None:
    wider = load_codebook("sakerhet")
    assert learn(CODEBOOK) is None
    assert learn(wider) is None
    learnt = learn(replace(wider, themes=tuple(replace(theme, model="") for theme in wider.themes)))
    assert learnt is not None
    assert learnt.theme_ids == tuple(theme.id for theme in wider.themes[4:]), "the four have cues"


def test_the_shipped_model_knows_every_theme_of_the_shipped_codebooks() -> None:
    (reading,) = read_texts(["Nämnden tillstyrker förslaget."], [""])
    for name in shipped_codebooks():
        assert {theme.model for theme in load_codebook(name).themes} <= set(reading.themes), name


def test_the_background_is_in_the_space_of_the_meanings() -> None:
    known = background()
    assert known.meanings.shape == (len(known.texts), load_encoder().meanings(["Ett ord."]).shape[1])
    assert len(known.texts) >= 500
    again = load_encoder().meanings(known.texts[:20])
    assert (again * known.meanings[:20]).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_no_file_of_the_encoder_is_a_pickle() -> None:
    from remissnlp.encoder import MODEL

    for path in MODEL.iterdir():
        assert path.suffix in {".npz", ".tsv", ".json"}
        assert not path.read_bytes().startswith(b"\x80")
