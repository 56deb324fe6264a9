from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remissnlp.ingest.assemble import Assembled, assemble
from remissnlp.ingest.hyphens import seam
from remissnlp.ingest.layout import paragraphs
from remissnlp.ingest.markdown import read_markdown
from remissnlp.ingest.plaintext import printed_lines


def joined(left: str, right: str, known: tuple[str, ...] = ()) -> str:
    between, drop = seam(left, right, lambda: frozenset(known))
    return (left[:-1] if drop else left) + between + right


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("kommun-", "fullmäktige", "kommunfullmäktige"),
        ("risk-", "och sårbarhet", "risk- och sårbarhet"),
        ("verksamhets-", "eller områdesspecifikt", "verksamhets- eller områdesspecifikt"),
        ("2020-", "2023 är", "2020-2023 är"),
        ("Norra-", "Södra", "Norra-Södra"),
        ("IT-", "system", "IT-system"),
        ("e-", "post", "e-post"),
        ("50-", "talet", "50-talet"),
        ("där-", "till kommer", "därtill kommer"),
        ("två ord", "till", "två ord till"),
        ("staden -", "och", "staden - och"),
        ("SAMMAN-", "FATTNING", "SAMMANFATTNING"),
    ],
)
def test_seams(left, right, expected):
    assert joined(left, right) == expected


def test_the_document_decides_on_compounds():
    assert joined("kust-", "inland", known=("kust-inland",)) == "kust-inland"
    assert joined("kust-", "inland", known=("kust-inland", "kustinland")) == "kustinland"


def check_invariants(document: Assembled) -> None:
    assert unicodedata.is_normalized("NFC", document.text)
    assert "\n".join(document.text[b.char_start : b.char_end] for b in document.blocks) == document.text
    end = -1
    lines = iter(document.lines)
    for block in document.blocks:
        assert block.char_start == end + 1
        assert block.char_end > block.char_start
        end = block.char_end
        content = document.text[block.char_start : end]
        assert content.startswith(block.marker)
        assert len(content.splitlines()) == 1
        place = block.char_start
        while place < end:
            line = next(lines)
            assert line.char_start == place
            place = line.char_end
        assert place == end
    assert next(lines, None) is None
    assert end == len(document.text) or not document.blocks


WORDS = st.sampled_from(
    [
        "Nämnden",
        "anser",
        "att",
        "planen.",
        "1.",
        "-",
        "risk-",
        "och",
        "2020-",
        "12",
        "följande:",
        "SL-",
        "m.fl.",
        "Sida 3 (14)",
    ]
)
PAGES = st.lists(st.sampled_from([" ", "\n", "\n\n", "\n     ", "\f", "  \n"]) | WORDS, max_size=60).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(PAGES | st.text())
def test_plain_text_invariants(source):
    document = assemble(paragraphs(printed_lines(source)))
    check_invariants(document)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40))
def test_no_word_is_lost(words):
    words = [word for word in words if not word.endswith("-")]
    document = assemble(paragraphs(printed_lines("\n".join(words))))
    assert sorted(document.text.split()) == sorted(" ".join(words).split())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["# R\n", "text ", "- ", "1) ", "**f** ", "  \n", "\n\n", "| a | b |\n", "|---|---|\n", "<br>"]
        ),
        max_size=30,
    ).map("".join)
)
def test_markdown_invariants(source):
    check_invariants(assemble(read_markdown(source)))
