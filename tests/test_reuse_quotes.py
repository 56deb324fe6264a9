"""Marked quotations and their sources."""

from __future__ import annotations

import pytest

from remissnlp.records import Kind, Quote
from remissnlp.reuse import find_reuse
from tests.test_reuse import make

SOURCE = "Vi anser att kajen bör rustas före nästa vinter så att fiskarna kan lägga till i hård vind."


def trace(
    quoting: str, source: str = SOURCE, *, other: str = "Hamnen", kind: Kind = Kind.RESPONSE
) -> tuple[Quote, ...]:
    """Return the quotes found when `Byalaget` writes `quoting` and `other` wrote `source`."""
    document, entry = make("d", [("Byalaget", Kind.RESPONSE, (), [quoting]), (other, kind, (), [source])])
    text, segments = document.text, entry.segments
    quotes = find_reuse([document], [entry])[1]
    for quote in quotes:
        assert text[quote.char_start : quote.char_end] == quote.text
        if not quote.source_segment_id:
            assert (quote.source_char_start, quote.source_char_end, quote.similarity) == (None, None, 0)
            continue
        assert segments[1].char_start <= quote.source_char_start < quote.source_char_end <= segments[1].char_end
    return quotes


QUOTED = "kajen bör rustas före nästa vinter så att fiskarna kan lägga till"


@pytest.mark.parametrize(
    "marks",
    ["”{}”", '"{}"', "»{}«", "»{}»", "“{}”", "”… {}.”", '"...{} …"', "”[…] {} […]”"],
)
def test_marks_and_dots_of_omission(marks: str) -> None:
    (quote,) = trace(f"Hamnen skriver att {marks.format(QUOTED)}, och det är sant.")
    assert quote.text == QUOTED
    assert (quote.segment_id, quote.source_segment_id, quote.similarity) == ("d.s0", "d.s1", 1.0)


def test_source_span_is_exact() -> None:
    (quote,) = trace(f"Någon har sagt ”{QUOTED}”.")
    assert quote.source_char_end - quote.source_char_start == len(QUOTED)


def test_small_changes() -> None:
    (quote,) = trace("De skriver ”kajen måste rustas före kommande vinter så att fiskarna kan lägga till”.")
    assert quote.similarity == pytest.approx(10 / 12, abs=1e-4)


@pytest.mark.parametrize(
    "quoting",
    [
        "Den ”nya kajen” behövs.",
        "De skriver ”sju andra ord om bin och humlor”.",
        "Vi minns ”den gamla goda tiden då alla hade råd med båt” i byn.",
    ],
)
def test_words_in_marks_that_nobody_is_said_to_have_written_are_no_quotation(quoting: str) -> None:
    assert trace(quoting) == ()


def test_a_quotation_without_a_source_says_so() -> None:
    (quote,) = trace("Hamnen skriver att ”åtta helt andra ord om alla bin i parken”.")
    assert (quote.text, quote.source_segment_id) == ("åtta helt andra ord om alla bin i parken", "")


@pytest.mark.parametrize("between", ["\n", "\n”"])
def test_a_quotation_over_two_paragraphs(between: str) -> None:
    words = QUOTED.split()
    (quote,) = trace(f"Hamnen skriver ”{' '.join(words[:5])}{between}{' '.join(words[5:])}”.")
    assert quote.similarity == 1
    assert quote.text.split() == [*words[:4], words[4], between[1:] + words[5], *words[6:]]


def test_own_words_are_no_source_but_the_draft_is() -> None:
    assert [quote.source_segment_id for quote in trace(f"Vi skrev ”{QUOTED}”.", other="Byalaget")] == [""]
    assert len(trace(f"Vi skrev ”{QUOTED}”.", other="Byalaget", kind=Kind.PROPOSAL)) == 1


def test_words_in_marks_do_not_hide_a_quotation() -> None:
    (quote,) = trace(f"De ”nya” husen och de ”gamla” är bra, men ”{QUOTED}” står det.")
    assert quote.text == QUOTED
