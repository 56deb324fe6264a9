"""Marked quotations, traced to the passage that they quote."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from remissnlp.records import Document, Kind, Quote, Segment, SegmentedDocument
from remissnlp.reuse.kinds import Spans
from remissnlp.reuse.match import best_window, similarity
from remissnlp.reuse.units import RESOURCE, SENDER_KINDS, Corpus, Unit
from remissnlp.rules import first_match, load_rules

MIN_WORDS = 5
# A shorter passage in marks without a source is a name or a title.
MIN_LOST_WORDS = 8
MIN_SIMILARITY = 0.6
MIN_CONTENT = 2
MAX_SOURCES = 12
_GRAM = 3
# Swedish opens and closes with the same mark, so what stands beside it tells which it is. One line is one paragraph; a
# quotation may run over several, each of which may open with the mark anew.
_QUOTED = re.compile(r'(?<!\w)[”"“„»«](?=[^\s”"“„»«])((?:[^\n”"“„»«]|\n[”"“„»«]?(?=\S)){8,2000}?)(?<=\S)[”"“»«](?!\w)')
# Far enough back for the words that introduce a quotation.
_LEAD_CHARS = 100
_MARKS = '”"“„»«'
_MARK = re.compile(f"[{_MARKS}]")
_TRIM = " \t.…,;:-–[]()"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A marked quotation of at least `MIN_WORDS` words, without marks and dots of omission."""

    document: Document
    segment: Segment
    char_start: int
    char_end: int

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.document.text[self.char_start : self.char_end]

    @property
    def is_introduced(self) -> bool:
        """Whether somebody is said to have written it: marks alone may stand for irony or a title."""
        lead = self.document.text[max(self.segment.char_start, self.char_start - _LEAD_CHARS) : self.char_start]
        return first_match(load_rules(RESOURCE, "quoting"), lead.rpartition("\n")[2].rstrip(_TRIM + _MARKS)) is not None


