"""A supplier is a sub-processor in one register and none in the other.

Finds: vendors with ``customer_data: false`` that a live flow of an activity in which the company is processor
reaches, in a system that they run or host; and vendors with ``customer_data: true`` that no such flow reaches,
live or planned, and on whose machines no system of such an activity stands.
Why: GDPR Art. 28(2) and (4): the list of sub-processors, Annex III of the DPA and the notices to customers come
from the vendors; records of processing and the data-flow map from the flows. Both must be one set.
Fix: set ``customer_data`` as it is, or correct the flow, its activity or the system's ``vendor``.
Wrong when: the vendor reaches customers' data without a flow, such as by maintenance on site; then waive it.
"""

from collections.abc import Iterator

from compliance.derive.reach import systems_of
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dataflow import runs
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity, Flow
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Vendor]:
    return (vendor for vendor in dossier.all(Vendor) if vendor.personal_data or vendor.customer_data)


def check(vendor: Vendor, dossier: Dossier) -> Iterator[Diagnostic]:
    systems = systems_of(vendor, dossier)
    activities = {a.id: a for a in dossier.all(Activity) if a.role == "processor"}
    into = [f for f in dossier.all(Flow) if f.activity in activities and f.to in systems]
    live = [flow for flow in into if runs(flow, dossier.today)]
    if not vendor.customer_data and live:
        others = (Label(flow.at("to"), f"flow {flow.number} carries customers' data there") for flow in live[:3])
        yield RULE.found(
            f"{vendor.name} is no sub-processor by its record, and {len(live)} flow{'s' if len(live) > 1 else ''} "
            "of customers' data reach it",
            vendor.at("customer_data"),
            *others,
            text="not in the list of sub-processors",
            help="write `customer_data: true`, or correct the flow",
            subject=vendor.id,
        )
    planned = any(runs(flow, dossier.today, planned=True) for flow in into)
    holds = any(systems.intersection(activity.systems) for activity in activities.values())
    if vendor.customer_data and not planned and not holds:
        yield RULE.found(
            f"{vendor.name} is a sub-processor by its record, and no flow of customers' data reaches it",
            vendor.at("customer_data"),
            text="in the list of sub-processors",
            help="add the flow and the system that it ends at, or write `customer_data: false`",
            subject=vendor.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
