"""The risk register and the treatment plan, as the risk document has them.

``reference`` is what asks for it in the standard that the pack is about.
"""

from __future__ import annotations

from compliance.documents import risk_treatment
from compliance.documents.text import fixed
from compliance.documents.views import Column
from compliance.packs.chapters import Block, Grid, Section, Words
from compliance.packs.common.pieces import gap, or_gap, table
from compliance.packs.scope import Scope

RISKS = (
    Column("id", "Risk", 7, "id"),
    Column("title", "What could happen", 38, "headed"),
    Column("inherent", "Before", 11),
    Column("treatment", "Treatment", 13, "status"),
    Column("controls", "Controls", 22, "ids"),
    Column("residual", "After", 11),
    Column("owner", "Owner", 17),
    Column("accepted", "Approved by owner", 17),
)


def register(scope: Scope, reference: str) -> Section:
    """The risk register: ratings, treatment, owner's approval."""
    found = risk_treatment.view(scope.dossier)
    rows = (
        (r.id, (r.title, r.scenario), r.inherent, r.treatment, r.controls, r.residual, r.owner, r.accepted)
        for r in found.rows
    )
    grid = Grid(table("risks", "Risk register", RISKS, rows), rows="risk")
    said: list[Block] = [
        Words(fixed("Likelihood times impact, each from 1 to 5: 15 or more is high, 8 or more medium."), "lead-in"),
        grid,
    ]
    if not grid.table.rows:
        said = [gap(scope, "The registers hold no risk.")]
    return Section("risk-register", "Risk register", tuple(said), reference, "internal")


def plan(scope: Scope, reference: str) -> Section:
    """The treatment plan: every action with its owner, date and state."""
    block = or_gap(Grid(risk_treatment.view(scope.dossier).plan), scope, "The registers hold no treatment action.")
    return Section("risk-plan", "Treatment plan", (block,), reference, "internal")
