"""What shows that top management leads (clause 5.1): its reviews, the resources that it gives, and its own policy."""

from __future__ import annotations

from compliance.documents.text import Text, joined, say
from compliance.documents.views import Column
from compliance.packs.chapters import Block, Grid, Section, Words
from compliance.packs.common.pieces import evidence_grid, facts, gap, owner, table
from compliance.packs.scope import Scope
from compliance.registers.records.assurance import ManagementReview
from compliance.registers.records.controls import Clause, Control

COMMITMENT = "A.5.4"
"""The control of Annex A on what management asks of its people."""

RESOURCES = (
    Column("id", "Objective", 10, "id"),
    Column("objective", "What is to be reached", 42),
    Column("resources", "Resources given", 48),
)


def commitment(scope: Scope) -> Section:
    """The reviews of the period, the resources of the objectives, and the evidence of control and reviews."""
    control = scope.dossier.get(Control, COMMITMENT)
    reviews = [r for r in scope.dossier.all(ManagementReview) if scope.period.start <= r.held_on <= scope.dossier.today]
    said: list[Block] = [Words(say(control, "statement"))] if control else []
    if reviews and scope.shows("internal"):
        said.append(facts(("Management review", _review(review, scope)) for review in reviews))
    elif not reviews:
        said.append(gap(scope, "No management review of the period is on record."))
    resources = _resources(scope)
    said += [resources] if resources.table.rows else [gap(scope, "No resources are recorded for any objective.")]
    proved = (item.id for item in scope.of_control(COMMITMENT))
    items = scope.of_ids(dict.fromkeys((*proved, *(id for review in reviews for id in review.evidence))))
    if items:
        said.append(evidence_grid("evidence_commitment", items, scope))
    else:
        said.append(
            gap(scope, "No evidence shows that management commits.", owner(scope, control) if control else None)
        )
    return Section("clause-commitment", "Commitment of management", tuple(said), "Clause 5.1")


def _review(review: ManagementReview, scope: Scope) -> Text:
    count = Text(f"{len(review.decisions)} decisions", (review.at("decisions"),))
    chair = owner(scope, review, "chair")
    return joined((say(review, "id"), say(review, "held_on"), Text(f"chair: {chair}", chair.sources), count))


def _resources(scope: Scope) -> Grid:
    goals = (goal for record in scope.dossier.all(Clause) for goal in record.objectives if goal.resources)
    rows = ((say(g, "id"), say(g, "objective"), say(g, "resources")) for g in goals)
    return Grid(table("resources", "Resources of the objectives", RESOURCES, rows))
