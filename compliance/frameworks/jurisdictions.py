"""Adequacy decisions (GDPR Article 45) as they stood on a day, and what if one of them fell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, Literal

from compliance.diagnostics import DossierError
from compliance.frameworks.data import read

Scope = Literal["all", "commercial", "dpf-listed", "sector"]
EeaState = Literal["incorporated", "applied-nationally", "pending", "unknown"]

BINDS_EFTA: frozenset[EeaState] = frozenset({"incorporated", "applied-nationally"})
"""States in which an exporter in Iceland, Liechtenstein or Norway may rely on a decision."""


@dataclass(frozen=True, slots=True)
class EeaStatus:
    """Whether a decision is part of the EEA Agreement, who says so, and what is not known of it."""

    status: EeaState
    ref: str
    note: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One adequacy decision: for a country or an organisation, from a day, and to a day where it has an end.

    ``unconfirmed`` names the fields that nobody compared with the text of the decision.
    """

    country: str
    organisation: str
    instrument: str
    celex: str
    scope: Scope
    in_force: date
    expires: date | None
    limit: str
    litigation: str
    eea: EeaStatus
    checked_on: date
    unconfirmed: tuple[str, ...]

    def holds(self, day: date) -> bool:
        """Whether it was in force on a day; the day it expires is its last."""
        return self.in_force <= day and (self.expires is None or day <= self.expires)


class UnknownAssumptionError(DossierError):
    """``--assume`` says something that there is no row for."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is no assumption about a decision in the table",
            "write no-dpf, or without:COUNTRY with the two letters of a country that has a decision; "
            "`:YYYY-MM-DD` behind it names the first day without",
        )


@dataclass(frozen=True)
class Decisions:
    """The table, and what was assumed of it."""

    rows: tuple[Decision, ...]
    assumed: str = ""

    @cached_property
    def _by_country(self) -> dict[str, tuple[Decision, ...]]:
        """Rows of each country, the newest first."""
        found: dict[str, tuple[Decision, ...]] = {}
        for row in sorted(self.rows, key=lambda row: row.in_force, reverse=True):
            found[row.country] = (*found.get(row.country, ()), row)
        return found

    def on(self, country: str, day: date) -> Decision | None:
        """The decision for a country in force on a day; the newest where two overlap."""
        return next((row for row in self._by_country.get(country, ()) if row.holds(day)), None)

    def ended(self, country: str, day: date) -> Decision | None:
        """The decision for a country that ended last before a day."""
        gone = (row for row in self._by_country.get(country, ()) if row.expires and row.expires < day)
        return max(gone, key=lambda row: row.expires or day, default=None)

    def assume(self, text: str) -> Decisions:
        """The table under ``no-dpf`` or ``without:COUNTRY``, each with ``:DATE`` where it falls on a later day."""
        what, first = _read_assumption(text)
        hit: Callable[[Decision], bool] = (
            (lambda row: row.scope == "dpf-listed") if what == "no-dpf" else (lambda row: row.country == what)
        )
        if not any(hit(row) for row in self.rows):
            raise UnknownAssumptionError(text)
        kept = (_until(row, first) if hit(row) else row for row in self.rows)
        return Decisions(tuple(row for row in kept if row is not None), ", ".join(t for t in (self.assumed, text) if t))


def _read_assumption(text: str) -> tuple[str, date | None]:
    """What falls (``no-dpf`` or a country) and the first day without it."""
    name, *rest = text.split(":")
    if name == "without" and rest:
        name = rest.pop(0).upper()
    elif name != "no-dpf":
        raise UnknownAssumptionError(text)
    try:
        first = date.fromisoformat(rest.pop(0)) if rest else None
    except ValueError:
        raise UnknownAssumptionError(text) from None
    if rest or not name:
        raise UnknownAssumptionError(text)
    return name, first


def _until(row: Decision, first: date | None) -> Decision | None:
    """The row up to the day before it falls; None where it never held."""
    if first is None or first <= row.in_force:
        return None
    last = first - timedelta(days=1)
    return replace(row, expires=last if row.expires is None else min(row.expires, last))


@cache
def decisions() -> Decisions:
    """The shipped table."""
    return Decisions(tuple(_decision(row) for row in read("jurisdictions")["decisions"]))


@cache
def efta() -> frozenset[str]:
    """EEA states outside the European Union: a decision binds them once it is part of the EEA Agreement."""
    return frozenset(read("jurisdictions")["efta"])


def _decision(row: dict[str, Any]) -> Decision:
    return Decision(
        country=row.get("country", ""),
        organisation=row.get("organisation", ""),
        instrument=row["instrument"],
        celex=row["celex"],
        scope=row["scope"],
        in_force=date.fromisoformat(row["in_force"]),
        expires=date.fromisoformat(row["expires"]) if row.get("expires") else None,
        limit=row.get("limit", ""),
        litigation=row.get("litigation", ""),
        eea=EeaStatus(row["eea"]["status"], row["eea"]["ref"], row["eea"]["note"]),
        checked_on=date.fromisoformat(row["checked_on"]),
        unconfirmed=tuple(row["unconfirmed"]),
    )
