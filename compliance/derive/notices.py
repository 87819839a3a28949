"""Which customers must be told of a change of sub-processors, and from when it may take effect.

GDPR Article 28(2): under a general authorisation the processor informs of any intended addition or
replacement, so that the controller can object; under a specific one it waits for approval. The
periods are those promised to each customer. The day of the notice is today and is not counted
(Regulation (EEC, Euratom) No 1182/71, Article 3(1)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from compliance.derive.differences import Change, compare
from compliance.derive.engaged import BY_PREFIX, Engaged, engaged, is_notable
from compliance.derive.reach import carries, running
from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Flow


@dataclass(frozen=True, slots=True)
class Start:
    """A day on which the registers say that a change begins, or began, and the line that says so."""

    day: date
    place: Place
    live: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One change that a customer is told of, with the sub-processor as it will be."""

    change: Change
    engaged: Engaged
    start: Start | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What one customer is told, and the days that follow from its periods."""

    customer: Customer
    told: tuple[Told, ...]
    ended: tuple[Change, ...]
    """Sub-processors that the customer's data no longer reaches; told along, no reason for a notice."""
    day: date

    @property
    def approval(self) -> bool:
        """Whether the customer's written approval is needed; silence is then none."""
        return self.customer.dpa.authorisation == "specific"

    @property
    def answer_until(self) -> date:
        """Last day to object, or to approve."""
        return self.day + timedelta(days=self.customer.promises.objection_days)

    @property
    def earliest(self) -> date:
        """First day on which the change may take effect: the notice has run and the answer is due no more."""
        notice = self.day + timedelta(days=self.customer.promises.subprocessor_notice_days)
        return max(notice, self.answer_until + timedelta(days=1))

    @property
    def early(self) -> tuple[Told, ...]:
        """Changes that the registers let begin before that day."""
        return tuple(told for told in self.told if told.start and told.start.day < self.earliest)


@dataclass(frozen=True, slots=True)
class NotTold:
    """A customer that gets no notice, and why."""

    customer: Customer
    reason: str


@dataclass(frozen=True)
class Plan:
    """Notices of all customers, those who get none, and how much was looked at."""

    notices: tuple[Notice, ...]
    not_told: tuple[NotTold, ...]
    unspoken: tuple[Change, ...]
    """Changes of sub-processors that are no reason for a notice: words, addresses, what was clarified or ended."""
    examined: Mapping[str, int]

    @property
    def decisive(self) -> Notice | None:
        """The notice whose period ends last; the change may go live for all from its day on."""
        return max(self.notices, key=lambda notice: notice.earliest, default=None)


def plan(dossier: Dossier) -> Plan:
    """Who must be told of what has changed since ``dossier.before``. Without one, nothing has changed."""
    before = dossier.before or dossier
    every = compare((e.item for e in engaged(before)), (e.item for e in engaged(dossier)), BY_PREFIX)
    notices: list[Notice] = []
    not_told: list[NotTold] = []
    groups: dict[tuple[str, tuple[str, ...]], tuple[tuple[Told, ...], tuple[Change, ...]]] = {}
    for customer in running(dossier):
        group = (customer.plan, tuple(sorted(customer.products)))
        if group not in groups:
            groups[group] = _of_customer(customer, before, dossier)
        told, ended = groups[group]
        if told:
            notices.append(Notice(customer, told, ended, dossier.today))
        else:
            not_told.append(NotTold(customer, _reason(every)))
    spoken = {told.change.id for notice in notices for told in notice.told}
    unspoken = tuple(change for change in every if change.id not in spoken)
    examined = {"sub-processors": len(engaged(dossier)), "customers": len(running(dossier))}
    return Plan(tuple(notices), tuple(not_told), unspoken, examined)


def _reason(every: tuple[Change, ...]) -> str:
    if not any(map(is_notable, every)):
        return "nothing changed that customers must be told"
    return "its data does not reach what changed"


def _of_customer(customer: Customer, before: Dossier, after: Dossier) -> tuple[tuple[Told, ...], tuple[Change, ...]]:
    """What changed for a customer as it is today: its own new plan or product is no change of ours."""
    old = engaged(before, lambda flow: carries(flow, customer, before))
    new = engaged(after, lambda flow: carries(flow, customer, after))
    by_id = {found.item.id: found for found in new}
    found = compare((e.item for e in old), (e.item for e in new), BY_PREFIX)
    told = tuple(Told(c, by_id[c.id], _start(c, by_id[c.id], before)) for c in found if is_notable(c))
    return told, tuple(change for change in found if change.verb == "lost")


def _start(change: Change, found: Engaged, before: Dossier) -> Start | None:
    """When the registers say that it begins: with the first new flow, else with the new sub-processor itself.

    A flow that was there before says nothing of the day on which something was added to it.
    """
    return min(_starts(change, found, before), key=lambda start: start.day, default=None)


def _starts(change: Change, found: Engaged, before: Dossier) -> Iterator[Start]:
    link, vendor = found.link, found.vendor
    if link is not None:
        if change.verb == "gained" and link.since:
            yield Start(link.since, link.at("since"), True)
        return
    for flow in found.flows:
        if flow.since and before.get(Flow, flow.id) is None:
            yield Start(flow.since, flow.at("since"), flow.status == "live")
    if change.verb == "gained" and not found.flows and vendor.used_since:
        yield Start(vendor.used_since, vendor.at("used_since"), True)
