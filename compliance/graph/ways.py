"""What each edge lets through, as sets of items: its own categories, and what its transforms leave."""

from __future__ import annotations

from typing import NamedTuple

from compliance.frameworks.dataflow import identifiers, pseudonym, removes
from compliance.frameworks.taxonomy import below
from compliance.graph.dataflow import Edge
from compliance.graph.items import STATES, Item, State, Universe
from compliance.registers.records.flows import Transform


class Change(NamedTuple):
    """A transform on one category: what it is about, what stands above that, and what it leaves."""

    state: State
    removes: bool
    about: int
    above: int


class Way:
    """An edge as sets. ``carries`` are its own items, None where it carries all that its source has;
    ``lowered`` are these and all below; ``whole`` is the state that it leaves all data in."""

    __slots__ = ("carries", "changes", "edge", "lowered", "source", "target", "whole")

    def __init__(
        self, edge: Edge, carries: int | None, lowered: int, changes: tuple[Change, ...], whole: State
    ) -> None:
        self.edge, self.source, self.target = edge, edge.source, edge.target
        self.carries, self.lowered, self.changes, self.whole = carries, lowered, changes, whole

    def unlabelled(self) -> Way:
        """The same, when nothing is believed of what it says that it carries."""
        return Way(self.edge, None, 0, self.changes, "plain")


class Compiler:
    """Makes ways of edges, and knows what is left behind one."""

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._carried: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[int, int]] = {}
        self._identifying = universe.down(*(k for k in identifiers() if k in universe.categories))

    def way(self, edge: Edge) -> Way:
        """An edge as sets of items."""
        if not edge.flow and not edge.categories:
            return Way(edge, None, 0, (), "plain")
        key = (edge.categories, edge.subjects if edge.flow else ("*",))
        if key not in self._carried:
            self._carried[key] = self._items_of(edge)
        carries, lowered = self._carried[key]
        if not edge.transforms:
            return Way(edge, carries, lowered, (), "plain")
        changes = tuple(self._change(t, c) for t in edge.transforms for c in t.on_categories)
        return Way(edge, carries, lowered, changes, coded_whole(edge))

    def _items_of(self, edge: Edge) -> tuple[int, int]:
        """Items of its keys, and those with all below; about its subjects, on a chain about all."""
        universe = self._universe
        about = universe.about((edge.subjects or ("",)) if edge.flow else universe.subjects)
        return universe.exactly(*edge.categories) & about, universe.down(*edge.categories) & about

    def _change(self, transform: Transform, category: str) -> Change:
        universe = self._universe
        state = _state(transform.kind)
        return Change(state, removes(transform.kind), universe.down(category), universe.up(category))

    def over(self, way: Way, items: int) -> int:
        """What arrives when the source holds these items."""
        if way.carries is not None:
            items = (items & way.lowered) | (way.carries & self._universe.lowered(items))
        return self.behind(way, items) if way.changes else items

    def behind(self, way: Way, items: int) -> int:
        """What the transforms of a way leave."""
        for change in way.changes:
            items = self._changed(change, items)
        return items if way.whole == "plain" else self._coded(items, way.whole)

    def _changed(self, change: Change, items: int) -> int:
        parents = items & change.above
        if parents:  # a parent may contain what is changed, and it may contain the rest
            items = (items ^ parents) | (self._universe.lowered(parents) & ~change.above)
        hit = items & change.about
        if not hit:
            return items
        return items ^ hit if change.removes else (items ^ hit) | self._coded(hit, change.state)

    def _coded(self, items: int, state: State) -> int:
        """The same about a code: identifiers become the pseudonym, other plain data is marked."""
        universe = self._universe
        ids = items & self._identifying
        rest = items ^ ids
        plain = rest & universe.of_state["plain"]
        made = (rest ^ plain) | plain << STATES.index(state)
        for item in universe.items(ids):
            made |= universe.bit(Item(pseudonym(), item.subject, state))
        return made


def coded_whole(edge: Edge) -> State:
    """The state that a flow leaves all its data in: pseudonymised where it replaces every identifier that it
    carries, ``plain`` where one gets through."""
    named = [(t.kind, c) for t in edge.transforms for c in t.on_categories]
    kinds = [kind for kind, c in named if not removes(kind) and any(below(c, k) or below(k, c) for k in identifiers())]
    if not kinds:
        return "plain"
    carried = (c for c in edge.categories if c != pseudonym())
    identifying = (c for c in carried if any(below(c, key) or below(key, c) for key in identifiers()))
    loose = [c for c in identifying if not any(below(c, on) for _, on in named)]
    return "plain" if loose else _state(kinds[0])


def _state(kind: str) -> State:
    """The state that a transform leaves data in, where it leaves any."""
    return "hash" if kind == "hash" else "pseudonymise"
