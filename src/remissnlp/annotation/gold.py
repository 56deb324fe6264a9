"""Statements of a run with the labels of a gold file: what people labelled for scoring can also be learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from remissnlp.annotation.coded import Coded
from remissnlp.evaluate.likeness import words_of
from remissnlp.evaluate.reading import read_gold
from remissnlp.values import Polarity


def gold_labels(statements: Sequence[Coded], gold: Path) -> list[Coded]:
    """Return those statements that a gold file labels for themes, with its themes and polarity in place of the run's.

    A sentence is the same where the document has the same name and the words are the same. What was cut otherwise in
    the run has no labels and is left out.

    Args:
        statements: of a run, see `coded_statements`.
        gold: a gold file as `remissnlp evaluate` takes it.

    Raises:
        ConfigurationError: `gold` cannot be used as a gold file.
    """
    known = {
        (PurePosixPath(document.name).name, words_of(sentence.text)): sentence
        for document in read_gold(gold).documents
        for sentence in document.sentences
        if sentence.themes is not None
    }
    found = []
    for statement in statements:
        sentence = known.get((PurePosixPath(statement.path).name, words_of(statement.text)))
        if sentence and sentence.themes is not None:
            tone = Polarity(sentence.polarity) if sentence.polarity else Polarity.NEUTRAL
            found.append(replace(statement, themes=tuple(sorted(sentence.themes)), polarity=tone))
    return found
