"""The benchmark of other dress changes what a document looks like, and nothing of who speaks where."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT

SOURCE = """@file plan/svar_2019.txt; wrap=60; pages=1
~ VIKS KOMMUN
@seg proposal
# Remissvar om plan för parker

## Bakgrund

! Planen har varit på remiss. Svar har kommit från Kulturnämnden och Viks byalag.

## Remissinstanser

@seg response Kulturnämnden; stance=support
### 1. Kulturnämnden

p Kulturnämndens ledamöter tillstyrker planen.

@seg response Viks byalag; stance=oppose
### 2. Viks byalag (dnr 7)

c Byalaget avstyrker planen.

@seg reservation Viks byalag; party=S
### Reservation (S)

c Planen är för dyr.
"""


@pytest.fixture
def modules(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    monkeypatch.syspath_prepend(ROOT / "scripts")
    import dress

    from validation import render, source

    return dress, render, source


def _headings(text: str) -> list[str]:
    return [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]


def test_every_variant_keeps_the_segments_and_can_be_drawn(modules) -> None:
    pytest.importorskip("reportlab", reason="the documents are drawn with the dev extra")
    dress, render, source = modules
    plain = source.parse_source(SOURCE)
    for variant in dress.variants():
        other = source.parse_source(variant.dress(SOURCE))
        assert [s["kind"] for s in other.segments] == [s["kind"] for s in plain.segments], variant
        assert [s["parties"] for s in other.segments] == [s["parties"] for s in plain.segments], variant
        assert render.draw(other), variant
        if variant.group != "names":
            assert [s["respondent"] for s in other.segments] == [s["respondent"] for s in plain.segments], variant
            assert other.sentences == plain.sentences, variant


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("B.{n} ", ["B.1 Kulturnämnden", "B.2 Viks byalag (dnr 7)"]),
        ("{roman}. ", ["I. Kulturnämnden", "II. Viks byalag (dnr 7)"]),
        ("{letter}) ", ["a) Kulturnämnden", "b) Viks byalag (dnr 7)"]),
    ],
)
def test_a_number_takes_the_place_of_another(modules, form: str, wanted: list[str]) -> None:
    assert _headings(modules[0].numbered(SOURCE, form))[3:5] == wanted


def test_what_stands_behind_a_name_is_put_behind_bare_names_only(modules) -> None:
    found = _headings(modules[0].answer_headings(SOURCE, lambda text, n: f"{text} § 22"))
    assert found[3:] == ["1. Kulturnämnden § 22", "2. Viks byalag (dnr 7)", "Reservation (S)"]


def test_parts_get_other_words_and_keep_their_capitals(modules) -> None:
    other = modules[0].other_parts(SOURCE.replace("Bakgrund", "3 BAKGRUND"), 0)
    assert _headings(other)[1:3] == ["3 OM ÄRENDET", "Inkomna svar"]


def test_names_are_replaced_wherever_they_stand(modules) -> None:
    other = modules[0].renamed(SOURCE)
    assert "Kulturnämnd" not in other
    assert "Viks byalag" not in other
    assert other.count("Klangs ledamöter") == 1
    assert _headings(other)[3:5] == ["1. Klang", "2. Stiftelsen Ekot (dnr 7)"]
    assert "VIKS KOMMUN" in other


def test_another_format_keeps_the_name_of_the_file_and_counts_the_pages_anew(modules) -> None:
    first = modules[0].as_format(SOURCE, "pdf").splitlines()[0]
    assert first == "@file plan/svar_2019.pdf; wrap=60"
    assert modules[0].as_format(SOURCE, "txt") == SOURCE


def test_underlines_and_page_heads_are_drawn(modules) -> None:
    dress, render, source = modules
    lined = render.draw(source.parse_source(dress.with_options(SOURCE, (".txt",), headings="-"))).decode()
    assert "Bakgrund\n--------\n" in lined
    paged = dress.with_options(SOURCE, (".txt",), sheet="10", head="PROTOKOLL", number="Sida {page} av {pages}")
    assert "\n\fPROTOKOLL\nSida 2 av 3\n" in render.draw(source.parse_source(paged)).decode()


def test_the_sample_is_drawn_by_name_and_scored_on_what_changed(modules, tmp_path) -> None:
    pytest.importorskip("reportlab", reason="the documents are drawn with the dev extra")
    import variants

    assert variants.sample(5) == variants.sample(5)
    assert set(variants.sample(5)) < set(variants.sample(9))
    texts = {"a": SOURCE, "b": SOURCE.replace("svar_2019", "b").replace("# 1. Kulturnämnden", "# Svaret")}
    plain = variants.analysed([modules[2].parse_source(text) for text in texts.values()], tmp_path)
    numbering = next(variant for variant in modules[0].variants() if variant.name == "4.2.2. X")
    n_sources, before, after = variants.compare(numbering, texts, plain)
    assert n_sources == 1
    assert before.metrics["segments_f1"] == after.metrics["segments_f1"] == 1.0
