"""An agreed deviation has ended and is still in the register.

Finds: deviations of customers whose ``expires`` is before today.
Why: the agreement prints without it from that day on; the customer may think that it still holds, and the team that
keeps it may still do so.
Fix: agree on it anew and write the new day, or take it out and tell the customer that the standard applies.
Wrong when: never; history is in git.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer, Deviation
from compliance.rules.rule import Rule


class Agreed(NamedTuple):
    """A deviation, and whose it is."""

    customer: Customer
    deviation: Deviation


def subjects(dossier: Dossier) -> Iterator[Agreed]:
    return (Agreed(customer, d) for customer in running(dossier) for d in customer.deviations)


def check(agreed: Agreed, dossier: Dossier) -> Iterator[Diagnostic]:
    customer, deviation = agreed
    if deviation.expires is not None and deviation.expires < dossier.today:
        yield RULE.found(
            f"deviation {deviation.id} of {customer.legal_name} ended on {deviation.expires}",
            deviation.at("expires"),
            text=f"about `{deviation.clause}`",
            help="agree on it anew, or take it out and tell the customer",
            subject=customer.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
