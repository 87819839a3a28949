"""Questions about the graph of flows: what reaches what, the cheapest cut, hubs, rings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from compliance.diagnostics import DossierError, Place
from compliance.frameworks import countries
from compliance.frameworks.dataflow import Cost, cost, tags
from compliance.frameworks.taxonomy import Vocabulary, labels
from compliance.graph.dataflow import UNKNOWN, DataFlows, Edge, Node
from compliance.graph.places import Got, gets, got
from compliance.graph.taint import Reading, Taint
from compliance.registers.records.flows import PolicyTargets

if TYPE_CHECKING:
    import networkx as nx

ZONES = ("data-subjects", "public", "clinical", "corporate", "commercial", "third-party")
"""Trust zones, as the schema of systems has them."""

OUTSIDE = "outside-eea"


class UnknownKeyError(DossierError):
    """A category or subject on the command line that neither taxonomy nor registers have."""

    def __init__(self, vocabulary: Vocabulary, key: str, known: Iterable[str]) -> None:
        close = get_close_matches(key, list(known), 1, 0.5)
        help = (
            f"did you mean `{close[0]}`?"
            if close
            else f"`dossier explain unknown-taxonomy-key` says more on {vocabulary}s"
        )
        super().__init__(f"there is no {vocabulary} `{key}`", help)


class UnknownTargetError(DossierError):
    """A target that is no system, vendor, zone, tag or country."""

    def __init__(self, text: str, known: Iterable[str]) -> None:
        close = get_close_matches(text, list(known), 1, 0.5)
        meant = f"did you mean `{close[0]}`? " if close else ""
        help = f"{meant}a target is the id of a system or vendor, a zone, a tag, a country's two letters, or {OUTSIDE}"
        super().__init__(f"there is no target `{text}`", help)


def known_key(vocabulary: Vocabulary, key: str, flows: DataFlows) -> str:
    """The key, where the taxonomy or a register has it."""
    universe = flows.declared.universe
    used = universe.categories if vocabulary == "category" else universe.subjects
    if key not in labels(vocabulary) and (not key or key not in used):
        raise UnknownKeyError(vocabulary, key, [*labels(vocabulary), *used])
    return key


def target_of(flows: DataFlows, text: str) -> PolicyTargets:
    """A target of the command line: the id of a system or vendor, a zone, a tag, a country, the world outside the EEA.

    An id that a system and a vendor share means both.
    """
    place = Place("the command line")
    systems = (text,) if f"system:{text}" in flows.nodes else ()
    vendors = (text,) if f"vendor:{text}" in flows.nodes else ()
    if systems or vendors:
        return PolicyTargets(place=place, systems=systems, vendors=vendors)
    if text in tags():
        return PolicyTargets(place=place, tags=(text,))  # type: ignore[arg-type]  # just looked up
    if text in ZONES:
        return PolicyTargets(place=place, zones=(text,))  # type: ignore[arg-type]  # just looked up
    if text == OUTSIDE:
        return PolicyTargets(place=place, outside_eea=True)
    if text == UNKNOWN or countries.name(text.upper()) != text.upper():
        return PolicyTargets(place=place, countries=(text if text == UNKNOWN else text.upper(),))
    ids = (node.id for node in flows.of_kind("data-subject", "system", "store", "vendor"))
    raise UnknownTargetError(text, (*ids, *tags(), *ZONES, OUTSIDE))


@dataclass(frozen=True, slots=True)
class Reached:
    """A node that data gets to. ``possible`` where only a hub that forwards all it holds could bring it."""

    node: Node
    got: Got
    reading: Reading


def reach(flows: DataFlows, category: str, target: str = "") -> tuple[Reached, ...]:
    """Where data of a category gets; only to the target where one is given. Declared ways before possible ones."""
    known_key("category", category, flows)
    to = target_of(flows, target) if target else None
    found: dict[tuple[str, str], Reached] = {}
    for taint in (flows.declared, flows.possible):
        asked = taint.universe.asked([category])
        for each in gets(taint, asked, to) if to else _everywhere(taint, asked):
            reached = Reached(flows.nodes[each.node], each, taint.reading)
            found.setdefault((each.node, each.path.end), reached)
    return tuple(sorted(found.values(), key=lambda r: r.reading))


def _everywhere(taint: Taint, asked: int) -> Iterable[Got]:
    for key in taint.reached(asked):
        yield from got(taint, key, asked)


@dataclass(frozen=True, slots=True)
class Cut:
    """The cheapest flows to stop or change, so that data does not get to its targets any more.

    ``possible`` is False where no set of flows is enough: the data begins at a target, or gets there
    without a flow.
    """

    flows: tuple[tuple[Edge, Cost], ...]
    reading: Reading
    possible: bool

    @property
    def weight(self) -> int:
        return sum(cost.weight for _, cost in self.flows)


def cut(flows: DataFlows, category: str, target: str) -> Cut:
    """The cheapest cut between where a category begins and the target, in the reading that reaches it.

    A flow weighs what changing it costs (``frameworks/dataflow.yaml``); steps that are no flows cannot be cut.
    """
    import networkx as nx

    reached = reach(flows, category, target)
    reading: Reading = "possible" if any(r.reading == "possible" for r in reached) else "declared"
    taint = flows.declared if reading == "declared" else flows.possible
    asked = taint.universe.asked([category])
    edges = list(taint.carriers(asked))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(["from", "to"])
    for edge in edges:
        weight = cost(edge.flow.initiator, edge.purposes).weight if edge.flow else float("inf")
        known = graph.get_edge_data(edge.source, edge.target, {"capacity": 0})["capacity"]
        graph.add_edge(edge.source, edge.target, capacity=known + weight)
    for key in taint.reached(asked):
        if taint.seeds.get(key, 0) & asked or not any(e.target == key for e in edges):
            graph.add_edge("from", key, capacity=float("inf"))
    for key in {r.node.key for r in reached}:
        graph.add_edge(key, "to", capacity=float("inf"))
    for edge in edges:  # data that a transform turns into this begins where the transform is
        if not taint.held(edge.source) & asked:
            graph.add_edge("from", edge.source, capacity=float("inf"))
    try:
        _, (near, _) = nx.minimum_cut(graph, "from", "to")
    except nx.NetworkXUnbounded:
        return Cut((), reading, False)
    crossing = [e for e in edges if e.flow and e.source in near and e.target not in near]
    priced = ((e, cost(e.flow.initiator, e.purposes)) for e in crossing if e.flow)
    return Cut(tuple(sorted(priced, key=lambda pair: (pair[0].number, pair[0].id))), reading, True)


@dataclass(frozen=True, slots=True)
class Hub:
    """How much hangs on a system: flows in and out, and what would be cut off without it."""

    node: Node
    sources: int
    targets: int
    forwards: bool
    """Whether it may forward all it holds."""
    joint: bool
    """Whether the graph of systems falls apart without it (an articulation point)."""
    dominates: tuple[str, ...]
    """Names of the systems that people's data reaches through it only."""
    between: float
    """Share of the shortest ways between two systems that lead through it."""


