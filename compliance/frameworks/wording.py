"""Words that say nothing, and claims that nobody may make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from compliance.frameworks.data import read


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it stands in a text, and what is wrong with it.

    ``claim`` is the entry that it belongs to, ``start`` the index of its first character.
    """

    claim: str
    why: str
    written: str
    start: int


@cache
def _entries(which: str) -> dict[str, tuple[str, str]]:
    """Claim and reason by phrase, in lower case and with single spaces."""
    key = "word" if which == "empty" else "claim"
    rows = read("wording")[which]
    return {_plain(phrase): (row[key], row["why"]) for row in rows for phrase in (row[key], *row.get("also", ()))}


@cache
def _pattern(which: str) -> re.Pattern[str]:
    # The longest comes first, so that "best practices" is not read as "best practice".
    phrases = sorted(_entries(which), key=len, reverse=True)
    written = "|".join(re.escape(phrase).replace(r"\ ", r"[\s\-]+") for phrase in phrases)
    # Letters are lowered before, not by IGNORECASE: that halves the time, and every text of a project comes here.
    return re.compile(rf"(?<![\w-])(?:{written})(?![\w-])")


def _plain(text: str) -> str:
    return re.sub(r"[\s\-]+", " ", text).lower()


def _find(which: str, text: str) -> Iterator[Phrase]:
    # A dotted capital I would become two characters and shift every index behind it.
    lowered = text.replace("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "i").lower()
    for match in _pattern(which).finditer(lowered):
        claim, why = _entries(which)[_plain(match[0])]
        yield Phrase(claim, why, " ".join(text[match.start() : match.end()].split()), match.start())


def empty_words(text: str) -> Iterator[Phrase]:
    """Words that nobody can check, in the order of the text."""
    return _find("empty", text)


def forbidden_claims(text: str) -> Iterator[Phrase]:
    """Claims that no text may make, in the order of the text."""
    return _find("forbidden", text)
