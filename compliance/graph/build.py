"""Registers become one networkx graph.

Nodes are ``(kind, id)``; a reference in a register is an edge labelled with the field that holds it.
Beside those stand the edges that a reference alone does not say: where data is stored, from where it
can be reached, and which way it flows. Every edge carries the place of the line that declares it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import networkx as nx

from compliance.diagnostics import Place
from compliance.registers.load import Registers
from compliance.registers.records.flows import Flow, System
from compliance.registers.records.vendors import Subprocessor, Vendor

Node: TypeAlias = tuple[str, str]
Graph: TypeAlias = "nx.MultiDiGraph[Node]"

STORED_IN = "STORED_IN"
ACCESSED_FROM = "ACCESSED_FROM"
FLOWS_TO = "FLOWS_TO"
SUBPROCESSOR = "SUBPROCESSOR"


def build(registers: Registers) -> Graph:
    """The graph of all records."""
    graph: Graph = nx.MultiDiGraph()
    for records in registers.records.values():
        for record in records.values():
            graph.add_node((_kind(record), record.id), place=record.place)
    for reference in registers.references:
        source, target = (reference.kind, reference.id), (reference.to_kind, reference.to_id)
        graph.add_edge(source, target, kind=reference.field, place=reference.place)
    for source, kind, target, place in _derived(registers):
        graph.add_edge(source, target, kind=kind, place=place)
    return graph


def _kind(record: object) -> str:
    from compliance.registers.kinds import KINDS

    return next(kind.name for kind in KINDS if kind.record is type(record))


def _derived(registers: Registers) -> Iterator[tuple[Node, str, Node, Place]]:
    for vendor in registers.all(Vendor):
        node = ("vendor", vendor.id)
        for region in vendor.storage:
            if region.country.value:
                yield node, STORED_IN, ("country", region.country.value), region.country.place
        for country in vendor.access_countries:
            if country.value:
                yield node, ACCESSED_FROM, ("country", country.value), country.place
        yield from _chain(node, vendor.subprocessors)
    for system in registers.all(System):
        node = ("system", system.id)
        if system.hosting and system.hosting.country.value:
            yield node, STORED_IN, ("country", system.hosting.country.value), system.hosting.country.place
        for index, code in enumerate(system.access_countries):
            yield node, ACCESSED_FROM, ("country", code), system.at("access_countries", index)
    for flow in registers.all(Flow):
        yield ("system", flow.from_), FLOWS_TO, ("system", flow.to), flow.place


def _chain(above: Node, links: tuple[Subprocessor, ...]) -> Iterator[tuple[Node, str, Node, Place]]:
    for link in links:
        if not link.name.value:
            continue
        node = ("sub-vendor", link.name.value)
        yield above, SUBPROCESSOR, node, link.place
        if link.country.value:
            yield node, STORED_IN, ("country", link.country.value), link.country.place
        yield from _chain(node, link.subprocessors)
