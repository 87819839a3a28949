"""Criteria that vendors are measured against, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from compliance.frameworks.data import read

Test = Literal[
    "is-true",
    "known",
    "at-least-tls12",
    "eea-or-ground",
    "in",
    "mentions",
    "number-at-least",
    "number-at-most",
    "has-certificate",
]
Applies = Literal["all", "personal-data", "customer-data", "critical"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question that is asked of a field of every vendor that it applies to.

    ``terms`` and ``limit`` are what the test compares with, where it needs something.
    """

    id: str
    title: str
    question: str
    field: str
    test: Test
    applies: Applies
    weight: int
    reference: str
    terms: tuple[str, ...] = ()
    limit: int = 0


@cache
def criteria() -> tuple[Criterion, ...]:
    """All criteria, in the order of the file."""
    return tuple(_criterion(row) for row in read("vendor-criteria")["criteria"])


def _criterion(row: dict[str, Any]) -> Criterion:
    test, compared = row["test"], None
    if isinstance(test, dict):
        ((test, compared),) = test.items()
    return Criterion(
        **{key: row[key] for key in ("id", "title", "question", "field", "applies", "weight", "reference")},
        test=cast("Test", test),
        terms=tuple(compared) if isinstance(compared, list) else (),
        limit=compared if isinstance(compared, int) else 0,
    )
