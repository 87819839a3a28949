"""Supervisory authorities by country (GDPR Article 51)."""

from __future__ import annotations

import re
from functools import cache

from compliance.frameworks.data import read


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Name and country, the longest name first, so that a shorter one inside it does not decide."""
    rows = ((name.casefold(), row["country"]) for row in read("authorities")["authorities"] for name in row["names"])
    return tuple(sorted(rows, key=lambda pair: -len(pair[0])))


def has_one(country: str) -> bool:
    """Whether a country has an authority in the table."""
    return any(code == country for _, code in _names())


def countries_of(authority: str) -> frozenset[str]:
    """Countries whose authority a text names; none where the table does not have it."""
    text = authority.casefold()
    found = next((name for name, _ in _names() if re.search(rf"\b{re.escape(name)}\b", text)), None)
    return frozenset(country for name, country in _names() if name == found)
