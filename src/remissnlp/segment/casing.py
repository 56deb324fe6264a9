"""Names printed in capitals, written as the running text of the same document writes them, word by word."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from remissnlp.segment.register import is_body_name

_WORD = re.compile(r"[\wÀ-ÿ]+(?:-[\wÀ-ÿ]+)*")
# A word behind one of these begins a sentence or a line, and says nothing of how it is written inside one.
_BEGINS = re.compile(r"(?:^|[.!?:\n•–-]\s*)$")


class Spelling:
    """How a document writes its words inside sentences.

    Args:
        text: the text of the document.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for match in _WORD.finditer(text):
            word = match.group()
            inside = word.islower() or not _BEGINS.search(text[max(0, match.start() - 3) : match.start()])
            if inside and not (word.isupper() and len(word) > 1):
                forms[word.lower()][word] += 1
        self._forms = {lower: max(sorted(found), key=lambda form: found[form]) for lower, found in forms.items()}

    def of(self, name: str) -> str:
        """Return a name as the document writes it: as a whole, else each of its words; a name keeps its capital."""
        whole = re.compile(rf"(?<![\wÀ-ÿ-]){re.escape(name)}(?![\wÀ-ÿ-])", re.IGNORECASE)
        told = next((m.group() for m in whole.finditer(self.text) if not m.group().isupper()), "")
        written = told or _WORD.sub(lambda match: self._word(match.group()), name)
        head, space, last = written.rpartition(" ")
        # 'Sportfiskarna Viks Distrikt': the word for what a body is has no capital of its own.
        kind = is_body_name(f"{head} {last.lower()}") or is_body_name(last)
        if space and not told and last.lower() not in self._forms and kind:
            written = f"{head} {last.lower()}"
        return written[:1].upper() + written[1:]

    def _word(self, word: str) -> str:
        lower = word.lower()
        if lower in self._forms:
            return self._forms[lower]
        stem = self._forms.get(lower.removesuffix("s"))
        return f"{stem}s" if stem and lower.endswith("s") else word
