"""A vendor reports breaches no sooner than we have promised to report them.

Finds: vendors that customers' data reaches, whose known ``breach_notice_hours`` are not fewer than the smallest
number of hours promised to a customer whose data they reach; without such a customer, than those of
``procedures`` in dossier.yaml.
Why: GDPR Art. 33(2) and 28(4): hours run from vendor to us and from us to the customer; whoever gets the news
in hour 24 cannot pass it on in hour 24.
Fix: agree fewer hours with the vendor, or promise more to customers.
Wrong when: the promise counts from our own awareness and both sides know it; waive it with the clause.
"""

from collections.abc import Iterator

from compliance.derive.reach import customers_reached
from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Vendor]:
    vendors = (vendor for vendor in dossier.all(Vendor) if vendor.customer_data)
    return (vendor for vendor in vendors if vendor.breach_notice_hours and vendor.breach_notice_hours.known)


def check(vendor: Vendor, dossier: Dossier) -> Iterator[Diagnostic]:
    fact, ours = vendor.breach_notice_hours, _ours(vendor, dossier)
    if fact is None or fact.value is None or ours is None:
        return
    hours, to, place = ours
    if fact.value >= hours:
        yield RULE.found(
            f"{vendor.name} reports breaches within {fact.value} hours; we promise {hours} hours to {to}",
            fact.place,
            Label(place, f"{hours} hours promised"),
            text="the vendor's notice to us",
            help="agree fewer hours with the vendor, or promise more to customers",
            subject=vendor.id,
        )


def _ours(vendor: Vendor, dossier: Dossier) -> tuple[int, str, Place] | None:
    field = "breach_notice_hours"
    reached = customers_reached(vendor, dossier)
    if reached:
        customer = min(reached, key=lambda c: c.promises.breach_notice_hours)
        return customer.promises.breach_notice_hours, customer.legal_name, customer.promises.at(field)
    procedures = dossier.project.procedures
    if procedures is None or procedures.breach_notice_hours is None:
        return None
    return procedures.breach_notice_hours, "customers in general", procedures.at(field)


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
