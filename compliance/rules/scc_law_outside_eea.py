"""The Standard Contractual Clauses with a customer are put under a law that their clause 17 does not admit.

Finds: ``scc_governing_law`` of customers that is no country of the EEA. Customers outside the EEA that are
controllers get data back under module 4, which admits any law; they are not looked at.
Why: Commission Implementing Decision (EU) 2021/914, clause 17 of modules 1 to 3: the law of a Member State that
allows for rights of third-party beneficiaries.
Fix: choose the law of an EEA country, and write its code.
Wrong when: the clauses are not used with this customer; then leave the field out.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Customer]:
    return (c for c in dossier.all(Customer) if c.dpa.scc_governing_law and not _module_4(c))


def _module_4(customer: Customer) -> bool:
    return customer.role != "processor" and not countries.in_eea(customer.country)


def check(customer: Customer, dossier: Dossier) -> Iterator[Diagnostic]:
    law = customer.dpa.scc_governing_law
    if not countries.in_eea(law):
        yield RULE.found(
            f"the Standard Contractual Clauses with {customer.legal_name} are under the law of {countries.name(law)}",
            customer.dpa.at("scc_governing_law"),
            text="outside the EEA",
            help="choose the law of an EEA country",
            subject=customer.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
