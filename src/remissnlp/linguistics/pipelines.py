"""spaCy pipelines, ours or any other, with the sentence borders of the genre."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import numpy as np
import spacy
from spacy.language import Language
from thinc.api import Model, NumpyOps
from threadpoolctl import threadpool_limits

from remissnlp.linguistics.engine import Engine
from remissnlp.linguistics.lemma_layer import FACTORY  # registers the component that the shipped pipeline names
from remissnlp.linguistics.sentences import sentence_breaks

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.types import Ints2d

SENTENCES = "remiss_sentences"
# Named entities and other ways to find sentences: nobody asks for them.
_UNUSED = ("ner", "senter", "sentencizer")
_LEMMAS_NEED = frozenset({
    "tok2vec", "transformer", "morphologizer", "tagger", "attribute_ruler", "trainable_lemmatizer", "lemmatizer",
    FACTORY,
})  # fmt: skip


@Language.component(SENTENCES, assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Set sentence borders by our rules; the parser that comes later keeps to them."""
    breaks = sentence_breaks(doc.text)
    starts = np.full(len(doc), -1, dtype=np.int64)  # spaCy's sign for 'begins no sentence'
    starts[:1] = 1
    starts[np.isin(doc.to_array("IDX"), breaks)] = 1
    return doc.from_array(["SENT_START"], cast("Ints2d", starts.astype(np.uint64)[:, None]))


@lru_cache(maxsize=4)
def load(engine: Engine, *, parse: bool = True, only_lemmas: bool = False) -> Language:
    """Return a pipeline, loaded once a process.

    Args:
        engine: whose folder to load.
        parse: whether dependencies are needed.
        only_lemmas: leave out whatever lemmas can do without: parser, sentence borders, and the tagger where the
            pipeline is ours.
    """
    left_out = [*_UNUSED, *(() if parse and not only_lemmas else ("parser",))]
    nlp = spacy.load(engine.folder, exclude=left_out)
    # A text is one paragraph, and the memory of a process is limited elsewhere.
    nlp.max_length = sys.maxsize
    if only_lemmas:
        for name in set(nlp.pipe_names) - _LEMMAS_NEED:
            nlp.remove_pipe(name)
        if FACTORY in nlp.pipe_names and "tagger" in nlp.pipe_names:
            nlp.remove_pipe("tagger")
    else:
        nlp.add_pipe(SENTENCES, first=True)
    use_numpy(nlp)
    return nlp


def use_numpy(nlp: Language) -> None:
    """Let NumPy multiply the matrices of a pipeline: two to three times as fast as BLIS where there is AVX-512."""
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if isinstance(model, Model) and isinstance(model.ops, NumpyOps):
            for node in model.walk():
                node.ops = ops


def pipe(nlp: Language, texts: Iterable[str], *, batch_size: int, processes: int) -> Iterator[Doc]:
    """Yield a `Doc` for each text, in order, in one thread a process: more would make small matrices slower."""
    with threadpool_limits(1, user_api="blas"):
        yield from nlp.pipe(texts, batch_size=batch_size, n_process=processes)
