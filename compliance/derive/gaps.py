"""What the graph of flows lacks: things without a flow, flows without a reason, data without an origin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.diagnostics import Place
from compliance.frameworks.taxonomy import below, labels, may_contain
from compliance.graph.dataflow import Edge, Node
from compliance.graph.dossier import Dossier
from compliance.graph.taint import Path
from compliance.registers.records.flows import Activity


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: what kind, in a sentence, the line, and the way of the data where there is one."""

    kind: str
    message: str
    place: Place
    path: Path | None = None


KINDS = {
    "no-flow": "systems and vendors that no live flow touches",
    "no-activity": "flows that belong to no record of processing",
    "no-dpa": "vendors that personal data reaches without an agreement",
    "from-nowhere": "flows that carry what their source does not have",
    "purpose-without-activity": "purposes of flows that their activity does not have",
    "not-held": "flows that bring what their target does not say that it holds",
    "not-brought": "holdings of stores and vendors that no flow brings",
}
"""What each kind of gap is."""


def gaps(dossier: Dossier) -> tuple[Gap, ...]:
    """Every gap, kind by kind, in the order of the graph."""
    return (
        *_untouched(dossier),
        *_without_activity(dossier),
        *_without_dpa(dossier),
        *_from_nowhere(dossier),
        *_one_sided(dossier),
        *_not_brought(dossier),
    )


def _untouched(dossier: Dossier) -> Iterator[Gap]:
    flows = dossier.dataflows
    for node in flows.of_kind("data-subject", "system", "store"):
        is_control = node.system is not None and node.system.kind == "control"
        if not is_control and not flows.out(node.key, "flows-to") and not flows.into(node.key, "flows-to"):
            yield Gap("no-flow", f"{node.name} has no flow, in or out", node.place)
    for node in flows.of_kind("vendor"):
        if node.vendor and node.vendor.personal_data and not flows.systems_of(node.id):
            yield Gap("no-flow", f"{node.name} has personal data by its record and runs no system", node.place)


def _without_activity(dossier: Dossier) -> Iterator[Gap]:
    for edge in dossier.dataflows.flows:
        flow = edge.flow
        if flow is None or not _personal(edge):
            continue
        activity = dossier.get(Activity, flow.activity) if flow.activity else None
        if not flow.activity:
            yield Gap("no-activity", f"flow {flow.number} `{flow.id}` belongs to no activity", flow.at("id"))
        elif activity is not None:
            for index, purpose in enumerate(flow.purposes):
                if not any(below(purpose, own) for own in activity.purposes):
                    message = f"flow {flow.number} `{flow.id}` serves {purpose}; `{activity.id}` does not"
                    yield Gap("purpose-without-activity", message, flow.at("purposes", index))


def _personal(edge: Edge) -> bool:
    return any(below(category, "user") for category in edge.categories)


def _without_dpa(dossier: Dossier) -> Iterator[Gap]:
    flows = dossier.dataflows
    taint = flows.declared
    personal = taint.universe.asked(["user"])
    for node in flows.of_kind("vendor"):
        if node.vendor and node.vendor.dpa.status in ("missing", "not-needed"):
            path = taint.path(node.key, personal)
            if path:
                message = f"personal data reaches {node.name}, whose agreement is `{node.vendor.dpa.status}`"
                yield Gap("no-dpa", message, node.vendor.dpa.at("status"), path)


def _from_nowhere(dossier: Dossier) -> Iterator[Gap]:
    flows = dossier.dataflows
    for edge in flows.flows:
        for category in flows.declared.nowhere.get(edge.id, ()):
            if edge.flow:
                index = edge.flow.data_categories.index(category)
                source = flows.nodes[edge.source].name
                message = f"flow {edge.number} `{edge.id}` carries {category}; {source} neither holds nor gets it"
                yield Gap("from-nowhere", message, edge.flow.at("data_categories", index))


def _one_sided(dossier: Dossier) -> Iterator[Gap]:
    """What arrives at a system that keeps data and names none of it. Processes that keep nothing are left out."""
    flows = dossier.dataflows
    taint = flows.declared
    for edge in flows.flows:
        node = flows.nodes[edge.target]
        if edge.flow is None or not _keeps(node):
            continue
        arrives = {item.category for item in taint.universe.items(taint.carried(edge)[1])}
        for index, category in enumerate(edge.flow.data_categories):
            named = any(may_contain(h.category, category) for h in node.holds)
            if not named and category in arrives and category in labels("category"):
                message = f"flow {edge.number} `{edge.id}` brings {category}; {node.name} does not say that it holds it"
                yield Gap("not-held", message, edge.flow.at("data_categories", index))


def _keeps(node: Node) -> bool:
    return node.kind != "data-subject" and node.personal


def _not_brought(dossier: Dossier) -> Iterator[Gap]:
    flows = dossier.dataflows
    taint = flows.declared
    for node in flows.of_kind("system", "store"):
        if node.system is None or node.system.kind not in ("datastore", "vendor-service"):
            continue
        begun = {(i.category, i.subject) for i in taint.universe.items(taint.seeds.get(node.key, 0))}
        nowhere = {c for edge in flows.out(node.key) for c in taint.nowhere.get(edge.id, ())}
        for holding in node.holds:
            subjects = [s for s in holding.subjects if (holding.category, s) in begun]
            if subjects and holding.category not in nowhere:
                message = f"{node.name} holds {holding.category} of {', '.join(subjects)}; no flow brings that"
                yield Gap("not-brought", message, holding.at("category"))
