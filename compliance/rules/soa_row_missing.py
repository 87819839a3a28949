"""A control of Annex A has no decision.

Finds: identifiers of ISO/IEC 27001:2022 Annex A without a file in ``controls/annex-a``, where the standard is
in scope.
Why: ISO/IEC 27001:2022 6.1.3 c) and d): the necessary controls are compared with all of Annex A, and the
Statement of Applicability justifies each inclusion and each exclusion. A row that is missing is neither.
Fix: write the decision, with ``applicable: false`` and a reason where the control is left out.
Wrong when: never. A file that is there and cannot be read is reported when it is read, not here.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.applicability import FOLDER, isms_scope
from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.catalog import Requirement, annex_a
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import FrameworkScope
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule


class Row(NamedTuple):
    """A row that the Statement of Applicability must have."""

    scope: FrameworkScope
    requirement: Requirement


def subjects(dossier: Dossier) -> Iterator[Row]:
    return (Row(scope, requirement) for scope in isms_scope(dossier) for requirement in annex_a().requirements)


def check(row: Row, dossier: Dossier) -> Iterator[Diagnostic]:
    id, file = row.requirement.id, f"{FOLDER}/{row.requirement.id}.yaml"
    if dossier.get(Control, id) or (dossier.root / file).exists():
        return
    yield RULE.found(
        f"there is no decision on {id}, {row.requirement.title}",
        row.scope.at("id"),
        text="in scope here",
        help=f"write {file}: whether it applies and why, its status, its owner and how you do it",
        subject=id,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
