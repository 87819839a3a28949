"""What records are made of: parts that know their place, facts with a source, durations."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date as Date
from functools import total_ordering
from typing import Generic, Literal, TypeVar

from compliance.diagnostics import Place

Status = Literal["attested", "primary", "secondary", "catalogue", "unverified"]
"""How well a fact is supported: by our own statement, the party's own text, a third party's dated
reading of it, a catalogue, or not at all."""

FIRM: frozenset[Status] = frozenset({"attested", "primary"})
"""Statuses that print without a mark."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a register that knows where it stands."""

    place: Place

    def at(self, *steps: str | int) -> Place:
        """The place of a field of this piece."""
        return self.place.at(*steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Part):
    """A piece with an id of its own."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict(Part):
    """What another source says instead."""

    value: str | float | bool
    source: str
    date: Date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Part, Generic[T]):
    """A value with its source, date and status, as DESIGN part 5 has it.

    ``value`` is None where nobody knows. A bare value in the register takes source and status of
    its record.
    """

    value: T | None
    status: Status
    source: str = ""
    date: Date | None = None
    conflicts: tuple[Conflict, ...] = ()
    note: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value that anybody stands behind."""
        return self.value is not None and self.status != "unverified"

    @property
    def firm(self) -> bool:
        """Whether the value may print without a mark: attested, or the party's own text."""
        return self.value is not None and self.status in FIRM


_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
_SECONDS = (365 * 86400, 30 * 86400, 7 * 86400, 86400, 3600, 60, 1)


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Duration:
    """An ISO 8601 duration. Years count 365 days and months 30 when two are compared; P1D equals PT24H."""

    text: str

    @property
    def _numbers(self) -> tuple[int, ...]:
        match = _DURATION.fullmatch(self.text)
        return tuple(int(group or 0) for group in match.groups()) if match else (0,) * 7

    @property
    def seconds(self) -> int:
        return sum(n * size for n, size in zip(self._numbers, _SECONDS, strict=True))

    @property
    def days(self) -> float:
        return self.seconds / 86400

    @property
    def hours(self) -> float:
        return self.seconds / 3600

    def after(self, day: Date) -> Date:
        """The last day of a period that begins with ``day``, by the calendar: P1M after 31 January ends with February.

        Hours and shorter units count as whole days only. What lies beyond the calendar is its last day.
        """
        years, months, weeks, days, *time = self._numbers
        ahead = day.year * 12 + day.month - 1 + years * 12 + months
        year, month = ahead // 12, ahead % 12 + 1
        if year > Date.max.year:
            return Date.max
        start = Date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
        seconds = sum(n * size for n, size in zip(time, _SECONDS[4:], strict=True))
        whole = weeks * 7 + days + seconds // 86400
        return Date.fromordinal(min(start.toordinal() + whole, Date.max.toordinal()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and self.seconds == other.seconds

    def __hash__(self) -> int:
        return hash(self.seconds)

    def __lt__(self, other: Duration) -> bool:
        return self.seconds < other.seconds

    def __str__(self) -> str:
        """As people say it: ``35 days``, ``2 hours 35 minutes``."""
        parts = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in zip(self._numbers, _UNITS, strict=True) if n]
        return " ".join(parts) or "0 days"
