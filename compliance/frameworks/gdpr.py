"""Periods of the GDPR, as they stood on a day."""

from __future__ import annotations

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
