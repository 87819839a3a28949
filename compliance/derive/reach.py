"""Whose data a vendor reaches, and which customers have a contract that runs."""

from __future__ import annotations

from compliance.graph.dataflow import runs
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity, Flow, System
from compliance.registers.records.vendors import Vendor


def running(dossier: Dossier) -> tuple[Customer, ...]:
    """Customers whose contract has not ended."""
    return tuple(c for c in dossier.all(Customer) if c.ends is None or c.ends >= dossier.today)


def customers_reached(vendor: Vendor, dossier: Dossier) -> tuple[Customer, ...]:
    """Customers whose data reaches a vendor, by the live flows into what it runs.

    A vendor with customers' data and no flow is taken to reach all: what cannot be told apart is not
    left out.
    """
    if not vendor.customer_data:
        return ()
    flows = flows_for_customers(vendor, dossier)
    return tuple(c for c in running(dossier) if not flows or any(carries(flow, c, dossier) for flow in flows))


def flows_for_customers(vendor: Vendor, dossier: Dossier, planned: bool = False) -> tuple[Flow, ...]:
    """Flows that bring customers' data to what a vendor runs or hosts; with ``planned`` those to come too.

    Flows of activities in which the company itself is controller carry its own data and are left out.
    """
    systems = systems_of(vendor, dossier)
    flows = (flow for flow in dossier.all(Flow) if flow.to in systems and runs(flow, dossier.today, planned))
    return tuple(flow for flow in flows if is_for_customers(flow, dossier))


def is_for_customers(flow: Flow, dossier: Dossier) -> bool:
    """Whether a flow belongs to what the company does as processor; one without an activity may."""
    activity = dossier.get(Activity, flow.activity) if flow.activity else None
    return activity is None or activity.role == "processor"


def carries(flow: Flow, customer: Customer, dossier: Dossier) -> bool:
    """Whether a flow can carry a customer's data: by its plans, and by the products of both its ends.

    A system of no product is shared by all; one that belongs to products is there for customers of these.
    """
    if flow.plans and customer.plan not in flow.plans:
        return False
    ends = (_products(flow.from_, dossier), _products(flow.to, dossier))
    return all(not products or not products.isdisjoint(customer.products) for products in ends)


def _products(system: str, dossier: Dossier) -> set[str]:
    return {product.id for product in dossier.project.products if system in product.systems}


def systems_of(vendor: Vendor, dossier: Dossier) -> set[str]:
    """Systems that the vendor runs or hosts."""
    return {
        system.id
        for system in dossier.all(System)
        if system.vendor == vendor.id or (system.hosting and system.hosting.provider == vendor.id)
    }
