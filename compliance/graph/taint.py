"""What can get where: the least sets with ``holds(v) >= carries(e) & holds(u) - transforms(e)``.

Two readings are kept apart. *Declared*: a flow carries what it says and its source has. *Possible*: a
hub may forward all it holds, so what its flows say is not believed; their transforms are. What arrived
first at a node, and over which edge, is kept, so that a shortest way can be told.

Choices that a reader should know:

* Pseudonymised or hashed data stays what it is (GDPR Art. 4(5), Recital 26): an identifier becomes
  ``user.unique_id.pseudonymous``, other data keeps its category and is marked. A hop that replaces
  every identifier it carries makes all of its data pseudonymised.
* Dropped, aggregated and anonymised data is gone.
* Data at a parent key may contain any child; a transform on a child leaves the other children.
* A flow that says it carries something is believed although its source does not hold it: the data
  begins there, from nowhere. So does data that a register says is held and no flow brings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from compliance.frameworks.dataflow import identifiers, pseudonym, removes
from compliance.frameworks.taxonomy import below, may_contain
from compliance.graph.dataflow import DataFlows, Edge
from compliance.graph.items import STATES, Item, State, Universe, universe_of
from compliance.graph.origins import Origins
from compliance.registers.records.flows import Transform

Reading = Literal["declared", "possible"]

HUB_KINDS = ("vendor-service", "process")
"""Kinds of system that forward what they are given, when they have two targets or more."""


def hubs_of(flows: DataFlows) -> frozenset[str]:
    """Systems that may forward all they hold: by their kind and two targets or more, or by the tag ``hub``."""
    found = set()
    for key, node in flows.nodes.items():
        system = node.system
        targets = {edge.target for edge in flows.out(key, "flows-to")}
        if system and targets and ("hub" in system.tags or (system.kind in HUB_KINDS and len(targets) > 1)):
            found.add(key)
    return frozenset(found)


class Hop(NamedTuple):
    """One step of a witness path: the edge, what went in and what came out."""

    edge: Edge
    before: Item
    after: Item


@dataclass(frozen=True, slots=True)
class Path:
    """A shortest way by which an item got to a node. ``start`` is where it began; no hops where it began there."""

    start: str
    item: Item
    """The item at the end of the path."""
    hops: tuple[Hop, ...]

    @property
    def end(self) -> str:
        return self.hops[-1].edge.target if self.hops else self.start

    @property
    def nodes(self) -> tuple[str, ...]:
        """Keys of the nodes passed, in order."""
        return (self.start, *(hop.edge.target for hop in self.hops))


class _Change(NamedTuple):
    """A transform as bits: what it is about, what stands above that, and what it leaves."""

    state: State
    removes: bool
    about: int
    above: int


class _Way:
    """What an edge lets through: ``carries`` are its own items, None where it carries all."""

    __slots__ = ("carries", "changes", "edge", "lowered", "source", "target", "whole")

    def __init__(self, edge: Edge, universe: Universe, hub: bool, cache: dict[object, tuple[int, int]]) -> None:
        self.edge, self.source, self.target = edge, edge.source, edge.target
        self.carries: int | None = None
        self.lowered = 0
        if not hub and (edge.flow or edge.categories):
            key = (edge.categories, edge.subjects)
            if key not in cache:
                cache[key] = _carried(edge, universe)
            self.carries, self.lowered = cache[key]
        self.changes = tuple(_change(t, c, universe) for t in edge.transforms for c in t.on_categories)
        self.whole: State = _pseudonymises_all(edge) if self.changes and not hub else "plain"


def _carried(edge: Edge, universe: Universe) -> tuple[int, int]:
    """Items of the edge's keys, and of those with all below; about its subjects, or about all on other edges."""
    about = universe.about(edge.subjects or ([""] if edge.flow else universe.subjects))
    return universe.exactly(*edge.categories) & about, universe.down(*edge.categories) & about


def _change(transform: Transform, category: str, universe: Universe) -> _Change:
    return _Change(_state(transform.kind), removes(transform.kind), universe.down(category), universe.up(category))


def _state(kind: str) -> State:
    """The state that a transform leaves data in, where it leaves any."""
    return "hash" if kind == "hash" else "pseudonymise"


def _pseudonymises_all(edge: Edge) -> State:
    """The kind of transform that replaces every identifier that the edge carries; ``plain`` where one gets through."""
    named = [(t.kind, c) for t in edge.transforms for c in t.on_categories]
    kinds = [kind for kind, c in named if not removes(kind) and any(may_contain(c, key) for key in identifiers())]
    if not kinds:
        return "plain"
    carried = (c for c in edge.categories if c != pseudonym())
    loose = (c for c in carried if any(below(c, key) or _parent(c, key) for key in identifiers()))
    return "plain" if any(not any(below(c, on) for _, on in named) for c in loose) else _state(kinds[0])


def _parent(category: str, key: str) -> bool:
    """Whether a category stands above an identifier, so that it may contain it."""
    return category != key and below(key, category)


class _Arrival(NamedTuple):
    """Items that came to a node for the first time, in which round, by which edge; None where they began."""

    round: int
    items: int
    way: _Way | None


