"""Topics of the annex of measures, and the controls that speak to each: as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from compliance.frameworks.data import read

FURTHER = "further"
"""The topic of a company's own controls that no topic names."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, the identifiers of its controls, and whether certificates in force stand in it."""

    id: str
    title: str
    controls: tuple[str, ...]
    certificates: bool = False


@cache
def topics() -> tuple[Topic, ...]:
    """The topics in the order in which they print."""
    return tuple(Topic(**{**row, "controls": tuple(row["controls"])}) for row in read("dpa_measures")["topics"])


@cache
def topic_of(control: str) -> str:
    """The id of the topic that names a control; empty where none does."""
    return next((topic.id for topic in topics() if control in topic.controls), "")


@cache
def periods() -> frozenset[str]:
    """Ids of measures whose period the agreement states for each customer."""
    return frozenset(read("dpa_measures")["periods"])
