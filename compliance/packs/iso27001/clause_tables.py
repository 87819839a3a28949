"""What records of clauses 4 to 10 hold beside their statement, as tables: issues, parties, objectives, changes."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.text import Text, each, say
from compliance.documents.views import Column
from compliance.packs.chapters import Block, Grid, Words
from compliance.packs.common.pieces import facts, gap, owner, table
from compliance.packs.scope import Scope
from compliance.registers.records.company import Product
from compliance.registers.records.controls import Clause, ClimateDecision, IsmsScope

ISSUES = (Column("kind", "Kind", 12, "id"), Column("issue", "Issue", 88))
PARTIES = (
    Column("party", "Interested party", 22, "id"),
    Column("needs", "Needs", 48),
    Column("climate", "Needs about climate", 30),
)
OBJECTIVES = (
    Column("id", "Id", 10, "id"),
    Column("objective", "Objective, measure, resources", 50),
    Column("target", "Target", 15),
    Column("result", "Result", 21),
    Column("measured_on", "Measured", 14, "date"),
    Column("owner", "Owner", 18),
    Column("due", "Due", 14, "date"),
)
CHANGES = (
    Column("change", "Change", 40, "id"),
    Column("reason", "Reason", 32),
    Column("owner", "Owner", 18),
    Column("due", "Due", 12, "date"),
    Column("status", "State", 12, "status"),
)
COMMUNICATIONS = (
    Column("what", "What", 32, "id"),
    Column("audience", "To whom", 20),
    Column("when", "When", 22),
    Column("channel", "How", 24),
    Column("owner", "By whom", 18),
)


def parts(record: Clause, scope: Scope) -> Iterator[Block]:
    """Every table that a record fills, and the climate decision where it has one."""
    if record.climate:
        yield Words(Text("Decision on climate change (Amendment 1:2024):"), "lead-in")
        yield _climate(record.climate, scope)
    elif record.issues:
        yield gap(scope, "No decision on climate change is recorded.", owner(scope, record), record.at("id"))
    if record.scope:
        yield _isms(record.scope, scope)
    yield from (grid for grid in _grids(record, scope) if grid.table.rows)


def _climate(decision: ClimateDecision, scope: Scope) -> Block:
    return facts(
        (
            ("Relevant", say(decision, "relevant")),
            ("Reason", say(decision, "reason")),
            ("Decided", say(decision, "decided_on")),
            ("By", owner(scope, decision)),
        )
    )


def _isms(stated: IsmsScope, scope: Scope) -> Block:
    products = tuple(_product(scope, id, n, stated) for n, id in enumerate(stated.products))
    return facts(
        (
            ("Boundaries", say(stated, "boundaries")),
            ("Sites", each(stated, "sites")),
            ("Products", products),
            ("Interfaces", say(stated, "interfaces")),
            ("Dependencies", say(stated, "dependencies")),
            ("Exclusions", say(stated, "exclusions")),
        )
    )


def _product(scope: Scope, id: str, number: int, stated: IsmsScope) -> Text:
    found: Product | None = next((p for p in scope.dossier.project.products if p.id == id), None)
    place = stated.at("products", number)
    return Text(found.name, (place, found.at("name"))) if found else Text(id, (place,))


def _grids(record: Clause, scope: Scope) -> Iterator[Grid]:
    issues = ((say(i, "kind", i.kind.capitalize()), say(i, "issue")) for i in record.issues)
    yield Grid(table("issues", "Issues", ISSUES, issues))
    parties = ((say(p, "party"), say(p, "needs"), say(p, "climate_needs")) for p in record.interested_parties)
    yield Grid(table("interested_parties", "Interested parties", PARTIES, parties))
    yield Grid(table("objectives", "Security objectives", OBJECTIVES, _objectives(record, scope)))
    changes = (
        (say(c, "change"), say(c, "reason"), owner(scope, c), say(c, "due"), say(c, "status", c.status.capitalize()))
        for c in record.changes
    )
    yield Grid(table("changes", "Planned changes", CHANGES, changes))
    told = (
        (say(c, "what"), say(c, "audience"), say(c, "when"), say(c, "channel"), owner(scope, c))
        for c in record.communications
    )
    yield Grid(table("communications", "Communication", COMMUNICATIONS, told))


def _objectives(record: Clause, scope: Scope) -> Iterator[tuple[Text | tuple[Text, ...], ...]]:
    for goal in record.objectives:
        result = say(goal, "result") if goal.result else Text("not measured", (goal.place,), "open")
        yield (
            say(goal, "id"),
            tuple(text for text in (say(goal, "objective"), say(goal, "measure"), say(goal, "resources")) if text),
            say(goal, "target"),
            result,
            say(goal, "measured_on"),
            owner(scope, goal),
            say(goal, "due"),
        )
