"""Where data begins: with people, in a holding that no flow explains, on a flow that carries it from nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from compliance.graph.dataflow import DataFlows, Edge, Node
from compliance.graph.items import Universe


class Carrying(Protocol):
    """What is asked of a taint here: what it holds, and what gets over a flow."""

    flows: DataFlows
    universe: Universe
    seeds: dict[str, int]
    nowhere: dict[str, tuple[str, ...]]

    def run(self) -> None: ...
    def held(self, node: str) -> int: ...
    def carried(self, edge: Edge) -> tuple[int, int]: ...


class _Missing(NamedTuple):
    """Items that a node should have and that nothing brings. ``flow`` is the one that carries them on."""

    node: str
    items: int
    flow: str = ""
    categories: tuple[str, ...] = ()


class Origins:
    """Finds the seeds of a taint and runs it, until every holding and every flow is explained."""

    def __init__(self, taint: Carrying) -> None:
        self._taint, self._flows, self._universe = taint, taint.flows, taint.universe
        plain = self._universe.of_state["plain"]
        self._carries: dict[str, int] = {}
        self._inflow = dict.fromkeys(self._flows.nodes, 0)
        for edge in self._flows.flows:
            carries, brings = taint.carried(edge)
            self._carries[edge.id] = carries & plain
            self._inflow[edge.target] |= self._universe.flat(brings) if edge.transforms else carries & plain
        self._declared = {key: self._holdings(node) & plain for key, node in self._flows.nodes.items() if node.holds}

    def find(self) -> None:
        """Seed the taint and run it."""
        seeds = self._taint.seeds
        for key, node in self._flows.nodes.items():
            begun = self._given(key) if node.kind == "data-subject" else self._made(key)
            if begun:
                seeds[key] = begun
        self._begin(list(self._absent(lambda key: self._inflow[key] | seeds.get(key, 0))))
        self._taint.run()
        while missing := list(self._loose()) or list(self._absent(self._flat)):
            self._begin(_first(missing, self._brought))
            self._taint.run()

    def _brought(self, missing: _Missing) -> bool:
        """Whether flows into the node say that they bring any of it."""
        return bool(self._universe.related(self._inflow[missing.node]) & missing.items)

    def _begin(self, missing: list[_Missing]) -> None:
        for each in missing:
            self._taint.seeds[each.node] = self._taint.seeds.get(each.node, 0) | each.items
            if each.flow:
                self._taint.nowhere[each.flow] = each.categories

    def _flat(self, key: str) -> int:
        return self._universe.flat(self._taint.held(key))

    def _given(self, key: str) -> int:
        """What people give: what the flows from them carry."""
        given = 0
        for edge in self._flows.out(key, "flows-to"):
            given |= self._paired(edge)
        return given

    def _paired(self, edge: Edge) -> int:
        """Items of a flow from people. It lists categories and subjects apart; which belong together is read
        from what its target holds, where that names any of them."""
        universe = self._universe
        carries, held = self._carries[edge.id], universe.related(self._declared.get(edge.target, 0))
        narrowed = 0
        for category in edge.categories:
            own = carries & universe.exactly(category)
            narrowed |= own & held or own
        missed = [s for s in edge.subjects if not narrowed & universe.about([s])]
        return narrowed | carries & universe.about(missed)

    def _made(self, key: str) -> int:
        """What a system holds by its register and no flow brings to it."""
        held = self._declared.get(key, 0)
        return held & ~self._universe.related(self._inflow[key]) if held else 0

    def _holdings(self, node: Node) -> int:
        items = 0
        for holding in node.holds:
            items |= self._universe.exactly(holding.category) & self._universe.about(holding.subjects)
        return items

    def _loose(self) -> Iterator[_Missing]:
        """Holdings that did not come about."""
        for key, declared in self._declared.items():
            if declared & ~self._taint.held(key):
                loose = declared & ~self._universe.related(self._flat(key))
                if loose:
                    yield _Missing(key, loose)

    def _absent(self, held: Callable[[str], int]) -> Iterator[_Missing]:
        """Flows that carry categories of which their source has nothing about any of their subjects."""
        universe = self._universe
        has: dict[str, int] = {}
        for edge in self._flows.flows:
            wanted = self._carries[edge.id]
            if not wanted & ~self._taint.held(edge.source):
                continue
            if edge.source not in has:
                has[edge.source] = held(edge.source)
            if wanted & ~has[edge.source]:
                low = universe.lowered(has[edge.source]) & universe.about(edge.subjects or [""])
                lacking = tuple(c for c in edge.categories if not low & universe.down(c))
                if lacking:
                    yield _Missing(edge.source, wanted & universe.exactly(*lacking), edge.id, lacking)


def _first(missing: list[_Missing], brought: Callable[[_Missing], bool]) -> list[_Missing]:
    """Which of these begin: holdings, and what no flow claims to bring. In a ring each flow explains the next;
    there the first flow of each category begins."""
    begin = [m for m in missing if not m.flow or not brought(m)]
    return begin or list({m.categories: m for m in reversed(missing)}.values())
