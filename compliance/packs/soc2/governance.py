"""Chapter 09: who oversees: board or owners, roles, code of conduct, management reviews, audits and their findings."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.text import fixed, say
from compliance.documents.views import Column, role
from compliance.frameworks.readiness import Topic, topics
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.assurance import audits, nonconformities, reviews
from compliance.packs.common.pieces import evidence_grid, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import lacks, of_criteria
from compliance.packs.targets import anchor
from compliance.registers.records.controls import Control

ROLES = (Column("role", "Role", 28, "id"), Column("responsibility", "Answers for", 72))


def view(scope: Scope) -> ChapterView:
    """Papers of governance, roles, management reviews, audits, findings."""
    return ChapterView(
        sections=(
            *(_topic(topic, scope) for topic in topics("governance")),
            _roles(scope),
            *reviews(scope, "CC1.2, CC4.2, CC5.1"),
            *audits(scope, "CC4.1"),
            *nonconformities(scope, "CC4.2"),
        )
    )


def _topic(topic: Topic, scope: Scope) -> Section:
    return Section(anchor("governance", topic.id), topic.title, tuple(_blocks(topic, scope)), ", ".join(topic.criteria))


def _blocks(topic: Topic, scope: Scope) -> Iterator[Block]:
    """Papers of the types asked for, or what is missing and what there is beside it."""
    items = tuple(item for item in scope.items if item.evidence.type in topic.types)
    if items:
        yield evidence_grid(f"governance_{topic.id}", items, scope)
        if any(item.holds for item in items):
            return
    control = next((c for id in topic.controls if (c := scope.dossier.get(Control, id))), None)
    words = f"{topic.asks}." if not items else f"{topic.title}: what is on record is out of date, missing or changed."
    yield lacks(scope, topic.id, words, owner(scope, control) if control else None)
    near = of_criteria(scope, *topic.criteria)
    if near and not items:
        yield Words(fixed("Evidence of the same criterion:"), "lead-in")
        yield evidence_grid(f"near_{topic.id}", near, scope)


def _roles(scope: Scope) -> Section:
    rows = ((role(scope.dossier, r.id, r.at("id")), say(r, "responsibility")) for r in scope.dossier.project.roles)
    block = or_gap(Grid(table("roles", "Roles", ROLES, rows)), scope, "No roles are recorded.")
    return Section("roles", "Roles and what they answer for", (block,), "CC1.3, CC1.5")
