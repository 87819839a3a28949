"""The risk register and the treatment plan, as the risk document has them.

``reference`` is what asks for it in the standard that the pack is about.
"""

from __future__ import annotations

from compliance.documents import risk_treatment
from compliance.documents.risk_treatment import RiskRow, added_since
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, Gap, Grid, Section, Words
from compliance.packs.common.pieces import gap, or_gap, owner, table
from compliance.packs.scope import Scope

RISKS = (
    Column("id", "Risk", 7, "id"),
    Column("title", "What could happen", 40, "headed"),
    Column("inherent", "Before", 13),
    Column("treatment", "Treatment", 13, "status"),
    Column("controls", "Controls", 20, "ids"),
    Column("residual", "After", 13),
    Column("owner", "Owner", 16),
    Column("accepted", "Approved by owner", 14),
)

LEAD = (
    "Likelihood times impact, each from 1 to 5: 15 or more is high, 8 or more medium. “After” counts the controls that "
    "work today; “Accept” means that what they leave is kept as it is, for the reason given."
)


def register(scope: Scope, reference: str) -> Section:
    """The risk register: ratings, treatment, owner's approval."""
    found = risk_treatment.view(scope.dossier)
    grid = Grid(table("risks", "Risk register", RISKS, (_row(row, scope) for row in found.rows)), rows="risk")
    said: list[Block] = [Words(fixed(LEAD), "lead-in"), grid]
    if not grid.table.rows:
        said = [gap(scope, "The registers hold no risk.")]
    return Section("risk-register", "Risk register", tuple(said), reference, "internal")


def _row(row: RiskRow, scope: Scope) -> tuple[Cell, ...]:
    reason = say(row.risk, "note") if row.risk.treatment == "accept" else Text("")
    what = (row.title, row.scenario, *((reason,) if reason else ()))
    return row.id, what, row.inherent, row.treatment, row.controls, row.residual, row.owner, _approved(row, scope)


def _approved(row: RiskRow, scope: Scope) -> Cell:
    """The day of the approval; who gave it, where that was not the owner; and what was added since."""
    risk = row.risk
    if not risk.accepted_by:
        return row.accepted
    by = owner(scope, risk, "accepted_by") if risk.accepted_by != risk.owner else Text("")
    since = added_since(risk)
    more = Text(f"{len(since)} action{'s' if len(since) > 1 else ''} added since", tuple(a.place for a in since))
    return (say(risk, "accepted_on"), *((by,) if by else ()), *((more,) if since else ()))


def plan(scope: Scope, reference: str) -> Section:
    """The treatment plan: every action with its owner, date and state."""
    found = risk_treatment.view(scope.dossier)
    block = or_gap(Grid(found.plan), scope, "The registers hold no treatment action.")
    said = (block, *(_unapproved(row, scope) for row in found.rows if added_since(row.risk)))
    return Section("risk-plan", "Treatment actions", said, reference, "internal")


def _unapproved(row: RiskRow, scope: Scope) -> Gap:
    """Actions that the owner of a risk has still to approve (ISO/IEC 27001:2022 6.1.3 f)."""
    since = added_since(row.risk)
    days = ", ".join(str(action.added_on) for action in since)
    words = f"{row.id}: the action added on {days} is not yet approved by the risk owner."
    if len(since) > 1:
        words = f"{row.id}: the actions added on {days} are not yet approved by the risk owner."
    return gap(scope, words, row.owner, *(action.at("added_on") for action in since))
