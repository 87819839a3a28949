"""Audits, management reviews, nonconformities and whether the actions worked.

``reference`` is what asks for them in the standard that the pack is about; of audits, for internal ones only, where
``others`` says another word.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.text import Text, each, fixed, say
from compliance.documents.views import Cell, Column
from compliance.frameworks.data import read
from compliance.packs.chapters import Block, Grid, Section, Words
from compliance.packs.common.pieces import evidence_grid, facts, gap, ids, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.targets import anchor
from compliance.registers.records.assurance import Audit, ManagementReview, Nonconformity

KINDS = {
    "internal": "Internal audit",
    "certification": "Certification audit",
    "surveillance": "Surveillance audit",
    "customer": "Audit by a customer",
}
STATES = {"open": "Open", "in-progress": "In progress", "closed": "Closed"}
DECISIONS = (
    Column("id", "No.", 7, "id"),
    Column("decision", "Decision", 58),
    Column("owner", "Owner", 22),
    Column("due", "Due", 12, "date"),
    Column("status", "State", 11, "status"),
)
ACTIONS = (
    Column("action", "Action", 56, "id"),
    Column("owner", "Owner", 20),
    Column("due", "Due", 12, "date"),
    Column("done_on", "Done", 12, "date"),
    Column("evidence", "Evidence", 14, "ids"),
)
FOUND = (
    Column("id", "No.", 15, "id"),
    Column("grade", "Grade", 14),
    Column("requirement", "About", 10, "ids"),
    Column("audit", "Raised by", 30),
    Column("owner", "Owner", 22),
    Column("status", "State", 14, "status"),
    Column("closed_on", "Closed", 12, "date"),
)
CHECKS = (
    Column("id", "No.", 15, "id"),
    Column("checked_on", "Checked", 12, "date"),
    Column("by", "By", 20),
    Column("effective", "Effective", 10),
    Column("result", "What was found", 60),
)


def audits(scope: Scope, reference: str, others: str | None = None) -> Iterator[Section]:
    """A section an audit, the latest first. ``others`` is the reference of audits that are no internal ones."""
    found = sorted(scope.dossier.all(Audit), key=lambda a: a.performed_on, reverse=True)
    if not found:
        yield Section("audits", "Audits", (gap(scope, "The registers hold no audit."),), reference, "internal")
    for audit in found:
        asked = reference if others is None or audit.kind == "internal" else others
        yield Section(anchor("audit", audit.id), audit.title, tuple(_audit(audit, scope)), asked, "internal")


def _audit(audit: Audit, scope: Scope) -> Iterator[Block]:
    yield facts(
        (
            ("Kind", say(audit, "kind", KINDS[audit.kind])),
            ("Performed", say(audit, "performed_on")),
            ("Auditor", say(audit, "auditor")),
            ("Independence", say(audit, "independence")),
            ("Clauses", each(audit, "clauses")),
            ("Controls", each(audit, "controls")),
            ("Conclusion", say(audit, "conclusion")),
            ("Findings", each_id(audit)),
        )
    )
    items = scope.of_ids(audit.evidence)
    yield evidence_grid(f"evidence_{audit.id}", items, scope) if items else gap(scope, "No report is recorded.")


def each_id(audit: Audit) -> tuple[Text, ...]:
    """The ids of an audit's findings."""
    return tuple(say(n, "id") for n in audit.nonconformities)


def reviews(scope: Scope, reference: str) -> Iterator[Section]:
    """A section a management review: every input by heading, then the decisions."""
    found = sorted(scope.dossier.all(ManagementReview), key=lambda r: r.held_on, reverse=True)
    if not found:
        missing = gap(scope, "The registers hold no management review.")
        yield Section("reviews", "Management reviews", (missing,), reference, "internal")
    for review in found:
        title = f"Management review {review.id}"
        yield Section(anchor("review", review.id), title, tuple(_review(review, scope)), reference, "internal")


