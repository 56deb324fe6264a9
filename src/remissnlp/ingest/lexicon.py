"""Which strings are Swedish words: simplemma's list of 964,000 forms, loaded when first asked for."""

from __future__ import annotations

from functools import lru_cache

_MIN_PART = 4  # shorter parts make compounds out of anything
_LINKS = ("", "s")  # what Swedish puts between the parts of a compound


@lru_cache(maxsize=8192)
def is_word(word: str) -> bool:
    """Tell whether a lower-case string is a listed form, or a compound of two of them."""
    return is_listed(word) or _is_compound(word)


def is_listed(word: str) -> bool:
    """Tell whether a lower-case string is a listed form.

    The list takes about half a second and 110 MB to load, once in a process, so callers ask last.
    """
    from simplemma import is_known

    return bool(word) and is_known(word, lang="sv")


def _is_compound(word: str) -> bool:
    for cut in range(_MIN_PART, len(word) - _MIN_PART + 1):
        left, right = word[:cut], word[cut:]
        if is_listed(right) and any(left.endswith(link) and is_listed(left.removesuffix(link)) for link in _LINKS):
            return True
    return False
