"""Chapter 12: everything that is missing, ranked, each with control, criterion, owner, date and what is done about it.

Where nobody has set a date the row says so, and under which subject a plan would answer it. Plans that answer no gap
are listed last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, Chapter, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import services
from compliance.packs.soc2.ranking import RANKS, Missing, ranked, undated
from compliance.registers.records.service import Remediation

GAPS = (
    Column("number", "Gap", 6, "id"),
    Column("subject", "About", 13, "ids"),
    Column("criteria", "Criteria", 12, "ids"),
    Column("missing", "What is missing", 31),
    Column("action", "What is done about it", 22),
    Column("owner", "Owner", 14),
    Column("due", "Date", 10, "date"),
)
ANSWERLESS = (
    Column("subject", "Subject", 20, "id"),
    Column("action", "What is planned", 40),
    Column("owner", "Owner", 16),
    Column("due", "Date", 12, "date"),
    Column("status", "State", 14, "status"),
)
STATUS = {"open": "Open", "in-progress": "In progress", "done": "Done"}
COUNTS = (
    Column("rank", "Rank", 8, "number"),
    Column("kind", "What is missing", 60, "id"),
    Column("count", "Gaps", 10, "number"),
    Column("undated", "Without a date", 14, "number"),
)
FEW = 6
"""Criteria that a line names."""


def chapter(number: str, others: Iterable[Chapter]) -> Chapter:
    """The gap list; ``others`` are the chapters whose gaps it takes in."""
    known = tuple(others)

    def view(scope: Scope) -> ChapterView:
        found = ranked(scope, known)
        lead = (
            "What stands between the registers of today and an examination, ranked. It is the company's own list: an "
            "examiner may find more."
        )
        if scope.shows("internal"):
            lead += " Where nothing is planned, the subject that a plan under “remediation” would have is in brackets."
        return ChapterView(lead=fixed(lead), sections=(_counts(found), *_ranks(found, scope), _idle(scope, known)))

    return Chapter(number, "Gap list and remediation plan", view)


def by_rank(found: tuple[Missing, ...], name: str = "gap_counts") -> Grid:
    """How many gaps each rank has."""
    rows = (
        (fixed(str(number)), fixed(words), fixed(str(len(mine))), fixed(str(undated(mine))))
        for number, words in enumerate(RANKS, 1)
        for mine in (tuple(m for m in found if m.rank == number),)
    )
    return Grid(table(name, "Gaps by rank", COUNTS, rows), "record")


def unanswered(scope: Scope, chapters: tuple[Chapter, ...]) -> tuple[Remediation, ...]:
    """Plans that no gap has the subject of: it is closed, or of another period, or was never there.

    Only a pack of the highest level knows: gaps under headings that a lower one withholds are not in its list.
    """
    if not scope.shows("internal"):
        return ()
    standing = {missing.subject for missing in ranked(scope, chapters)}
    return tuple(r for described in services(scope) for r in described.remediation if r.subject not in standing)


def warnings(scope: Scope, chapters: tuple[Chapter, ...]) -> Iterator[str]:
    """Plans that answer no gap, in a sentence."""
    idle = unanswered(scope, chapters)
    if idle:
        named = ", ".join(f"{plan.subject} ({STATUS[plan.status].lower()})" for plan in idle)
        plans = "1 plan answers" if len(idle) == 1 else f"{len(idle)} plans answer"
        yield f"{plans} no gap of this pack: {named}; take out what is done, correct the subject of what is not"


def _idle(scope: Scope, chapters: tuple[Chapter, ...]) -> Section:
    """Plans that answer no gap; a section of every pack, since it says how many plans were looked at."""
    idle, plans = unanswered(scope, chapters), sum(len(described.remediation) for described in services(scope))
    words = f"Plans on record: {plans}; each answers a gap of this list."
    if idle:
        words = (
            f"Plans on record: {plans}; answering no gap of this list: {len(idle)}. The gap is closed, or is none of "
            "this period and scope, or the subject is wrong."
        )
    rows = (
        (say(p, "subject"), say(p, "action"), owner(scope, p), say(p, "due"), say(p, "status", STATUS[p.status]))
        for p in idle
    )
    grid = Grid(table("plans_without_gap", "Plans that answer no gap", ANSWERLESS, rows), "dense record")
    return Section("gaps-plans", "Plans that answer no gap", (Words(fixed(words), "lead-in"), grid), level="internal")


def _counts(found: tuple[Missing, ...]) -> Section:
    words = (
        f"{len(found)} gaps stand on the day of the pack; {undated(found)} have no date. The owner answers for what is "
        "missing; where another role carries the action out, the action names it."
    )
    return Section("gap-list", "Summary", (Words(fixed(words), "lead-in"), by_rank(found)))


def _ranks(found: tuple[Missing, ...], scope: Scope) -> Iterator[Section]:
    """A section for each rank that has gaps."""
    numbers = {id(missing): number for number, missing in enumerate(found, 1)}
    for rank, words in enumerate(RANKS, 1):
        mine = [m for m in found if m.rank == rank]
        if mine:
            rows = (_row(f"G-{numbers[id(m)]:02}", m, scope) for m in mine)
            block: Block = Grid(table(f"gaps_{rank}", words, GAPS, rows), "dense record", rows="gap")
            yield Section(f"gaps-{rank}", words, (block,))


def _row(number: str, missing: Missing, scope: Scope) -> tuple[Cell, ...]:
    return (
        fixed(number),
        missing.about,
        _few(missing.criteria),
        missing.what,
        _action(missing, scope),
        missing.owner,
        missing.due,
    )


def _action(missing: Missing, scope: Scope) -> Cell:
    """What is done and by whom; where nothing is, those inside read under which subject a plan would stand here."""
    if missing.by:
        return missing.action, Text(f"Done by: {missing.by.value}", missing.by.sources)
    if missing.action.mark != "open" or not scope.shows("internal"):
        return missing.action
    return missing.action, fixed(f"(subject: {missing.subject})")


def _few(criteria: tuple[str, ...]) -> Cell:
    """Criteria for a narrow column; of many the first, and how many more."""
    shown = tuple(fixed(id) for id in criteria[:FEW])
    more = (fixed(f"{len(criteria) - FEW} more"),) if len(criteria) > FEW else ()
    return (*shown, *more) or fixed("\N{EN DASH}")
