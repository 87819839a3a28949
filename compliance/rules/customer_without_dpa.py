"""A customer has no data processing agreement.

Finds: customers whose contract runs and whose ``agreements`` hold none of kind ``dpa``.
Why: GDPR Art. 28(3) and (9): whoever processes for a controller does so under a written contract.
Fix: have the agreement signed (``dossier build dpa --customer ID``) and record it under ``agreements``.
Wrong when: the customer entrusts no personal data, as on a plan for trying out; say so in a waiver.
"""

from collections.abc import Iterator

from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Customer]:
    return iter(running(dossier))


def check(customer: Customer, dossier: Dossier) -> Iterator[Diagnostic]:
    if not any(agreement.kind == "dpa" for agreement in customer.agreements):
        yield RULE.found(
            f"{customer.legal_name} has no data processing agreement",
            customer.at("agreements"),
            text="none of kind `dpa`",
            help=f"`dossier build dpa --customer {customer.id}` makes one to sign; record it here once it is signed",
            subject=customer.id,
            key=True,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
