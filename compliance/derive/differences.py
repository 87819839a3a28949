"""What differs between two lists of things that each have an id and named aspects.

Nothing here knows registers: :mod:`compliance.derive.changes` says what is compared. Values are
compared by their keys, so that words, order and the file that a record stands in are no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from compliance.diagnostics import Place

Verb = Literal["gained", "lost", "changed"]

UNKNOWN = ""
"""Key of a value that nobody stands behind."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an aspect: what is compared, how it reads, and where it stands."""

    key: str
    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a state: a flow, a holder, a sub-processor. Aspects are in the order of printing."""

    id: str
    title: str
    place: Place
    aspects: Mapping[str, tuple[Value, ...]]

    def aspect(self, name: str) -> tuple[Value, ...]:
        """The values of an aspect; none where it has no such aspect."""
        return self.aspects.get(name, ())


@dataclass(frozen=True, slots=True)
class Aspect:
    """How one aspect of a thing differs. ``gained`` are values of the newer state, ``lost`` of the older."""

    name: str
    gained: tuple[Value, ...]
    lost: tuple[Value, ...]
    clarifies: bool = False
    """The older state knew no value at all, so that the newer says what was open before."""

    @property
    def was(self) -> str:
        """The lost values as they print."""
        return ", ".join(value.label for value in self.lost)

    @property
    def now(self) -> str:
        """The gained values as they print."""
        return ", ".join(value.label for value in self.gained)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was gained, lost or changed; ``was`` and ``now`` are its states."""

    verb: Verb
    id: str
    title: str
    was: Item | None = None
    now: Item | None = None
    aspects: tuple[Aspect, ...] = field(default=())


def compare(
    before: Iterable[Item], after: Iterable[Item], by_prefix: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """What differs, in the order of the newer state and then of what is lost.

    ``by_prefix`` names aspects whose keys form a hierarchy: a child of what was there is not new.
    """
    old, new = {item.id: item for item in before}, {item.id: item for item in after}
    return (*_present(old, new, by_prefix), *_gone(old, new))


def _present(old: Mapping[str, Item], new: Mapping[str, Item], by_prefix: frozenset[str]) -> Iterator[Change]:
    for id, item in new.items():
        was = old.get(id)
        if was is None:
            yield Change("gained", id, item.title, None, item)
            continue
        aspects = tuple(_aspects(was, item, by_prefix))
        if aspects:
            yield Change("changed", id, item.title, was, item, aspects)


def _gone(old: Mapping[str, Item], new: Mapping[str, Item]) -> Iterator[Change]:
    for id, item in old.items():
        if id not in new:
            yield Change("lost", id, item.title, item, None)


def _aspects(was: Item, now: Item, by_prefix: frozenset[str]) -> Iterator[Aspect]:
    for name in dict.fromkeys((*now.aspects, *was.aspects)):
        before, after = was.aspect(name), now.aspect(name)
        old, new = {v.key for v in before}, {v.key for v in after}
        if old == new:
            continue
        deep = name in by_prefix
        gained = tuple(v for v in after if not _covered(v.key, old, deep))
        lost = tuple(v for v in before if not _covered(v.key, new, deep))
        if gained or lost:
            yield Aspect(name, gained, lost, old <= {UNKNOWN})


def _covered(key: str, keys: set[str], deep: bool) -> bool:
    if key in keys:
        return True
    return deep and any(other and key.startswith(f"{other}.") for other in keys)
