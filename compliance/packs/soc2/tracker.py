"""Chapter 13: requests by criterion and by population, and what owners are asked for; remarks are the examiner's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from compliance.derive.coverage import RequirementState
from compliance.documents.text import Text, fixed
from compliance.documents.views import Cell, Column, role
from compliance.evidence.requests import Request, requests
from compliance.frameworks import readiness
from compliance.frameworks.catalog import clauses
from compliance.packs.chapters import Chapter, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import owner, table
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.packs.soc2 import populations
from compliance.packs.soc2.standing import Standing, standings
from compliance.registers.records.controls import Clause

TRACKER = (
    Column("id", "Request", 11, "id"),
    Column("asked", "What is asked for", 22),
    Column("owner", "Owner", 15),
    Column("status", "State", 12, "status"),
    Column("gaps", "Gaps", 16, "ids"),
    Column("evidence", "Evidence", 17, "ids"),
    Column("remark", "Examiner's remark", 11),
)
LISTS = (
    Column("id", "Request", 18, "id"),
    Column("asked", "What is asked for", 32),
    Column("owner", "Owner", 17),
    Column("status", "State", 13, "status"),
    Column("held", "Where it is", 14, "ids"),
    Column("remark", "Examiner's remark", 12),
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
NOTHING = (fixed("\N{EN DASH}"),)


def chapter(number: str, others: Iterable[Chapter]) -> Chapter:
    """The tracker; ``others`` are the chapters whose gaps keep a request from being answered in full."""
    known = tuple(others)

    def view(scope: Scope) -> ChapterView:
        return ChapterView(sections=(_prepared(scope, known), _lists(scope), _due(scope)))

    return Chapter(number, "Request tracker", view)


def _prepared(scope: Scope, chapters: tuple[Chapter, ...]) -> Section:
    rows = (_request(found, scope) for found in standings(scope, chapters).values())
    words = (
        "A request for each criterion in scope, by what examiners usually ask for. The state is that of the criterion "
        "in chapter 03: of its controls and of what belongs to them. It does not say that what is asked for is among "
        "the evidence; that, and whether it is enough, is for the examiner to say."
    )
    grid = Grid(table("requests", "Requests by criterion", TRACKER, rows), "dense record")
    return Section("requests", "Requests by criterion", (Words(fixed(words), "lead-in"), grid))


def _request(found: Standing, scope: Scope) -> tuple[Cell, ...]:
    row = found.row
    owners = tuple({c.owner: owner(scope, c) for c in row.controls if c.applicable}.values())
    return (
        fixed(f"RQ-{row.requirement.id}"),
        fixed(", ".join(row.requirement.typical_evidence) or row.requirement.title),
        owners or (scope.answerable,),
        found.state,
        found.numbers or NOTHING,
        tuple(Text(i.id, (i.evidence.at("id"),)) for i in evidence_of(row, scope)) or NOTHING,
        fixed(NO_REMARK),
    )


def _lists(scope: Scope) -> Section:
    """A request for each population."""
    rows = (_list(populations.held(asked, scope), scope) for asked in readiness.populations())
    words = "Lists that examiners draw samples from; chapter 06 has each with its rows and what it covers."
    grid = Grid(table("requests_populations", "Requests for populations", LISTS, rows), "dense record")
    return Section("requests-populations", "Requests for populations", (Words(fixed(words), "lead-in"), grid))


def _list(found: populations.Held, scope: Scope) -> tuple[Cell, ...]:
    return (
        fixed(f"RQ-{found.asked.id}"),
        (fixed(found.asked.title), fixed(f"{found.asked.asks}.")),
        populations.answers(found.asked, scope) or scope.answerable,
        Text(populations.WORDS[found.standing], populations.places(found)),
        populations.where(found),
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
        "The same list goes to the owners as a workbook."
    )
    grid = Grid(table("requests_due", "Requests to owners", DUE, rows), "dense record", "Nothing is due.")
    due = "1 sample is" if found.samples == 1 else f"{found.samples} samples are"
    more = f"{due} due for renewal too. Nobody is asked for samples: they are drawn again." if found.samples else ""
    note = (Words(fixed(more), "note"),) if more else ()
    return Section(
        "requests-due", "Requests to owners", (Words(fixed(words), "lead-in"), grid, *note), level="internal"
    )


def _owed(request: Request, scope: Scope) -> tuple[Cell, ...]:
    last = tuple(fixed(word) for word in _ids(request, scope)) or (fixed("\N{EN DASH}"),)
    asked = request.asked.split("\n")[0]
    proved = "; ".join(_proved(word, scope) for word in request.proves)
    proves = fixed(f"For {proved}") if proved else fixed("")
    return (
        fixed(request.id),
        (fixed(asked), proves) if proves else fixed(asked),
        role(scope.dossier, request.owner),
        fixed(_status(request.due, scope.dossier.today)),
        fixed(request.due.isoformat()),
        last,
    )


def _proved(word: str, scope: Scope) -> str:
    """What a request is for: a control with its title, or what a clause of ISO/IEC 27001 asks to be documented."""
    record = scope.dossier.get(Clause, word)
    asked = clauses().get(record.requirement) if record else None
    return f"{asked.title} (ISO/IEC 27001, clause {asked.clause})" if asked else word


def _ids(request: Request, scope: Scope) -> Iterator[str]:
    """Ids of evidence in a request's account of what there was the last time."""
    words = request.last.replace(",", " ").split()
    yield from (word for word in words if word in scope.by_id)


def _status(due: date, today: date) -> str:
    return "Overdue" if due < today else "Open"
