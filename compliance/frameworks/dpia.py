"""Criteria, cases and topics that call for an impact assessment (GDPR Article 35), as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from compliance.frameworks.data import read

Support = Literal["confirmed", "from-memory"]


@dataclass(frozen=True, slots=True)
class Signal:
    """Conditions that hold together; of each list one entry is enough, except ``criteria``, which are all met."""

    says: str
    special: bool = False
    categories: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    volume: str = ""
    frequency: str = ""

    @property
    def of_flow(self) -> bool:
        """Whether one flow must show it, and not the activity as a whole."""
        return bool(self.volume or self.frequency)


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion, a case or a topic. ``field`` is the text of an activity that answers it.

    ``complete``: without a signal the answer is no. ``further``: so many criteria must be met beside it.
    """

    id: str
    title: str
    short: str
    ref: str
    support: Support
    field: str
    complete: bool
    further: int
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """Everything that an activity is screened against, with the day on which it was compared with its sources."""

    checked_on: date
    source: str
    enough: int
    rule: str
    rule_source: str
    criteria: tuple[Question, ...]
    cases: tuple[Question, ...]
    topics: tuple[Question, ...]


def _signal(row: dict[str, Any]) -> Signal:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Signal(**given)


def _question(row: dict[str, Any]) -> Question:
    return Question(
        id=row["id"],
        title=row["title"],
        short=row.get("short", row["title"]),
        ref=row.get("ref", ""),
        support=row.get("support", "confirmed"),
        field=row.get("field", ""),
        complete=row.get("complete", False),
        further=row.get("further", 0),
        signals=tuple(map(_signal, row.get("signals", ()))),
    )


@cache
def screening() -> Screening:
    """The shipped table."""
    raw = read("dpia")
    return Screening(
        checked_on=date.fromisoformat(raw["checked_on"]),
        source=raw["source"].strip(),
        enough=raw["rule"]["criteria"],
        rule=raw["rule"]["text"].strip(),
        rule_source=raw["rule"]["source"],
        criteria=tuple(map(_question, raw["criteria"])),
        cases=tuple(map(_question, raw["cases"])),
        topics=tuple(map(_question, raw["topics"])),
    )
