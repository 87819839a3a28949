"""How long each system keeps what it gets, backups included, and where a copy outlives what it was made from.

Periods are compared where they run from the same event, and for replicas, which are made until the day
their original is deleted. Periods from different events are told apart and not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from compliance.frameworks.taxonomy import below, may_contain
from compliance.graph.dataflow import DataFlows, Edge
from compliance.graph.dossier import Dossier
from compliance.graph.items import Item
from compliance.graph.taint import Path
from compliance.registers.records.controls import Obligation
from compliance.registers.records.flows import Holding, Retention
from compliance.registers.values import Duration

Verdict = Literal["longer", "own-duty", "other-start"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A holding with the rule that it names, where there is one."""

    holding: Holding
    rule: Retention | None

    @property
    def backup(self) -> Duration | None:
        """How long it stays in backups: its own figure before that of the rule."""
        return self.holding.backup_retention or (self.rule.backup_expiry if self.rule else None)

    @property
    def days(self) -> float:
        """Days in the system and then in backups; 0 without a rule."""
        return (self.rule.period.days if self.rule else 0) + (self.backup.days if self.backup else 0)

    @property
    def method(self) -> str:
        """How it is deleted."""
        return self.holding.deletion_method or (self.rule.deletion_method if self.rule else "")

    @property
    def words(self) -> str:
        """The period as a sentence: ``25 days from the end of the contract, 35 days more in backups``."""
        if self.rule is None:
            return "no period in the registers"
        backup = f", {self.backup} more in backups" if self.backup else ""
        return f"{self.rule.period} from: {self.rule.starts_at}{backup}"


def kept(dossier: Dossier, node: str, item: Item) -> Kept | None:
    """How a system keeps an item: the nearest key that its holdings have, and of equal ones the longest period."""
    holdings = dossier.dataflows.nodes[node].holds
    about = (h for h in holdings if not item.subject or item.subject in h.subjects)
    fitting = [Kept(h, dossier.get(Retention, h.retention)) for h in about if may_contain(h.category, item.category)]
    return max(fitting, key=lambda k: (_near(k.holding.category, item.category), k.days), default=None)


def _near(category: str, asked: str) -> int:
    """How near a key is to the one asked for: itself, then the parents from below, then what stands below it."""
    return 1000 if category == asked else len(category) if below(asked, category) else -1


@dataclass(frozen=True, slots=True)
class Conflict:
    """A copy that stays longer than what it was made from, with the way between the two."""

    source: str
    target: str
    before: Kept
    after: Kept
    categories: tuple[str, ...]
    subjects: tuple[str, ...]
    edges: tuple[Edge, ...]
    verdict: Verdict
    days: tuple[float, float]
    """Days of the source and of the copy that were compared, backups included."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Conflicts found, and how many pairs of holdings were compared."""

    conflicts: tuple[Conflict, ...]
    pairs: int


def compare(dossier: Dossier) -> Compared:
    """Every holding that gets its data over a live flow, against the nearest holding before it on the way."""
    found: dict[tuple[str, str, str, str, tuple[str, ...]], list[tuple[Verdict, _Pair]]] = {}
    count = 0
    for pair in _pairs(dossier):
        count += 1
        verdict = _verdict(dossier, pair)
        if verdict is not None:
            ids = tuple(edge.id for edge in pair.edges)
            key = (pair.source, pair.target, _rule(pair.before), _rule(pair.after), ids)
            found.setdefault(key, []).append((verdict, pair))
    conflicts = tuple(_conflict(listed) for listed in found.values())
    order = {"longer": 0, "own-duty": 1, "other-start": 2}
    return Compared(tuple(sorted(conflicts, key=lambda c: (order[c.verdict], c.edges[-1].number))), count)


@dataclass(frozen=True, slots=True)
class _Pair:
    item: Item
    source: str
    target: str
    before: Kept
    after: Kept
    edges: tuple[Edge, ...]


def _rule(kept: Kept) -> str:
    return kept.rule.id if kept.rule else ""


def _conflict(listed: list[tuple[Verdict, _Pair]]) -> Conflict:
    """One conflict of all items that go the same way between the same two rules."""
    verdict, pair = listed[0]
    categories = tuple(sorted({each.item.category for _, each in listed}))
    subjects = tuple(sorted({each.item.subject for _, each in listed if each.item.subject}))
    return Conflict(
        pair.source, pair.target, pair.before, pair.after, categories, subjects, pair.edges, verdict, _days(pair)
    )


def _pairs(dossier: Dossier) -> Iterator[_Pair]:
    flows = dossier.dataflows
    taint = flows.declared
    for edge in flows.flows:
        _, brings = taint.carried(edge)
        for item in taint.universe.items(brings & taint.held(edge.target)):
            if item.state != "plain":
                continue
            after = kept(dossier, edge.target, item)
            found = _upstream(dossier, flows, edge, item)
            if after and after.rule and found:
                source, before, edges = found
                yield _Pair(item, source, edge.target, before, after, edges)


def _upstream(dossier: Dossier, flows: DataFlows, edge: Edge, item: Item) -> tuple[str, Kept, tuple[Edge, ...]] | None:
    """The nearest system before a flow that has a period for the item, and the flows from there."""
    path = flows.declared.path(edge.source, flows.declared.universe.bit(item))
    for node, edges in _backwards(path, edge) if path else ():
        before = kept(dossier, node, item)
        if before and before.rule:
            return node, before, edges
    return None


def _backwards(path: Path, edge: Edge) -> Iterator[tuple[str, tuple[Edge, ...]]]:
    """The nodes of a way from its end to its start, each with the flows from there to behind one more flow."""
    edges: tuple[Edge, ...] = (edge,)
    yield path.end, edges
    for hop in reversed(path.hops):
        edges = (hop.edge, *edges)
        yield hop.edge.source, edges


def _days(pair: _Pair) -> tuple[float, float]:
    """Days of both sides. A replica with an event of its own starts when its original is deleted."""
    before, after = pair.before, pair.after
    if before.rule and after.rule and _is_replica(pair) and before.rule.starts_at != after.rule.starts_at:
        return before.days, before.rule.period.days + after.days
    return before.days, after.days


def _is_replica(pair: _Pair) -> bool:
    flow = pair.edges[-1].flow
    return flow is not None and flow.mechanism == "replication"


def _verdict(dossier: Dossier, pair: _Pair) -> Verdict | None:
    before, after = pair.before.rule, pair.after.rule
    if before is None or after is None:
        return None
    was, stays = _days(pair)
    if stays <= was:
        return None
    if _is_replica(pair):
        return "longer"
    named = (dossier.get(Obligation, id) for id in set(after.obligations) - set(before.obligations))
    if any(obligation is not None and obligation.kind == "law" for obligation in named):
        return "own-duty"
    return "longer" if before.starts_at == after.starts_at else "other-start"