def hubs(flows: DataFlows) -> tuple[Hub, ...]:
    """Systems on which others hang, those that most hangs on first; systems at the edge are left out."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((edge.source, edge.target) for edge in flows.flows)
    joints = set(nx.articulation_points(graph.to_undirected()))
    between = nx.betweenness_centrality(graph)
    below = _dominated(flows, graph)
    forward = flows.hubs
    found = []
    for key in graph:
        node = flows.nodes[key]
        if node.kind != "data-subject" and (key in joints or key in forward or below.get(key)):
            names = tuple(sorted(flows.nodes[k].name for k in below.get(key, ())))
            ends = len(set(graph.predecessors(key))), len(set(graph.successors(key)))
            found.append(Hub(node, *ends, key in forward, key in joints, names, between[key]))
    return tuple(sorted(found, key=lambda hub: (-len(hub.dominates), -hub.between, hub.node.key)))


def _dominated(flows: DataFlows, graph: nx.DiGraph[str]) -> dict[str, set[str]]:
    """By system, those that every way from people leads through it."""
    import networkx as nx

    rooted = graph.copy()
    rooted.add_edges_from(("", node.key) for node in flows.of_kind("data-subject") if node.key in graph)
    if "" not in rooted:
        return {}
    above = nx.immediate_dominators(rooted, "")
    below: dict[str, set[str]] = {}
    for key in above:
        step = above[key]
        while key and step and step != above.get(step):
            below.setdefault(step, set()).add(key)
            step = above[step]
    return below


@dataclass(frozen=True, slots=True)
class Ring:
    """Systems that send to each other in a ring, and the flows between them."""

    nodes: tuple[Node, ...]
    flows: tuple[Edge, ...]
    returned: tuple[str, ...]
    """Categories that go both out of a system of the ring and back into it."""


def rings(flows: DataFlows) -> tuple[Ring, ...]:
    """Every set of systems that data can go round in; synchronisation, as a rule, and no error."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((edge.source, edge.target) for edge in flows.flows)
    found = []
    for keys in nx.strongly_connected_components(graph):
        inside = tuple(e for e in flows.flows if e.source in keys and e.target in keys)
        if len(keys) > 1 or inside:
            nodes = tuple(flows.nodes[key] for key in flows.nodes if key in keys)
            found.append(Ring(nodes, inside, _returned(inside)))
    return tuple(sorted(found, key=lambda ring: ring.nodes[0].key))


def _returned(edges: tuple[Edge, ...]) -> tuple[str, ...]:
    """Categories that one flow takes out of a system and another brings back into it."""
    pairs = ((a, b) for a in edges for b in edges if a is not b and a.source == b.target)
    shared = {c for a, b in pairs for c in a.categories if c in b.categories}
    return tuple(sorted(shared))
