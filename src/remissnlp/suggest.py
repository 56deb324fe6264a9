"""Themes that a codebook may lack: what no theme caught, put into groups by the words that it shares (pure).

A group grows around a word that several respondents use, alone or in compounds; words that stand in the same statements
are one group. Words are told by their lemmas. Nothing here is random: the same statements give the same groups.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from remissnlp.resources import read_yaml
from remissnlp.text import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

MIN_STATEMENTS, MIN_RESPONDENTS = 3, 2
N_TERMS = 6
MAX_TERMS = 1_500  # the distances between more words would cost too much; the rarest are left out
_MAX_SHARE = 0.2  # a word in more of the statements than this is what the whole case is about
_SMALL_CASE = 20  # statements; of fewer, any share may be one subject
_MAX_DISTANCE = 0.5  # cosine between the statements of two words
_MIN_LETTERS = 3  # of a word
_MIN_BASE, _MIN_REST = 4, 3  # letters of a word inside a compound, and of the rest of the compound

_NAMING = frozenset({"NOUN", "VERB", "ADJ"})  # parts of speech that may name a theme

Terms = Callable[[Sequence[str]], Iterable[Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncoded:
    """A statement that no theme caught. `wording` is equal for copies of one passage, which are one vote."""

    statement_id: str
    text: str
    respondent: str
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedTheme:
    """A group of statements that may be a theme: its key terms, and its statements, the most typical first."""

    terms: tuple[str, ...]
    statements: tuple[Uncoded, ...]

    @property
    def respondents(self) -> tuple[str, ...]:
        """Those who raise it, each once, in the order of the statements."""
        return tuple(dict.fromkeys(statement.respondent for statement in self.statements))

    @property
    def examples(self) -> tuple[str, ...]:
        """One text of each wording, the most typical first."""
        texts: dict[str, str] = {}
        for statement in self.statements:
            texts.setdefault(statement.wording, statement.text)
        return tuple(texts.values())


def suggest_themes(
    statements: Iterable[Uncoded], *, most: int = 20, terms: Terms | None = None
) -> tuple[SuggestedTheme, ...]:
    """Return groups of statements that share a subject, those of most respondents first.

    Args:
        statements: what no theme caught, in a fixed order.
        most: the largest number of groups.
        terms: gives the words of each text that may name a theme, `content_words` by default; respondents are none.
    """
    wordings: dict[str, list[Uncoded]] = defaultdict(list)
    for statement in statements:
        wordings[statement.wording].append(statement)
    votes = list(wordings.values())
    names = {word.lower() for group in votes for statement in group for word in words(statement.respondent)}
    texts = [group[0].text for group in votes]
    documents = [set(found) - names for found in (terms or content_words)(texts)]
    places = _places(documents, votes)
    groups = [_group(members, places, documents, votes) for members in _families(places, len(votes))]
    groups.sort(key=lambda group: (-len(group.respondents), -len(group.statements), group.terms))
    return tuple(groups[:most])


def _places(documents: Sequence[set[str]], votes: Sequence[Sequence[Uncoded]]) -> dict[str, list[int]]:
    """Return the wordings of each word that enough respondents use, compounds with it included."""
    own: dict[str, set[int]] = defaultdict(set)
    for number, document in enumerate(documents):
        for word in document:
            own[word].add(number)
    wide: dict[str, set[int]] = {word: set(numbers) for word, numbers in own.items()}
    for word, numbers in own.items():
        for base in _parts(word, own.keys()):
            wide[base] |= numbers
    return {word: sorted(numbers) for word, numbers in wide.items() if _is_shared(numbers, votes)}


def _parts(word: str, known: Set[str]) -> Iterator[str]:
    """Yield the known words that a compound begins or ends with: a "biblioteksbuss" is a "buss" of a "bibliotek"."""
    for cut in range(_MIN_BASE, len(word) - _MIN_REST + 1):
        if word[:cut] in known and _is_word(word[cut:]):
            yield word[:cut]
        if word[-cut:] in known and _is_word(word[:-cut]):
            yield word[-cut:]


def _is_word(rest: str) -> bool:
    """Tell whether the rest of a compound is a word, its binding "s" apart: in "regional", after "regi", it is none."""
    from remissnlp.linguistics.lemma_layer import is_known

    return any(is_known(form) for form in (rest, rest.removeprefix("s"), rest.removesuffix("s")))


def _is_shared(numbers: set[int], votes: Sequence[Sequence[Uncoded]]) -> bool:
    """Tell whether enough respondents use a word, and few enough for it to be one subject among others."""
    found = [statement for number in numbers for statement in votes[number]]
    if len(found) < MIN_STATEMENTS or len({statement.respondent for statement in found}) < MIN_RESPONDENTS:
        return False
    return len(votes) < _SMALL_CASE or len(numbers) <= _MAX_SHARE * len(votes)


def _families(places: Mapping[str, Sequence[int]], n_votes: int) -> list[list[str]]:
    """Return the words in families: those that stand in much the same wordings belong together."""
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering

    names = sorted(places, key=lambda word: (-len(places[word]), word))[:MAX_TERMS]
    if len(names) < 2:
        return [names] if names else []
    matrix = np.zeros((len(names), n_votes), dtype=np.float32)
    for row, name in enumerate(names):
        matrix[row, places[name]] = 1.0
    model = AgglomerativeClustering(
        n_clusters=None, distance_threshold=_MAX_DISTANCE, metric="cosine", linkage="average"
    )
    families: dict[int, list[str]] = defaultdict(list)
    for name, label in zip(names, model.fit_predict(matrix), strict=True):
        families[int(label)].append(name)
    return list(families.values())


def _group(
    family: Sequence[str],
    places: Mapping[str, Sequence[int]],
    documents: Sequence[set[str]],
    votes: Sequence[Sequence[Uncoded]],
) -> SuggestedTheme:
    """Return the statements of a family of words; words that stand beside it more than once are key terms too."""
    hits = Counter(number for word in family for number in places[word])
    beside = Counter(word for number in hits for word in documents[number])
    further = [word for word, count in beside.items() if count >= 2 and word not in family]
    further.sort(key=lambda word: (-beside[word], word))
    typical = sorted(hits, key=lambda number: (-hits[number], -len(votes[number]), number))
    return SuggestedTheme(
        terms=tuple([*family, *further][:N_TERMS]),
        statements=tuple(statement for number in typical for statement in votes[number]),
    )


def content_words(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield, for each text, the lemmas of the nouns, verbs and adjectives in it that may name a theme, in their order.

    Names, numbers, particles and words of procedure are none. The lemmas are those of the shipped pipeline.
    """
    from remissnlp.linguistics import annotate

    for doc in annotate(texts, parse=False):
        yield [lemma for form, lemma in _lemmas(doc) if _may_name_a_theme(form, lemma)]


def _may_name_a_theme(form: str, lemma: str) -> bool:
    return len(form) >= _MIN_LETTERS and form.replace("-", "").isalpha() and {form, lemma}.isdisjoint(_no_terms())


def _lemmas(doc: Doc) -> Iterator[tuple[str, str]]:
    """Yield form and lemma of nouns, verbs and adjectives in lower case; a capital makes the first word no name."""
    from remissnlp.linguistics.lemma_layer import is_known, known_lemma

    first = next((token.i for token in doc if token.is_alpha), 0)
    for token in doc:
        if token.pos_ in _NAMING:
            yield token.lower_, token.lemma_.lower()
        elif token.i == first and token.pos_ == "PROPN" and is_known(token.lower_):
            yield token.lower_, known_lemma(token.lower_, "NOUN") or token.lower_


@lru_cache(maxsize=1)
def _no_terms() -> frozenset[str]:
    from spacy.lang.sv.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS) | {word for group in read_yaml("suggest_sv.yaml")["never_a_term"] for word in group}
