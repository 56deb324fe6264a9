"""Pure functions on strings: normalisation, white space, sentence ends, words (layer 0)."""

from __future__ import annotations

import re
import unicodedata

SOFT_HYPHEN = "\u00ad"
# PDFium writes one of the last two where it meets a hyphen at the end of a line.
HYPHENATION_MARKS = "\u00ad\u0002\ufffe"

# Characters that no reader sees: zero-width marks, byte-order mark, controls, and code points that stand for nothing.
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000e-\u001b\u007f\u0080-\u0084\u0086-\u009f\u200b\u200e\u200f\u2060\ufeff\uffff]"
)
_SPACE = re.compile(r"\s+")
# After any apostrophes, these make a spreadsheet run a cell as a formula.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NEUTRALISED = re.compile(rf"^'(?={_FORMULA.pattern})")
# What may need more than a look: marks of hyphenation, the invisible, and white space other than single spaces.
_UNCLEAN = re.compile(rf"[{HYPHENATION_MARKS}]|{_INVISIBLE.pattern}|[^\S ]|  ")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_OPENING = "\"'”’»«“„([–-—…*• "
_WORD = re.compile(r"[^\W_]+(?:[-'’:][^\W_]+)*")


def clean_line(text: str) -> str:
    """Return one printed line as canonical text: NFC, single spaces, nothing invisible.

    A hyphenation mark at the end of the line is kept as a plain hyphen for `ingest` to undo; elsewhere it is removed.
    """
    stripped = text.strip()
    if not _UNCLEAN.search(stripped) and unicodedata.is_normalized("NFC", stripped):
        return stripped
    tail = "-" if stripped[-1:] and stripped[-1] in HYPHENATION_MARKS else ""
    if not stripped.isascii():
        stripped = re.sub(f"[{HYPHENATION_MARKS}]", "", stripped)
        stripped = unicodedata.normalize("NFC", _INVISIBLE.sub("", stripped))
    else:
        stripped = _INVISIBLE.sub("", stripped)
    return (_SPACE.sub(" ", stripped) + tail).strip()


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends in a mark that can end a sentence or lead in a list."""
    return bool(_SENTENCE_END.search(text.rstrip()))


def first_letter(text: str) -> str:
    """Return the first character behind opening quotes, brackets and dashes, or an empty string."""
    return text.lstrip(_OPENING)[:1]


def starts_upper(text: str) -> bool:
    """Tell whether the first letter of a line is a capital."""
    return first_letter(text).isupper()


def continues_sentence(text: str) -> bool:
    """Tell whether a line starts like the middle of a sentence: a small letter or a digit."""
    letter = first_letter(text)
    return letter.islower() or letter.isdigit()


def first_word(text: str) -> str:
    """Return the characters before the first space."""
    return text.split(" ", 1)[0]


def words(text: str) -> list[str]:
    """Return the words of a text in order; a compound with hyphens is one word."""
    return _WORD.findall(text)


def neutral(text: str) -> str:
    """Return text that no spreadsheet runs: an apostrophe stands in front of what would be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def bare(text: str) -> str:
    """Return the text that `neutral` was given."""
    return _NEUTRALISED.sub("", text)
