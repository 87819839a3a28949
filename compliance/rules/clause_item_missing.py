"""Documented information that ISO/IEC 27001 asks for is not kept.

Finds: mandatory items of clauses 4 to 10 that no record of ``controls/clauses.yaml`` answers, or whose only records
say ``missing``, where the standard is in scope.
Why: ISO/IEC 27001:2022 7.5.1 a): the documented information that the standard requires. An auditor asks for each item
by name, and a missing one is a nonconformity.
Fix: make the document or record, and say in a clause item where it is kept.
Wrong when: never for these items; those that are usual and not required are warnings of ``clause-item-expected``.
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
    """Something that must be kept."""

    scope: FrameworkScope
    requirement: Requirement


def subjects(dossier: Dossier) -> Iterator[Item]:
    mandatory = [requirement for requirement in clauses().requirements if requirement.mandatory]
    return (Item(scope, requirement) for scope in isms_scope(dossier) for requirement in mandatory)


def check(item: Item, dossier: Dossier) -> Iterator[Diagnostic]:
    required, kept = item.requirement, clause_items(item.requirement.id, dossier)
    if any(clause.status != "missing" for clause in kept):
        return
    yield RULE.found(
        f"nothing is kept for clause {required.clause}: {required.title}",
        kept[0].at("status") if kept else item.scope.at("id"),
        text="the standard requires it" if kept else "in scope here",
        help=f"make it, and say where it is kept in a clause item with `requirement: {required.id}`",
        subject=required.id,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
