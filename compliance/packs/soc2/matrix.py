"""Chapter 03: the criteria one by one, each with its controls, owner, frequency, test and evidence; and the sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.derive.controls import state
from compliance.derive.coverage import RequirementState
from compliance.documents.soa import rows as decisions
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, Chapter, ChapterView, Facts, Grid, Section, Words
from compliance.packs.common import sheets
from compliance.packs.common.pieces import facts, gap, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2 import findings
from compliance.packs.soc2.criteria import (
    MAPPED,
    NONE,
    chosen,
    irrelevant,
    met_by,
    ours,
    relied_on,
    services,
    tested,
    title,
)
from compliance.packs.soc2.standing import Standing, standings
from compliance.packs.targets import anchor
from compliance.registers.order import natural
from compliance.registers.records.controls import Control

SUMMARY = (
    Column("id", "Criterion", 10, "id"),
    Column("title", "Title", 27),
    Column("state", "State", 13, "status"),
    Column("controls", "Controls", 23, "ids"),
    Column("gaps", "Gaps", 17, "ids"),
    Column("judgement", "Mapping", 10),
)
MATRIX = (
    Column("control", "Control", 9, "id"),
    Column("title", "Title", 19),
    Column("owner", "Owner", 14),
    Column("frequency", "Carried out", 10),
    Column("state", "State", 13, "status"),
    Column("test", "What was looked at, result", 23),
    Column("evidence", "Evidence", 12, "ids"),
)
CONTROLS = (
    Column("id", "Control", 10, "id"),
    Column("title", "Title", 38),
    Column("state", "State", 16, "status"),
    Column("criteria", "Criteria", 36, "ids"),
)
OUTSIDE = (
    Column("id", "Control", 10, "id"),
    Column("title", "Title", 48),
    Column("state", "State", 16, "status"),
    Column("owner", "Owner", 26),
)


ADOPTED = "Adopted"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixView(ChapterView):
    """The chapter of criteria: links from a criterion lead to its section."""

    criteria: tuple[str, ...]

    def targets(self) -> Iterator[tuple[str, str]]:
        yield from ((id, _place(id)) for id in self.criteria)


def _place(criterion: str) -> str:
    return anchor("criterion", criterion)


def chapter(number: str, others: Iterable[Chapter]) -> Chapter:
    """The matrix; ``others`` are the chapters whose gaps keep a criterion from being in place."""
    known = tuple(others)

    def view(scope: Scope) -> MatrixView:
        found = standings(scope, known)
        sections = (_criterion(each, scope) for each in found.values())
        return MatrixView(lead=fixed(MAPPED), sections=(_summary(found, scope), *sections), criteria=tuple(found))

    return Chapter(number, "Control matrix", view)


def _summary(found: dict[str, Standing], scope: Scope) -> Section:
    nothing = (fixed("\N{EN DASH}"),)
    rows = (
        (
            fixed(id),
            fixed(each.row.requirement.title),
            each.state,
            tuple(Text(c.id, (c.at("id"),)) for c in each.row.controls) or nothing,
            each.numbers or nothing,
            judgement(each.row, scope),
        )
        for id, each in found.items()
    )
    grid = Grid(table("criteria", "Criteria and controls", SUMMARY, rows))
    words = "Criteria, controls of ISO/IEC 27001 Annex A (A.) and of the company (OC-), and gaps of chapter 12 (G-):"
    return Section("criteria", "Criteria and controls", (Words(fixed(words), "lead-in"), grid))


def judgement(row: RequirementState, scope: Scope) -> Text:
    """How the company came to the mapping of a criterion: :data:`MAPPED` says what the words mean."""
    own = chosen(scope, row.requirement.id)
    if own:
        return Text("Chosen", (own.at("requirement"),))
    added = [c for c in row.controls if c.id not in ours(scope, row.requirement.id)]
    return Text("Extended", tuple(c.at("satisfies") for c in added)) if added else fixed(ADOPTED)


def _criterion(found: Standing, scope: Scope) -> Section:
    asked = found.row.requirement
    return Section(_place(asked.id), f"{asked.id} {asked.title}", tuple(_blocks(found, scope)), asked.subgroup)


def _blocks(found: Standing, scope: Scope) -> Iterator[Block]:
    row = found.row
    yield _head(found, scope)
    lines = (_line(control, scope) for control in row.controls)
    grid = Grid(table(f"matrix_{row.requirement.id}", f"Controls of {row.requirement.id}", MATRIX, lines))
    yield or_gap(grid, scope, "No control helps to meet this criterion.")
    decided = {control.id for control in row.controls}
    missing = [id for id in row.requirement.controls if id not in decided]
    if missing:
        yield gap(scope, f"No decision is recorded on {', '.join(missing)}.")


def _named(row: RequirementState, scope: Scope) -> tuple[Text, ...]:
    """Evidence that names the criterion itself and belongs to none of its controls, each with what it shows."""
    controls = {control.id for control in row.controls}
    items = (
        i for i in scope.items if row.requirement.id in i.evidence.criteria and not controls.intersection(i.controls)
    )
    return tuple(
        Text(
            item.id if item.fate == "withheld" else f"{item.id} {item.evidence.title}", (item.evidence.at("criteria"),)
        )
        for item in items
        if item.holds
    )


def _head(found: Standing, scope: Scope) -> Facts:
    row = found.row
    id, controls, mapped = row.requirement.id, tuple(c.id for c in row.controls), judgement(row, scope)
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
    return facts(
        (
            ("On the day of the pack", Text(f"{found.state.value}: {found.reason}", found.state.sources)),
            ("Gaps in chapter 12", found.numbers),
            ("Findings of audits", findings.about(controls, scope)),
            ("Waivers", findings.waived(controls, scope)),
            ("Commitments and requirements", promised),
            ("Rests on customers", users),
            ("Rests on subservice organisations", others),
            ("Declared not relevant", irrelevant(scope, id)),
            ("An examiner usually asks for", fixed(", ".join(row.requirement.typical_evidence))),
            ("Evidence of the criterion", _named(row, scope)),
            ("Mapping, own judgement", mapped if mapped.value != ADOPTED else Text("")),
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
        sheets.frequency(control) if control.applicable else NONE,
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
        sections=(_overview(scope), *_outside(scope)),
        batches=tuple(made[n : n + size] for n in range(0, len(made), size)),
    )


def _outside(scope: Scope) -> Iterator[Section]:
    """Controls that no criterion in scope rests on: other chapters name them, and they have no sheet here."""
    wanted = {control.id for control in relied_on(scope)}
    rows = (
        (
            say(control, "id"),
            title(control),
            Text(sheets.VERDICTS[state(control, scope.dossier).verdict], (control.at("status"),)),
            owner(scope, control),
        )
        for control in sorted(scope.dossier.all(Control), key=lambda control: natural(control.id))
        if control.id not in wanted
    )
    grid = Grid(table("controls_outside", "Controls outside the criteria", OUTSIDE, rows), rows="control")
    words = (
        "Risks, audits and agreements name these controls too. No criterion in scope rests on them, so that they have "
        "no sheet in this binder; the Statement of Applicability in documents/ has the decision on each."
    )
    if grid.table.rows:
        yield Section("controls-outside", "Controls outside the criteria", (Words(fixed(words), "lead-in"), grid))


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
