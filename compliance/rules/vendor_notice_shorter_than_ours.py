"""A vendor announces a new sub-processor later than we promised to announce it.

Finds: vendors that customers' data reaches, whose known ``change_notice_days`` are fewer than the largest
``subprocessor_notice_days`` promised to a customer whose data they reach; without such a customer, than
those of ``procedures`` in dossier.yaml.
Why: GDPR Art. 28(2) and (4): we cannot give our customers a notice that we do not get in time.
Fix: agree a longer notice with the vendor, or promise a shorter one to customers.
Wrong when: the vendor may use the new sub-processor for our data only after we agreed; record that as a
waiver with the clause.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.reach import customers_reached
from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


class Ours(NamedTuple):
    """The notice that we give, to whom, and where that stands."""

    days: int
    to: str
    place: Place


def subjects(dossier: Dossier) -> Iterator[Vendor]:
    vendors = (vendor for vendor in dossier.all(Vendor) if vendor.customer_data)
    return (vendor for vendor in vendors if vendor.change_notice_days and vendor.change_notice_days.known)


def check(vendor: Vendor, dossier: Dossier) -> Iterator[Diagnostic]:
    fact, ours = vendor.change_notice_days, _ours(vendor, dossier)
    if fact and fact.value is not None and ours and fact.value < ours.days:
        yield RULE.found(
            f"{vendor.name} announces new sub-processors {fact.value} days ahead; we promise {ours.days} to {ours.to}",
            fact.place,
            Label(ours.place, f"{ours.days} days promised"),
            text="the vendor's notice to us",
            help="agree a longer notice with the vendor, or promise a shorter one",
            subject=vendor.id,
        )


def _ours(vendor: Vendor, dossier: Dossier) -> Ours | None:
    field = "subprocessor_notice_days"
    reached = customers_reached(vendor, dossier)
    if reached:
        customer = max(reached, key=lambda c: c.promises.subprocessor_notice_days)
        return Ours(customer.promises.subprocessor_notice_days, customer.legal_name, customer.promises.at(field))
    procedures = dossier.project.procedures
    if procedures is None or procedures.subprocessor_notice_days is None:
        return None
    return Ours(procedures.subprocessor_notice_days, "customers in general", procedures.at(field))


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
