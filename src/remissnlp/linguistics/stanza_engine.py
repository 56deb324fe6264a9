"""Stanza behind the same interface: its words, lemmas, tags and dependencies as spaCy `Doc`s.

Models are read from a folder as Stanza's own download makes it; nothing is ever downloaded. Sentences come from our
rules: Stanza gets each of them as a paragraph of its own, and takes a whole batch of texts in one go.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import spacy
from spacy.tokens import Doc

from remissnlp.errors import ConfigurationError
from remissnlp.linguistics.engine import Engine
from remissnlp.linguistics.sentences import sentence_spans

if TYPE_CHECKING:
    from spacy.vocab import Vocab

_BETWEEN = "\n\n"  # what ends a paragraph for Stanza
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def annotate(texts: Iterable[str], engine: Engine, *, parse: bool, batch_size: int) -> Iterator[Doc]:
    """Yield one `Doc` for each text; see `remissnlp.linguistics.annotate`."""
    pipeline = _pipeline(engine, parse=parse)
    remaining = iter(texts)
    while batch := list(islice(remaining, batch_size)):
        sentences = [(number, *span) for number, text in enumerate(batch) for span in sentence_spans(text)]
        parts = [_LINE_END.sub(" ", batch[number][start:end]) for number, start, end in sentences]
        found = pipeline(_BETWEEN.join(parts)).sentences if parts else []
        yield from _docs(batch, sentences, found, vocab=_vocab(), parsed=parse)


@lru_cache(maxsize=2)
def _pipeline(engine: Engine, *, parse: bool) -> Any:  # noqa: ANN401 - Stanza has no types
    import stanza

    listed = json.loads((engine.folder / "resources.json").read_text(encoding="utf-8")).get("sv", {})
    wanted = ["tokenize", "mwt", "pos", "lemma", *(["depparse"] if parse else [])]
    processors = ",".join(name for name in wanted if name in listed or name != "mwt")
    try:
        return stanza.Pipeline(
            "sv",
            dir=str(engine.folder),
            processors=processors,
            download_method=None,
            tokenize_no_ssplit=True,
            use_gpu=False,
            verbose=False,
        )
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise ConfigurationError(
            f"--nlp stanza: the models in {engine.folder} cannot be loaded ({error}).",
            hint="Download them again with the Stanza that is installed, or give another folder: --nlp-model FOLDER.",
        ) from error


@lru_cache(maxsize=1)
def _vocab() -> Vocab:
    return spacy.blank("sv").vocab


@dataclass(slots=True)
class _Columns:
    """What a `Doc` is made of, one entry a token; `heads` are indices into it."""

    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    morphs: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    sent_starts: list[bool] = field(default_factory=list)

    def add_gap(self, text: str) -> None:
        """Add white space: one blank belongs to the word before it, all else is a token of its own, as in spaCy."""
        if self.words and text.startswith(" "):
            self.spaces[-1] = True
            text = text[1:]
        if text:
            self._add(text, lemma=text, pos="SPACE", tag="_SP", morph="", dep="dep")
            # It hangs on the word before it, or on the first word.
            self.heads.append(max(len(self.words) - 2, 0) if len(self.words) > 1 else 1)

    def add_words(self, tokens: Sequence[Any], text: str, at: int, offset: int) -> int:
        """Add the tokens of one sentence and the white space before and within; return where the last one ends.

        Args:
            tokens: Stanza's tokens.
            text: the text of the `Doc`.
            at: where in it the token before ends.
            offset: what to add to Stanza's places to get places in `text`.
        """
        place_of: dict[int, int] = {}
        heads: list[tuple[int, int]] = []
        for token in tokens:
            self.add_gap(text[at : token.start_char + offset])
            at = token.end_char + offset
            inside = {word.id for word in token.words}
            # A token of several words has the analysis of the one that the others hang on.
            word = next((word for word in token.words if word.head not in inside), token.words[0])
            self._add(
                text[token.start_char + offset : at],
                lemma=word.lemma or word.text,
                pos=word.upos or "X",
                tag=word.xpos or "",
                morph=word.feats or "",
                dep="ROOT" if word.head == 0 else word.deprel or "dep",
            )
            place_of |= dict.fromkeys(inside, len(self.words) - 1)
            heads.append((len(self.words) - 1, word.head or word.id))
            self.heads.append(len(self.words) - 1)
        for place, head in heads:
            self.heads[place] = place_of.get(head, place)
        return at

    def _add(self, word: str, *, lemma: str, pos: str, tag: str, morph: str, dep: str) -> None:
        self.words.append(word)
        self.spaces.append(False)
        self.lemmas.append(lemma)
        self.pos.append(pos)
        self.tags.append(tag)
        self.morphs.append(morph)
        self.deps.append(dep)

    def doc(self, vocab: Vocab, starts: Collection[int], *, parsed: bool) -> Doc:
        """Return the `Doc`; `starts` are the places in its text at which sentences begin."""
        doc = Doc(
            vocab,
            words=self.words,
            spaces=self.spaces,
            lemmas=self.lemmas,
            pos=self.pos,
            tags=self.tags,
            morphs=self.morphs,
            heads=[min(head, len(self.words) - 1) for head in self.heads] if parsed else None,
            deps=self.deps if parsed else None,
        )
        if not parsed:
            for token in doc:
                token.is_sent_start = token.i == 0 or token.idx in starts
        return doc


def _docs(
    batch: Sequence[str], sentences: Sequence[tuple[int, int, int]], found: Iterable[Any], *, vocab: Vocab, parsed: bool
) -> Iterator[Doc]:
    """Yield a `Doc` for each text of a batch.

    Args:
        batch: the texts.
        sentences: (number of the text, start, end) of each sentence that Stanza was given, in order.
        found: Stanza's sentences; it keeps to the borders it was given, and one that it divides is put together again.
        vocab: vocabulary of the new documents.
        parsed: whether there are dependencies.
    """
    tokens = deque(token for sentence in found for token in sentence.tokens)
    mine = deque(sentences)
    joined = 0
    for number, text in enumerate(batch):
        columns, at, starts = _Columns(), 0, set()
        while mine and mine[0][0] == number:
            _, start, end = mine.popleft()
            if at:
                starts.add(start)
            group = []
            while tokens and tokens[0].start_char < joined + end - start:
                group.append(tokens.popleft())
            at = columns.add_words(group, text, at, start - joined)
            joined += end - start + len(_BETWEEN)
        columns.add_gap(text[at:])
        yield columns.doc(vocab, starts, parsed=parsed)