@dataclass(frozen=True, slots=True)
class _Stream:
    """The words of one segment in a row."""

    codes: str
    units: tuple[Unit, ...]

    @property
    def first(self) -> Unit:
        """The unit that the stream begins with."""
        return self.units[0]

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The place of each word."""
        return tuple(span for unit in self.units for span in unit.spans)


def find_quotations(documents: Sequence[Document], segmented: Sequence[SegmentedDocument]) -> list[Quotation]:
    """Return the marked quotations in all segments that take part, in document order."""
    by_id = {document.doc_id: document for document in documents}
    found: dict[tuple[str, int, int], Quotation] = {}
    for entry in segmented:
        document = by_id.get(entry.doc_id)
        if document is None or entry.duplicate_of or not _MARK.search(document.text):
            continue
        # A nested segment is read after the one around it and so has the last word on whose quotation it is.
        for segment in sorted(entry.segments, key=lambda s: (s.char_start, -s.char_end)):
            if segment.kind is not Kind.OTHER:
                for quotation in _in_segment(document, segment):
                    found[document.doc_id, quotation.char_start, quotation.char_end] = quotation
    return sorted(found.values(), key=lambda q: (q.document.path, q.document.doc_id, q.char_start, q.char_end))


def _in_segment(document: Document, segment: Segment) -> list[Quotation]:
    quotations = []
    for match in _QUOTED.finditer(document.text, segment.char_start, segment.char_end):
        inner = match.group(1)
        start = match.start(1) + len(inner) - len(inner.lstrip(_TRIM))
        end = match.end(1) - (len(inner) - len(inner.rstrip(_TRIM)))
        if len(re.findall(r"\w+", document.text[start:end])) >= MIN_WORDS:
            quotations.append(Quotation(document, segment, start, end))
    return quotations


def trace_quotes(corpus: Corpus, quotations: Sequence[Quotation]) -> tuple[Quote, ...]:
    """Return the quotations with the passage that fits each best; one without a source only where it is introduced.

    A source is another speaker's segment, or the draft; a place that itself stands in quotation marks is second choice.
    """
    if not quotations:
        return ()
    streams = _streams(corpus)
    wanted = [corpus.vocabulary.encode(quotation.text) for quotation in quotations]
    places = _places(streams, {gram for codes in wanted for gram in _grams(codes)})
    marked = marked_spans(quotations)
    quotes = []
    for quotation, codes in zip(quotations, wanted, strict=True):
        hits: Counter[int] = Counter()
        for gram in set(_grams(codes)):
            hits.update(places[gram])
        sources = (s for s in hits if _may_be_source(streams[s].first, quotation))
        ranked = sorted(sources, key=lambda s: (-hits[s], s))[:MAX_SOURCES]
        options = [o for s in ranked if (o := _located(corpus, quotation, codes, streams[s], marked))]
        if options:
            quotes.append(max(options, key=lambda option: option[0])[1])
        elif len(codes) >= MIN_LOST_WORDS and quotation.is_introduced:
            quotes.append(_quote(quotation))
    return tuple(quotes)


def marked_spans(quotations: Sequence[Quotation]) -> Spans:
    """Return the character spans of marked quotations by the id of their document."""
    spans: Spans = defaultdict(list)
    for quotation in quotations:
        spans[quotation.document.doc_id].append((quotation.char_start, quotation.char_end))
    return spans


def _grams(codes: str) -> list[str]:
    return [codes[k : k + _GRAM] for k in range(len(codes) - _GRAM + 1)]


def _streams(corpus: Corpus) -> list[_Stream]:
    by_segment: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in corpus.units:
        by_segment[unit.document.doc_id, unit.segment.segment_id].append(unit)
    return [_Stream("".join(unit.codes for unit in units), tuple(units)) for units in by_segment.values()]


def _places(streams: list[_Stream], wanted: set[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for index, stream in enumerate(streams):
        for gram in set(_grams(stream.codes)) & wanted:
            places[gram].append(index)
    return places


def _may_be_source(unit: Unit, quotation: Quotation) -> bool:
    other = unit.segment
    if (unit.document.doc_id, other.segment_id) == (quotation.document.doc_id, quotation.segment.segment_id):
        return False
    return other.kind in SENDER_KINDS or other.respondent_id != quotation.segment.respondent_id


def _located(
    corpus: Corpus, quotation: Quotation, codes: str, stream: _Stream, marked: dict[str, list[tuple[int, int]]]
) -> tuple[tuple[float, ...], Quote] | None:
    """Return the passage of a segment that fits the quotation best, with its rank."""
    start, end = _nearest(codes, stream.codes)
    window = best_window(codes, stream.codes[start:end])
    if window is None or corpus.vocabulary.n_content(window.shared) < MIN_CONTENT:
        return None
    first, last = start + window.b_start, start + window.b_end
    score = similarity(codes, stream.codes[first:last])
    if score < MIN_SIMILARITY or len(window.shared) < _GRAM:
        return None
    spans = stream.spans
    source = (spans[first][0], spans[last - 1][1])
    document = stream.first.document
    own_words = not any(a < source[1] and source[0] < b for a, b in marked[document.doc_id])
    full_text = stream.first.segment.kind is not Kind.SUMMARY
    found = stream.first.segment.segment_id
    quote = _quote(quotation, source_id=found, source=source, similarity_share=round(score, 4))
    return (own_words, round(score, 4), full_text, -stream.first.order), quote


def _quote(
    quotation: Quotation,
    *,
    source_id: str = "",
    source: tuple[int | None, int | None] = (None, None),
    similarity_share: float = 0.0,
) -> Quote:
    return Quote(
        segment_id=quotation.segment.segment_id,
        text=quotation.text,
        page=quotation.document.page_at(quotation.char_start),
        char_start=quotation.char_start,
        char_end=quotation.char_end,
        source_segment_id=source_id,
        source_char_start=source[0],
        source_char_end=source[1],
        similarity=similarity_share,
    )


def _nearest(codes: str, stream: str) -> tuple[int, int]:
    """Return the stretch of a word stream, twice the quotation's length, that has most of its n-grams."""
    grams = set(_grams(codes))
    hits = [k for k in range(len(stream) - _GRAM + 1) if stream[k : k + _GRAM] in grams]
    width = len(codes) + len(codes) // 2
    best, count, left = 0, 0, 0
    for right, place in enumerate(hits):
        while place - hits[left] > width:
            left += 1
        if right - left + 1 > count:
            best, count = hits[left], right - left + 1
    margin = len(codes) // 2
    return max(0, best - margin), min(len(stream), best + width + margin)
