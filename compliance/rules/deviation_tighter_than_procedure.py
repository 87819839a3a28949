"""An agreed deviation names a period that our procedures, or a vendor, do not keep.

Finds: ``periods`` of deviations in force that are tighter than ``procedures`` in dossier.yaml; hours to report a breach
that are not more than those within which a vendor reports to us that this customer's data reaches; and days of
notice of a new sub-processor that are more than such a vendor gives us.
Why: GDPR Art. 28(3) and (4): a deviation binds like a promise, and the strictest one binds the people who follow the
procedure; what a vendor tells us late we cannot tell in time.
Fix: make the procedure as strict, agree on another period, or agree on a tighter one with the vendor.
Wrong when: a special arrangement for this customer exists; waive it and name the arrangement.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.contract import contract
from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer, Deviation, DeviationPeriods
from compliance.registers.values import Fact
from compliance.rules.promise_tighter_than_procedure import PERIODS, Period
from compliance.rules.rule import Rule


class Agreed(NamedTuple):
    """One period of one deviation."""

    customer: Customer
    deviation: Deviation
    periods: DeviationPeriods
    period: Period
    value: int


def subjects(dossier: Dossier) -> Iterator[Agreed]:
    for customer in running(dossier):
        for deviation in customer.deviations:
            periods = deviation.periods
            if periods is None or (deviation.expires is not None and deviation.expires < dossier.today):
                continue
            for period in PERIODS:
                value: int | None = getattr(periods, period.field)
                if value is not None:
                    yield Agreed(customer, deviation, periods, period, value)


def check(agreed: Agreed, dossier: Dossier) -> Iterator[Diagnostic]:
    yield from _against_procedures(agreed, dossier)
    yield from _against_vendors(agreed, dossier)


def _against_procedures(agreed: Agreed, dossier: Dossier) -> Iterator[Diagnostic]:
    customer, deviation, periods, period, value = agreed
    procedures = dossier.project.procedures
    achieved: int | None = getattr(procedures, period.field) if procedures else None
    if procedures is None or achieved is None:
        return
    if value < achieved if period.tighter == "fewer" else value > achieved:
        yield RULE.found(
            f"deviation {deviation.id} gives {customer.legal_name} {value} {period.unit} {period.what}; "
            f"the procedure says {achieved}",
            periods.at(period.field),
            Label(procedures.at(period.field), "what the procedure achieves"),
            text="agreed",
            help="make the procedure as strict as the deviation, or agree on another period",
            subject=customer.id,
        )


def _against_vendors(agreed: Agreed, dossier: Dossier) -> Iterator[Diagnostic]:
    customer, deviation, periods, period, value = agreed
    if period.field not in ("breach_notice_hours", "subprocessor_notice_days"):
        return
    for supplier in contract(customer, dossier).suppliers:
        vendor = supplier.vendor
        breach = period.field == "breach_notice_hours"
        fact: Fact[int] | None = vendor.breach_notice_hours if breach else vendor.change_notice_days
        if fact is None or not fact.known or fact.value is None:
            continue
        if fact.value >= value if breach else fact.value < value:
            yield RULE.found(
                f"deviation {deviation.id} gives {customer.legal_name} {value} {period.unit} {period.what}; "
                f"{vendor.name} gives us {fact.value}",
                periods.at(period.field),
                Label(fact.place, "the vendor's period"),
                text="agreed",
                help="agree on a tighter period with the vendor, or on another one with the customer",
                subject=customer.id,
            )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
