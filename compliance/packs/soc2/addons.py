"""Chapter 11: what availability, confidentiality and the other categories ask beyond the common criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compliance.documents import sla
from compliance.documents.text import Text, duration, fixed, long_date, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import evidence_grid, facts, gap, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import COMMON, categories, in_scope
from compliance.packs.targets import anchor
from compliance.registers.records.controls import Continuity, ContinuityTest
from compliance.registers.records.flows import Retention

OBJECTIVES = (
    Column("service", "Service", 23, "id"),
    Column("rto", "Back within", 11),
    Column("rpo", "Lost at most", 11),
    Column("backup", "Backup", 21),
    Column("tested", "Last test", 23),
    Column("next", "Next", 11, "date"),
)
RETENTION = (
    Column("title", "Information", 25, "id"),
    Column("period", "Kept for", 12),
    Column("starts_at", "Counted from", 23),
    Column("deletion", "How it is deleted", 28),
    Column("owner", "Owner", 16),
)


def view(scope: Scope) -> ChapterView:
    """A section for each category in scope but the common criteria, and a word about those that are not."""
    groups = tuple(group for group in scope.framework.groups if group != COMMON)
    inside = [group for group in groups if group in categories(scope)]
    outside = [group for group in groups if group not in inside]
    sections = [Section(anchor("category", group), group, tuple(_blocks(group, scope))) for group in inside]
    lead = f"Not in scope, so that nothing in this pack is about it: {', '.join(outside).lower()}." if outside else ""
    return ChapterView(lead=fixed(lead), sections=tuple(sections))


def _blocks(group: str, scope: Scope) -> Iterator[Block]:
    found = [row for row in in_scope(scope) if row.requirement.group == group]
    yield facts(
        (("Criteria, with state and controls in chapter 03", tuple(fixed(row.requirement.id) for row in found)),)
    )
    yield from MORE.get(group, _nothing)(scope)
    ids = {row.requirement.id for row in found}
    items = tuple(item for item in scope.items if ids.intersection(item.evidence.criteria))
    missing = gap(scope, f"No evidence names a criterion of {group.lower()}.")
    yield evidence_grid(anchor("evidence", group), items, scope) if items else missing


def _availability(scope: Scope) -> Iterator[Block]:
    yield Words(fixed("Objectives of recovery, and what the last test of each reached:"), "lead-in")
    rows = (_objective(c) for c in scope.dossier.all(Continuity))
    grid = Grid(table("objectives", "Objectives of recovery", OBJECTIVES, rows), "dense record")
    yield or_gap(grid, scope, "The registers hold no objective of recovery.")
    for objective in scope.dossier.all(Continuity):
        mine = owner(scope, objective)
        if objective.last_test is None:
            yield gap(scope, f"{objective.service}: recovery was never tested.", mine, objective.at("id"))
        elif objective.next_test < scope.dossier.today:
            words = f"{objective.service}: the test due on {long_date(objective.next_test)} is not on record."
            yield gap(scope, words, mine, objective.at("next_test"))
        if objective.backup is None:
            yield gap(scope, f"{objective.service}: no backup is recorded.", mine, objective.at("id"))


def _objective(found: Continuity) -> tuple[Cell, ...]:
    backup = found.backup
    kept: Cell = Text("none recorded", (found.place,), "open")
    if backup:
        every = Text(f"every {str(backup.frequency).removeprefix('1 ')}", (backup.at("frequency"),))
        kept = (every, Text(f"kept {backup.retention}", (backup.at("retention"),)), say(backup, "location"))
    test = found.last_test
    tested: Cell = Text("never tested", (found.place,), "open")
    if test:
        result = test.result.replace("-", " ")
        tested = (
            say(test, "performed_on"),
            say(test, "result", f"{sla.KINDS[test.kind]}: {result}"),
            *_reached(test),
        )
    return (
        say(found, "service"),
        duration(found.rto, found.at("rto")),
        duration(found.rpo, found.at("rpo")),
        kept,
        tested,
        say(found, "next_test"),
    )


def _reached(test: ContinuityTest) -> Iterator[Text]:
    """What a test measured, or that it measured nothing."""
    for field, words in (("rto_measured", "back after"), ("rpo_measured", "lost")):
        value = getattr(test, field)
        if value:
            yield Text(f"{words} {value}", (test.at(field),))
        else:
            yield Text(f"{words}: not measured", (test.place,), "open")


def _confidentiality(scope: Scope) -> Iterator[Block]:
    yield Words(fixed("How long confidential information is kept, and how it is deleted:"), "lead-in")
    rows = (
        (
            say(r, "title"),
            duration(r.period, r.at("period")),
            say(r, "starts_at"),
            say(r, "deletion_method"),
            owner(scope, r),
        )
        for r in sorted(scope.dossier.all(Retention), key=lambda r: r.title.casefold())
    )
    grid = Grid(table("retention", "Retention", RETENTION, rows), "dense record")
    yield or_gap(grid, scope, "The registers hold no period for which information is kept.")


def _nothing(scope: Scope) -> Iterator[Block]:
    yield from ()


MORE: dict[str, Callable[[Scope], Iterator[Block]]] = {
    "Availability": _availability,
    "Confidentiality": _confidentiality,
}
"""What the registers hold for a category beside its criteria and their evidence."""
