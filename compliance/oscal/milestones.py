"""The plan of action and milestones: what is open, what is planned against it, and by when."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.oscal.gaps import Gap, risk, risk_uuid
from compliance.oscal.scope import Scope
from compliance.oscal.shared import SYSTEM, metadata, origins, prop, props
from compliance.oscal.tree import Tree, line, prose

REMARKS = (
    "Controls that are planned, partly in place or without evidence in date, documented information that is missing, "
    "nonconformities that are not closed, and what is planned for readiness where SOC 2 is in scope. Dates are those "
    "of the registers."
)


def plan_of_action(scope: Scope, gaps: Sequence[Gap]) -> Tree:
    """Content of the plan; None where nothing is open: OSCAL knows no empty plan."""
    if not gaps:
        return None
    return {
        "metadata": metadata(scope, "plan of action and milestones", REMARKS),
        "import-ssp": {"href": SYSTEM},
        "risks": [risk(gap, scope, observed=False) for gap in gaps],
        "poam-items": [_item(gap, scope) for gap in gaps],
    }


def _item(gap: Gap, scope: Scope) -> Tree:
    return {
        "uuid": scope.uuid("poam-item", gap.kind, gap.id),
        "title": line(gap.title),
        "description": prose(gap.what),
        "props": props(
            [
                prop("kind", gap.kind),
                prop("owner", scope.dossier.role(gap.owner)),
                prop("due", gap.due.isoformat() if gap.due else ""),
                prop("overdue", "yes" if gap.due and gap.due < scope.dossier.today else ""),
            ]
        ),
        "origins": origins(scope, gap.owner),
        "related-risks": [{"risk-uuid": risk_uuid(gap, scope)}],
    }
