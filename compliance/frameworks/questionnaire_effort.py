"""Minutes that open questions of a questionnaire take a person, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from compliance.frameworks.data import read

EffortKind = Literal["look", "confirm", "choose", "write", "translate"]
"""What a person has to do about a question."""


@dataclass(frozen=True, slots=True)
class EffortRow:
    """One kind of work: the minutes for one question, how it is called, and why it takes them."""

    kind: EffortKind
    minutes: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class EffortTable:
    """The rows, whose judgement they are, and its day."""

    source: str
    checked_on: str
    rows: tuple[EffortRow, ...]


@cache
def shipped_effort() -> EffortTable:
    """The table that the product ships."""
    data = read("questionnaire-effort")
    return EffortTable(data["source"], data["checked_on"], tuple(EffortRow(**row) for row in data["minutes"]))
