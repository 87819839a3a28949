"""The Statement of Applicability: which decisions there are, and whether the project needs one."""

from __future__ import annotations

from compliance.frameworks.catalog import ANNEX_A, annex_a
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import FrameworkScope
from compliance.registers.records.controls import Clause, Control

FOLDER = "controls/annex-a"
"""Where the decisions on Annex A stand; the company's own controls stand in ``controls/own``."""


def isms_scope(dossier: Dossier) -> tuple[FrameworkScope, ...]:
    """The line that puts ISO/IEC 27001 in scope; none where it is not."""
    return tuple(scope for scope in dossier.scopes if scope.id == ANNEX_A)[:1]


def decisions(dossier: Dossier) -> tuple[Control, ...]:
    """Decisions on controls of Annex A."""
    return tuple(control for control in dossier.all(Control) if annex_a().get(control.id))


def clause_items(requirement: str, dossier: Dossier) -> tuple[Clause, ...]:
    """What the company keeps for an item of clauses 4 to 10."""
    return tuple(clause for clause in dossier.all(Clause) if clause.requirement == requirement)
