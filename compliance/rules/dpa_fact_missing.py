"""A data processing agreement would print without a fact that it must state.

Finds: for each rule of ``frameworks/dpa_rules.yaml`` the facts that details and annexes must state, in every agreement
that would print today: periods, the kind of authorisation, what is processed of whom, a measure at least, facts of each
sub-processor, a ground for each transfer, resolved clauses, filled tables, safeguards beside special categories, no
placeholder, no review in the past. What nobody has verified is no finding here: the draft lists it as open.
Why: GDPR Art. 28(3): the contract states these; the standard terms refer to the details for them.
Fix: fill the field that the finding points at.
Wrong when: the fact stands in another contract with the customer; waive it with that contract's clause.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.documents import dpa_lint
from compliance.documents.dpa_facts import Agreement
from compliance.frameworks.dpa_rules import DpaRule, rules
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.rules.rule import Rule


class Fact(NamedTuple):
    """A fact that a rule asks for, in all agreements."""

    rule: DpaRule
    name: str
    agreements: tuple[Agreement, ...]


def subjects(dossier: Dossier) -> Iterator[Fact]:
    found = dpa_lint.agreements(dossier) if dpa_lint.terms(dossier) else ()
    return (Fact(rule, name, found) for rule in rules() for name in rule.facts if found)


def check(fact: Fact, dossier: Dossier) -> Iterator[Diagnostic]:
    rule, name, found = fact
    for shared in dpa_lint.lacking(rule, name, found):
        made = RULE.found(
            f"{rule.id} {rule.title} ({rule.ref}): {shared.lack.says}; in {_whose(shared.customers)}",
            shared.lack.place,
            text=f"{rule.id}: {name}",
            help="fill it in; `dossier lint-dpa` shows every rule for each customer",
            subject=shared.customers[0].id if len(shared.customers) == 1 else rule.id,
        )
        yield replace(made, severity=Severity.WARNING) if rule.level == "should" else made


def _whose(customers: tuple[Customer, ...]) -> str:
    first = customers[0].short_name or customers[0].legal_name
    if len(customers) == 1:
        return f"the agreement with {first}"
    return f"{len(customers)} agreements, such as that with {first}"


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
