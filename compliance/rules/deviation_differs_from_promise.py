"""An agreed deviation names another period than the promises of the same customer.

Finds: ``periods`` of deviations in force that differ from ``promises`` of the customer under the same name.
Why: the agreement prints the promises on its cover and the deviations in its annex: one paper, two periods. Notices,
`dossier flows breach` and the check of procedures count with the promise.
Fix: write the period that binds into ``promises``; a deviation that says it again needs no ``periods``.
Wrong when: the deviation speaks of a special case beside the rule, such as audits for cause; leave it out of
``periods`` unless it has a name of its own there.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.documents.dpa import in_force
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer, Deviation, DeviationPeriods
from compliance.rules.promise_tighter_than_procedure import PERIODS, Period
from compliance.rules.rule import Rule


class Agreed(NamedTuple):
    """One period of one deviation."""

    customer: Customer
    deviation: Deviation
    periods: DeviationPeriods
    period: Period


def subjects(dossier: Dossier) -> Iterator[Agreed]:
    for customer in running(dossier):
        for deviation in in_force(customer, dossier):
            for period in PERIODS:
                if deviation.periods is not None and getattr(deviation.periods, period.field) is not None:
                    yield Agreed(customer, deviation, deviation.periods, period)


def check(agreed: Agreed, dossier: Dossier) -> Iterator[Diagnostic]:
    customer, deviation, periods, period = agreed
    promised: int | None = getattr(customer.promises, period.field)
    value: int = getattr(periods, period.field)
    if promised is not None and promised != value:
        yield RULE.found(
            f"deviation {deviation.id} gives {customer.legal_name} {value} {period.unit} {period.what}; "
            f"its promises say {promised}",
            periods.at(period.field),
            Label(customer.promises.at(period.field), "what the cover of the agreement states"),
            text="agreed",
            help="write the period that binds into `promises`",
            subject=customer.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
