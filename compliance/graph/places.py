"""Places in the graph that policies and questions name: tags, zones, vendors, countries, the world outside the EEA."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from compliance.frameworks import countries
from compliance.frameworks.dataflow import tags_of_purpose
from compliance.graph.dataflow import UNKNOWN, DataFlows, Node
from compliance.graph.taint import Hop, Path, Taint
from compliance.registers.records.flows import PolicyTargets


def tags_of(flows: DataFlows, node: Node) -> frozenset[str]:
    """Tags of a system: its own, and where a vendor runs it, those of the purposes of the flows into it."""
    if node.system is None or node.kind == "data-subject":
        return frozenset()
    own: frozenset[str] = frozenset(node.system.tags) - {"hub"}
    if not node.system.vendor:
        return own
    purposes = {purpose for edge in flows.into(node.key, "flows-to") for purpose in edge.purposes}
    return own.union(*(tags_of_purpose(purpose) for purpose in purposes))


def of_vendor(flows: DataFlows, vendor: str) -> tuple[str, ...]:
    """What a vendor runs or hosts, itself, and its chain of sub-processors."""
    systems = (node.key for node in flows.systems_of(vendor))
    chain = (node.key for node in flows.of_kind("sub-vendor") if node.vendor and node.vendor.id == vendor)
    return (*systems, f"vendor:{vendor}", *chain)


def outside_eea(code: str) -> bool:
    """Whether a country is outside the EEA, or nobody knows which it is."""
    return code == UNKNOWN or not countries.in_eea(code)


def nodes_of(flows: DataFlows, targets: PolicyTargets) -> frozenset[str]:
    """Keys of the systems and vendors that targets name; countries are named by `countries_of`."""
    found = {f"system:{id}" for id in targets.systems}
    for vendor in targets.vendors:
        found.update(of_vendor(flows, vendor))
    wanted = set(targets.tags)
    for node in flows.of_kind("system", "store"):
        in_zone = node.system is not None and node.system.zone in targets.zones
        if targets.anywhere or in_zone or (wanted and not wanted.isdisjoint(tags_of(flows, node))):
            found.add(node.key)
    return frozenset(found & flows.nodes.keys())


def countries_of(flows: DataFlows, targets: PolicyTargets) -> frozenset[str]:
    """Keys of the countries that targets name, as far as the graph has them."""
    named = {f"country:{code}" for code in targets.countries}
    outside = (n.key for n in flows.of_kind("country") if targets.outside_eea and outside_eea(n.id))
    return frozenset(named.union(outside) & flows.nodes.keys())


@dataclass(frozen=True, slots=True)
class Got:
    """Data at a node, a shortest way of it, and what of it is there, as the registers name it.

    For a country the node is the one that stores it there, or that can be reached from there, and the path
    leads one step on.
    """

    node: str
    path: Path
    categories: tuple[str, ...]


def gets(taint: Taint, asked: int, to: PolicyTargets, allowed: Collection[str] = ()) -> Iterator[Got]:
    """Where the items get to, of the places named and not allowed, in the order of the graph."""
    flows = taint.flows
    wanted = nodes_of(flows, to)
    for key in flows.nodes:
        if key in wanted and key not in allowed:
            yield from got(taint, key, asked)
    there = countries_of(flows, to).difference(allowed)
    for edge in flows.edges if there else ():
        if edge.target in there and edge.source not in allowed:
            for each in got(taint, edge.source, asked):
                last = Hop(edge, each.path.item, each.path.item)
                yield replace(each, path=replace(each.path, hops=(*each.path.hops, last)))


def got(taint: Taint, key: str, asked: int) -> Iterator[Got]:
    """What of the items is at one node, if any."""
    path = taint.path(key, asked)
    if path is not None:
        categories = dict.fromkeys(item.category for item in taint.universe.items(taint.held(key) & asked))
        yield Got(key, path, tuple(categories))
