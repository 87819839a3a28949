"""The standard terms have no clause for a duty that a data processing agreement must have.

Finds: duties of ``frameworks/dpa_rules.yaml`` (``DPA-12.copies``, ...) that no clause of ``dpa-terms.html.j2`` declares
with ``meets``, in a project that has customers. An error where the law asks for the duty; a warning where good practice
does, and for rules that should be met; a note for terms about the United Kingdom, Switzerland or special
categories while no customer needs them, and for a duty that only clauses under a condition of the template declare.
Why: GDPR Art. 28(3) lists what the contract must hold; an agreement without one of these is not the contract that the
article asks for, whatever else it says.
Fix: write the clause, or declare the duty on the clause that has it: `meets="DPA-12.copies"`.
Wrong when: the duty stands in another contract that the parties signed; waive it with that contract's clause.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.documents import dpa_lint
from compliance.documents.clause_tags import DeclaredTerms
from compliance.frameworks.dpa_rules import DpaRule, Duty, rules
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


class Asked(NamedTuple):
    """A duty, and the terms that should have it."""

    terms: DeclaredTerms
    rule: DpaRule
    duty: Duty


def subjects(dossier: Dossier) -> Iterator[Asked]:
    terms = dpa_lint.terms(dossier)
    if terms is not None and dpa_lint.agreements(dossier):
        yield from (Asked(terms, rule, duty) for rule in rules() for duty in rule.declared)


def check(asked: Asked, dossier: Dossier) -> Iterator[Diagnostic]:
    terms, rule, duty = asked
    ids = dpa_lint.met(terms).get(duty.key, ())
    if ids:
        yield from _conditional(asked, ids)
        return
    found = RULE.found(
        f"{rule.id} {rule.title} ({rule.ref}): no clause of {terms.template} has {duty.needs}",
        terms.place,
        text=f"nothing declares `{duty.key}`",
        help=f'write the clause, or declare it where it stands: `meets="{duty.key}"`',
        subject=duty.key,
    )
    yield replace(found, severity=_severity(rule, duty, dossier))


def _conditional(asked: Asked, ids: tuple[str, ...]) -> Iterator[Diagnostic]:
    """A note where a rule that always applies is kept only by clauses that may not print."""
    declaring = [clause for clause in asked.terms.clauses if clause.id in ids]
    if asked.rule.level == "must" and all(clause.branch for clause in declaring):
        first = declaring[0]
        found = RULE.found(
            f"{asked.rule.id} {asked.rule.title}: `{asked.duty.key}` stands only where a condition of the terms holds",
            first.place,
            text=first.where,
            help="let the clause print for every customer, or declare the duty in one that does",
            subject=asked.duty.key,
        )
        yield replace(found, severity=Severity.NOTE)


def _severity(rule: DpaRule, duty: Duty, dossier: Dossier) -> Severity:
    if not any(dpa_lint.applies(rule.level, one.model) for one in dpa_lint.agreements(dossier)):
        return Severity.NOTE
    return Severity.WARNING if rule.level == "should" or duty.asked_by == "practice" else Severity.ERROR


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
