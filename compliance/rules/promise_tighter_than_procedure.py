"""A customer was promised a period that our own procedures do not keep.

Finds: ``promises`` of customers whose contract runs against ``procedures`` in dossier.yaml: fewer hours or days
to report a breach, delete, prepare for an audit or help with a request of a person; more days of notice of a new
sub-processor, or to object to it.
Why: GDPR Art. 28(3); the strictest signed promise binds, and the procedure is what people follow.
Fix: make the procedure as fast as the strictest promise, or agree a longer period with the customer.
Wrong when: a special arrangement for this customer exists; record it as a waiver that names it.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.rules.rule import Rule


class Period(NamedTuple):
    """A period that stands in both registers under one name, and which way is tighter."""

    field: str
    what: str
    unit: str
    tighter: Literal["fewer", "more"]


PERIODS: tuple[Period, ...] = (
    Period("breach_notice_hours", "to report a breach", "hours", "fewer"),
    Period("subprocessor_notice_days", "of notice of a new sub-processor", "days", "more"),
    Period("objection_days", "to object to a new sub-processor", "days", "more"),
    Period("deletion_days", "to delete after the end", "days", "fewer"),
    Period("audit_notice_days", "to prepare for an audit", "days", "fewer"),
    Period("audit_for_cause_days", "to prepare for an audit for cause", "days", "fewer"),
    Period("data_subject_request_days", "to help with a request of a person", "days", "fewer"),
)


class Promise(NamedTuple):
    """One period promised to one customer."""

    customer: Customer
    period: Period


def subjects(dossier: Dossier) -> Iterator[Promise]:
    return (Promise(customer, period) for customer in running(dossier) for period in PERIODS)


def check(promise: Promise, dossier: Dossier) -> Iterator[Diagnostic]:
    (customer, period), procedures = promise, dossier.project.procedures
    if procedures is None:
        return
    promised: int | None = getattr(customer.promises, period.field)
    achieved: int | None = getattr(procedures, period.field)
    if promised is None or achieved is None:
        return
    if promised < achieved if period.tighter == "fewer" else promised > achieved:
        yield RULE.found(
            f"{customer.legal_name} was promised {promised} {period.unit} {period.what}; the procedure says {achieved}",
            customer.promises.at(period.field),
            Label(procedures.at(period.field), "what the procedure achieves"),
            text="promised",
            help="make the procedure as strict as the promise, or agree another period with the customer",
            subject=customer.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
