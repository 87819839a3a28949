"""An agreement names the law of one country and the courts of another, or other law than the main contract.

Finds: ``governing_law`` and ``courts`` of a customer's DPA that each name a country, by name or code, and not
the same one; and a main contract in force (``msa`` or ``terms``) whose ``governing_law`` is that of another country.
Why: clauses 17 and 18 of the Standard Contractual Clauses, and a DPA that both sides can rely on, need one
country; a court that has to apply foreign law is what nobody wanted to sign.
Fix: agree one country, and write it in both.
Wrong when: it was negotiated so; record it under `deviations` and waive it.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Customer]:
    return iter(dossier.all(Customer))


def check(customer: Customer, dossier: Dossier) -> Iterator[Diagnostic]:
    dpa = customer.dpa
    law, courts = countries.inside(dpa.governing_law), countries.inside(dpa.courts)
    if law and courts and law.isdisjoint(courts):
        names = [" and ".join(countries.name(code) for code in sorted(found)) for found in (law, courts)]
        yield RULE.found(
            f"the DPA with {customer.legal_name} is under the law of {names[0]}, before courts of {names[1]}",
            dpa.at("governing_law"),
            Label(dpa.at("courts"), names[1]),
            text=names[0],
            help="agree one country and write it in both",
            subject=customer.id,
        )
    for contract in customer.agreements:
        theirs = countries.inside(contract.governing_law)
        ended = contract.expires is not None and contract.expires < dossier.today
        if contract.kind in ("msa", "terms") and not ended and law and theirs and law.isdisjoint(theirs):
            yield RULE.found(
                f"the DPA with {customer.legal_name} is under other law than its main contract {contract.id}",
                dpa.at("governing_law"),
                Label(contract.at("governing_law"), contract.governing_law),
                text=dpa.governing_law,
                help="agree one law for both, or record in which order they apply and waive it",
                subject=customer.id,
            )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
