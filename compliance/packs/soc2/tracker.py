"""Chapter 13: requests by criterion, and what owners are asked for; remarks are the examiner's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from compliance.derive.coverage import RequirementState
from compliance.documents.text import Text, fixed
from compliance.documents.views import Cell, Column, role
from compliance.evidence.requests import Request, requests
from compliance.packs.chapters import Chapter, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import owner, table
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import in_scope
from compliance.packs.soc2.gaplist import PAPER, POPULATION, SUBSERVICE, ranked

TRACKER = (
    Column("id", "Request", 11, "id"),
    Column("asked", "What is asked for", 31),
    Column("owner", "Owner", 17),
    Column("status", "Status", 13, "status"),
    Column("evidence", "Evidence", 16, "ids"),
    Column("remark", "Examiner's remark", 16),
)
DUE = (
    Column("id", "Request", 14, "id"),
    Column("asked", "What is asked for", 35),
    Column("owner", "Owner", 17),
    Column("status", "Status", 13, "status"),
    Column("due", "Due", 11, "date"),
    Column("last", "Evidence so far", 14, "ids"),
)
NO_REMARK = "none yet"


def chapter(number: str, others: Iterable[Chapter]) -> Chapter:
    """The tracker; ``others`` are the chapters whose gaps keep a request from being answered in full."""
    known = tuple(others)

    def view(scope: Scope) -> ChapterView:
        return ChapterView(sections=(_prepared(scope, known), _due(scope)))

    return Chapter(number, "Request tracker", view)


def _prepared(scope: Scope, chapters: tuple[Chapter, ...]) -> Section:
    short = {id for m in ranked(scope, chapters) if m.rank in (POPULATION, SUBSERVICE, PAPER) for id in m.criteria}
    rows = (_request(row, scope, row.requirement.id in short) for row in in_scope(scope))
    words = (
        "A request for each criterion in scope, by the usual evidence. On record: every control of the criterion is in "
        "force with evidence in date, and no gap in populations, reports or papers names it. In part: something is "
        "there, and something is missing. Open: nothing is there. Whether it is what was asked for, and enough, the "
        "examiner says; remarks are his to make."
    )
    grid = Grid(table("requests", "Requests by criterion", TRACKER, rows), "dense record")
    return Section("requests", "Requests by criterion", (Words(fixed(words), "lead-in"), grid))


def _request(row: RequirementState, scope: Scope, short: bool) -> tuple[Cell, ...]:
    items = evidence_of(row, scope)
    applicable = [c for c in row.controls if c.applicable]
    proven = [c for c in applicable if any(i.holds for i in scope.of_control(c))]
    whole = row.verdict == "met" and not short
    status = "Open" if not proven else "On record" if whole else "In part"
    owners = tuple({c.owner: owner(scope, c) for c in applicable}.values())
    return (
        fixed(f"RQ-{row.requirement.id}"),
        fixed(", ".join(row.requirement.typical_evidence) or row.requirement.title),
        owners or (scope.answerable,),
        Text(status, tuple(c.at("status") for c in applicable)),
        tuple(Text(i.id, (i.evidence.at("id"),)) for i in items) or (fixed("\N{EN DASH}"),),
        fixed(NO_REMARK),
    )


def evidence_of(row: RequirementState, scope: Scope) -> tuple[Item, ...]:
    """Evidence in date of the controls of a criterion, and evidence that names the criterion."""
    controls = {control.id for control in row.controls}
    return tuple(
        item
        for item in scope.items
        if item.holds and (controls.intersection(item.controls) or row.requirement.id in item.evidence.criteria)
    )


def _due(scope: Scope) -> Section:
    found = requests(scope.dossier)
    rows = (_owed(each, scope) for each in found.rows)
    words = (
        "What owners are asked for: evidence that is over or ends within 90 days, and controls that nothing proves. "
        "The same list goes out with “dossier evidence requests”."
    )
    grid = Grid(table("requests_due", "Requests to owners", DUE, rows), "dense record", "Nothing is due.")
    due = "1 sample is" if found.samples == 1 else f"{found.samples} samples are"
    more = f"{due} due as well, to be drawn and not asked for." if found.samples else ""
    note = (Words(fixed(more), "note"),) if more else ()
    return Section(
        "requests-due", "Requests to owners", (Words(fixed(words), "lead-in"), grid, *note), level="internal"
    )


def _owed(request: Request, scope: Scope) -> tuple[Cell, ...]:
    last = tuple(fixed(word) for word in _ids(request, scope)) or (fixed("\N{EN DASH}"),)
    asked = request.asked.split("\n")[0]
    proves = fixed(f"For {'; '.join(request.proves)}") if request.proves else fixed("")
    return (
        fixed(request.id),
        (fixed(asked), proves) if proves else fixed(asked),
        role(scope.dossier, request.owner),
        fixed(_status(request.due, scope.dossier.today)),
        fixed(request.due.isoformat()),
        last,
    )


def _ids(request: Request, scope: Scope) -> Iterator[str]:
    """Ids of evidence in a request's account of what there was the last time."""
    words = request.last.replace(",", " ").split()
    yield from (word for word in words if word in scope.by_id)


def _status(due: date, today: date) -> str:
    return "Overdue" if due < today else "Open"
