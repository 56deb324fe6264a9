"""Reuse: passages that occur in several texts, why they do, and quotations with their sources.

Pure over records: `find_reuse` reads no file and has no state.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from remissnlp.records import Document, Quote, ReuseCluster, SegmentedDocument

__all__ = ["find_reuse"]


def find_reuse(
    documents: Sequence[Document],
    segmented: Sequence[SegmentedDocument],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[tuple[ReuseCluster, ...], tuple[Quote, ...]]:
    """Find copied passages and the sources of marked quotations in all documents together.

    The result does not depend on the order of the arguments: everything is sorted by path and place.

    Args:
        documents: the texts; `segmented` refers to them by `doc_id`.
        segmented: segments and statements; entries with `duplicate_of` and segments of kind `other` take no part.
        progress: called with (done, total) distinct sentences while pairs are looked for.

    Returns:
        Clusters in the order of their first member, and quotations in document order.
    """
    from remissnlp.reuse.assemble import assemble
    from remissnlp.reuse.cluster import copied_passages
    from remissnlp.reuse.quotes import find_quotations, trace_quotes
    from remissnlp.reuse.units import build_corpus

    corpus = build_corpus(documents, segmented)
    quotations = find_quotations(documents, segmented)
    clusters = assemble(corpus, copied_passages(corpus, progress=progress), quotations, segmented)
    return clusters, trace_quotes(corpus, quotations)
