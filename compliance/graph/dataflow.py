"""Where data is and where it goes, as one graph: people, systems, vendors, their chains, countries.

``dataflows(dossier)`` makes it once; every question on flows reads it. Nodes have a key
(``system:trial-db``, ``vendor:amplitude``, ``sub-vendor:amplitude/Amazon Web Services``,
``country:US``); edges know what they carry, for what, in which roles, and the line that declares
them. Only flows that run are in it, unless planned ones are asked for too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from compliance.diagnostics import Place
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.registers.order import natural
from compliance.registers.records.flows import Flow, Holding, System, TransferTerms, Transform
from compliance.registers.records.vendors import Subprocessor, Vendor
from compliance.registers.values import Fact

if TYPE_CHECKING:
    import networkx as nx

    from compliance.graph.taint import Taint

NodeKind = Literal["data-subject", "system", "store", "vendor", "sub-vendor", "country"]
EdgeKind = Literal["flows-to", "operated-by", "hosted-by", "stored-in", "accessed-from", "engages"]
FlowGraph: TypeAlias = "nx.MultiDiGraph[str]"

UNKNOWN = "unknown"
"""Id of the country where nobody knows which it is: it is never taken for one inside the EEA."""


@dataclass(frozen=True, slots=True)
class Node:
    """A person, thing, legal person or country that data comes from or gets to."""

    key: str
    kind: NodeKind
    id: str
    name: str
    place: Place
    system: System | None = None
    vendor: Vendor | None = None
    """The vendor itself; on a sub-vendor the one at the top of its chain."""
    link: Subprocessor | None = None
    """The link of the chain, on a sub-vendor."""

    @property
    def holds(self) -> tuple[Holding, ...]:
        """What the register says that it holds."""
        return self.system.holds if self.system else ()

    @property
    def facts(self) -> Mapping[str, Fact[str] | None]:
        """What a sub-vendor must be known by (EDPB Opinion 22/2024); None where the register has no such field."""
        if self.link is None:
            return {}
        name = self.link.legal_name or self.link.name
        return {"name": name, "address": self.link.address, "country": self.link.country, "contact": self.link.contact}

    @property
    def personal(self) -> bool:
        """Whether it may have personal data at all."""
        return self.system.personal_data if self.system else True


@dataclass(frozen=True, slots=True)
class Edge:
    """One step that data takes. ``id`` is unique in the graph; of a flow it is the flow's own."""

    id: str
    kind: EdgeKind
    source: str
    target: str
    place: Place
    categories: tuple[str, ...] = ()
    """What it carries; empty on edges that are no flows and that carry all that the source has."""
    subjects: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    exporter_role: str = ""
    importer_role: str = ""
    transfer: TransferTerms | None = None
    transforms: tuple[Transform, ...] = ()
    flow: Flow | None = None
    fact: Fact[str] | None = None
    """The country as the register states it, on edges to a country that comes from a sourced fact."""
    reached: bool = True
    """False on a sub-vendor that the company's data does not get to."""

    @property
    def number(self) -> int:
        """The printed number of a flow; 0 on other edges."""
        return self.flow.number if self.flow else 0


@dataclass(frozen=True)
class DataFlows:
    """The graph with its nodes and edges by key. Order is that of keys and ids, not of files."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    planned: bool = False

    @cached_property
    def graph(self) -> FlowGraph:
        """The same for networkx: nodes carry ``node``, edges ``edge`` and have the edge's id as key."""
        import networkx as nx

        graph: FlowGraph = nx.MultiDiGraph()
        for key, node in self.nodes.items():
            graph.add_node(key, node=node)
        for edge in self.edges:
            graph.add_edge(edge.source, edge.target, key=edge.id, edge=edge)
        return graph

    @cached_property
    def declared(self) -> Taint:
        """What gets where by what flows say that they carry."""
        from compliance.graph.taint import Taint

        return Taint(self)

    @cached_property
    def possible(self) -> Taint:
        """What could get where, when every hub forwards all that it holds."""
        from compliance.graph.taint import Taint

        return Taint(self, "possible", self.declared)

    @cached_property
    def hubs(self) -> frozenset[str]:
        """Systems that may forward all they hold."""
        from compliance.graph.taint import hubs_of

        return hubs_of(self)

    @cached_property
    def flows(self) -> tuple[Edge, ...]:
        """Flows between systems, by their printed number."""
        return tuple(sorted((e for e in self.edges if e.flow), key=lambda e: (e.number, e.id)))

    @cached_property
    def _out(self) -> Mapping[str, tuple[Edge, ...]]:
        return _by(self.edges, "source")

    @cached_property
    def _into(self) -> Mapping[str, tuple[Edge, ...]]:
        return _by(self.edges, "target")

    def out(self, key: str, *kinds: EdgeKind) -> tuple[Edge, ...]:
        """Edges that leave a node; only of these kinds where any is named."""
        return tuple(e for e in self._out.get(key, ()) if not kinds or e.kind in kinds)

    def into(self, key: str, *kinds: EdgeKind) -> tuple[Edge, ...]:
        """Edges that end at a node; only of these kinds where any is named."""
        return tuple(e for e in self._into.get(key, ()) if not kinds or e.kind in kinds)

    def of_kind(self, *kinds: NodeKind) -> tuple[Node, ...]:
        """Nodes of these kinds."""
        return tuple(node for node in self.nodes.values() if node.kind in kinds)

    def systems_of(self, vendor: str) -> tuple[Node, ...]:
        """Systems that a vendor operates or hosts, also where the vendor's own record could not be read."""
        return tuple(node for node in self.nodes.values() if node.system and vendor in _vendors(node.system))

    @property
    def examined(self) -> dict[str, int]:
        """How much there was to look at: every answer says so."""
        return {"nodes": len(self.nodes), "flows": len(self.flows)}


