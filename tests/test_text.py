from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remissnlp import text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Två   ord\t här ", "Två ord här"),
        ("a\u030arlig", "årlig"),
        ("före\u00adbyggande", "förebyggande"),
        ("före\u00ad", "före-"),
        ("verksamhets\ufffe", "verksamhets-"),
        ("hand\u0002", "hand-"),
        ("20\u00a0000\u200b kronor\ufeff", "20 000 kronor"),
        ("\u2028rad\u0085slut\x1c", "rad slut"),
        ("   ", ""),
    ],
)
def test_clean_line(raw, clean):
    assert text.clean_line(raw) == clean


@given(st.text())
def test_clean_line_is_idempotent_nfc_and_one_line(raw):
    once = text.clean_line(raw)
    assert text.clean_line(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert len(once.splitlines()) <= 1
    assert "  " not in once
    assert once == once.strip()


@pytest.mark.parametrize("line", ["Slut.", "Slut?", "följande:", "sade han.”", "(se bilaga.)"])
def test_sentence_end(line):
    assert text.ends_sentence(line)


@pytest.mark.parametrize("line", ["och", "nämnden,", "Bakgrund", "ett; två;", ""])
def test_no_sentence_end(line):
    assert not text.ends_sentence(line)


def test_starts():
    assert text.starts_upper("”Den centrala nivån")
    assert not text.starts_upper("(sidan 8)")
    assert text.continues_sentence("2 till utlåtandet")
    assert not text.continues_sentence("”Den")
    assert text.first_letter("– ") == ""


def test_words_keep_compounds_together():
    assert text.words("Risk- och IT-system, 2020-2023 (S:t Erik)") == [
        "Risk",
        "och",
        "IT-system",
        "2020-2023",
        "S:t",
        "Erik",
    ]
