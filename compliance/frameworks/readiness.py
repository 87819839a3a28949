"""What a SOC 2 examiner asks a company to bring, as data: populations, settings, papers of governance, tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from compliance.frameworks.data import read


@dataclass(frozen=True, slots=True)
class AskedPopulation:
    """A population that examiners draw from. ``register`` is the kind of record that lists it, where one does."""

    id: str
    title: str
    span: Literal["period", "day"]
    asks: str
    controls: tuple[str, ...]
    criteria: tuple[str, ...]
    register: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject that examiners want to see: settings of these controls, or evidence of these types."""

    id: str
    title: str
    controls: tuple[str, ...]
    criteria: tuple[str, ...]
    types: tuple[str, ...] = ()
    asks: str = ""


def _tuples(row: dict[str, object]) -> dict[str, object]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


@cache
def populations() -> tuple[AskedPopulation, ...]:
    """Populations, in the order that packs have them."""
    return tuple(AskedPopulation(**_tuples(row)) for row in read("soc2-readiness")["populations"])  # type: ignore[arg-type]


@cache
def topics(of: Literal["settings", "governance"]) -> tuple[Topic, ...]:
    """Subjects of settings or of governance."""
    return tuple(Topic(**_tuples(row)) for row in read("soc2-readiness")[of])  # type: ignore[arg-type]


@cache
def headings() -> dict[str, str]:
    """Papers and headings of the readiness pack that no record, criterion or population stands behind: titles by id."""
    return {row["id"]: row["title"] for row in read("soc2-readiness")["headings"]}


@cache
def tests() -> dict[str, str]:
    """Types of evidence that are tests of a control, each with what was done in a word."""
    return {row["type"]: row["words"] for row in read("soc2-readiness")["tests"]}


@cache
def reports() -> frozenset[str]:
    """Types of evidence that are the report of a supplier's auditor itself."""
    return frozenset(read("soc2-readiness")["reports"])
