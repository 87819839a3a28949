"""A path as people read it: each hop with its line, what it carries, and what it does to it."""

from __future__ import annotations

from typing import NamedTuple

from compliance.diagnostics import Place
from compliance.frameworks.taxonomy import label, may_contain
from compliance.graph.dataflow import DataFlows, Edge
from compliance.graph.items import Item
from compliance.graph.taint import Hop, Path, Reading

_STEPS = {
    "operated-by": "is run by",
    "hosted-by": "is hosted by",
    "stored-in": "stores it in",
    "accessed-from": "can be reached from",
    "engages": "engages",
}


def line_of(hop: Hop) -> Place:
    """The line that makes a hop: the category that a flow declares, else where it leads."""
    flow = hop.edge.flow
    if flow is not None:
        for index, category in enumerate(flow.data_categories):
            if may_contain(category, hop.before.category):
                return flow.at("data_categories", index)
    return hop.edge.place


def said(edge: Edge, flows: DataFlows) -> str:
    """An edge in words: ``flow 19, Trial application to Segment``."""
    source, target = flows.nodes[edge.source].name, flows.nodes[edge.target].name
    if edge.flow:
        return f"flow {edge.number}, {source} to {target}"
    return f"{source} {_STEPS[edge.kind]} {target}"


class Step(NamedTuple):
    """A line of the registers and what it says of the way."""

    at: Place
    text: str


def steps_of(path: Path, flows: DataFlows, reading: Reading) -> tuple[Step, ...]:
    """A path hop by hop: ``2: flow 21, Segment to Amplitude``. Without hops, the holding where it begins."""
    hops = enumerate(path.hops, 1)
    steps = tuple(Step(line_of(h), f"{n}: {said(h.edge, flows)}{remark(h, flows, reading)}") for n, h in hops)
    return steps or (_start(path, flows),)


def remark(hop: Hop, flows: DataFlows, reading: Reading) -> str:
    """What there is to say of a hop beside its ends: a hub, a change on the way; often nothing."""
    parts = []
    if undeclared(hop, flows, reading):
        parts.append(f"{flows.nodes[hop.edge.source].name} may forward all it holds")
    if hop.before != hop.after:
        parts.append(f"leaves {named(hop.after)}")
    return f" ({'; '.join(parts)})" if parts else ""


def undeclared(hop: Hop, flows: DataFlows, reading: Reading) -> bool:
    """Whether a hop is only possible: a hub's flow that does not say that it carries this."""
    flow = hop.edge.flow
    if reading == "declared" or flow is None or hop.edge.source not in flows.hubs:
        return False
    carries = any(may_contain(category, hop.before.category) for category in flow.data_categories)
    return not (carries and (hop.before.subject in flow.data_subjects or not hop.before.subject))


def named(item: Item) -> str:
    """An item in words: ``Health data of participant, pseudonymised``."""
    state = {"plain": "", "pseudonymise": ", pseudonymised", "hash": ", hashed"}[item.state]
    return f"{label('category', item.category)} of {item.subject or 'nobody named'}{state}"


def _start(path: Path, flows: DataFlows) -> Step:
    node = flows.nodes[path.start]
    for holding in node.holds:
        if holding.category == path.item.category:
            return Step(holding.at("category"), f"{node.name} holds it; no flow says how it got there")
    return Step(node.place, node.name)
