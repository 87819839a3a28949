"""What can get where: the least sets with ``holds(v) >= carries(e) & holds(u) - transforms(e)``.

Two readings are kept apart. *Declared*: a flow carries what it says and its source has. *Possible*: a
hub may forward all it holds, so what its flows say is not believed; their transforms are. What arrived
first at a system, and over which flow, is kept, so that a shortest way can be told.

Choices that a reader should know:

* Pseudonymised or hashed data stays what it is (GDPR Art. 4(5), Recital 26): an identifier becomes
  ``user.unique_id.pseudonymous``, other data keeps its category and is marked. A flow that replaces
  every identifier it carries makes all of its data pseudonymised.
* Dropped, aggregated and anonymised data is gone.
* Data at a parent key may contain any child; a transform on a child leaves the other children.
* A flow that says it carries something is believed although its source does not hold it: the data
  begins there, from nowhere. So does data that a register says is held and no flow brings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from compliance.graph.dataflow import DataFlows, Edge
from compliance.graph.items import Item, Universe, universe_of
from compliance.graph.origins import Origins
from compliance.graph.ways import Compiler, Way

Reading = Literal["declared", "possible"]

HUB_KINDS = ("vendor-service", "process")
"""Kinds of system that forward what they are given, when they have two targets or more."""


def hubs_of(flows: DataFlows) -> frozenset[str]:
    """Systems that may forward all they hold: by their kind and two targets or more, or by the tag ``hub``."""
    found = set()
    for key, node in flows.nodes.items():
        targets = {edge.target for edge in flows.out(key, "flows-to")}
        if node.system and targets:
            forwards = node.system.kind in HUB_KINDS and len(targets) > 1
            if forwards or "hub" in node.system.tags:
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


_Arrival: TypeAlias = tuple[int, int, Way | None]
"""Items that came to a system for the first time: in which round, which, by which flow; None where they began."""


_Onward: TypeAlias = tuple[str, int, int, bool, Way]
"""A flow as the fixpoint reads it: its target; which items it lets through where the source has what stands above
them; which as they are; whether it changes any; the whole of it."""


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
        self.flows, self.reading, self._but = flows, reading, frozenset(but)
        self.universe: Universe = like.universe if like else universe_of(flows)
        self._compiler: Compiler = like._compiler if like else Compiler(self.universe)
        self._ways: dict[str, Way] = {}
        self._out: dict[str, list[_Onward]] = {}
        self._beyond: dict[str, list[Way]] = {}
        """By target, ways that are no flows: to vendors, down their chains, to countries."""
        self._lay(like, but)
        self.seeds: dict[str, int] = dict(like.seeds) if like else {}
        self.nowhere: dict[str, tuple[str, ...]] = like.nowhere if like else {}
        """By id of a flow, the categories that it carries although its source does not have them."""
        self._held: dict[str, int] = {}
        self._arrivals: dict[str, list[_Arrival]] = {}
        self._told: dict[tuple[str, int], tuple[str, tuple[Hop, ...]]] = {}
        """By system and item, where it began and the hops from there: ways to many systems share their beginnings."""
        self._wanted: dict[tuple[str, int], int] = {}
        """By way and items asked for, which items of its source become one of them."""
        if like:
            self.run()
        else:
            Origins(self).find()
        self._go_beyond()

    def _lay(self, like: Taint | None, but: Collection[str]) -> None:
        """The ways that data goes, by where they start and where they end; the same again where nothing differs."""
        if like and not but and like.flows is self.flows and like.reading == self.reading and not like._but:
            self._ways, self._out, self._beyond = like._ways, like._out, like._beyond
            return
        self._ways = _ways(self.flows, self._compiler, like, self.reading, but)
        for way in self._ways.values():
            if way.edge.flow:
                self._out.setdefault(way.source, []).append(_onward(way))
            else:
                self._beyond.setdefault(way.target, []).append(way)

    def held(self, node: str) -> int:
        """All items that get to a node or begin there."""
        return self._held.get(node, 0)

    def reached(self, asked: int) -> tuple[str, ...]:
        """Nodes that have any of the items, in the order of the graph."""
        return tuple(key for key in self.flows.nodes if self._held.get(key, 0) & asked)

    def carried(self, edge: Edge) -> tuple[int, int]:
        """What a flow carries, and what it brings when its source has all of that."""
        way = self._ways[edge.id]
        return way.carries or 0, self._compiler.over(way, way.carries or 0)

    def carriers(self, asked: int) -> Iterator[Edge]:
        """Edges over which any of the items get on."""
        for way in self._ways.values():
            if self._compiler.over(way, self.held(way.source)) & asked:
                yield way.edge

    def run(self) -> None:
        """Reach the fixpoint over the flows, from the seeds, a round for each further step."""
        held = dict.fromkeys(self.flows.nodes, 0) | self.seeds
        arrivals: dict[str, list[_Arrival]] = {key: [(0, items, None)] for key, items in self.seeds.items()}
        parents, lowered, behind, out = self.universe.parents, self.universe.lowered, self._compiler.behind, self._out
        frontier, round = {key: items for key, items in self.seeds.items() if key in out}, 0
        while frontier:
            round += 1
            after: dict[str, int] = {}
            for key, items in frontier.items():
                low = lowered(items) if items & parents else items
                for target, carries, under, changes, way in out[key]:  # as Compiler.over has it, without the calls
                    new = (items & under) | (carries & low)
                    if changes:
                        new = behind(way, new)
                    new &= ~held[target]
                    if new:
                        held[target] |= new
                        if target in arrivals:
                            arrivals[target].append((round, new, way))
                        else:
                            arrivals[target] = [(round, new, way)]
                        if target in out:
                            after[target] = after[target] | new if target in after else new
            frontier = after
        self._held, self._arrivals = held, arrivals
        self._told, self._wanted = {}, {}

    def _go_beyond(self) -> None:
        """Vendors, their chains and countries get what the systems have; nothing comes back from them."""
        held, over = self._held, self._compiler.over
        pending = [way for ways in self._beyond.values() for way in ways]
        while pending:
            grown: set[str] = set()
            for way in pending:
                known = held.get(way.target, 0)
                new = over(way, held.get(way.source, 0)) & ~known
                if new:
                    held[way.target] = known | new
                    grown.add(way.target)
            pending = [way for ways in self._beyond.values() for way in ways if way.source in grown]

    def path(self, node: str, asked: int) -> Path | None:
        """A shortest way by which one of the items got to a node; None where none did."""
        if node in self._beyond:
            return self._path_beyond(node, asked)
        bit = self._first(node, asked)
        if not bit:
            return None
        start, hops = self._way(node, bit)
        return Path(start, self.universe.item(bit), hops)

    def _path_beyond(self, node: str, asked: int) -> Path | None:
        """A shortest way to a vendor, a link of its chain or a country."""
        beyond: list[tuple[Way, int]] = []
        while node in self._beyond:
            way = min(self._beyond[node], key=lambda w: self._depth(w.source, self._before(w, asked)))
            beyond.append((way, asked))
            node, asked = way.source, self._before(way, asked)
        bit = self._first(node, asked)
        if not bit:
            return None
        start, hops = self._way(node, bit)
        item = self.universe.item
        for way, wanted in reversed(beyond):
            after = self._compiler.over(way, bit) & wanted
            after &= -after
            hops = (*hops, Hop(way.edge, item(bit), item(after)))
            bit = after
        return Path(start, item(bit), hops)

    def _first(self, node: str, asked: int) -> int:
        """Of the items asked for, one of those that were at a system first; 0 where none ever was."""
        for _, items, _ in self._arrivals.get(node, ()):
            if items & asked:
                return items & asked & -(items & asked)
        return 0

    def _depth(self, node: str, asked: int) -> int:
        """How many steps it takes to a node; very many where nothing gets there."""
        if node in self._beyond:
            return 1 + min(self._depth(w.source, self._before(w, asked)) for w in self._beyond[node])
        if asked:
            for round, items, _ in self._arrivals.get(node, ()):
                if items & asked:
                    return round
        return 1 << 30

    def _way(self, node: str, bit: int) -> tuple[str, tuple[Hop, ...]]:
        """Where an item of a system began, and the flows from there."""
        ahead: list[tuple[str, int, Hop]] = []
        while (told := self._told.get((node, bit))) is None:
            round, way = next((a[0], a[2]) for a in self._arrivals[node] if a[1] & bit)
            if way is None:
                told = self._told[node, bit] = (node, ())
                break
            before = self._came_from(round, way, bit)
            ahead.append((node, bit, Hop(way.edge, self.universe.item(before), self.universe.item(bit))))
            node, bit = way.source, before
        for node, bit, hop in reversed(ahead):
            told = self._told[node, bit] = (told[0], (*told[1], hop))
        return told

    def _came_from(self, round: int, way: Way, bit: int) -> int:
        """The item of the flow's source that became this one: itself, or else what was there first."""
        over, arrivals = self._compiler.over, self._arrivals[way.source]
        had = 0
        for when, items, _ in arrivals:
            if when < round:
                had |= items
        if had & bit and over(way, bit) & bit:
            return bit
        sources = (items for when, items, _ in arrivals if when < round and over(way, items) & bit)
        return next(low for items in sources for low in _bits(items) if over(way, low) & bit)

    def _before(self, way: Way, asked: int) -> int:
        """Items of the source that become one of those asked for."""
        if way.carries is None:
            return asked & self.held(way.source)
        known = (way.edge.id, asked)
        if known not in self._wanted:
            over = self._compiler.over
            self._wanted[known] = sum(b for b in _bits(self.held(way.source)) if over(way, b) & asked)
        return self._wanted[known]


def _ways(
    flows: DataFlows, compiler: Compiler, like: Taint | None, reading: Reading, but: Collection[str]
) -> dict[str, Way]:
    """Edges that data goes over, as sets, by their ids; in the possible reading those out of a hub without labels."""
    edges = (edge for edge in flows.edges if edge.reached and edge.id not in but)
    known = like._ways if like and like.reading == "declared" else {}
    made = {edge.id: known.get(edge.id) or compiler.way(edge) for edge in edges}
    if reading == "declared":
        return made
    hubs = flows.hubs
    return {id: way.unlabelled() if way.edge.flow and way.source in hubs else way for id, way in made.items()}


def _onward(way: Way) -> _Onward:
    """A flow as the fixpoint reads it; one that carries all lets everything through as it is."""
    carries, under = (0, -1) if way.carries is None else (way.carries, way.lowered)
    return way.target, carries, under, bool(way.changes), way


def _bits(items: int) -> Iterator[int]:
    while items:
        low = items & -items
        yield low
        items ^= low
