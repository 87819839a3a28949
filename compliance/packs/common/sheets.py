"""One sheet a control: what was decided, how it is carried out, what shows it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.controls import state
from compliance.documents.measures import measured
from compliance.documents.soa import ControlRow, rows
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.frameworks.catalog import Requirement
from compliance.packs.chapters import Block, ChapterView, Facts, Gap, Grid, Listing, Section, Words
from compliance.packs.common.pieces import (
    evidence_grid,
    facts,
    gap,
    owner,
    table,
)
from compliance.packs.exceptions import Failure
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.packs.targets import anchor
from compliance.registers.records.assurance import Audit, Nonconformity
from compliance.registers.records.controls import Control, Waiver
from compliance.registers.records.vendors import Vendor

A_PART = 8
"""Sheets that are typeset together: few enough that two processes share a chapter, and a change costs little."""

VERDICTS = {"met": "In place", "partly": "In part", "not": "Not in place", "excluded": "Excluded"}

OVERVIEW = (
    Column("id", "Control", 10, "id"),
    Column("title", "Title", 44),
    Column("applicable", "Applies", 9),
    Column("status", "Status", 18, "status"),
    Column("evidence", "Evidence in date", 19),
)
MEASURES = (
    Column("name", "Measure", 44, "id"),
    Column("value", "Value", 22),
    Column("scope", "Of what", 34),
)
POPULATIONS = (
    Column("id", "Population", 11, "id"),
    Column("rows", "Rows", 10, "number"),
    Column("filter", "Query and filter", 34),
    Column("zone", "Time zone", 13),
    Column("completeness", "How it is known to be complete", 44),
)
SAMPLES = (
    Column("id", "Sample", 11, "id"),
    Column("of", "From", 11, "ids"),
    Column("method", "Method", 16),
    Column("size", "Size", 9, "number"),
    Column("seed", "Seed", 20),
    Column("items", "Items", 38),
    Column("exceptions", "Exceptions", 26),
)

FEW = 12
"""Items of a sample that a sheet names; the file has them all."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of a control. ``blocks`` stand below each other under small headings."""

    id: str
    control: Control
    title: Text
    status: Text
    headed: tuple[tuple[str, tuple[Block, ...]], ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(block for _, blocks in self.headed for block in blocks if isinstance(block, Gap))


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsView(ChapterView):
    """A chapter of sheets, in parts that are typeset apart."""

    batches: tuple[tuple[Sheet, ...], ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for batch in self.batches for sheet in batch)

    @property
    def headings(self) -> tuple[tuple[str, str], ...]:
        """The sheets from the first to the last: the chapter begins with its overview, and the index by control has
        the page of each sheet."""
        if not self.sheets:
            return ()
        first, last = self.sheets[0], self.sheets[-1]
        title = f"Sheets {first.control.id} to {last.control.id}" if first is not last else f"Sheet {first.control.id}"
        return ((first.id, title),)

    def targets(self) -> Iterator[tuple[str, str]]:
        yield from ((sheet.control.id, sheet.id) for sheet in self.sheets)
        yield from ChapterView.targets(self)


def view(scope: Scope, group: str) -> SheetsView:
    """The sheets of a theme of Annex A, or of the company's own controls."""
    found = [row for row in rows(scope.dossier) if row.group == group]
    sheets = tuple(sheet(row, scope) for row in found)
    batches = tuple(sheets[n : n + A_PART] for n in range(0, len(sheets), A_PART))
    return SheetsView(sections=(_overview(found, group, scope),), batches=batches)


def _overview(found: list[ControlRow], group: str, scope: Scope) -> Section:
    lines = ((r.id, r.title, r.applicable, r.status, _in_date(r, scope)) for r in found)
    grid: Block = Grid(table(f"controls_{group.lower().replace(' ', '_')}", group, OVERVIEW, lines))
    said: list[Block] = [grid]
    decided = {row.id.value for row in found}
    missing = [r for r in scope.framework.requirements if r.group == group and r.id not in decided]
    said += [gap(scope, f"{r.id} {r.title}: no decision is recorded.") for r in missing]
    if not found and not missing:
        said = [Words(fixed("The company has added no controls of its own."), "empty")]
    return Section(f"overview-{anchor('theme', group)}", "Overview", tuple(said))


def _in_date(row: ControlRow, scope: Scope) -> Text:
    items = scope.of_control(row.id.value)
    if row.applicable.value == "No":
        return fixed("\N{EN DASH}")
    held = sum(item.holds for item in items)
    return Text(f"{held} of {len(items)}", tuple(item.evidence.place for item in items))


def sheet(row: ControlRow, scope: Scope) -> Sheet:
    """The sheet of one control."""
    control = scope.dossier.get(Control, row.id.value)
    assert control is not None, row.id  # the rows are made of controls
    headed = (
        ("", _decision(row, control, scope)),
        ("How it is carried out", _carried_out(row, control, scope)),
        ("Measures", _measures(control)),
        ("Populations", _populations(control, scope)),
        ("Samples", _samples(control, scope)),
        ("Evidence", _evidence(control, scope)),
        ("Gaps, exceptions and waivers", _open(row, control, scope)),
    )
    kept = tuple((title, blocks) for title, blocks in headed if blocks)
    return Sheet(anchor("control", control.id), control, row.title, row.status, kept)


def _decision(row: ControlRow, control: Control, scope: Scope) -> tuple[Block, ...]:
    rows: list[tuple[str, Text | tuple[Text, ...]]] = [("Applies", row.applicable)]
    rows += [(f"Why: {label.lower()}", texts) for label, texts in row.justification()]
    if row.exclusion:
        rows.append(("Why it is excluded", row.exclusion))
    rows.append(("Owner", row.owner))
    if control.frequency:
        rows.append(("Carried out", say(control, "frequency", control.frequency.replace("-", " ").capitalize())))
    found = state(control, scope.dossier)
    rows.append(("On the day of the pack", Text(f"{VERDICTS[found.verdict]}: {found.reason}", (control.at("status"),))))
    rows.append(("Last verified", row.last_verified))
    rows += _mapped(control, scope)
    return (facts(rows),)


def criteria_of(control: Control, scope: Scope) -> Iterator[tuple[str, tuple[Requirement, ...]]]:
    """Criteria of other frameworks in scope that a control helps to meet: by the catalogue, and as it says itself."""
    for framed in scope.dossier.scopes:
        framework = scope.dossier.frameworks[framed.id]
        if framework.kind != "criteria":
            continue
        own = {s.requirement for s in control.satisfies if s.framework == framework.id}
        found = tuple(r for r in framework.requirements if control.id in r.controls or r.id in own)
        kept = tuple(r for r in found if not framed.categories or r.group in framed.categories)
        if kept:
            yield framework.title, kept


def _mapped(control: Control, scope: Scope) -> Iterator[tuple[str, Text | tuple[Text, ...]]]:
    for title, found in criteria_of(control, scope):
        ids = tuple(Text(r.id, (control.at("id"),)) for r in found)
        yield f"Helps to meet ({title.removesuffix(' Trust Services Criteria')})", ids


def _carried_out(row: ControlRow, control: Control, scope: Scope) -> tuple[Block, ...]:
    blocks: list[Block] = [Words(row.statement)] if row.statement else []
    vendors = tuple(_vendor(id, n, control, scope) for n, id in enumerate(control.vendors))
    found = facts((("Policies", row.policies), ("Rests on suppliers", vendors)))
    return (*blocks, found) if found.rows else tuple(blocks)


def _vendor(id: str, number: int, control: Control, scope: Scope) -> Text:
    vendor = scope.dossier.get(Vendor, id)
    place = control.at("vendors", number)
    return Text(vendor.name, (place, vendor.at("name"))) if vendor else Text(id, (place,))


def _measures(control: Control) -> tuple[Block, ...]:
    lines = ((say(m, "name"), _value(measured(m), m.name), say(m, "scope")) for m in control.measures)
    grid = Grid(table(f"measures_{control.id}", "Measures", MEASURES, lines))
    return (grid,) if grid.table.rows else ()


def _value(text: Text, name: str) -> Text:
    """A measure's value without its name in front."""
    return Text(text.value.removeprefix(f"{name}: "), text.sources)


def _populations(control: Control, scope: Scope) -> tuple[Block, ...]:
    found = [i for i in scope.of_control(control) if i.evidence.population and i.fate != "withheld"]
    grid = Grid(table(f"populations_{control.id}", "Populations", POPULATIONS, map(_population, found)))
    return (grid,) if grid.table.rows else ()


def _population(item: Item) -> tuple[Cell, ...]:
    whole = item.evidence.population
    assert whole is not None, item.id
    query = tuple(text for text in (say(item.evidence, "query"), say(whole, "filter_used")) if text)
    return (
        say(item.evidence, "id"),
        say(whole, "row_count"),
        query or fixed("\N{EN DASH}"),
        say(whole, "time_zone") if whole.time_zone else fixed("\N{EN DASH}"),
        say(whole, "completeness_check"),
    )


def _samples(control: Control, scope: Scope) -> tuple[Block, ...]:
    found = [i for i in scope.of_control(control) if i.evidence.sample and i.fate != "withheld"]
    grid = Grid(table(f"samples_{control.id}", "Samples", SAMPLES, map(sample_row, found)))
    return (grid,) if grid.table.rows else ()


def sample_row(item: Item) -> tuple[Cell, ...]:
    """A sample in a table of :data:`SAMPLES`."""
    drawn = item.evidence.sample
    assert drawn is not None, item.id
    named = ", ".join(drawn.ids[:FEW]) + (f" and {len(drawn.ids) - FEW} more" if len(drawn.ids) > FEW else "")
    failed = tuple(Text(f"{e.id}: {e.reason}", (e.place,)) for e in drawn.exceptions)
    method = tuple(text for text in (say(drawn, "method"), say(drawn, "algorithm")) if text)
    return (
        say(item.evidence, "id"),
        (say(drawn, "of"),),
        method,
        say(drawn, "size"),
        say(drawn, "seed") if drawn.seed else fixed("\N{EN DASH}"),
        Text(named, (drawn.at("ids"),)),
        failed or fixed("None"),
    )


def _evidence(control: Control, scope: Scope) -> tuple[Block, ...]:
    items = scope.of_control(control)
    if not items:
        return ()
    return (evidence_grid(f"evidence_{control.id}", items, scope),)


def _open(row: ControlRow, control: Control, scope: Scope) -> tuple[Block, ...]:
    """All that keeps an auditor from a plain yes."""
    return (*_stated(row, control, scope), *_failing(control, scope), *_raised(control, scope))


def _stated(row: ControlRow, control: Control, scope: Scope) -> Iterator[Block]:
    """Gaps that the company states itself, and the deviation that it accepted."""
    if row.gap or control.status in ("planned", "not"):
        words = row.gap.value or "It is not carried out yet."
        day = control.planned_for.isoformat() if control.planned_for else ""
        when = f" In place by {day}." if day and day not in words else ""
        yield Gap(Text(f"{words}{when}", row.gap.sources or (control.at("status"),)), row.owner)
    if control.applicable and control.status in ("implemented", "partially") and not scope.of_control(control):
        yield gap(scope, "No evidence of the period shows it.", row.owner, control.at("status"))
    if control.exception:
        accepted = control.exception
        yield facts(
            (
                ("Accepted deviation", say(accepted, "text")),
                ("In its place", say(accepted, "compensating_control")),
                ("Accepted by", owner(scope, accepted, "approved_by")),
                ("Until", say(accepted, "until")),
            )
        )


def failures_of(control: Control, scope: Scope) -> tuple[Failure, ...]:
    """Exceptions about a control or about evidence of it."""
    mine = {control.id, *(item.id for item in scope.of_control(control))}
    return tuple(found for found in scope.exceptions if found.subject in mine)


def _failing(control: Control, scope: Scope) -> Iterator[Block]:
    found = failures_of(control, scope)
    if found:
        yield Listing(tuple(_failure(one, scope) for one in found))


def _failure(found: Failure, scope: Scope) -> Text:
    told = scope.told(found)
    waiver = scope.dossier.get(Waiver, found.waiver) if found.waiver else None
    if waiver is None:
        return Text(f"Exception: {told} ({found.code})", told.sources)
    words = f"Waived by {waiver.id} until {waiver.expires.isoformat()}: {told} ({found.code})"
    reason = f". {waiver.reason}" if scope.shows("internal") else ""
    return Text(words + reason, (*told.sources, waiver.at("reason")))


def _raised(control: Control, scope: Scope) -> Iterator[Block]:
    """Findings of audits about the control; their detail is above the level of some packs."""
    found = [n for audit in scope.dossier.all(Audit) for n in audit.nonconformities if n.requirement == control.id]
    if found and scope.shows("internal"):
        yield Facts((("Audit findings", tuple(_named(n) for n in found)),))


def _named(found: Nonconformity) -> Text:
    return Text(f"{found.id} ({found.grade}, {found.status.replace('-', ' ')})", (found.at("id"),))
