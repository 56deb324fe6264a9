"""Statements as sequences of interned words, each word with its place in the canonical text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from remissnlp.records import POLITICAL_KINDS, BlockRole, Document, Kind, Segment, SegmentedDocument, Statement
from remissnlp.resources import read_yaml

RESOURCE = "reuse_sv.yaml"
SENDER_KINDS = frozenset({Kind.PROPOSAL, Kind.PREPARATION, Kind.RAPPORTEUR})
MIN_WORDS = 6
# A word in more distinct sentences than both is of the genre; copies do not add to the count.
COMMON_COUNT = 40
COMMON_SHARE = 0.01
_WORD = re.compile(r"[^\W_]+(?:\u00ad[^\W_]+)*")
_LAST_CODE = 0x10FFFF


def fold(word: str) -> str:
    """Return a word without case, accents and soft hyphens, so that `ä` read as `a` is no difference."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("\u00ad", ""))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=1)
def _lexicon() -> tuple[frozenset[str], tuple[str, ...]]:
    table = read_yaml(RESOURCE)
    function_words = frozenset(fold(word) for word in str(table["function_words"]).split())
    return function_words, tuple(fold(stem) for stem in str(table["genre_stems"]).split())


def carries_content(folded: str) -> bool:
    """Tell whether a folded word says something of its own: no function word, number or word of the genre."""
    function_words, stems = _lexicon()
    return len(folded) > 2 and folded.isalpha() and folded not in function_words and not folded.startswith(stems)


class _Tokens(dict[str, str]):
    """Stretches without white space -> their words as codes, worked out at the first look-up."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, token: str) -> str:
        codes = self[token] = "".join(map(self._vocabulary.code_of, _WORD.findall(token)))
        return codes


class Vocabulary:
    """Words as single characters, so that a text is a string and string algorithms in C compare words.

    A code point beyond Unicode's last starts over: with more than a million distinct words two of them may share a
    code, which costs a little precision and no correctness of spans.
    """

    def __init__(self) -> None:
        self._tokens = _Tokens(self)
        self._code_of_word: dict[str, str] = {}
        self.content: set[str] = set()
        self._common_content: frozenset[str] = frozenset()

    def encode(self, text: str) -> str:
        """Return the words of `text` as a string of codes, one a word."""
        return "".join(map(self._tokens.__getitem__, text.split()))

    def code_of(self, surface: str) -> str:
        """Return the code of a word; words that differ in case and accents only share one."""
        word = fold(surface)
        code = self._code_of_word.get(word)
        if code is None:
            code = chr(len(self._code_of_word) % _LAST_CODE + 1)
            self._code_of_word[word] = code
            if carries_content(word):
                self.content.add(code)
        return code

    def n_content(self, codes: str) -> int:
        """Count the words that say something of their own."""
        return sum(map(self.content.__contains__, codes))

    def weight(self, codes: str) -> float:
        """Return the number of content words, where one that is common in this corpus counts half."""
        return self.n_content(codes) - 0.5 * sum(map(self._common_content.__contains__, codes))

    def mark_common(self, wordings: Collection[str]) -> None:
        """Note the words that a corpus uses in very many distinct sentences: its own genre words."""
        counts = Counter(chain.from_iterable(map(set, wordings)))
        limit = max(COMMON_COUNT, COMMON_SHARE * len(wordings))
        self._common_content = frozenset(code for code in self.content if counts[code] > limit)


def word_spans(text: str, offset: int = 0) -> tuple[tuple[int, int], ...]:
    """Return the span of each word of `text`, moved by `offset`: one for each code that `encode` gives."""
    return tuple((match.start() + offset, match.end() + offset) for match in _WORD.finditer(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One statement with its words. `order` counts units over all documents; neighbours in a segment follow on."""

    order: int
    document: Document
    segment: Segment
    statement: Statement
    speaker: tuple[str, ...]
    codes: str

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The place of each word in the document; worked out when asked for, since few statements are copied."""
        return word_spans(self.statement.text, self.statement.char_start)

    @property
    def from_sender(self) -> bool:
        """Whether the words are the sender's own draft or retold from it."""
        return self.segment.kind in SENDER_KINDS or self.statement.holder == "proposal"


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A run of words within one unit: `start:end` are word indices."""

    unit: int
    start: int
    end: int


# Nodes of one segment that follow on each other: a passage of one or several sentences.
Run = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All units in document order with their vocabulary."""

    units: tuple[Unit, ...]
    vocabulary: Vocabulary

    def codes(self, node: Node) -> str:
        """Return the words of a node as codes."""
        return self.units[node.unit].codes[node.start : node.end]

    def whole(self, index: int) -> Node:
        """Return the node that is the whole of a unit."""
        return Node(index, 0, len(self.units[index].codes))

    def span(self, node: Node) -> tuple[int, int]:
        """Return the character span of a node; a whole unit has its statement's span, end punctuation included."""
        unit = self.units[node.unit]
        start, end = unit.statement.char_start, unit.statement.char_end
        if node.start:
            start = unit.spans[node.start][0]
        if node.end < len(unit.codes):
            end = unit.spans[node.end - 1][1]
        return start, end

    def text(self, node: Node) -> str:
        """Return the text of a node, letter by letter as in its document."""
        start, end = self.span(node)
        return self.units[node.unit].document.text[start:end]

    def run_codes(self, run: Run) -> str:
        """Return the words of a run as codes."""
        return "".join(self.codes(node) for node in run)

    def run_words(self, run: Run) -> list[str]:
        """Return the words of a run as they are written, one for each code."""
        return [word for node in run for word in _WORD.findall(self.text(node))]

    def run_span(self, run: Run) -> tuple[int, int]:
        """Return the character span from the first word of a run to its last."""
        return self.span(run[0])[0], self.span(run[-1])[1]

    def run_text(self, run: Run) -> str:
        """Return the text of a run, letter by letter as in its document: what stands between sentences included."""
        start, end = self.run_span(run)
        return self.units[run[0].unit].document.text[start:end]

    def neighbour(self, index: int, step: int) -> int | None:
        """Return the index of the unit before (-1) or after (+1) in the same segment."""
        other = index + step
        if not 0 <= other < len(self.units):
            return None
        same = self.units[other].segment.segment_id == self.units[index].segment.segment_id
        return other if same and self.units[other].document is self.units[index].document else None