def _by(edges: tuple[Edge, ...], end: Literal["source", "target"]) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.source if end == "source" else edge.target, []).append(edge)
    return {key: tuple(listed) for key, listed in found.items()}


def _vendors(system: System) -> tuple[str, ...]:
    """Who operates a system and who hosts it."""
    return (system.vendor, system.hosting.provider if system.hosting else "")


def runs(flow: Flow, today: date, planned: bool = False) -> bool:
    """Whether a flow is live on a day and has not ended; with ``planned`` also one that is to come."""
    if flow.status == "planned":
        return planned
    return flow.status == "live" and (flow.until is None or flow.until >= today)


def dataflows(dossier: Dossier, planned: bool = False) -> DataFlows:
    """The graph of a project; ``Dossier.dataflows`` keeps the one of live flows.

    A flow whose ends are not in the register is left out: that is a finding of its own.
    """
    nodes = {node.key: node for node in _nodes(dossier)}
    edges = [edge for edge in _edges(dossier, planned) if edge.source in nodes]
    for edge in edges:
        if edge.target.startswith("country:") and edge.target not in nodes:
            nodes[edge.target] = _country(edge)
    known = (edge for edge in edges if edge.target in nodes)
    ordered = {key: nodes[key] for key in sorted(nodes, key=natural)}
    return DataFlows(
        ordered, tuple(sorted(known, key=lambda e: (e.kind != "flows-to", e.number, natural(e.id)))), planned
    )


def _nodes(dossier: Dossier) -> Iterator[Node]:
    for system in dossier.all(System):
        kind: NodeKind = "system"
        if system.kind == "data-subject":
            kind = "data-subject"
        elif system.kind == "datastore":
            kind = "store"
        vendor = dossier.get(Vendor, system.vendor) if system.vendor else None
        yield Node(f"system:{system.id}", kind, system.id, system.name, system.at("id"), system, vendor)
    for vendor in dossier.all(Vendor):
        yield Node(f"vendor:{vendor.id}", "vendor", vendor.id, vendor.name, vendor.at("id"), vendor=vendor)
        for id, _, link in _chain(vendor.id, vendor.subprocessors):
            name = (
                link.name.value
                or (link.legal_name.value if link.legal_name else None)
                or "sub-processor without a name"
            )
            yield Node(f"sub-vendor:{id}", "sub-vendor", id, name, link.name.place, vendor=vendor, link=link)


def _chain(above: str, links: tuple[Subprocessor, ...]) -> Iterator[tuple[str, str, Subprocessor]]:
    """Id of each link of a chain, id of what stands above it, and the link, from the top down."""
    seen: set[str] = set()
    for index, link in enumerate(links):
        id = f"{above}/{link.name.value or index}"
        id = f"{id}#{index}" if id in seen else id
        seen.add(id)
        yield id, above, link
        yield from _chain(id, link.subprocessors)


def _country(edge: Edge) -> Node:
    code = edge.target.partition(":")[2]
    name = "a country not known" if code == UNKNOWN else countries.name(code)
    return Node(edge.target, "country", code, name, edge.place)


def _edges(dossier: Dossier, planned: bool) -> Iterator[Edge]:
    for flow in dossier.all(Flow):
        if runs(flow, dossier.today, planned):
            yield _flow(flow)
    for system in dossier.all(System):
        yield from _of_system(system)
    for vendor in dossier.all(Vendor):
        yield from _of_vendor(vendor)


def _flow(flow: Flow) -> Edge:
    return Edge(
        flow.id,
        "flows-to",
        f"system:{flow.from_}",
        f"system:{flow.to}",
        flow.at("to"),
        flow.data_categories,
        flow.data_subjects,
        flow.purposes,
        flow.exporter_role,
        flow.importer_role,
        flow.transfer,
        flow.transforms,
        flow,
    )


def _of_system(system: System) -> Iterator[Edge]:
    key = f"system:{system.id}"
    if system.vendor:
        yield _edge("operated-by", key, f"vendor:{system.vendor}", system.at("vendor"))
    if system.hosting:
        if system.hosting.provider and system.hosting.provider != system.vendor:
            yield _edge("hosted-by", key, f"vendor:{system.hosting.provider}", system.hosting.at("provider"))
        yield _to_country("stored-in", key, system.hosting.country)
    for index, code in enumerate(system.access_countries):
        yield _edge("accessed-from", key, f"country:{code}", system.at("access_countries", index))


def _of_vendor(vendor: Vendor) -> Iterator[Edge]:
    key = f"vendor:{vendor.id}"
    for index, region in enumerate(vendor.storage):
        yield _to_country("stored-in", key, region.country, index)
    for index, country in enumerate(vendor.access_countries):
        yield _to_country("accessed-from", key, country, index)
    for id, above, link in _chain(vendor.id, vendor.subprocessors):
        source = key if above == vendor.id else f"sub-vendor:{above}"
        target = f"sub-vendor:{id}"
        place = link.name.place
        yield Edge(
            f"engages {source} {target}", "engages", source, target, place, link.categories, reached=link.reached
        )
        yield _to_country("stored-in", target, link.country)


def _edge(kind: EdgeKind, source: str, target: str, place: Place) -> Edge:
    return Edge(f"{kind} {source} {target}", kind, source, target, place)


def _to_country(kind: EdgeKind, source: str, fact: Fact[str], index: int = 0) -> Edge:
    target = f"country:{fact.value or UNKNOWN}"
    return Edge(f"{kind} {source} {target} {index}", kind, source, target, fact.place, fact=fact)
