"""Who gets the data of a processing activity: derived from its flows and systems, never typed (GDPR Art. 30).

A vendor receives it when the vendor runs or hosts a system that the activity names or that one of its
flows ends at; so does each sub-processor below that the data reaches. A customer receives it when a flow
hands it to the controllers that the activity is carried out for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from compliance.derive.reach import carries, running
from compliance.frameworks.taxonomy import may_contain
from compliance.graph.dataflow import runs
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity, Flow, System
from compliance.registers.records.vendors import Subprocessor, Vendor

Part = Literal["processor", "sub-processor", "controller"]


@dataclass(frozen=True, slots=True)
class Below:
    """A sub-processor that data of the activity reaches, and the name of whoever engages it."""

    link: Subprocessor
    engaged_by: str
    depth: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """A vendor that receives data of an activity.

    ``runs`` are its own systems, ``hosts`` the company's systems on its machines, ``flows`` the running
    flows of the activity into either; empty where the data gets there by a flow of another activity.
    """

    vendor: Vendor
    part: Part
    runs: tuple[System, ...]
    hosts: tuple[System, ...]
    flows: tuple[Flow, ...]
    below: tuple[Below, ...]

    @property
    def own_purposes(self) -> bool:
        """Whether it is controller for a part of what it gets, and so a third party (GDPR Art. 4(10))."""
        return self.part == "controller" or self.vendor.role in ("controller", "processor-and-controller")


def flows_of(activity: Activity, dossier: Dossier) -> tuple[Flow, ...]:
    """The running flows that belong to an activity, by their printed number."""
    named = dossier.links.into("activity", activity.id, by="flow", field="activity")
    flows = (dossier.get(Flow, reference.id) for reference in named)
    found = (flow for flow in flows if flow is not None and runs(flow, dossier.today))
    return tuple(sorted(found, key=lambda flow: flow.number))


def systems_of(activity: Activity, dossier: Dossier) -> tuple[System, ...]:
    """The systems that an activity names, then those that only its flows name; people are none."""
    ends = (id for flow in flows_of(activity, dossier) for id in (flow.from_, flow.to))
    found = (dossier.get(System, id) for id in dict.fromkeys((*activity.systems, *ends)))
    return tuple(system for system in found if system is not None and system.kind != "data-subject")


def recipients(activity: Activity, dossier: Dossier) -> tuple[Recipient, ...]:
    """Every vendor that receives data of the activity, by name."""
    systems, flows = systems_of(activity, dossier), flows_of(activity, dossier)
    named = dict.fromkeys(id for s in systems for id in (s.vendor, s.hosting.provider if s.hosting else "") if id)
    vendors = (dossier.get(Vendor, id) for id in named)
    found = (_recipient(vendor, activity, systems, flows) for vendor in vendors if vendor is not None)
    return tuple(sorted(found, key=lambda recipient: recipient.vendor.name.lower()))


def _recipient(vendor: Vendor, activity: Activity, systems: tuple[System, ...], flows: tuple[Flow, ...]) -> Recipient:
    own = tuple(s for s in systems if s.vendor == vendor.id)
    hosts = tuple(s for s in systems if s not in own and s.hosting and s.hosting.provider == vendor.id)
    ids = {system.id for system in (*own, *hosts)}
    into = tuple(flow for flow in flows if flow.to in ids)
    below = tuple(_below(vendor.subprocessors, vendor.name, activity.categories, 1))
    return Recipient(vendor, _part(activity, own, into), own, hosts, into, below)


def _part(activity: Activity, own: tuple[System, ...], flows: tuple[Flow, ...]) -> Part:
    """The part that the flows into its own systems give a vendor; else the one that follows from the company's."""
    ids = {system.id for system in own}
    stated = {flow.importer_role for flow in flows if flow.to in ids}
    if stated & {"controller", "joint-controller"}:
        return "controller"
    return "sub-processor" if activity.role == "processor" or stated == {"sub-processor"} else "processor"


def _below(links: tuple[Subprocessor, ...], above: str, categories: tuple[str, ...], depth: int) -> Iterator[Below]:
    """Links that are reached, from the top down. One that states other categories gets nothing of these."""
    for link in links:
        touched = not link.categories or any(may_contain(a, b) for a in categories for b in link.categories)
        if link.reached and touched:
            yield Below(link, above, depth)
            yield from _below(link.subprocessors, link.name.value or above, categories, depth + 1)


def handed_over(activity: Activity, dossier: Dossier) -> tuple[Flow, ...]:
    """Flows that hand data to people outside who decide on its use: customers, mostly."""
    people = {system.id for system in dossier.all(System) if system.kind == "data-subject"}
    flows = flows_of(activity, dossier)
    return tuple(f for f in flows if f.to in people and f.importer_role in ("controller", "joint-controller"))


def controllers(activity: Activity, dossier: Dossier) -> tuple[Customer, ...]:
    """Customers on whose behalf the activity is carried out: by plan, and by the products of its flows.

    Empty where the company itself is controller.
    """
    if activity.role != "processor":
        return ()
    flows = flows_of(activity, dossier)
    return tuple(
        customer
        for customer in running(dossier)
        if (not activity.plans or customer.plan in activity.plans)
        and (not flows or any(carries(flow, customer, dossier) for flow in flows))
    )
