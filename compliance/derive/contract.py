"""What one customer's contract reaches: the flows, systems, suppliers and chains that its products and plan touch.

It starts with the systems of the products that the customer has and with the people who give data, and
follows every running flow of an activity in which the company is processor, as far as the plan and the
products of the customer let it go. What a flow brings of whom is narrower than what it declares: a flow
that all products share carries what another product feeds into it for that product's customers only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from compliance.derive.reach import carries, is_for_customers
from compliance.frameworks.taxonomy import may_contain, special
from compliance.graph.dataflow import Edge
from compliance.graph.dossier import Dossier
from compliance.graph.taint import Taint
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity, Flow, Holding, System
from compliance.registers.records.vendors import Subprocessor, Vendor

Pair = tuple[str, str]
"""A category of data and the people that it is about."""


@dataclass(frozen=True, slots=True)
class Link:
    """A sub-processor below a supplier that the customer's data reaches. ``id`` is ``vendor/name/name``."""

    id: str
    above: str
    link: Subprocessor


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier that the customer's data reaches: by flows into what it runs or hosts, or by a system on its machines.

    ``untold`` is set where it has customers' data by its own record and no flow that says whose.
    """

    vendor: Vendor
    flows: tuple[Flow, ...]
    systems: tuple[System, ...]
    pairs: frozenset[Pair]
    links: tuple[Link, ...]
    untold: bool = False


@dataclass(frozen=True)
class Contract:
    """What concerns the customers of one plan and set of products."""

    plan: str
    products: tuple[str, ...]
    activities: tuple[Activity, ...]
    flows: tuple[Flow, ...]
    systems: tuple[System, ...]
    suppliers: tuple[Supplier, ...]
    brings: dict[str, frozenset[Pair]]
    """By id of a flow, what it brings of whom for these customers."""

    @cached_property
    def pairs(self) -> frozenset[Pair]:
        """Everything that is processed of whom."""
        return frozenset(pair for pairs in self.brings.values() for pair in pairs)

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """Keys of the people concerned."""
        return tuple(sorted({subject for _, subject in self.pairs if subject}))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Keys of the data."""
        return tuple(sorted({category for category, _ in self.pairs}))

    @cached_property
    def special(self) -> tuple[str, ...]:
        """Keys of special categories and of convictions."""
        return tuple(category for category in self.categories if special(category))

    @cached_property
    def subprocessors(self) -> tuple[str, ...]:
        """Ids of every sub-processor, links of chains as ``vendor/link``."""
        return tuple(id for s in self.suppliers for id in (s.vendor.id, *(link.id for link in s.links)))

    def flows_of(self, activity: Activity) -> tuple[Flow, ...]:
        """The flows that belong to an activity."""
        return tuple(flow for flow in self.flows if flow.activity == activity.id)

    def of_activity(self, activity: Activity) -> frozenset[Pair]:
        """What an activity processes of whom."""
        return frozenset(pair for flow in self.flows_of(activity) for pair in self.brings[flow.id])

    def holdings(self) -> Iterator[tuple[System, Holding]]:
        """What systems hold of what is processed for these customers."""
        for system in self.systems:
            for holding in system.holds:
                if any(may_contain(holding.category, c) and (not s or s in holding.subjects) for c, s in self.pairs):
                    yield system, holding


def contract(customer: Customer, dossier: Dossier) -> Contract:
    """What concerns a customer; found once for all that have the same plan and products."""
    key = ("contract", customer.plan, tuple(sorted(customer.products)))
    found = dossier.kept.get(key)
    if not isinstance(found, Contract):
        found = dossier.kept[key] = _contract(customer, dossier)
    return found


def _contract(customer: Customer, dossier: Dossier) -> Contract:
    systems = {system.id: system for system in dossier.all(System)}
    offered = [flow for flow in _running(dossier) if _concerns(flow, customer, dossier)]
    reached = _reach(offered, _start(customer, dossier), systems)
    flows = tuple(f for f in offered if f.to in reached and (f.from_ in reached or _person(systems.get(f.from_))))
    brings = _brings(flows, dossier)
    found = tuple(systems[id] for id in systems if id in reached)
    return Contract(
        customer.plan,
        tuple(sorted(customer.products)),
        tuple(_activities(customer, flows, reached, dossier)),
        flows,
        found,
        tuple(_suppliers(flows, found, brings, dossier)),
        brings,
    )


