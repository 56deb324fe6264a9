"""Swedish and ISO dates in running text (layer 0)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

_WRITTEN = re.compile(rf"\b(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(MONTHS)})(?:\s+(?P<year>(?:19|20)\d\d))?", re.I)
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")


def find_dates(text: str, *, default_year: int | None = None) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, ISO date) for every date in `text`, in the order of the text.

    A date without a year ("den 17 december") takes `default_year` and is passed over without one. Impossible dates
    are passed over.
    """
    found = [(m.start(), m.end(), _written(m, default_year)) for m in _WRITTEN.finditer(text)]
    found += [(m.start(), m.end(), _valid(int(m["year"]), int(m["month"]), int(m["day"]))) for m in _ISO.finditer(text)]
    for start, end, iso in sorted(found):
        if iso:
            yield start, end, iso


def first_date(text: str, *, default_year: int | None = None) -> str | None:
    """Return the first date in `text` in ISO form, or None."""
    return next((iso for _, _, iso in find_dates(text, default_year=default_year)), None)


def _written(match: re.Match[str], default_year: int | None) -> str:
    year = int(match["year"]) if match["year"] else default_year
    if year is None:
        return ""
    return _valid(year, MONTHS.index(match["month"].lower()) + 1, int(match["day"]))


def _valid(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