def _review(review: ManagementReview, scope: Scope) -> Iterator[Block]:
    yield facts(
        (
            ("Held on", say(review, "held_on")),
            ("Chair", owner(scope, review, "chair")),
            ("Present", _roles(review, scope)),
            ("Next", say(review, "next_on")),
        )
    )
    yield Words(fixed("Inputs, by the headings of clause 9.3.2:"), "lead-in")
    names = tuple(read("iso27001-2022-clauses")["review_inputs"])
    yield facts((name.replace("_", " ").capitalize(), say(review.inputs, name)) for name in names)
    for name in names:
        if not getattr(review.inputs, name):
            yield gap(scope, f"The review says nothing about {name.replace('_', ' ')}.", None, review.at("inputs"))
    yield Words(fixed("Decisions:"), "lead-in")
    rows = (
        (say(d, "id"), say(d, "decision"), owner(scope, d), say(d, "due"), say(d, "status", d.status.capitalize()))
        for d in review.decisions
    )
    grid = Grid(table(f"decisions_{review.id}", f"Decisions of {review.id}", DECISIONS, rows))
    yield or_gap(grid, scope, "The review took no decision.")
    items = scope.of_ids(review.evidence)
    yield evidence_grid(f"evidence_{review.id}", items, scope) if items else gap(scope, "No minutes are recorded.")


def _roles(review: ManagementReview, scope: Scope) -> Text:
    return Text(", ".join(map(scope.dossier.role, review.attendees)), (review.at("attendees"),))


def raised(scope: Scope) -> tuple[tuple[Audit, Nonconformity], ...]:
    """Every finding of every audit, the latest audit first."""
    ordered = sorted(scope.dossier.all(Audit), key=lambda a: a.performed_on, reverse=True)
    return tuple((audit, found) for audit in ordered for found in audit.nonconformities)


def nonconformities(scope: Scope, reference: str, single: str = "") -> Iterator[Section]:
    """All findings in a table, then each with correction, cause and actions; ``single`` is what asks for these."""
    found = raised(scope)
    rows = (_line(audit, one, scope) for audit, one in found)
    grid = Grid(table("nonconformities", "Nonconformities", FOUND, rows), "record", "No finding is recorded.")
    yield Section("nonconformities", "Findings of all audits", (grid,), reference, "internal")
    for _, one in found:
        said = tuple(_finding(one, scope))
        yield Section(anchor("finding", one.id), one.id, said, single or reference, "internal", False)


def _line(audit: Audit, found: Nonconformity, scope: Scope) -> tuple[Cell, ...]:
    return (
        say(found, "id"),
        say(found, "grade", found.grade.capitalize()),
        (say(found, "requirement"),),
        say(audit, "title"),
        owner(scope, found),
        say(found, "status", STATES[found.status]),
        say(found, "closed_on"),
    )


def _finding(found: Nonconformity, scope: Scope) -> Iterator[Block]:
    yield facts(
        (
            ("Grade", say(found, "grade", found.grade.capitalize())),
            ("About", say(found, "requirement")),
            ("Finding", say(found, "finding")),
            ("Correction", say(found, "correction")),
            ("Cause", say(found, "cause")),
            ("Owner", owner(scope, found)),
            ("State", say(found, "status", STATES[found.status])),
            ("Closed", say(found, "closed_on")),
        )
    )
    if not found.cause and found.grade in ("major", "minor"):
        yield gap(scope, "No cause is recorded.", owner(scope, found), found.at("id"))
    rows = ((say(a, "action"), owner(scope, a), say(a, "due"), say(a, "done_on"), ids(a)) for a in found.actions)
    grid = Grid(table(f"actions_{found.id}", f"Actions of {found.id}", ACTIONS, rows), "record")
    yield or_gap(grid, scope, "No action is recorded.", owner(scope, found))
    unproven = [a for a in found.actions if a.done_on and not a.evidence]
    if unproven:
        days = ", ".join(str(a.done_on) for a in unproven)
        words = f"{found.id}: no evidence shows what was done on {days}."
        yield gap(scope, words, owner(scope, unproven[0]), *(a.at("done_on") for a in unproven))


def checks(scope: Scope) -> Block:
    """Whether the actions worked, looked at by somebody else."""
    rows = (
        (
            say(one, "id"),
            say(one.effectiveness, "checked_on"),
            owner(scope, one.effectiveness, "checked_by"),
            say(one.effectiveness, "effective"),
            say(one.effectiveness, "result"),
        )
        for _, one in raised(scope)
        if one.effectiveness
    )
    grid = Grid(table("effectiveness", "Checks of effectiveness", CHECKS, rows), "record")
    return or_gap(grid, scope, "No check of effectiveness is recorded.")
