"""One sheet a control: what was decided, how it is carried out, what shows it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.controls import ControlState, state
from compliance.documents.measures import measured
from compliance.documents.soa import ControlRow, rows
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Column
from compliance.frameworks.catalog import Requirement
from compliance.packs.chapters import Block, ChapterView, Facts, Gap, Grid, Listing, Section, Words
from compliance.packs.common.pieces import evidence_grid, facts, gap, owner, table
from compliance.packs.common.sheet_lists import of_lists, of_populations, of_samples
from compliance.packs.exceptions import Failure
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.packs.targets import anchor
from compliance.registers.records.assurance import Audit, Incident, Nonconformity
from compliance.registers.records.controls import Control, Waiver
from compliance.registers.records.vendors import Vendor

A_PART = 8
"""Sheets that are typeset together: few enough that two processes share a chapter, and a change costs little."""

VERDICTS = {"met": "In place", "partly": "In part", "not": "Not in place", "excluded": "Excluded"}
FREQUENCIES = {
    "per-event": "At each event",
    "many-times-a-day": "Many times a day",
    "daily": "Daily",
    "weekly": "Weekly",
    "monthly": "Monthly",
    "quarterly": "Quarterly",
    "semi-annually": "Twice a year",
    "annually": "Once a year",
}
CARRIED_OUT = {"planned": "What stands in its place", "not": "What stands in its place"}
"""The heading of a statement by the state of its control; an excluded one has its own, the others say how."""

INCIDENTS = ("A.5.24", "A.5.25", "A.5.26", "A.5.27", "A.5.28", "A.6.8")
"""Controls of reporting and handling incidents: their sheets name those of the period."""

OVERVIEW = (
    Column("id", "Control", 10, "id"),
    Column("title", "Title", 42),
    Column("applicable", "Applies", 8),
    Column("status", "Status", 15, "status"),
    Column("evidence", "Evidence in date", 14),
    Column("open", "Open findings, waivers", 17, "ids"),
)
DECISION = (
    Column("status", "Status", 17, "status"),
    Column("applicable", "Applies", 9),
    Column("owner", "Owner", 30),
    Column("frequency", "Carried out", 20),
    Column("verified", "Last verified", 14, "date"),
)
MEASURES = (
    Column("name", "Measure", 44, "id"),
    Column("value", "Set or measured", 22),
    Column("scope", "Of what", 34),
)
NOTHING = fixed("\N{EN DASH}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of a control. ``blocks`` stand below each other under small headings."""

    id: str
    control: Control
    title: Text
    status: Text
    headed: tuple[tuple[str, tuple[Block, ...]], ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for _, blocks in self.headed for block in blocks)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Gap))


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
    lines = ((r.id, r.title, r.applicable, r.status, _in_date(r, scope), _against(r, scope)) for r in found)
    name = f"controls_{group.lower().replace(' ', '_')}"
    grid: Block = Grid(table(name, group, OVERVIEW, lines), "dense record tight")
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
        return NOTHING
    after = ", after the period" if _all_after(items) else ""
    held = f"{sum(item.holds for item in items)} of {len(items)}{after}"
    return Text(held, tuple(item.evidence.place for item in items))


def _all_after(items: tuple[Item, ...]) -> bool:
    return bool(items) and all(item.after for item in items)


def _against(row: ControlRow, scope: Scope) -> tuple[Text, ...]:
    """Open findings about a control, and waivers that accept what is wrong with its evidence."""
    control = scope.dossier.get(Control, row.id.value)
    assert control is not None, row.id  # the rows are made of controls
    found = tuple(Text(n.id, (n.at("id"),)) for n in _findings(control, scope) if n.status != "closed")
    return (*found, *(Text(w.id, (w.at("id"),)) for w in _waivers(control, scope)))


def _findings(control: Control, scope: Scope) -> tuple[Nonconformity, ...]:
    """Findings of audits about a control; none where the level of the pack keeps them back."""
    if not scope.shows("internal"):
        return ()
    return tuple(n for audit in scope.dossier.all(Audit) for n in audit.nonconformities if n.requirement == control.id)


def _waivers(control: Control, scope: Scope) -> tuple[Waiver, ...]:
    named = dict.fromkeys(found.waiver for found in failures_of(control, scope) if found.waiver)
    found = (scope.dossier.get(Waiver, id) for id in named)
    return tuple(waiver for waiver in found if waiver)


def sheet(row: ControlRow, scope: Scope) -> Sheet:
    """The sheet of one control."""
    control = scope.dossier.get(Control, row.id.value)
    assert control is not None, row.id  # the rows are made of controls
    headed = (
        ("", _decision(row, control, scope)),
        (_carried_out_title(control), _carried_out(row, control, scope)),
        ("Measures", _measures(control)),
        ("Populations", of_populations(control, scope)),
        ("Lists and how they were checked", of_lists(control, scope)),
        ("Samples", of_samples(control, scope)),
        ("Evidence", _evidence(control, scope)),
        ("Gaps, exceptions and waivers", _open(row, control, scope)),
    )
    kept = tuple((title, blocks) for title, blocks in headed if blocks)
    return Sheet(anchor("control", control.id), control, row.title, row.status, kept)


