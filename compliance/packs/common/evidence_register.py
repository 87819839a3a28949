"""The evidence register: every piece with where it is, its whole hash, who collected and reviewed it; and custody."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from compliance.derive import custody
from compliance.diagnostics import Place
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.frameworks.catalog import clauses
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import evidence_row, facts, gap, owner, state, table
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Clause
from compliance.registers.records.flows import System

REGISTER = (
    Column("id", "Evidence", 10, "id"),
    Column("title", "What it shows", 29),
    Column("controls", "Proves", 20, "ids"),
    Column("as_of", "Speaks of", 14),
    Column("until", "Holds until", 12, "date"),
    Column("state", "State", 14, "status"),
    Column("people", "Collected, reviewed", 22),
)
HASHES = (
    Column("id", "Evidence", 10, "id"),
    Column("path", "File in the pack, and its SHA-256", 66),
    Column("collected", "Collected", 24),
)
ELSEWHERE = (
    Column("id", "Evidence", 11, "id"),
    Column("title", "What it shows", 34),
    Column("location", "Where it is", 30),
    Column("sha256", "SHA-256", 42),
)
LEFT = (
    Column("id", "Evidence", 11, "id"),
    Column("title", "What it shows", 45),
    Column("reason", "Why it is not in the pack", 44),
)
CUSTODY = (
    Column("at", "When (UTC)", 20, "id"),
    Column("evidence", "Evidence", 12, "ids"),
    Column("action", "What", 13),
    Column("who", "Role", 22),
    Column("reason", "Why", 40),
)
METHODS = {"api": "by interface", "export": "exported", "screenshot": "screenshot", "manual": "by hand"}

LONG = 120
"""Rows from which a table is typeset apart from what stands before it."""


def view(scope: Scope) -> ChapterView:
    """All evidence, where each piece is, what is elsewhere, what was left out, and the custody log."""
    return ChapterView(
        lead=fixed(
            "Every piece of evidence that speaks of the period or holds on the day of the pack, once. The same list "
            "is attached to this file as a workbook."
        ),
        sections=(
            _register(scope),
            _files(scope),
            _by_reference(scope),
            _withheld(scope),
            _outside(scope),
            _custody(scope),
        ),
    )


def proves(item: Item, scope: Scope) -> tuple[Text, ...]:
    """Controls, clauses and criteria that a piece proves, as they are cited."""
    evidence = item.evidence
    controls = (Text(id, (evidence.at("controls"),)) for id in item.controls)
    criteria = (Text(id, (evidence.at("criteria"),)) for id in evidence.criteria)
    return (*controls, *cited_clauses(evidence, scope), *criteria)


def cited_clauses(evidence: Evidence, scope: Scope) -> tuple[Text, ...]:
    """The clauses of the records of documented information that a piece names, as in ``Clause 9.2.2``."""
    records = ((id, scope.dossier.get(Clause, id)) for id in evidence.clauses)
    items = ((id, clauses().get(record.requirement) if record else None) for id, record in records)
    cited = dict.fromkeys(f"Clause {item.clause}" if item else id for id, item in items)
    return tuple(Text(words, (evidence.at("clauses"),)) for words in cited)


def register_row(item: Item, scope: Scope) -> tuple[Cell, ...]:
    """A piece of evidence in a table of :data:`REGISTER`."""
    evidence = item.evidence
    id, title, as_of, _, until, _, _ = evidence_row(item, scope)
    if item.fate == "withheld":
        nothing = fixed("\N{EN DASH}")
        return id, title, nothing, as_of, until, state(item), nothing
    people = [
        owner(scope, evidence, "collected_by"),
        owner(scope, evidence, "reviewed_by") if evidence.reviewed_by else fixed("not reviewed"),
    ]
    return id, title, proves(item, scope), as_of, until, state(item), tuple(people)


def _collected(evidence: Evidence, scope: Scope) -> tuple[Text, ...]:
    """When, and how and from which system a piece was collected."""
    system = scope.dossier.get(System, evidence.system) if evidence.system else None
    where = system.name if system else evidence.system
    how = say(evidence, "method", f"{METHODS[evidence.method]}{', ' if where else ''}{where}")
    return say(evidence, "collected_at"), how


def _register(scope: Scope) -> Section:
    rows = (register_row(item, scope) for item in scope.items)
    grid = Grid(table("evidence", "Evidence register", REGISTER, rows), rows="evidence", empty="No evidence.")
    said: Block = grid if grid.table.rows else gap(scope, "The registers hold no evidence of the period.")
    return Section("evidence-register", "Register", (said,))


def _files(scope: Scope) -> Section:
    rows = (
        (
            say(item.evidence, "id"),
            (fixed(item.path), say(item.evidence, "sha256", recorded(item))),
            _collected(item.evidence, scope),
        )
        for item in scope.items
        if item.enclosed
    )
    grid = Grid(table("files", "Files of evidence", HASHES, rows), "dense record hashes", "No file is enclosed.")
    return Section("evidence-files", "Files and hashes", (grid,), apart=len(grid.table.rows) > LONG)


def recorded(item: Item) -> str:
    """The recorded hash; of a file that has changed since, with a word that says so."""
    return item.evidence.sha256 + (" (recorded; the file is another now)" if item.fate == "altered" else "")


def _by_reference(scope: Scope) -> Section:
    rows = (
        (say(e, "id"), say(e, "title"), say(e, "location"), say(e, "sha256"))
        for item in scope.items
        if item.fate == "by-reference"
        for e in (item.evidence,)
    )
    grid = Grid(table("by_reference", "Evidence by reference", ELSEWHERE, rows), "dense record hashes", "None.")
    note = Words(fixed("Too large or too sensitive to hand out: shown on request, and known by its hash."), "lead-in")
    return Section("evidence-elsewhere", "Evidence by reference", (note, grid) if grid.table.rows else (grid,))


def _withheld(scope: Scope) -> Section:
    rows = (
        (say(i.evidence, "id"), fixed("\N{EN DASH}"), fixed("Above the level of this pack"))
        for i in scope.items
        if i.fate == "withheld"
    )
    grid = Grid(table("withheld", "Evidence withheld", LEFT, rows), "dense record", "Nothing is withheld.")
    return Section("evidence-withheld", "Evidence withheld", (grid,), level="public")


def _outside(scope: Scope) -> Section:
    rows = ((say(o.evidence, "id"), say(o.evidence, "title"), Text(o.reason)) for o in scope.outside)
    grid = Grid(table("outside", "Evidence of other periods", LEFT, rows), "dense record", "None.")
    return Section("evidence-outside", "Evidence of other periods", (grid,), level="internal")


@lru_cache(maxsize=4)
def log(root: Path) -> custody.Log:
    """The custody log, read once."""
    return custody.read(root)


def entries(scope: Scope) -> Iterator[tuple[int, custody.Entry]]:
    """Entries of the log about evidence of the pack that is not withheld."""
    shown = {item.id for item in scope.items if item.fate != "withheld"}
    return ((line, entry) for line, entry in log(scope.dossier.root).entries if entry.evidence in shown)


def _custody(scope: Scope) -> Section:
    found = log(scope.dossier.root)
    if not found.exists:
        missing = gap(scope, "There is no custody log: who had the evidence when cannot be shown.")
        return Section("custody", "Custody", (missing,), level="internal")
    rows = (
        (
            Text(_minute(e.at)),
            (Text(e.evidence),),
            Text(e.action.capitalize()),
            Text(scope.dossier.role(e.who)),
            Text(e.reason),
        )
        for _, e in entries(scope)
        if e.action != "recorded"
    )
    said = facts(
        (
            ("Lines", Text(str(len(found.lines)))),
            ("Hash of the last line", Text(found.head)),
            ("Broken at", tuple(Text(f"line {f.line}: {f.message}") for f in found.faults)),
        )
    )
    grid = Grid(table("custody", "Custody", CUSTODY, rows), "dense record", "No entry since the log began.")
    return Section("custody", "Custody", (said, *_unlogged(scope), grid), level="internal")


def _unlogged(scope: Scope) -> Iterator[Block]:
    """Evidence that was entered in the log after it had been collected: until that day its record alone speaks."""
    entered = sorted(e.at[:10] for _, e in entries(scope) if e.action == "recorded")
    if entered:
        count = "1 piece" if len(entered) == 1 else f"{len(entered)} pieces"
        until = entered[0] if entered[0] == entered[-1] else f"the days between {entered[0]} and {entered[-1]}"
        words = f"No custody is on record before {until} for {count}; the days of collection are what the records say."
        yield gap(scope, words, None, Place(custody.LOG, ""))


def _minute(at: str) -> str:
    """The time of an entry, ``2026-11-20T08:15:00Z``, as tables have it."""
    return at[:16].replace("T", " ")
