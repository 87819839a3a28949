"""Chapter 04: risks, how they are treated, and which controls and criteria stand behind the treatment."""

from __future__ import annotations

from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import ChapterView, Grid, Section
from compliance.packs.common.pieces import evidence_grid, gap, or_gap, owner, table
from compliance.packs.common.risks import plan, register
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import lacks, met_by, of_criteria
from compliance.registers.records.controls import Control, Risk

LINKS = (
    Column("id", "Risk", 8, "id"),
    Column("title", "What could happen", 38),
    Column("controls", "Controls that treat it", 28, "ids"),
    Column("criteria", "Criteria in scope", 26, "ids"),
)
ASSESSED = "CC3.1, CC3.2, CC3.3, CC3.4"
CRITERIA = "CC3"
"""Where the criteria about assessing risk begin."""


def view(scope: Scope) -> ChapterView:
    """Register, plan, the link from risks to controls and criteria, and evidence that risks were assessed."""
    found = (register(scope, ASSESSED), plan(scope, "CC3.2, CC5.1"))
    return ChapterView(sections=(*found, _links(scope), _evidence(scope)))


def _links(scope: Scope) -> Section:
    found = scope.dossier.all(Risk)
    grid = Grid(table("risk_links", "Risks, controls and criteria", LINKS, (_link(risk, scope) for risk in found)))
    blocks = [or_gap(grid, scope, "The registers hold no risk.")]
    for risk in found:
        if risk.treatment == "reduce" and not risk.controls:
            mine = owner(scope, risk) if risk.owner else None
            blocks.append(
                lacks(scope, risk.id, f"No control treats {risk.id} {risk.title}.", mine, risk.at("treatment"))
            )
    return Section("risk-links", "Risks, controls and criteria", tuple(blocks), "CC5.1", "internal")


def _link(risk: Risk, scope: Scope) -> tuple[Cell, ...]:
    controls = [c for id in risk.controls if (c := scope.dossier.get(Control, id))]
    criteria = dict.fromkeys(id for control in controls for id in met_by(control, scope))
    order = {row.id: number for number, row in enumerate(scope.framework.requirements)}
    named = sorted(criteria, key=lambda id: order[id])
    return (
        say(risk, "id"),
        say(risk, "title"),
        tuple(Text(c.id, (risk.at("controls"),)) for c in controls) or fixed("\N{EN DASH}"),
        tuple(Text(id, (risk.at("controls"),)) for id in named) or fixed("\N{EN DASH}"),
    )


def _evidence(scope: Scope) -> Section:
    items = of_criteria(scope, CRITERIA)
    missing = gap(scope, "No evidence of an assessment of risks is on record.")
    block = evidence_grid("evidence_risks", items, scope) if items else missing
    return Section("risk-evidence", "Evidence", (block,), ASSESSED)
