"""Periods of the GDPR, as they stood on a day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from compliance.frameworks.data import read


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period in hours, with the article that sets it and the first day on which it held."""

    id: str
    hours: int
    since: date
    source: str


@cache
def _deadlines() -> tuple[Deadline, ...]:
    rows = read("gdpr")["deadlines"]
    made = (Deadline(row["id"], row["hours"], date.fromisoformat(row["from"]), row["source"]) for row in rows)
    return tuple(sorted(made, key=lambda deadline: deadline.since))


def deadline(id: str, on: date) -> Deadline | None:
    """The row in force on a day, or None before the first."""
    return next((d for d in reversed(_deadlines()) if d.id == id and d.since <= on), None)


@dataclass(frozen=True, slots=True)
class Period:
    """A period in calendar months, what it may be extended by, and the article that sets it."""

    id: str
    months: int
    extended_by: int
    since: date
    source: str

    def ends(self, start: date, extended: bool = False) -> date:
        """The last day: the same day of a later month, or its last one (Regulation 1182/71, Art. 3(2)(c))."""
        return after_months(start, self.months + (self.extended_by if extended else 0))


def after_months(start: date, months: int) -> date:
    """The same day so many months later; the last day of a month that has no such day."""
    year, month = divmod(start.month - 1 + months, 12)
    last = monthrange(start.year + year, month + 1)[1]
    return date(start.year + year, month + 1, min(start.day, last))


@cache
def _periods() -> tuple[Period, ...]:
    rows = read("gdpr")["periods"]
    made = (
        Period(r["id"], r["months"], r["extended_by_months"], date.fromisoformat(r["from"]), r["source"]) for r in rows
    )
    return tuple(sorted(made, key=lambda period: period.since))


def period(id: str, on: date) -> Period | None:
    """The row in force on a day, or None before the first."""
    return next((p for p in reversed(_periods()) if p.id == id and p.since <= on), None)
