"""Days as running text has them."""

from __future__ import annotations

import re
from datetime import date, datetime

_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def long_date(day: date) -> str:
    """``15 September 2026``."""
    return f"{day.day} {day:%B %Y}"


def short_date(words: str) -> str:
    """A long date as tables have it, ``2026-09-15``; other words as they are."""
    try:
        return datetime.strptime(words, "%d %B %Y").date().isoformat()  # a day has no time zone
    except ValueError:
        return words


def long_dates(sentence: str) -> str:
    """A sentence with its dates written out, as running text has them."""
    return _ISO_DATE.sub(lambda found: _long_or_same(found[0]), sentence)


def _long_or_same(day: str) -> str:
    try:
        return long_date(date.fromisoformat(day))
    except ValueError:
        return day
