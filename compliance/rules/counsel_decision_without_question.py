"""Counsel decided on something that the agreement does not ask.

Finds: entries of ``dpa.counsel`` whose ``about`` names no open point of the agreement with that customer. Open points
are named in brackets in the draft, such as ``returned`` or the CELEX number of a decision.
Why: a decision settles the open point of its name and no other. One with a slip in the name settles nothing, and one
that outlived its question tells readers of a doubt that is gone (GDPR Art. 44; Decision (EU) 2021/914).
Fix: write the name as the draft has it, or take the entry out.
Wrong when: the question comes back on a later day, such as when a decision of the Commission ends; then waive it.
"""

from collections.abc import Iterator

from compliance.derive.scc_laws import asked
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Customer]:
    return (customer for customer in dossier.all(Customer) if customer.dpa.counsel)


def check(customer: Customer, dossier: Dossier) -> Iterator[Diagnostic]:
    names = tuple(dict.fromkeys(question.about for question in asked(customer, dossier)))
    for decision in customer.dpa.counsel:
        if decision.about not in names:
            open_points = f"open points are: {', '.join(names)}" if names else "the agreement has no open point of law"
            yield RULE.found(
                f"counsel decided on `{decision.about}`, which the agreement with {customer.legal_name} does not ask",
                decision.at("about"),
                text="no open point of this name",
                help=open_points,
                subject=customer.id,
            )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
