"""What a breach at a vendor means: what it had, about whom, where from and where to, and who must be told by when.

Hours run in a chain: the vendor tells the company, the company tells its customers. A processor that is told by its
sub-processor is aware from then on, and so is a controller that is told by its processor (EDPB Guidelines 9/2022,
part II.A.4); the 72 hours of Art. 33(1) run for each controller from there. Where a period is not known it is not
guessed: what can be said is said from the moment at which the company itself knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.derive.reach import customers_reached
from compliance.diagnostics import DossierError, Place
from compliance.frameworks.gdpr import deadline
from compliance.graph.dataflow import DataFlows, Node
from compliance.graph.dossier import Dossier
from compliance.graph.places import of_vendor
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity
from compliance.registers.records.vendors import Vendor


class UnknownVendorError(DossierError):
    """A vendor that the registers do not have."""

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no vendor `{id}`", "`dossier list vendor` shows those there are")


@dataclass(frozen=True, slots=True)
class Held:
    """What a vendor had about whom, and the system or line that says so."""

    category: str
    subjects: tuple[str, ...]
    system: str
    place: Place


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Something before or behind the vendor in the graph, and how many flows away it is."""

    node: Node
    steps: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What one customer must be told by when. Minutes are from the moment at which the company knows."""

    customer: Customer
    promised: int
    """Minutes promised to the customer."""
    procedure: int | None
    """Minutes that the company's own procedure takes; None where it has none."""
    place: Place

    @property
    def slack(self) -> int | None:
        """Minutes between what the procedure takes and what was promised; below 0 the promise is broken."""
        return None if self.procedure is None else self.promised - self.procedure


@dataclass(frozen=True, slots=True)
class Breach:
    """A breach at a vendor. ``at`` is when the vendor found it; None where times are counted from there."""

    vendor: Vendor
    at: datetime | None
    held: tuple[Held, ...]
    upstream: tuple[Neighbour, ...]
    downstream: tuple[Neighbour, ...]
    vendor_minutes: int | None
    """Minutes in which the vendor tells the company; None where nobody knows."""
    vendor_place: Place
    authority_minutes: int
    """Minutes of Art. 33(1), for each controller from when it knows."""
    authority_source: str
    own: tuple[Activity, ...]
    """The company's own controller activities whose data was there: it tells the authority itself."""
    notices: tuple[Notice, ...]

    def left(self, notice: Notice) -> int | None:
        """Minutes of Art. 33(1) that the customer has left when it is told at the last moment, were they to run
        from the vendor's own discovery; None where a period is not known."""
        if self.vendor_minutes is None:
            return None
        ours = notice.promised if notice.procedure is None else min(notice.procedure, notice.promised)
        return self.authority_minutes - self.vendor_minutes - ours

    def when(self, minutes: int | None) -> datetime | None:
        """The moment so many minutes after the vendor found it; None where either is not known."""
        return None if self.at is None or minutes is None else self.at + timedelta(minutes=minutes)


def breach(dossier: Dossier, vendor_id: str, at: datetime | None = None) -> Breach:
    """What a breach at a vendor means on the live flows."""
    vendor = dossier.get(Vendor, vendor_id)
    if vendor is None:
        raise UnknownVendorError(vendor_id)
    limit = deadline("breach-to-authority", dossier.today)
    fact = vendor.breach_notice_hours
    known = fact.value * 60 if fact and fact.known and fact.value is not None else None
    flows = dossier.dataflows
    systems = tuple(node.key for node in flows.systems_of(vendor_id))
    return Breach(
        vendor,
        at,
        tuple(_held(flows, vendor_id)),
        _around(flows, systems, forward=False),
        _around(flows, systems, forward=True),
        known,
        fact.place if fact else vendor.at("id"),
        limit.hours * 60 if limit else 0,
        limit.source if limit else "no period in force",
        _own(dossier, systems),
        _notices(dossier, vendor),
    )


def _held(flows: DataFlows, vendor: str) -> list[Held]:
    """What is in the systems that the vendor runs or hosts, declared or brought by a flow."""
    taint = flows.declared
    found: dict[tuple[str, str], list[str]] = {}
    for key in of_vendor(flows, vendor):
        node = flows.nodes.get(key)
        if node is not None and node.system is not None:
            for item in taint.universe.items(taint.held(key)):
                subjects = found.setdefault((item.category, key), [])
                if item.subject and item.subject not in subjects:
                    subjects.append(item.subject)
    made = []
    for (category, key), subjects in sorted(found.items()):
        node = flows.nodes[key]
        places = (h.at("category") for h in node.holds if h.category == category)
        made.append(Held(category, tuple(subjects), node.name, next(places, node.place)))
    return made


def _around(flows: DataFlows, systems: tuple[str, ...], forward: bool) -> tuple[Neighbour, ...]:
    """Systems and people on the way to the vendor, or behind it, the nearest first."""
    steps = dict.fromkeys(systems, 0)
    queue = list(systems)
    for key in queue:
        edges = flows.out(key, "flows-to") if forward else flows.into(key, "flows-to")
        for edge in edges:
            other = edge.target if forward else edge.source
            if other not in steps:
                steps[other] = steps[key] + 1
                queue.append(other)
    found = (Neighbour(flows.nodes[key], n) for key, n in steps.items() if n)
    return tuple(sorted(found, key=lambda neighbour: (neighbour.steps, neighbour.node.key)))


def _own(dossier: Dossier, systems: tuple[str, ...]) -> tuple[Activity, ...]:
    """Activities that the company is controller of and whose flows end at, or whose systems are, the vendor's."""
    ids = {key.partition(":")[2] for key in systems}
    flowing = {e.flow.activity for key in systems for e in dossier.dataflows.into(key, "flows-to") if e.flow}
    own = (a for a in dossier.all(Activity) if a.role != "processor")
    return tuple(a for a in own if a.id in flowing or ids.intersection(a.systems))


def _notices(dossier: Dossier, vendor: Vendor) -> tuple[Notice, ...]:
    procedures = dossier.project.procedures
    hours = procedures.breach_notice_hours if procedures else None
    own = None if hours is None else hours * 60
    made = (
        Notice(c, c.promises.breach_notice_hours * 60, own, c.promises.at("breach_notice_hours"))
        for c in customers_reached(vendor, dossier)
    )
    return tuple(sorted(made, key=lambda notice: (notice.promised, notice.customer.id)))
