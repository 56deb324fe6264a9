"""The last word on lemmas: a spaCy component that corrects what the edit trees of the trained pipeline say.

A form of the training text has the lemma it had there; a noun, verb or adjective that the word list knows has the
lemma of the list, compounds by their last part; a name keeps its form, without the ending of the genitive, unless it is
a noun with its article ("Kommunstyrelsen"). Only what is left keeps the lemma of the edit trees, which are best at
regular endings and make up words where they do not know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FACTORY = "remiss_lemmas"
_FILE = "lexicon.json"
# A shorter last part of a compound is too often an ending that looks like a word.
_MIN_LAST_PART = 4
# The list knows no parts of speech: an adjective may come back as a verb ("avlönade" -> "avlöna"), a verb as a
# participle ("berörde" -> "berörd"). Such an answer is of no use.
_NOT_A_LEMMA_OF = {"ADJ": ("a",), "VERB": ("d", "t"), "NOUN": ()}
_PARTICIPLES = ("ande", "ende")
# A name that is a noun with its article: at least so much of its end must be a noun of the list.
_MIN_NOUN_IN_NAME = 6
_ARTICLES = ("en", "et", "an", "na", "ens", "ets", "ans", "nas")


@lru_cache(maxsize=1)
def _word_list() -> Mapping[str, str]:
    # Read as a stream: half the time to load and a tenth of the memory of the whole list as a dictionary.
    from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

    return StreamDictionaryFactory().get_dictionary("sv")


def is_known(form: str) -> bool:
    """Tell whether the word list has a form, which is given in lower case."""
    return form in _word_list()


@lru_cache(maxsize=100_000)
def known_lemma(form: str, pos: str) -> str | None:
    """Return what the word list makes of a form in lower case, or None where it does not help.

    Args:
        form: the word in lower case.
        pos: its universal part of speech; only NOUN, VERB and ADJ are looked up.
    """
    wrong = _NOT_A_LEMMA_OF.get(pos)
    if wrong is None:
        return None
    if pos in {"ADJ", "NOUN"} and form.endswith(_PARTICIPLES):
        return form
    found = _word_list().get(form)
    if pos == "NOUN" and (not found or len(found) > len(form)):
        found = _compound_lemma(form, _MIN_LAST_PART)
    return found if found and not found.endswith(wrong or "\0") else None


def _compound_lemma(form: str, min_last_part: int) -> str | None:
    """Return the lemma of a compound by the longest last part that the list knows."""
    words = _word_list()
    for start in range(2, len(form) - min_last_part + 1):
        last = words.get(form[start:])
        if last and last.islower() and len(last) <= len(form) - start:
            return form[:start] + last
    return None


@lru_cache(maxsize=10_000)
def _name_lemma(form: str) -> str | None:
    """Return the lemma of a name that is a noun with its article, else None."""
    lower = form.lower()
    if not lower.endswith(_ARTICLES) or lower == form:
        return None
    found = _compound_lemma(lower, _MIN_NOUN_IN_NAME)
    return found if found != lower else None


class LemmaLayer:
    """The component; its lexicon is saved with the pipeline as JSON.

    Args:
        lexicon: lemma of "form|POS", the form in lower case but for names.
    """

    def __init__(self, lexicon: Mapping[str, str] | None = None) -> None:
        self.lexicon = dict(lexicon or {})

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of every word."""
        for token in doc:
            token.lemma_ = self._lemma(token)
        return doc

    def _lemma(self, token: Token) -> str:
        pos = token.pos_
        form = token.text if pos == "PROPN" else token.lower_
        known = self.lexicon.get(f"{form}|{pos}")
        if known is not None:
            return known
        if pos == "PROPN":
            if noun := _name_lemma(form):
                return noun
            return form[:-1] if form.endswith("s") and "Gen" in str(token.morph) else form
        return known_lemma(form, pos) or token.lemma_ or form

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the lexicon as JSON."""
        return json.dumps(self.lexicon, ensure_ascii=False, sort_keys=True, indent=0).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> LemmaLayer:
        """Read what `to_bytes` wrote."""
        self.lexicon = json.loads(data)
        return self

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the lexicon into a folder."""
        path.mkdir(parents=True, exist_ok=True)
        (path / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> LemmaLayer:
        """Read what `to_disk` wrote."""
        return self.from_bytes((path / _FILE).read_bytes())


def lexicon_of(docs: Iterable[Doc]) -> dict[str, str]:
    """Return the most frequent lemma of every form and part of speech in annotated text; ties go by the alphabet."""
    counts: dict[str, dict[str, int]] = {}
    for doc in docs:
        for token in doc:
            form = token.text if token.pos_ == "PROPN" else token.lower_
            lemmas = counts.setdefault(f"{form}|{token.pos_}", {})
            lemmas[token.lemma_] = lemmas.get(token.lemma_, 0) + 1
    return {key: min(lemmas, key=lambda lemma: (-lemmas[lemma], lemma)) for key, lemmas in sorted(counts.items())}


@Language.factory(FACTORY, assigns=["token.lemma"], requires=["token.pos"])
def make_lemma_layer(nlp: Language, name: str) -> LemmaLayer:
    """Return an empty layer; the lexicon is read with the pipeline."""
    return LemmaLayer()