def _decision(row: ControlRow, control: Control, scope: Scope) -> tuple[Block, ...]:
    often = frequency(control) if control.applicable else NOTHING
    line = (row.status, row.applicable, row.owner, often, row.last_verified or NOTHING)
    strip = Grid(table(f"decision_{control.id}", "Decision", DECISION, (line,)), "record strip")
    rows: list[tuple[str, Text | tuple[Text, ...]]]
    rows = [(f"Why: {label.lower()}", texts) for label, texts in row.justification()]
    if row.exclusion:
        rows.append(("Why it is excluded", row.exclusion))
    rows.append(("On the day of the pack", _standing(control, scope)))
    rows += _mapped(control, scope)
    if control.id in INCIDENTS:
        rows.append(("Incidents of the period", _incidents(scope)))
    return strip, facts(rows)


def frequency(control: Control) -> Text:
    """How often a control is carried out."""
    if control.frequency is None:
        return Text("not stated", (control.at("id"),), "open")
    return say(control, "frequency", FREQUENCIES[control.frequency])


def _standing(control: Control, scope: Scope) -> Text:
    """The verdict with what it rests on and what stands against it: it is no verdict about those."""
    found = state(control, scope.dossier)
    said = [f"{VERDICTS[found.verdict]}{_because(found)}"]
    items = scope.of_control(control)
    if control.applicable and items:
        pieces = "1 piece" if len(items) == 1 else f"{len(items)} pieces"
        after = ", all of days after the period" if _all_after(items) else ""
        said.append(f"{sum(item.holds for item in items)} of {pieces} of evidence in date{after}")
    said += [_named(one).value for one in _findings(control, scope) if one.status != "closed"]
    said += [f"waiver {w.id} until {w.expires.isoformat()}" for w in _waivers(control, scope)]
    return Text("; ".join(said), (control.at("status"),))


def _because(found: ControlState) -> str:
    """The reason of a verdict where the verdict does not say it already."""
    return "" if found.verdict in ("met", "excluded") else f": {found.reason}"


def _incidents(scope: Scope) -> tuple[Text, ...]:
    """Incidents that were detected in the period; their ids lead to the list where the binder has one."""
    if not scope.shows("internal"):
        return ()
    period = scope.period
    found = [i for i in scope.dossier.all(Incident) if period.start <= i.detected_at.date() <= period.end]
    return tuple(say(incident, "id") for incident in found) or (fixed("None on record"),)


def criteria_of(control: Control, scope: Scope) -> Iterator[tuple[str, tuple[Requirement, ...]]]:
    """Criteria of other frameworks in scope that a control helps to meet: by the catalogue, and as it says itself.

    A control that is excluded helps to meet none."""
    for framed in scope.dossier.scopes if control.applicable else ():
        framework = scope.dossier.frameworks[framed.id]
        if framework.kind != "criteria":
            continue
        own = {s.requirement for s in control.satisfies if s.framework == framework.id}
        found = tuple(r for r in framework.requirements if control.id in r.controls or r.id in own)
        kept = tuple(r for r in found if not framed.categories or r.group in framed.categories)
        if kept:
            yield framework.title, kept


HELPS = {
    "implemented": "Helps to meet",
    "partially": "Helps in part to meet",
    "planned": "Will help to meet, once in place",
    "not": "Would help to meet, if it were in place",
}


def _mapped(control: Control, scope: Scope) -> Iterator[tuple[str, Text | tuple[Text, ...]]]:
    for title, found in criteria_of(control, scope):
        ids = tuple(Text(r.id, (control.at("id"),)) for r in found)
        yield f"{HELPS[control.status]} ({title.removesuffix(' Trust Services Criteria')})", ids


def _carried_out_title(control: Control) -> str:
    if not control.applicable:
        return "How the exclusion is kept under review"
    return CARRIED_OUT.get(control.status, "How it is carried out")


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
        yield Gap(
            Text(f"{words}{when}", row.gap.sources or (control.at("status"),)),
            row.owner,
            due=say(control, "planned_for"),
        )
    items = scope.of_control(control)
    if control.applicable and control.status in ("implemented", "partially") and (not items or _all_after(items)):
        words = "No evidence of the period shows it" + (": all of it is of days after the period." if items else ".")
        yield gap(scope, words, row.owner, control.at("status"))
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
        return Text(f"Exception: {told}", told.sources)
    words = f"Waived by {waiver.id} until {waiver.expires.isoformat()}: {told}"
    reason = f". {waiver.reason}" if scope.shows("internal") else ""
    return Text(words + reason, (*told.sources, waiver.at("reason")))


def _raised(control: Control, scope: Scope) -> Iterator[Block]:
    """Findings of audits about the control; their detail is above the level of some packs."""
    found = _findings(control, scope)
    if found:
        yield Facts((("Audit findings", tuple(_named(n) for n in found)),))


def _named(found: Nonconformity) -> Text:
    return Text(f"{found.id} ({found.grade}, {found.status.replace('-', ' ')})", (found.at("id"),))
