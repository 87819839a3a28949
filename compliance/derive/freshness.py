"""How old a piece of evidence is, and until when it still proves anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from compliance.frameworks.data import read
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.registers.values import Duration

State = Literal["fresh", "ageing", "stale", "future"]

AGEING_DAYS = 30
"""Evidence that goes stale within so many days is due for renewal, and at the earliest when :data:`AGEING_PART` of the
days that it holds is left: what holds for 30 days would be ageing from the first one."""
AGEING_PART = 4


@dataclass(frozen=True, slots=True)
class Freshness:
    """The age of evidence on a day: the date it speaks of, its limit, and the last day it holds."""

    as_of: date
    limit: Duration
    expires: date
    state: State

    @property
    def holds(self) -> bool:
        """Whether it still proves something."""
        return self.state in ("fresh", "ageing")


def speaks_of(evidence: Evidence) -> date:
    """The day that evidence speaks of: the end of its period, its point in time, or its collection."""
    return evidence.period_end or evidence.point_in_time or evidence.collected_at.date()


@cache
def _shipped_limits() -> dict[str, Duration]:
    return {row["type"]: Duration(row["limit"]) for row in read("freshness")["limits"]}


@cache
def _by_validity() -> frozenset[str]:
    """Types that hold as long as the document itself says: the limit stands in where it does not say."""
    return frozenset(row["type"] for row in read("freshness")["limits"] if row.get("by_validity"))


DEFAULT_LIMIT = Duration("P365D")
"""Limit of a type that neither the project nor the shipped table names."""


def limit_of(type: str, dossier: Dossier) -> Duration:
    """How old evidence of a type may be: the project's own limit, else the shipped one."""
    own = {row.type: row.limit for row in dossier.project.freshness}
    return own.get(type) or _shipped_limits().get(type, DEFAULT_LIMIT)


def known_types(dossier: Dossier) -> tuple[str, ...]:
    """Types of evidence with a limit of their own."""
    return tuple(sorted({*_shipped_limits(), *(row.type for row in dossier.project.freshness)}))


def freshness(evidence: Evidence, dossier: Dossier) -> Freshness:
    """The freshness of evidence today.

    A stated end of validity makes evidence hold for less than the limit of its type and never for longer,
    but for types that hold ``by_validity``: a certificate lasts as long as it says.
    """
    as_of, limit = speaks_of(evidence), limit_of(evidence.type, dossier)
    expires, stated = limit.after(as_of), evidence.valid_until
    if stated and (stated < expires or evidence.type in _by_validity()):
        expires = stated
    return Freshness(as_of, limit, expires, _state(as_of, expires, dossier.today))


def _state(as_of: date, expires: date, today: date) -> State:
    if as_of > today:
        return "future"
    if expires < today:
        return "stale"
    due = min(timedelta(days=AGEING_DAYS), (expires - as_of) / AGEING_PART)
    return "ageing" if expires - today <= due else "fresh"
