"""A document that auditors expect, though the standard does not require it, is not kept.

Finds: items of clauses 4 to 10 that are usual and not mandatory, and that no record of ``controls/clauses.yaml``
answers, where ISO/IEC 27001 is in scope.
Why: ISO/IEC 27001:2022 7.5.1 b): documented information that the organisation needs for its system to work. Context,
roles, planned changes and communication are hard to show without it.
Fix: write it, or add a clause item that says how you show it instead.
Wrong when: you can show it in another way and the auditor agrees; waive the finding.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.applicability import clause_items, isms_scope
from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.catalog import Requirement, clauses
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import FrameworkScope
from compliance.rules.rule import Rule


class Item(NamedTuple):
    """Something that is usually kept."""

    scope: FrameworkScope
    requirement: Requirement


def subjects(dossier: Dossier) -> Iterator[Item]:
    expected = [requirement for requirement in clauses().requirements if not requirement.mandatory]
    return (Item(scope, requirement) for scope in isms_scope(dossier) for requirement in expected)


def check(item: Item, dossier: Dossier) -> Iterator[Diagnostic]:
    expected = item.requirement
    if clause_items(expected.id, dossier):
        return
    yield RULE.found(
        f"nothing is kept for clause {expected.clause}: {expected.title}",
        item.scope.at("id"),
        text="in scope here",
        help=f"add a clause item with `requirement: {expected.id}` that says where it is kept or how you show it",
        subject=expected.id,
    )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
