"""Plain data, already valid by its schema, becomes frozen records.

One converter is made a record class, once, from its annotations; a record then costs one call a
field. What the schema promised is not checked again here.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import date as Date
from datetime import datetime as DateTime
from functools import cache
from typing import Any, Literal, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from compliance.diagnostics import Place
from compliance.registers.values import Conflict, Duration, Fact, Part, Record, Status

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a bare fact takes from its record: source, status, and what each source is worth."""

    source: str = ""
    status: Status = "attested"
    sources: tuple[tuple[str, Status | None, Date | None], ...] = ()

    def of(self, source: str) -> tuple[Status | None, Date | None]:
        """Status and date of a named source, where the record states them."""
        return next(((status, date) for id, status, date in self.sources if id == source), (None, None))


Convert = Callable[[Any, Place, Defaults], Any]


def _same(value: Any, place: Place, defaults: Defaults) -> Any:
    return value


def _date(value: str, place: Place, defaults: Defaults) -> Date:
    return Date.fromisoformat(value)


def _datetime(value: str, place: Place, defaults: Defaults) -> DateTime:
    return DateTime.fromisoformat(value)


def _duration(value: str, place: Place, defaults: Defaults) -> Duration:
    return Duration(value)


def _text(value: Any, place: Place, defaults: Defaults) -> Any:
    return value.strip() if isinstance(value, str) else value


def _tuple_of(inner: Convert) -> Convert:
    if inner is _same:
        return lambda value, place, defaults: tuple(value)

    def convert(value: list[Any], place: Place, defaults: Defaults) -> tuple[Any, ...]:
        return tuple(inner(item, place.at(index), defaults) for index, item in enumerate(value))

    return convert


def _conflict(raw: dict[str, Any], place: Place) -> Conflict:
    date = raw.get("date")
    return Conflict(
        place=place,
        value=raw["value"],
        source=raw["source"],
        date=Date.fromisoformat(date) if date else None,
        note=raw.get("note", ""),
    )


def _fact_of(inner: Convert) -> Convert:
    def convert(value: Any, place: Place, defaults: Defaults) -> Fact[Any]:
        if not isinstance(value, dict):
            status, date = defaults.of(defaults.source)
            return Fact(
                place=place,
                value=inner(value, place, defaults),
                status=status or defaults.status,
                source=defaults.source,
                date=date,
            )
        source = value.get("source", defaults.source)
        of_source, date = defaults.of(source)
        own_date = value.get("date")
        raw = value["value"]
        below = place.at("value")
        return Fact(
            place=below,
            value=None if raw is None else inner(raw, below, defaults),
            status=value.get("status") or of_source or defaults.status,
            source=source,
            date=Date.fromisoformat(own_date) if own_date else date,
            conflicts=tuple(_conflict(c, place.at("conflicts", i)) for i, c in enumerate(value.get("conflicts", ()))),
            note=value.get("note", ""),
        )

    return convert


def _union(hint: Any) -> Convert:
    """``X | None`` converts as X; a union of plain types passes through."""
    members = [arg for arg in get_args(hint) if arg is not type(None)]
    return _converter(members[0]) if len(members) == 1 else _same


@cache
def _converter(hint: Any) -> Convert:
    plain: dict[Any, Convert] = {Date: _date, DateTime: _datetime, Duration: _duration, str: _text}
    if hint in plain:
        return plain[hint]
    origin = get_origin(hint)
    if origin is tuple:
        return _tuple_of(_converter(get_args(hint)[0]))
    if origin is Fact:
        return _fact_of(_converter(get_args(hint)[0]))
    if origin in (Union, types.UnionType):
        return _union(hint)
    if origin is Literal or not isinstance(hint, type):
        return _same
    if issubclass(hint, Part):
        return lambda value, place, defaults: _part(hint, value, place, defaults)
    return _same


class _Field(NamedTuple):
    name: str
    key: str
    convert: Convert
    default: Any


@cache
def _plan(cls: Any) -> tuple[_Field, ...]:
    hints = get_type_hints(cls)
    return tuple(
        _Field(
            f.name,
            f.name.rstrip("_"),
            _converter(hints[f.name]),
            None if f.default is MISSING else f.default,
        )
        for f in fields(cls)
        if f.name != "place"
    )


def _part(cls: type[Part], raw: dict[str, Any], place: Place, defaults: Defaults) -> Part:
    values: dict[str, Any] = {"place": place}
    for name, key, convert, default in _plan(cast("Any", cls)):
        value = raw.get(key)
        if value is None:
            values[name] = default
        elif convert is _same:
            values[name] = value
        else:
            values[name] = convert(value, place.at(key), defaults)
    return cls(**values)


def _defaults(raw: dict[str, Any], cls: type[Record]) -> Defaults:
    own = next((f.default for f in fields(cls) if f.name == "status"), MISSING)
    stated = raw.get("status")
    if own is MISSING or own not in ("attested", "unverified"):
        return Defaults()
    sources = raw.get("sources")
    listed = tuple(
        (
            s["id"],
            cast("Status | None", s.get("status")),
            Date.fromisoformat(s["date"]) if s.get("date") else None,
        )
        for s in (sources if isinstance(sources, list) else ())
    )
    return Defaults(raw.get("source", ""), cast("Status", stated or own), listed)


def to_record(cls: type[R], raw: dict[str, Any], place: Place, id: str) -> R:
    """The record of valid plain data. ``id`` is given because not every kind keeps it under ``id``."""
    if raw.get("id") != id:
        raw = {**raw, "id": id}
    return cast("R", _part(cls, raw, place, _defaults(raw, cls)))
