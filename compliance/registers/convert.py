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
from typing import Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

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


Flat = Callable[[Any], Any]
Deep = Callable[[Any, Place, Defaults], Any]


class _Way(NamedTuple):
    """How a value is converted: by itself, or with its place and defaults, or not at all."""

    flat: Flat | None = None
    deep: Deep | None = None

    def __call__(self, value: Any, place: Place, defaults: Defaults) -> Any:
        if self.flat is not None:
            return self.flat(value)
        return value if self.deep is None else self.deep(value, place, defaults)


_SAME = _Way()


def _text(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


_PLAIN: dict[Any, _Way] = {
    Date: _Way(Date.fromisoformat),
    DateTime: _Way(DateTime.fromisoformat),
    Duration: _Way(Duration),
    str: _Way(_text),
}


def _tuple_of(inner: _Way) -> _Way:
    flat, deep = inner
    if flat is not None:
        return _Way(lambda value: tuple(map(flat, value)))
    if deep is None:
        return _Way(tuple)

    def convert(value: list[Any], place: Place, defaults: Defaults) -> tuple[Any, ...]:
        return tuple(deep(item, place.at(index), defaults) for index, item in enumerate(value))

    return _Way(deep=convert)


def _conflict(raw: dict[str, Any], place: Place) -> Conflict:
    date = raw.get("date")
    return Conflict(
        place=place,
        value=raw["value"],
        source=raw["source"],
        date=Date.fromisoformat(date) if date else None,
        note=raw.get("note", ""),
    )


def _fact_of(inner: _Way) -> _Way:
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

    return _Way(deep=convert)


def _union(hint: Any) -> _Way:
    """``X | None`` converts as X; a union of plain types passes through."""
    members = [arg for arg in get_args(hint) if arg is not type(None)]
    return _way(members[0]) if len(members) == 1 else _SAME


@cache
def _way(hint: Any) -> _Way:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin = get_origin(hint)
    if origin is tuple:
        return _tuple_of(_way(get_args(hint)[0]))
    if origin is Fact:
        return _fact_of(_way(get_args(hint)[0]))
    if origin in (Union, types.UnionType):
        return _union(hint)
    if isinstance(hint, type) and issubclass(hint, Part):
        return _Way(deep=lambda value, place, defaults: _part(hint, value, place, defaults))
    return _SAME


class _Field(NamedTuple):
    name: str
    key: str
    flat: Flat | None
    deep: Deep | None
    default: Any


@cache
def _plan(cls: Any) -> tuple[_Field, ...]:
    hints = get_type_hints(cls)
    return tuple(
        _Field(f.name, f.name.rstrip("_"), *_way(hints[f.name]), None if f.default is MISSING else f.default)
        for f in fields(cls)
        if f.name != "place"
    )


def _part(cls: type[Part], raw: dict[str, Any], place: Place, defaults: Defaults) -> Part:
    values: dict[str, Any] = {"place": place}
    for name, key, flat, deep, default in _plan(cast("Any", cls)):
        value = raw.get(key)
        if value is None:
            values[name] = default
        elif flat is not None:
            values[name] = flat(value)
        else:
            values[name] = value if deep is None else deep(value, place.at(key), defaults)
    return cls(**values)


@cache
def _default_status(cls: Any) -> Any:
    return next((f.default for f in fields(cls) if f.name == "status"), MISSING)


def _defaults(raw: dict[str, Any], cls: type[Record]) -> Defaults:
    own = _default_status(cast("Any", cls))
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
