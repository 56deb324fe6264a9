"""Complete linkage: sets in which every two texts are alike, from pairs that are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remissnlp.reuse.match import all_alike

Edge = tuple[float, int, int]


class Linkage:
    """Groups of texts, by number, that grow along edges; two groups that once did not fit never will."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._groups = [[number] for number in range(len(texts))]
        self._group_of = list(range(len(texts)))
        self._misfits: dict[int, set[int]] = {}

    @property
    def groups(self) -> list[list[int]]:
        """The groups of at least one text, by their first."""
        return sorted(sorted(group) for group in self._groups if group)

    def join(self, edges: Iterable[Edge]) -> None:
        """Join groups along edges (distance, text, text), closest first, wherever all of both sides are alike."""
        for _, a, b in sorted(edges):
            small, large = sorted((self._group_of[a], self._group_of[b]), key=lambda group: len(self._groups[group]))
            if small == large or small in self._misfits.get(large, ()):
                continue
            if self._fit(self._groups[small], self._groups[large]):
                self._merge(small, large)
            else:
                self._misfits.setdefault(small, set()).add(large)
                self._misfits.setdefault(large, set()).add(small)

    def _fit(self, small: list[int], large: list[int]) -> bool:
        return all_alike([self._texts[k] for k in small], [self._texts[k] for k in large])

    def _merge(self, small: int, large: int) -> None:
        for number in self._groups[small]:
            self._group_of[number] = large
        self._groups[large] += self._groups[small]
        self._groups[small] = []
        for other in self._misfits.get(small, ()):
            self._misfits[other].add(large)
        if small in self._misfits:
            self._misfits.setdefault(large, set()).update(self._misfits[small])
