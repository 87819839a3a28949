"""The exceptions chapter: every check with what it looked at, every exception, every waiver, every gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Chapter, ChapterView, Gap, Grid, Section, Words, gaps
from compliance.packs.common.assurance import STATES, raised
from compliance.packs.common.pieces import owner, standing, table
from compliance.packs.common.sheets import SheetsView
from compliance.packs.exceptions import CheckRow, Failure
from compliance.packs.scope import Scope
from compliance.registers.records.assurance import Nonconformity
from compliance.registers.records.controls import Waiver

EXCEPTIONS = (
    Column("subject", "About", 12, "id"),
    Column("message", "What is wrong", 48),
    Column("code", "Check", 20),
    Column("help", "Way out", 20),
)
WAIVED = (
    Column("subject", "About", 11, "id"),
    Column("message", "What is wrong", 26),
    Column("waiver", "Waiver", 9),
    Column("reason", "Reason", 34),
    Column("owner", "Owner", 16),
    Column("approved", "Approved by, on, until", 20),
)
FINDINGS = (
    Column("id", "No.", 13, "id"),
    Column("finding", "Finding", 40),
    Column("requirement", "About", 9, "ids"),
    Column("grade", "Grade, state", 13),
    Column("owner", "Owner", 17),
    Column("due", "By", 11, "date"),
)
CHECKS = (
    Column("title", "What would be wrong", 46, "id"),
    Column("examined", "Looked at", 20),
    Column("standing", "Standing", 14, "number"),
    Column("waived", "Waived", 12, "number"),
    Column("code", "Check", 28),
)
GAPS = (
    Column("where", "Where", 24, "id"),
    Column("text", "What is missing", 50),
    Column("owner", "Owner", 20),
    Column("due", "By", 11, "date"),
)


def chapter(number: str, others: Iterable[Chapter]) -> Chapter:
    """The exceptions chapter of a pack; ``others`` are the chapters whose gaps it gathers."""
    known = tuple(others)

    def view(scope: Scope) -> ChapterView:
        return ChapterView(
            lead=fixed(standing(scope)),
            sections=(_exceptions(scope), _waived(scope), _findings(scope), _gaps(scope, known), _checks(scope)),
        )

    return Chapter(number, "Exceptions, waivers and gaps", view)


def _exceptions(scope: Scope) -> Section:
    rows = ((Text(f.subject), scope.told(f), Text(f.code), _help(f, scope)) for f in scope.counting)
    grid = Grid(table("exceptions", "Exceptions", EXCEPTIONS, rows), "dense record", "None.")
    return Section("exceptions", "Exceptions", (grid,), level="public")


def _help(found: Failure, scope: Scope) -> Text:
    """The way out, for those inside; it names titles too."""
    return Text(found.help) if scope.shows("internal") else Text("")


def _waived(scope: Scope) -> Section:
    rows = (_waiver(found, scope) for found in scope.exceptions if found.waiver)
    grid = Grid(table("waived", "Accepted by waivers", WAIVED, rows), "dense record", "None.")
    return Section("waivers", "Accepted by waivers", (grid,))


def _waiver(found: Failure, scope: Scope) -> tuple[Cell, ...]:
    waiver = scope.dossier.get(Waiver, found.waiver)
    assert waiver is not None, found.waiver  # it is what accepted the exception
    approved = (
        owner(scope, waiver, "approved_by"),
        say(waiver, "approved_on", f"on {waiver.approved_on}"),
        say(waiver, "expires", f"until {waiver.expires}"),
    )
    return (
        Text(found.subject),
        scope.told(found),
        say(waiver, "id"),
        say(waiver, "reason"),
        owner(scope, waiver),
        approved,
    )


def _findings(scope: Scope) -> Section:
    """Findings of audits that are not closed, each with the day by which its actions are due."""
    rows = (_finding(one, scope) for _, one in raised(scope) if one.status != "closed")
    grid = Grid(table("open_findings", "Open findings", FINDINGS, rows), "dense record", "No finding is open.")
    return Section("open-findings", "Open findings of audits", (grid,), level="internal")


def _finding(found: Nonconformity, scope: Scope) -> tuple[Cell, ...]:
    return (
        say(found, "id"),
        say(found, "finding"),
        (say(found, "requirement"),),
        (say(found, "grade", found.grade.capitalize()), say(found, "status", STATES[found.status])),
        owner(scope, found),
        _due(found),
    )


def _due(found: Nonconformity) -> Text:
    """The last day of the actions that are still to do."""
    left = [action for action in found.actions if action.done_on is None]
    if not left:
        return Text("no action with a day", (found.place,), "open")
    last = max(left, key=lambda action: action.due)
    return say(last, "due")


def _gaps(scope: Scope, chapters: tuple[Chapter, ...]) -> Section:
    nothing = fixed("\N{EN DASH}")
    rows = ((fixed(where), found.text, found.owner, found.due or nothing) for where, found in gathered(scope, chapters))
    grid = Grid(table("gaps", "Gaps", GAPS, rows), "dense record", "No heading is without content.")
    note = Words(
        fixed("What the registers do not hold, or hold in part, chapter by chapter. Gaps are the company's own."),
        "lead-in",
    )
    return Section("gaps", "Gaps", (note, grid))


def gathered(scope: Scope, chapters: tuple[Chapter, ...]) -> Iterator[tuple[str, Gap]]:
    """Every gap of these chapters with the heading that it stands under."""
    for each in chapters:
        said = scope.said(each)
        for section in said.sections:
            if scope.shows(section.level):
                yield from ((f"{each.number} {section.title}", found) for found in gaps(section.blocks))
        if isinstance(said, SheetsView):
            yield from ((f"{each.number} {s.control.id}", found) for s in said.sheets for found in s.gaps)


def _checks(scope: Scope) -> Section:
    rows = (
        (fixed(c.title), _looked(c), Text(str(c.standing)), Text(str(c.waived)), Text(c.code))
        for c in scope.examined.checks
    )
    grid = Grid(table("checks", "Checks of evidence", CHECKS, rows), "dense record")
    return Section("checks", "What was checked", (grid,), level="public")


def _looked(check: CheckRow) -> Text:
    """How many things a check looked at, and those that it could not look at."""
    if not check.left:
        return Text(str(check.examined))
    return Text(f"{check.examined} ({check.left})" if check.examined else check.left)
