"""Clauses 4 to 10: what the registers hold for each item of documented information, and what they do not."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.derive.applicability import clause_items
from compliance.documents.text import Text, say
from compliance.documents.views import Column, role
from compliance.frameworks.catalog import Requirement, clauses
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import evidence_grid, facts, gap, owner, policies, table
from compliance.packs.scope import Scope
from compliance.packs.targets import anchor
from compliance.registers.records.controls import Clause

STATUS = {"present": "Present", "partial": "Partial", "missing": "Missing"}


def required(id: str) -> Requirement:
    """An item of documented information by its id, such as ``C-6.2``."""
    found = clauses().get(id)
    assert found is not None, id  # the catalogue has it
    return found


def section(scope: Scope, id: str, *more: Block) -> Section:
    """The section of an item: every record that the company keeps for it, what is missing, and tables behind it."""
    item = required(id)
    records = clause_items(id, scope.dossier)
    blocks: list[Block] = []
    for record in records:
        blocks += _record(record, scope)
    if not records:
        blocks.append(gap(scope, f"The registers hold no record for {item.title.lower()} (clause {item.clause})."))
    return Section(anchor("clause", id), item.title, (*blocks, *more), f"Clause {item.clause}")


def _record(record: Clause, scope: Scope) -> Iterator[Block]:
    yield Words(say(record, "statement"))
    yield facts(
        (
            ("Kept in", say(record, "kept_in") if scope.shows("nda") else Text("")),
            ("Status", say(record, "status", STATUS[record.status])),
            ("Owner", owner(scope, record)),
            ("Reviewed", say(record, "reviewed_on")),
            ("Next review", say(record, "next_review")),
            ("Policies", policies(scope, record)),
        )
    )
    if record.status != "present":
        yield gap(scope, f"This item is {record.status} only.", owner(scope, record), record.at("status"))
    if record.next_review < scope.dossier.today:
        yield gap(scope, f"Its review was due on {record.next_review}.", owner(scope, record), record.at("next_review"))
    items = scope.of_ids(dict.fromkeys((*record.evidence, *_naming(record, scope))))
    if items:
        yield evidence_grid(f"evidence_{record.id}", items, scope)


def _naming(record: Clause, scope: Scope) -> Iterator[str]:
    """Evidence that names the item."""
    return (item.id for item in scope.items if record.id in item.evidence.clauses)


def context(scope: Scope) -> ChapterView:
    """Clause 4: issues, climate decision, interested parties, scope."""
    return ChapterView(sections=(section(scope, "C-4.1-4.2"), section(scope, "C-4.3")))


def leadership(scope: Scope) -> ChapterView:
    """Clause 5: policy, roles."""
    return ChapterView(sections=(section(scope, "C-5.2"), section(scope, "C-5.3", _roles(scope))))


ROLES = (
    Column("id", "Role", 26, "id"),
    Column("responsibility", "Answers for", 74),
)


def _roles(scope: Scope) -> Grid:
    rows = (
        (role(scope.dossier, found.id, found.at("id")), say(found, "responsibility"))
        for found in scope.dossier.project.roles
    )
    return Grid(table("roles", "Roles", ROLES, rows), "dense record")
