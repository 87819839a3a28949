"""Whose data a vendor reaches, and which customers have a contract that runs."""

from __future__ import annotations

from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Flow, System
from compliance.registers.records.vendors import Vendor


def running(dossier: Dossier) -> tuple[Customer, ...]:
    """Customers whose contract has not ended."""
    return tuple(c for c in dossier.all(Customer) if c.ends is None or c.ends >= dossier.today)


def customers_reached(vendor: Vendor, dossier: Dossier) -> tuple[Customer, ...]:
    """Customers whose data reaches a vendor: by the plans of the live flows into what it runs.

    A flow without plans carries the data of all. So does a vendor with customers' data and no flow:
    what cannot be told apart is not left out.
    """
    if not vendor.customer_data:
        return ()
    systems = _systems(vendor, dossier)
    flows = [flow for flow in dossier.all(Flow) if flow.status == "live" and flow.to in systems]
    if not flows or any(not flow.plans for flow in flows):
        return running(dossier)
    plans = {plan for flow in flows for plan in flow.plans}
    return tuple(customer for customer in running(dossier) if customer.plan in plans)


def _systems(vendor: Vendor, dossier: Dossier) -> set[str]:
    """Systems that the vendor runs or hosts."""
    return {
        system.id
        for system in dossier.all(System)
        if system.vendor == vendor.id or (system.hosting and system.hosting.provider == vendor.id)
    }