class Taint:
    """The fixpoint of one reading of a graph. ``like`` gives items and origins of another reading of it;
    nothing goes over the edges that ``but`` names."""

    def __init__(
        self,
        flows: DataFlows,
        reading: Reading = "declared",
        like: Taint | None = None,
        but: Collection[str] = frozenset(),
    ) -> None:
        self.flows, self.reading = flows, reading
        self.universe: Universe = like.universe if like else universe_of(flows)
        self._coder: _Coder = like._coder if like else _Coder(self.universe)
        hubs = hubs_of(flows) if reading == "possible" else frozenset()
        compiled: dict[object, tuple[int, int]] = {}
        self._out: dict[str, list[_Way]] = {}
        self._ways: dict[str, _Way] = {}
        for edge in flows.edges:
            if edge.reached and edge.id not in but:
                way = _Way(edge, self.universe, edge.source in hubs, compiled)
                self._out.setdefault(edge.source, []).append(way)
                self._ways[edge.id] = way
        self.seeds: dict[str, int] = dict(like.seeds) if like else {}
        self.nowhere: dict[str, tuple[str, ...]] = like.nowhere if like else {}
        """By id of a flow, the categories that it carries although its source does not have them."""
        self._held, self._arrivals = ({}, {}) if like is None else self._run()
        if like is None:
            Origins(self).find()

    def held(self, node: str) -> int:
        """All items that get to a node or begin there."""
        return self._held.get(node, 0)

    def reached(self, asked: int) -> tuple[str, ...]:
        """Nodes that have any of the items, in the order of the graph."""
        return tuple(key for key in self.flows.nodes if self._held.get(key, 0) & asked)

    def over(self, way: _Way, items: int) -> int:
        """What arrives over an edge when its source holds these items."""
        if way.carries is not None:
            items = (items & way.lowered) | (way.carries & self.universe.lowered(items))
        return self._coder.behind(way, items) if way.changes else items

    def carried(self, edge: Edge) -> tuple[int, int]:
        """What a flow carries, and what it brings when its source has all of that."""
        way = self._ways[edge.id]
        return way.carries or 0, self.over(way, way.carries or 0)

    def carriers(self, asked: int) -> Iterator[Edge]:
        """Edges over which any of the items get on."""
        for ways in self._out.values():
            for way in ways:
                if self.over(way, self.held(way.source)) & asked:
                    yield way.edge

    def path(self, node: str, asked: int) -> Path | None:
        """A shortest way by which one of the items got to a node; None where none did."""
        for arrival in self._arrivals.get(node, ()):
            hit = arrival.items & asked
            if hit:
                return self._back(node, hit & -hit)
        return None

    def _back(self, node: str, bit: int) -> Path:
        last = self._item(bit)
        hops: list[Hop] = []
        while True:
            arrival = next(a for a in self._arrivals[node] if a.items & bit)
            if arrival.way is None:
                return Path(node, last, tuple(reversed(hops)))
            before = self._before(arrival, bit)
            hops.append(Hop(arrival.way.edge, self._item(before), self._item(bit)))
            node, bit = arrival.way.source, before

    def _before(self, arrival: _Arrival, bit: int) -> int:
        """An item of the edge's source that becomes this one: the one that was there first."""
        way = arrival.way
        assert way is not None
        for earlier in self._arrivals[way.source]:
            if earlier.items & bit and self.over(way, bit) & bit:
                return bit
            rest = earlier.items if earlier.round < arrival.round and self.over(way, earlier.items) & bit else 0
            while rest:
                low = rest & -rest
                if self.over(way, low) & bit:
                    return low
                rest ^= low
        raise AssertionError("what arrived came from somewhere")

    def _item(self, bit: int) -> Item:
        return next(self.universe.items(bit))

    def run(self) -> None:
        """Reach the fixpoint from the seeds."""
        self._held, self._arrivals = self._run()

    def _run(self) -> tuple[dict[str, int], dict[str, list[_Arrival]]]:
        held = dict(self.seeds)
        arrivals = {key: [_Arrival(0, items, None)] for key, items in self.seeds.items()}
        frontier, round = dict(self.seeds), 0
        lowered, behind = self.universe.lowered, self._coder.behind
        while frontier:
            round += 1
            after: dict[str, int] = {}
            for key, items in frontier.items():
                low = lowered(items)
                for way in self._out.get(key, ()):  # as `over` has it, without a call for each edge
                    new = items if way.carries is None else (items & way.lowered) | (way.carries & low)
                    if new and way.changes:
                        new = behind(way, new)
                    target = way.target
                    known = held.get(target, 0)
                    new &= ~known
                    if new:
                        held[target] = known | new
                        after[target] = after.get(target, 0) | new
                        arrivals.setdefault(target, []).append(_Arrival(round, new, way))
            frontier = after
        return held, arrivals


class _Coder:
    """What transforms leave of items."""

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._identifying = universe.down(*(k for k in identifiers() if k in universe.categories))

    def behind(self, way: _Way, items: int) -> int:
        """Items behind all transforms of an edge."""
        for change in way.changes:
            items = self._changed(change, items)
        return items if way.whole == "plain" else self._coded(items, way.whole)

    def _changed(self, change: _Change, items: int) -> int:
        if items & change.above:
            parents = items & change.above
            items = (items ^ parents) | (self._universe.lowered(parents) & ~change.above)
        hit = items & change.about
        if not hit:
            return items
        return items ^ hit if change.removes else (items ^ hit) | self._coded(hit, change.state)

    def _coded(self, items: int, kind: State) -> int:
        """The same about a code: identifiers become the pseudonym, other plain data is marked."""
        universe = self._universe
        ids = items & self._identifying
        rest = items ^ ids
        plain = rest & universe.of_state["plain"]
        made = (rest ^ plain) | plain << STATES.index(kind)
        for item in universe.items(ids):
            made |= universe.bit(Item(pseudonym(), item.subject, kind))
        return made
