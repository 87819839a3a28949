"""Service levels: support and availability a plan, and recovery as far as tests carry it.

A recovery time is a promise only where the last test reached it and the evidence of that test is in
date; any other is an open point, because a customer would read a number as something that was shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.freshness import freshness
from compliance.documents.text import Text, duration, each, joined, long_date, say
from compliance.documents.views import Column, OpenPoint, Table, View, cover, role
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.company import Plan
from compliance.registers.records.controls import Continuity, ContinuityTest
from compliance.registers.values import Duration

SUPPORT = (
    Column("plan", "Plan", 15, "id"),
    Column("products", "Products", 22),
    Column("response", "First answer", 16),
    Column("hours", "Support hours", 26),
    Column("channels", "Reached by", 18),
    Column("availability", "Availability", 17),
)

RECOVERY = (
    Column("service", "Service", 28, "id"),
    Column("rto", "Back within", 12),
    Column("rpo", "Entries lost at most", 13),
    Column("backup", "Backup", 19),
    Column("tested", "Last test", 28),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaView(View):
    """The plans, what each promises, and recovery of the services that customers use."""

    support: Table
    recovery: Table
    contact: Text
    sold: bool
    """Whether any plan promises an answer within a time."""
    unpromised: tuple[Text, ...]
    """Plans that promise neither an answer nor availability."""

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.support, self.recovery)


def _plan(plan: Plan, dossier: Dossier) -> tuple[Text | tuple[Text, ...], ...]:
    response = plan.support_response
    answered = duration(response, plan.at("support_response")) if response else Text("best effort", (plan.at("id"),))
    products = tuple(
        say(dossier.registers.products[id], "name").also(plan.at("products", n))
        for n, id in enumerate(plan.products)
        if id in dossier.registers.products
    )
    promised = plan.availability_percent
    available = say(plan, "availability_percent", f"{promised:g} %") if promised else Text("none promised")
    return (
        say(plan, "name"),
        products,
        answered,
        say(plan, "support_hours"),
        each(plan, "support_channels"),
        available,
    )


def customer_services(dossier: Dossier) -> tuple[Continuity, ...]:
    """Objectives of services that customers use: those with a system of a product."""
    systems = {id for product in dossier.registers.products.values() for id in product.systems}
    return tuple(c for c in dossier.all(Continuity) if systems & set(c.systems))


def carried(test: ContinuityTest | None, allowed: Duration, measured: str, dossier: Dossier) -> bool:
    """Whether a test that passed, and whose evidence is in date, reached an objective."""
    if test is None or test.result == "failed":
        return False
    found: Duration | None = getattr(test, measured)
    records = [dossier.get(Evidence, id) for id in test.evidence]
    in_date = any(record and freshness(record, dossier).holds for record in records)
    return found is not None and found.seconds <= allowed.seconds and in_date


def _promise(objective: Continuity, field: str, dossier: Dossier) -> Text:
    allowed: Duration = getattr(objective, field)
    stated = duration(allowed, objective.at(field))
    test = objective.last_test
    if test and carried(test, allowed, f"{field}_measured", dossier):
        return stated.also(test.at(f"{field}_measured"))
    return Text(f"{stated.value} is the objective; no test in date shows it", stated.sources, "open")


def _recovery(objective: Continuity, dossier: Dossier) -> tuple[Text | tuple[Text, ...], ...]:
    backup = objective.backup
    kept: tuple[Text, ...] = ()
    if backup:
        often = str(backup.frequency).removeprefix("1 ")
        every = Text(often, (backup.at("frequency"),))
        held = duration(backup.retention, backup.at("retention"))
        kept = (joined((Text("every"), every), " "), joined((Text("kept"), held), " "))
    return (
        say(objective, "service"),
        _promise(objective, "rto", dossier),
        _promise(objective, "rpo", dossier),
        kept,
        _tested(objective),
    )


KINDS = {"restore": "Restore", "failover": "Failover", "table-top": "Exercise at the table"}


def _tested(objective: Continuity) -> tuple[Text, ...]:
    test = objective.last_test
    if test is None:
        return (Text("never tested", (objective.at("id"),), "open"),)
    on = say(test, "performed_on", f"{KINDS[test.kind]} of {long_date(test.performed_on)}").also(test.at("kind"))
    rto, rpo = test.rto_measured, test.rpo_measured
    lines = [on]
    if rto:
        lines.append(joined((Text("back after"), duration(rto, test.at("rto_measured"))), " "))
    if rpo:
        lines.append(joined((Text("lost"), duration(rpo, test.at("rpo_measured"))), " "))
    return tuple(lines)


def _open_points(services: tuple[Continuity, ...], dossier: Dossier) -> Iterator[OpenPoint]:
    for objective in services:
        owner = role(dossier, objective.owner, objective.at("owner"))
        cells = (_promise(objective, "rto", dossier), _promise(objective, "rpo", dossier), *_tested(objective))
        for text in cells:
            if text.mark == "open":
                yield OpenPoint(joined((say(objective, "service"), Text(text.value, text.sources)), ": "), owner)


def view(dossier: Dossier, subject: str = "") -> SlaView:
    """The service levels as the registers promise them today."""
    plans = tuple(dossier.registers.plans.values())
    services = customer_services(dossier)
    bare = (p for p in plans if p.support_response is None and p.availability_percent is None)
    return SlaView(
        cover=cover(dossier, "sla", "Service levels", "Support, availability and recovery"),
        open_points=tuple(_open_points(services, dossier)),
        support=Table("support", "Support and availability", SUPPORT, tuple(_plan(p, dossier) for p in plans)),
        recovery=Table("recovery", "Recovery", RECOVERY, tuple(_recovery(s, dossier) for s in services)),
        contact=say(dossier.company.contacts, "support"),
        sold=any(p.support_response for p in plans),
        unpromised=tuple(say(p, "name") for p in bare),
    )
