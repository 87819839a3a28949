"""What two packs are compared by beside their files: how controls, findings and gaps stand in each.

A manifest says no more than its binder at the same level: statements and gaps from ``nda`` on, findings of audits in
``internal`` packs only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from compliance.documents.measures import measured
from compliance.documents.soa import STATUS_WORDS
from compliance.frameworks.catalog import annex_a
from compliance.packs.common.assurance import STATES, raised
from compliance.packs.common.failures import gathered
from compliance.packs.manifest import ControlState, FindingState, GapState
from compliance.packs.scope import Scope
from compliance.registers.records.controls import Control


def controls(scope: Scope) -> Iterator[ControlState]:
    """Every control with its statement."""
    for control in scope.dossier.all(Control):
        known = annex_a().get(control.id)
        said, digest = statement(control.statement, scope)
        yield ControlState(
            id=control.id,
            title=known.title if known else control.title,
            status=STATUS_WORDS[control.status],
            applicable=control.applicable,
            owner=scope.dossier.role(control.owner),
            statement=said,
            statement_sha256=digest,
            evidence=tuple(item.id for item in scope.of_control(control)),
            **(_details(control) if scope.shows("nda") else {}),
        )


def _details(control: Control) -> dict[str, Any]:
    """What the decision says beside its statement."""
    return {
        "exclusion_reason": control.exclusion_reason,
        "planned_for": control.planned_for.isoformat() if control.planned_for else "",
        "frequency": (control.frequency or "").replace("-", " "),
        "measures": tuple(f"{measured(m)} ({m.scope})" for m in control.measures),
    }


def statement(text: str, scope: Scope) -> tuple[str, str]:
    """A statement and its hash; both empty at the public level."""
    return (text, hashlib.sha256(text.encode()).hexdigest()) if text and scope.shows("nda") else ("", "")


def findings(scope: Scope) -> Iterator[FindingState]:
    """Every finding of every audit."""
    if scope.shows("internal"):
        for audit, found in raised(scope):
            yield FindingState(
                id=found.id,
                audit=audit.title,
                grade=found.grade.capitalize(),
                requirement=found.requirement,
                status=STATES[found.status],
            )


def gaps(scope: Scope) -> Iterator[GapState]:
    """Every gap that the binder prints, by the heading that it stands under, each once."""
    if scope.shows("nda"):
        found = ((where, gap.text.value, gap.owner.value) for where, gap in gathered(scope, scope.kind.chapters))
        yield from (GapState(heading=where, text=text, owner=owner) for where, text, owner in dict.fromkeys(found))
