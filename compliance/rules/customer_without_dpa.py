"""A customer has no data processing agreement in force.

Finds: customers whose contract runs and whose ``agreements`` hold none of kind ``dpa`` that is signed; one whose day
is still to come is not. An error where flows bring its personal data by its products and plan, a warning where no
flow does. An agreement that has ended has a finding of its own (``agreement-expired``).
Why: GDPR Art. 28(3) and (9): whoever processes for a controller does so under a written contract.
Fix: have the agreement signed (``dossier build dpa --customer ID``) and record it under ``agreements``.
Wrong when: the customer entrusts no personal data, as on a plan for trying out; say so in a waiver.
"""

from collections.abc import Iterator
from dataclasses import replace

from compliance.derive.contract import contract
from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Customer]:
    return iter(running(dossier))


def check(customer: Customer, dossier: Dossier) -> Iterator[Diagnostic]:
    found = [agreement for agreement in customer.agreements if agreement.kind == "dpa"]
    if any(agreement.signed_on <= dossier.today for agreement in found):
        return
    about = contract(customer, dossier)
    flows = sum(1 for flow in about.flows if about.brings.get(flow.id))
    which = "none of kind `dpa`" if not found else f"{found[0].id} is signed on {found[0].signed_on} only"
    told = (
        f"{flows} flow{'s' if flows > 1 else ''} with its personal data" if flows else "no flow with its personal data"
    )
    made = RULE.found(
        f"{customer.legal_name} has no data processing agreement; there {'is' if flows < 2 else 'are'} {told}",
        customer.at("agreements"),
        text=which,
        help=f"`dossier build dpa --customer {customer.id}` makes one to sign; record it here once it is signed",
        subject=customer.id,
        key=True,
    )
    yield made if flows else replace(made, severity=Severity.WARNING)


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
