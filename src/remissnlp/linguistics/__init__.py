"""Swedish sentences, lemmas, parts of speech and dependencies behind one small interface.

`sentence_spans` and `sentence_breaks` are rules and load nothing. `annotate` and `lemmas` load the engine that the
settings name: the spaCy pipeline that ships with the package, any other spaCy pipeline, or Stanza. Sentence borders are
those of the rules whatever the engine, so a run has the same statements with each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from remissnlp.linguistics.engine import Engine, describe, find_engine
from remissnlp.linguistics.sentences import quotation_spans, sentence_breaks, sentence_spans

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = [
    "Engine",
    "annotate",
    "describe",
    "find_engine",
    "lemmas",
    "quotation_spans",
    "sentence_breaks",
    "sentence_spans",
]

_BATCH = 128


def annotate(
    texts: Iterable[str],
    engine: Engine | None = None,
    *,
    parse: bool = True,
    batch_size: int = _BATCH,
    processes: int = 1,
) -> Iterator[Doc]:
    """Yield one spaCy `Doc` for each paragraph: tokens, sentences, lemmas, parts of speech, dependencies.

    The texts are read as they come, and the result does not depend on the size of a batch.

    Args:
        texts: paragraphs, each of any length; `doc.text` equals its paragraph to the letter.
        engine: which engine; the shipped pipeline where none is named.
        parse: whether dependencies are needed; without them it takes less than half the time.
        batch_size: texts worked on together.
        processes: processes to work in; spaCy only, Stanza has threads of its own.

    Raises:
        ConfigurationError: the models of the engine cannot be used.
    """
    engine = engine or find_engine()
    if engine.library == "stanza":
        from remissnlp.linguistics import stanza_engine

        yield from stanza_engine.annotate(texts, engine, parse=parse, batch_size=batch_size)
    else:
        from remissnlp.linguistics import pipelines

        nlp = pipelines.load(engine, parse=parse)
        yield from pipelines.pipe(nlp, texts, batch_size=batch_size, processes=processes)


def lemmas(texts: Iterable[str], engine: Engine | None = None, *, batch_size: int = _BATCH) -> Iterator[list[str]]:
    """Yield the lemmas of each text, one a token, punctuation included and white space left out.

    The quick way: no parser, and no sentence borders where the engine can do without. Names keep their capitals.

    Args:
        texts: sentences or paragraphs.
        engine: which engine; the shipped pipeline where none is named.
        batch_size: texts worked on together.

    Raises:
        ConfigurationError: the models of the engine cannot be used.
    """
    engine = engine or find_engine()
    if engine.library == "stanza":
        docs = annotate(texts, engine, parse=False, batch_size=batch_size)
    else:
        from remissnlp.linguistics import pipelines

        nlp = pipelines.load(engine, parse=False, only_lemmas=True)
        docs = pipelines.pipe(nlp, texts, batch_size=batch_size, processes=1)
    for doc in docs:
        yield [token.lemma_ or token.lower_ for token in doc if not token.is_space]