def speaker_of(segment: Segment) -> tuple[str, ...]:
    """Return who speaks: the sender of a case as one, a body, or parties within a body."""
    if segment.kind in SENDER_KINDS:
        return ("sender", segment.case_id)
    if segment.kind in POLITICAL_KINDS:
        return ("party", segment.respondent_id, *sorted(segment.parties))
    return ("body", segment.respondent_id)


def build_corpus(documents: Sequence[Document], segmented: Sequence[SegmentedDocument]) -> Corpus:
    """Return the units of all documents but duplicates, by path of the document and place in it.

    Args:
        documents: the documents that `segmented` speaks of, in any order.
        segmented: their segments and statements, in any order.
    """
    by_id = {document.doc_id: document for document in documents}
    vocabulary = Vocabulary()
    units: list[Unit] = []
    known = (entry for entry in segmented if entry.doc_id in by_id and not entry.duplicate_of)
    for entry in sorted(known, key=lambda entry: (by_id[entry.doc_id].path, entry.doc_id)):
        for segment, statement in _taking_part(entry):
            codes = vocabulary.encode(statement.text)
            if codes:
                units.append(
                    Unit(
                        order=len(units),
                        document=by_id[entry.doc_id],
                        segment=segment,
                        statement=statement,
                        speaker=speaker_of(segment),
                        codes=codes,
                    )
                )
    return Corpus(tuple(units), vocabulary)


def _taking_part(entry: SegmentedDocument) -> list[tuple[Segment, Statement]]:
    segments = {segment.segment_id: segment for segment in entry.segments if segment.kind is not Kind.OTHER}
    place = {segment_id: rank for rank, segment_id in enumerate(segments)}
    kept = [s for s in entry.statements if s.segment_id in segments and s.role is not BlockRole.HEADING]
    # Nested segments may interleave; a segment's statements must follow on each other for neighbours to be right.
    kept.sort(key=lambda s: (place[s.segment_id], s.char_start, s.char_end))
    return [(segments[s.segment_id], s) for s in kept]
