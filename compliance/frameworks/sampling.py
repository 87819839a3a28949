"""How many items of a control are looked at, by how often it is carried out, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from compliance.frameworks.data import read


@dataclass(frozen=True, slots=True)
class SizeRow:
    """One frequency: its title, the sample's size, and the most items a year (0: without a limit)."""

    frequency: str
    title: str
    size: int
    up_to: int = 0


@dataclass(frozen=True, slots=True)
class SizeTable:
    """Rows from the rarest to the most frequent, whose table it is, and the day it was checked on."""

    source: str
    checked_on: str
    rows: tuple[SizeRow, ...]


@cache
def shipped_sizes() -> SizeTable:
    """The table that the product ships."""
    data = read("sampling")
    return SizeTable(data["source"], data["checked_on"], tuple(SizeRow(**row) for row in data["sizes"]))
