"""Editions of standards by which no certificate holds any more, as dated data with their source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from compliance.frameworks.data import read


@dataclass(frozen=True, slots=True)
class EndedEdition:
    """An edition, the last day of its certificates, the edition after it, and who says so."""

    scheme: str
    edition: str
    ended: date
    successor: str
    source: str


@cache
def _ended() -> dict[tuple[str, str], EndedEdition]:
    rows = read("editions")["ended"]
    made = (
        EndedEdition(r["scheme"], r["edition"], date.fromisoformat(r["ended"]), r["successor"], r["source"])
        for r in rows
    )
    return {(each.scheme.casefold(), each.edition): each for each in made}


def ended(scheme: str, edition: str) -> EndedEdition | None:
    """The end of an edition that a certificate states: ``2013``, or as the first word of ``2013 with Cor 2``."""
    year = re.match(r"\d{4}\b", edition.strip())
    return _ended().get((" ".join(scheme.split()).casefold(), year[0])) if year else None