def _running(dossier: Dossier) -> tuple[Flow, ...]:
    """Running flows, by their number."""
    return tuple(edge.flow for edge in dossier.dataflows.flows if edge.flow)


def _concerns(flow: Flow, customer: Customer, dossier: Dossier) -> bool:
    """Whether a flow can carry data of the customer that the company processes on its behalf."""
    activity = dossier.get(Activity, flow.activity) if flow.activity else None
    if activity is not None and activity.plans and customer.plan not in activity.plans:
        return False
    return is_for_customers(flow, dossier) and carries(flow, customer, dossier)


def _activities(
    customer: Customer, flows: tuple[Flow, ...], reached: frozenset[str], dossier: Dossier
) -> Iterator[Activity]:
    """Activities of these flows, and those without any running flow that name a system that is reached."""
    own = {flow.activity for flow in flows}
    named = {flow.activity for flow in _running(dossier)}
    for activity in dossier.all(Activity):
        planned = not activity.plans or customer.plan in activity.plans
        silent = activity.role == "processor" and activity.id not in named and planned
        if activity.id in own or (silent and not reached.isdisjoint(activity.systems)):
            yield activity


def _start(customer: Customer, dossier: Dossier) -> set[str]:
    """Systems of the products that the customer has."""
    return {id for product in dossier.project.products if product.id in customer.products for id in product.systems}


def _person(system: System | None) -> bool:
    return system is not None and system.kind == "data-subject"


def _reach(flows: Iterable[Flow], start: set[str], systems: dict[str, System]) -> frozenset[str]:
    """Systems, and people who get data, that the flows lead to from the start, or from people who give data."""
    reached = {id for id in start if id in systems}
    after: dict[str, list[str]] = {}
    for flow in flows:
        if _person(systems.get(flow.from_)):
            reached.add(flow.to)
        after.setdefault(flow.from_, []).append(flow.to)
    pending = list(reached)
    while pending:
        for id in after.get(pending.pop(), ()):
            if id not in reached:
                reached.add(id)
                pending.append(id)
    return frozenset(reached)


def _brings(flows: tuple[Flow, ...], dossier: Dossier) -> dict[str, frozenset[Pair]]:
    """What each flow brings of whom, when only these flows run.

    Data begins where it begins for all customers, so that a system does not seem to make what another
    product's flow brings to it.
    """
    graph = dossier.dataflows
    wanted = {flow.id for flow in flows}
    others = {edge.id for edge in graph.flows if edge.id not in wanted}
    taint = Taint(graph, "declared", graph.declared, others)
    return {edge.id: _pairs(taint, edge) for edge in graph.flows if edge.id in wanted}


def _pairs(taint: Taint, edge: Edge) -> frozenset[Pair]:
    universe = taint.universe
    carried, _ = taint.carried(edge)
    held = universe.related(universe.flat(taint.held(edge.source)))
    return frozenset((item.category, item.subject) for item in universe.items(universe.flat(carried) & held))


def _suppliers(
    flows: tuple[Flow, ...], systems: tuple[System, ...], brings: dict[str, frozenset[Pair]], dossier: Dossier
) -> Iterator[Supplier]:
    for vendor in dossier.all(Vendor):
        own = tuple(s for s in systems if vendor.id in (s.vendor, s.hosting.provider if s.hosting else ""))
        ids = {system.id for system in own}
        into = tuple(flow for flow in flows if flow.to in ids)
        if own or (vendor.customer_data and not _known(vendor, dossier)):
            pairs = frozenset(pair for flow in into for pair in brings[flow.id])
            links = tuple(_links(vendor.id, vendor.name, vendor.subprocessors))
            yield Supplier(vendor, into, own, pairs, links, untold=not own)


def _known(vendor: Vendor, dossier: Dossier) -> bool:
    """Whether any system of the register is run or hosted by the vendor, so that flows tell whose data it has."""
    systems = dossier.all(System)
    return any(vendor.id in (s.vendor, s.hosting.provider if s.hosting else "") for s in systems)


def _links(above: str, name: str, links: tuple[Subprocessor, ...]) -> Iterator[Link]:
    """The links below that are reached, from the top down."""
    for index, link in enumerate(links):
        if link.reached:
            own = link.name.value or str(index)
            id = f"{above}/{own}"
            yield Link(id, name, link)
            yield from _links(id, own, link.subprocessors)
