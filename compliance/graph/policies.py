"""Policies on flows, evaluated in closed form: which data gets where it must not, and by which way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.graph.dataflow import DataFlows, Edge
from compliance.graph.items import STATES
from compliance.graph.places import countries_of, gets, nodes_of
from compliance.graph.taint import Path, Reading, Taint
from compliance.registers.records.flows import DataPolicy, PolicyTargets


@dataclass(frozen=True, slots=True)
class Hit:
    """Denied data at a place where a policy does not want it.

    ``target`` is the node that has it: for countries the one that stores it there or can be reached from there.
    """

    policy: DataPolicy
    target: str
    path: Path
    categories: tuple[str, ...]
    """What of it gets there, as the registers name it."""
    reading: Reading


def hits(policy: DataPolicy, flows: DataFlows) -> tuple[Hit, ...]:
    """Where a policy is broken; what is only possible is told apart and only where the policy asks for it."""
    found = {hit.target: hit for hit in _hits(policy, _taint(policy, flows, "declared"))}
    if policy.reading == "possible":
        for hit in _hits(policy, _taint(policy, flows, "possible")):
            found.setdefault(hit.target, hit)
    passed = {key for key in found if flows.nodes[key].kind in ("system", "store")}
    order = {key: n for n, key in enumerate(flows.nodes)}
    kept = (hit for hit in found.values() if hit.target in passed or passed.isdisjoint(hit.path.nodes[:-1]))
    return tuple(sorted(kept, key=lambda hit: order[hit.target]))


def denied(policy: DataPolicy, taint: Taint) -> int:
    """The items that a policy denies: those of its transforms are let pass."""
    let = policy.unless.transforms if policy.unless else ()
    states = 0
    for state in STATES:
        if state not in let:
            states |= taint.universe.of_state[state]
    return taint.universe.asked(policy.deny.categories, policy.deny.subjects) & states


def consented(edge: Edge) -> bool:
    """Whether a flow rests on consent and names the record of it."""
    flow = edge.flow
    if flow is None or not flow.consent_ref:
        return False
    return flow.legal_basis == "consent" or flow.art9_condition == "explicit-consent"


def watched(targets: PolicyTargets, flows: DataFlows) -> frozenset[str]:
    """Every node that targets name, countries among them."""
    return nodes_of(flows, targets) | countries_of(flows, targets)


def _taint(policy: DataPolicy, flows: DataFlows, reading: Reading) -> Taint:
    taint = flows.declared if reading == "declared" else flows.possible
    if policy.unless and policy.unless.consent:
        but = {edge.id for edge in flows.flows if consented(edge)}
        return Taint(flows, reading, flows.declared, but) if but else taint
    return taint


def _hits(policy: DataPolicy, taint: Taint) -> Iterator[Hit]:
    allowed = watched(policy.except_, taint.flows) if policy.except_ else frozenset()
    for got in gets(taint, denied(policy, taint), policy.to, allowed):
        yield Hit(policy, got.node, got.path, got.categories, taint.reading)
