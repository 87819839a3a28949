"""Where a person's data must be erased when he or she asks: every holder, how, by when, and what stays in backups.

The request has one month (GDPR Art. 12(3)). The company's own systems take what its procedure for
requests gives; a vendor's take that and the vendor's own days, and a vendor that got the data from
another vendor comes after that one. A vendor's days are those after the end of the contract, the only
ones that the registers ask for; where they are not known, the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from compliance.derive.holding import Kept
from compliance.diagnostics import Place
from compliance.frameworks.gdpr import Period, period
from compliance.graph.dataflow import DataFlows, Node
from compliance.graph.dossier import Dossier
from compliance.graph.queries import known_key
from compliance.graph.taint import Path
from compliance.registers.records.flows import Activity, Retention
from compliance.registers.records.vendors import Vendor

Verdict = Literal["in-time", "late", "not-stated"]


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody's days to erase, None where they are not known, and the line that says so."""

    who: str
    days: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Holder:
    """A system with the person's data."""

    node: Node
    categories: tuple[str, ...]
    kept: tuple[Kept, ...]
    """The holdings of the register that are about these people; empty where it got data that none names."""
    path: Path
    steps: tuple[Taken, ...]
    """Who must act one after another until it is gone here."""
    instructed: bool
    """Whether the company holds it for customers only, so that the request is theirs to decide."""
    verdict: Verdict

    @property
    def days(self) -> int | None:
        """Days of all steps together, None where one is not known."""
        known = [step.days for step in self.steps]
        return None if None in known or not known else sum(d for d in known if d is not None)

    @property
    def backup(self) -> int:
        """Days more in backups; the longest of its holdings."""
        return max((int(k.backup.days) for k in self.kept if k.backup), default=0)


@dataclass(frozen=True, slots=True)
class Erasure:
    """All holders of one kind of people, and the period that the law gives."""

    subject: str
    received: date
    due: date
    limit: Period
    holders: tuple[Holder, ...]

    @property
    def days(self) -> int:
        """Days of the period, counted from the day of receipt."""
        return (self.due - self.received).days


def erasure(dossier: Dossier, subject: str, received: date | None = None) -> Erasure | None:
    """Every system that holds data about a kind of people; None before the law gave a period."""
    flows = dossier.dataflows
    known_key("subject", subject, flows)
    day = received or dossier.today
    limit = period("request-answered", day)
    if limit is None:
        return None
    due = limit.ends(day)
    taint = flows.declared
    asked = taint.universe.about([subject]) if subject in taint.universe.subjects else 0
    found = []
    for node in flows.of_kind("system", "store"):
        path = taint.path(node.key, asked & ~taint.seeds.get(node.key, 0)) or taint.path(node.key, asked)
        if path is not None:
            items = taint.universe.items(taint.held(node.key) & asked)
            categories = tuple(dict.fromkeys(item.category for item in items))
            found.append(_holder(dossier, node, subject, categories, path, (due - day).days))
    return Erasure(subject, day, due, limit, tuple(found))


def _holder(dossier: Dossier, node: Node, subject: str, categories: tuple[str, ...], path: Path, days: int) -> Holder:
    about = (h for h in node.holds if subject in h.subjects)
    kept = tuple(Kept(h, dossier.get(Retention, h.retention)) for h in about)
    steps = _steps(dossier, node, path)
    instructed = _instructed(dossier, node, subject)
    holder = Holder(node, categories, kept, path, steps, instructed, "in-time")
    verdict: Verdict = "in-time"
    if holder.days is None or not kept or not all(k.method for k in kept):
        verdict = "not-stated"
    elif holder.days > days:
        verdict = "late"
    return Holder(node, categories, kept, path, steps, instructed, verdict)


def _steps(dossier: Dossier, node: Node, path: Path) -> tuple[Taken, ...]:
    """The company first, then each vendor whose system the data passed on its way here, this one last."""
    procedures = dossier.project.procedures
    place = procedures.at("data_subject_request_days") if procedures else dossier.project.at("procedures")
    steps = [Taken(dossier.company.legal_name, procedures.data_subject_request_days if procedures else None, place)]
    vendors = (_vendor(dossier.dataflows, key) for key in path.nodes)
    for vendor in dict.fromkeys(v for v in vendors if v is not None):
        fact = vendor.deletion_days_after_end
        days = fact.value if fact and fact.known else None
        steps.append(Taken(vendor.name, days, fact.place if fact else vendor.at("id")))
    return tuple(steps)


def _vendor(flows: DataFlows, key: str) -> Vendor | None:
    node = flows.nodes[key]
    return node.vendor if node.kind in ("system", "store") else None


def _instructed(dossier: Dossier, node: Node, subject: str) -> bool:
    """Whether every flow that brings data of these people belongs to what the company does as processor."""
    flows = [e.flow for e in dossier.dataflows.into(node.key, "flows-to") if subject in e.subjects and e.flow]
    roles = {activity.role for f in flows if (activity := dossier.get(Activity, f.activity)) is not None}
    return roles == {"processor"}


def ends(erased: Erasure, holder: Holder) -> tuple[date | None, date | None]:
    """The days on which data is gone from a system, and from its backups; None where nobody knows."""
    if holder.days is None:
        return None, None
    gone = erased.received + timedelta(days=holder.days)
    return gone, gone + timedelta(days=holder.backup)
