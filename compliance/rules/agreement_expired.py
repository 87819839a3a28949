"""An agreement with a customer has ended while the contract runs.

Finds: ``agreements`` of running customers that ``expires`` before today, where no other of the same kind
is in force.
Why: GDPR Art. 28(3); what was promised in it no longer binds either side, and documents still quote it.
Fix: renew it and record the new one, or record the end of the contract as ``ends``.
Wrong when: it was prolonged by conduct; record the letter that says so as an agreement of the same kind.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Agreement, Customer
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule


class Signed(NamedTuple):
    """An agreement and the customer that it is with."""

    customer: Customer
    agreement: Agreement


def subjects(dossier: Dossier) -> Iterator[Signed]:
    return (Signed(customer, agreement) for customer in running(dossier) for agreement in customer.agreements)


def check(signed: Signed, dossier: Dossier) -> Iterator[Diagnostic]:
    customer, agreement = signed
    same = (other for other in customer.agreements if other.kind == agreement.kind)
    ended = agreement.expires is not None and agreement.expires < dossier.today
    if agreement.expires and ended and not any(_in_force(other, dossier.today) for other in same):
        yield RULE.found(
            f"agreement {agreement.id} with {customer.legal_name} ended on {agreement.expires}",
            agreement.at("expires"),
            text=ago(agreement.expires, dossier.today),
            help=f"renew it and record the new {agreement.kind}, or write when the contract ends",
            subject=customer.id,
        )


def _in_force(agreement: Agreement, today: date) -> bool:
    return agreement.signed_on <= today and (agreement.expires is None or agreement.expires >= today)


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
