"""Chapter 03: the criteria one by one, each with its controls, owner, frequency, test and evidence; and the sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.controls import state
from compliance.derive.coverage import RequirementState
from compliance.documents.soa import rows as decisions
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, ChapterView, Facts, Grid, Section, Words
from compliance.packs.common import sheets
from compliance.packs.common.pieces import facts, gap, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import (
    MAPPED,
    NONE,
    STATES,
    because,
    chosen,
    frequency,
    in_scope,
    irrelevant,
    met_by,
    ours,
    relied_on,
    services,
    tested,
    title,
)
from compliance.packs.targets import anchor
from compliance.registers.records.controls import Control

SUMMARY = (
    Column("id", "Criterion", 10, "id"),
    Column("title", "Title", 36),
    Column("state", "State", 14, "status"),
    Column("controls", "Controls", 27, "ids"),
    Column("judgement", "Own judgement", 13),
)
MATRIX = (
    Column("control", "Control", 9, "id"),
    Column("title", "Title", 19),
    Column("owner", "Owner", 15),
    Column("frequency", "Frequency", 11),
    Column("state", "State", 13, "status"),
    Column("test", "How it was tested", 20),
    Column("evidence", "Evidence", 13, "ids"),
)
CONTROLS = (
    Column("id", "Control", 10, "id"),
    Column("title", "Title", 38),
    Column("state", "State", 16, "status"),
    Column("criteria", "Criteria", 36, "ids"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixView(ChapterView):
    """The chapter of criteria: links from a criterion lead to its section."""

    criteria: tuple[str, ...]

    def targets(self) -> Iterator[tuple[str, str]]:
        yield from ((id, _place(id)) for id in self.criteria)


def _place(criterion: str) -> str:
    return anchor("criterion", criterion)


def view(scope: Scope) -> MatrixView:
    """All criteria in a line each, then a section for each."""
    found = in_scope(scope)
    sections = tuple(_criterion(row, scope) for row in found)
    return MatrixView(
        lead=fixed(MAPPED),
        sections=(_summary(found, scope), *sections),
        criteria=tuple(row.requirement.id for row in found),
    )


def _summary(found: tuple[RequirementState, ...], scope: Scope) -> Section:
    rows = (
        (
            fixed(row.requirement.id),
            fixed(row.requirement.title),
            _state(row),
            tuple(Text(c.id, (c.at("id"),)) for c in row.controls),
            judgement(row, scope),
        )
        for row in found
    )
    grid = Grid(table("criteria", "Criteria and controls", SUMMARY, rows))
    words = "Cross-reference from criteria to controls of ISO/IEC 27001 Annex A (A.) and of the company (OC-):"
    return Section("criteria", "Criteria and controls", (Words(fixed(words), "lead-in"), grid))


def _state(row: RequirementState) -> Text:
    return Text(STATES[row.verdict], tuple(c.at("status") for c in row.controls))


def judgement(row: RequirementState, scope: Scope) -> Text:
    """How the company came to the mapping of a criterion: :data:`MAPPED` says what the words mean."""
    own = chosen(scope, row.requirement.id)
    if own:
        return Text("Chosen", (own.at("requirement"),))
    added = [c for c in row.controls if c.id not in ours(scope, row.requirement.id)]
    return Text("Extended", tuple(c.at("satisfies") for c in added)) if added else fixed("Adopted")


def _criterion(row: RequirementState, scope: Scope) -> Section:
    asked = row.requirement
    return Section(_place(asked.id), f"{asked.id} {asked.title}", tuple(_blocks(row, scope)), asked.subgroup)


def _blocks(row: RequirementState, scope: Scope) -> Iterator[Block]:
    yield _head(row, scope)
    lines = (_line(control, scope) for control in row.controls)
    grid = Grid(table(f"matrix_{row.requirement.id}", f"Controls of {row.requirement.id}", MATRIX, lines))
    yield or_gap(grid, scope, "No control helps to meet this criterion.")
    decided = {control.id for control in row.controls}
    missing = [id for id in row.requirement.controls if id not in decided]
    if missing:
        yield gap(scope, f"No decision is recorded on {', '.join(missing)}.")


def _head(row: RequirementState, scope: Scope) -> Facts:
    id = row.requirement.id
    own = chosen(scope, id)
    promised = tuple(Text(c.id, (c.at("id"),)) for d in services(scope) for c in d.commitments if id in c.criteria)
    users = tuple(
        Text(c.id, (c.at("id"),)) for d in services(scope) for c in d.user_entity_controls if id in c.criteria
    )
    others = tuple(
        Text(c.id, (c.at("id"),))
        for d in services(scope)
        for sub in d.subservice_organisations
        for c in sub.controls
        if id in c.criteria
    )
    places = tuple(c.at("status") for c in row.controls)
    return facts(
        (
            ("On the day of the pack", Text(f"{STATES[row.verdict]}: {because(row)}", places)),
            ("Commitments and requirements", promised),
            ("Rests on customers", users),
            ("Rests on subservice organisations", others),
            ("Declared not relevant", irrelevant(scope, id)),
            ("Usual evidence", fixed(", ".join(row.requirement.typical_evidence))),
            ("Mapping, own judgement", judgement(row, scope)),
            ("Why this mapping", say(own, "reason") if own else Text("")),
        )
    )


def _line(control: Control, scope: Scope) -> tuple[Cell, ...]:
    items = scope.of_control(control)
    none = Text("none in date", (control.at("status"),), "open") if control.applicable else NONE
    shown = tuple(Text(i.id, (i.evidence.at("id"),)) for i in items if i.holds)
    untested = Text("no test on record", (control.at("id"),), "open") if control.applicable else NONE
    verdict = state(control, scope.dossier).verdict
    return (
        say(control, "id"),
        title(control),
        owner(scope, control),
        frequency(control) if control.applicable else NONE,
        Text(sheets.VERDICTS[verdict], (control.at("status"),)),
        tested(control, scope) or untested,
        shown or (none,),
    )


def controls(scope: Scope) -> sheets.SheetsView:
    """A sheet for every control that helps to meet a criterion in scope."""
    wanted = {control.id for control in relied_on(scope)}
    found = [row for row in decisions(scope.dossier) if row.id.value in wanted]
    made = tuple(sheets.sheet(row, scope) for row in found)
    size = sheets.A_PART
    return sheets.SheetsView(
        sections=(_overview(scope),), batches=tuple(made[n : n + size] for n in range(0, len(made), size))
    )


def _overview(scope: Scope) -> Section:
    rows = (
        (
            say(control, "id"),
            title(control),
            Text(sheets.VERDICTS[state(control, scope.dossier).verdict], (control.at("status"),)),
            tuple(fixed(id) for id in met_by(control, scope)),
        )
        for control in relied_on(scope)
    )
    grid = Grid(table("controls_relied_on", "Controls of the criteria", CONTROLS, rows))
    return Section("controls-relied-on", "Overview", (or_gap(grid, scope, "No control is decided on."),))
