"""Clauses 4 to 10: what the registers hold for each item of documented information, and what they do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.derive.applicability import clause_items
from compliance.documents import soa
from compliance.documents.text import Text, fixed, joined, say
from compliance.documents.views import Column, Table, role
from compliance.frameworks.catalog import Requirement, clauses
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.assurance import audits, checks, nonconformities, reviews
from compliance.packs.common.pieces import evidence_grid, facts, gap, or_gap, owner, policies, table
from compliance.packs.common.risks import plan, register
from compliance.packs.iso27001.clause_tables import parts
from compliance.packs.iso27001.cycle import cycle
from compliance.packs.iso27001.top import commitment
from compliance.packs.manifest import ControlState
from compliance.packs.scope import Scope
from compliance.packs.states import statement
from compliance.packs.targets import anchor
from compliance.registers.records.controls import Clause, Control, Policy

STATUS = {"present": "Present", "partial": "Partial", "missing": "Missing"}

AWARENESS, PROVIDERS = "A.6.3", "A.5.22"
"""Controls of Annex A whose evidence shows what clauses 7.3 and 8.1 ask for."""


def required(id: str) -> Requirement:
    """An item of documented information by its id, such as ``C-6.2``."""
    found = clauses().get(id)
    assert found is not None, id  # the catalogue has it
    return found


def section(scope: Scope, id: str, *more: Block) -> Section:
    """The section of an item: every record that the company keeps for it, what is missing, and tables behind it."""
    item = required(id)
    records = clause_items(id, scope.dossier)
    blocks = [block for record in records for block in _record(record, scope)]
    if not records:
        blocks.append(gap(scope, f"The registers hold no record for {item.title.lower()} (clause {item.clause})."))
    return Section(anchor("clause", id), item.title, (*blocks, *more), f"Clause {item.clause}")


def _record(record: Clause, scope: Scope) -> Iterator[Block]:
    yield Words(say(record, "statement"))
    yield facts(
        (
            ("Kept in", say(record, "kept_in")),
            ("Status and owner", joined((say(record, "status", STATUS[record.status]), owner(scope, record)), "; ")),
            ("Reviewed, next", joined((say(record, "reviewed_on"), say(record, "next_review")), "; next ")),
            ("Policies", policies(scope, record)),
        )
    )
    if record.status != "present":
        yield gap(scope, f"This item is {record.status} only.", owner(scope, record), record.at("status"))
    if record.next_review < scope.dossier.today:
        yield gap(scope, f"Its review was due on {record.next_review}.", owner(scope, record), record.at("next_review"))
    yield from parts(record, scope)
    items = scope.of_ids(dict.fromkeys((*record.evidence, *_naming(record, scope))))
    if items:
        yield evidence_grid(f"evidence_{record.id}", items, scope)


def states(scope: Scope) -> Iterator[ControlState]:
    """How every record of a clause stands, by its id."""
    for record in scope.dossier.all(Clause):
        item = clauses().get(record.requirement)
        said, digest = statement(record.statement, scope)
        yield ControlState(
            id=record.id,
            title=f"Clause {item.clause}: {item.title}" if item else record.requirement,
            status=STATUS[record.status],
            owner=scope.dossier.role(record.owner),
            statement=said,
            statement_sha256=digest,
            evidence=tuple(i.id for i in scope.of_ids(dict.fromkeys((*record.evidence, *_naming(record, scope))))),
        )


def _naming(record: Clause, scope: Scope) -> Iterator[str]:
    """Evidence that names the item."""
    return (item.id for item in scope.items if record.id in item.evidence.clauses)


def _shown_by(scope: Scope, id: str, title: str, clause: str, control: str, missing: str) -> Section:
    """A heading that no item of documented information stands behind: the evidence of a control shows it."""
    items = scope.of_control(control)
    found = scope.dossier.get(Control, control)
    said: list[Block] = [Words(say(found, "statement"))] if found else []
    if items:
        said.append(evidence_grid(f"evidence_{id}", items, scope))
    else:
        said.append(gap(scope, missing, owner(scope, found) if found else None))
    return Section(f"clause-{id}", title, tuple(said), f"Clause {clause}, shown by {control}")


def context(scope: Scope) -> ChapterView:
    """Clause 4: issues, climate decision, interested parties, scope, processes."""
    return ChapterView(sections=tuple(section(scope, id) for id in ("C-4.1-4.2", "C-4.3", "C-4.4")))


def leadership(scope: Scope) -> ChapterView:
    """Clause 5: policy, roles, commitment."""
    sections = (section(scope, "C-5.2"), section(scope, "C-5.3", _roles(scope)), commitment(scope))
    return ChapterView(sections=sections)


def planning(scope: Scope) -> ChapterView:
    """Clause 6: risks and their treatment, the Statement of Applicability, objectives, planned changes."""
    return ChapterView(
        sections=(
            section(scope, "C-6.1.2"),
            register(scope, "Clauses 6.1.2 and 8.2"),
            section(scope, "C-6.1.3"),
            section(scope, "C-6.1.3-d", *_applicability(scope)),
            section(scope, "C-6.1.3-e-8.3"),
            plan(scope, "Clauses 6.1.3 e) and 8.3"),
            section(scope, "C-6.2"),
            section(scope, "C-6.3"),
        )
    )


def support(scope: Scope) -> ChapterView:
    """Clause 7: competence, awareness, communication, documents."""
    awareness = _shown_by(scope, "awareness", "Awareness", "7.3", AWARENESS, "No evidence shows training.")
    return ChapterView(
        sections=(
            section(scope, "C-7.2-d"),
            awareness,
            section(scope, "C-7.4"),
            section(scope, "C-7.5.1-b", _policies(scope)),
            section(scope, "C-7.5.3"),
        )
    )


def operation(scope: Scope) -> ChapterView:
    """Clause 8: processes as planned, results of risk assessment and treatment, providers."""
    providers = _shown_by(
        scope, "providers", "Control of external providers", "8.1", PROVIDERS, "No evidence shows reviews of suppliers."
    )
    sections = (section(scope, "C-8.1"), providers, section(scope, "C-8.2"), section(scope, "C-8.3"))
    return ChapterView(sections=sections)


def evaluation(scope: Scope) -> ChapterView:
    """Clause 9: measurements, audits, management reviews."""
    return ChapterView(
        sections=(
            section(scope, "C-9.1"),
            section(scope, "C-9.2.2", *cycle(scope)),
            *audits(scope, "Clause 9.2", others=""),
            section(scope, "C-9.3.3"),
            *reviews(scope, "Clause 9.3"),
        )
    )


def improvement(scope: Scope) -> ChapterView:
    """Clause 10: nonconformities, what was done, whether it helped."""
    return ChapterView(
        sections=(
            section(scope, "C-10.2-f"),
            *nonconformities(scope, "Clause 10.2", "Clause 10.2 f)"),
            section(scope, "C-10.2-g", checks(scope)),
        )
    )


ROLES = (Column("role", "Role", 26, "id"), Column("responsibility", "Answers for", 74))


def _roles(scope: Scope) -> Block:
    rows = ((role(scope.dossier, r.id, r.at("id")), say(r, "responsibility")) for r in scope.dossier.project.roles)
    return or_gap(Grid(table("roles", "Roles", ROLES, rows)), scope, "No roles are recorded.")


POLICIES = (
    Column("title", "Policy", 34, "id"),
    Column("version", "Version", 9),
    Column("owner", "Owner", 22),
    Column("approver", "Approved by", 22),
    Column("approved_on", "Approved on", 13, "date"),
    Column("next_review", "Next review", 13, "date"),
)


def _policies(scope: Scope) -> Block:
    """The register of policies; their texts are files of the pack."""
    rows = (
        (
            say(p, "title"),
            say(p, "version"),
            owner(scope, p),
            owner(scope, p, "approver") if p.approved_on else Text("not approved", (p.place,), "open"),
            say(p, "approved_on"),
            say(p, "next_review"),
        )
        for p in scope.dossier.all(Policy)
    )
    grid = Grid(table("policies", "Register of policies", POLICIES, rows), rows="policy")
    return or_gap(grid, scope, "The registers hold no policy.")


APPLICABILITY = (
    Column("id", "Control", 8, "id"),
    Column("title", "Title", 26),
    Column("applicable", "Applies", 8),
    Column("reasons", "Why, or why not", 42, "ids"),
    Column("status", "Status", 15, "status"),
    Column("owner", "Owner", 17),
)


def _applicability(scope: Scope) -> Iterator[Block]:
    """The statement in short: every decision in a line. The whole of it is a file of the pack."""
    rows = soa.rows(scope.dossier)
    if not rows:
        yield gap(scope, "No control has a decision.")
        return
    words = "Every decision in a line; the sheets of chapters 08 to 11A say how each control is carried out."
    yield Words(fixed(words), "lead-in")
    short = ((r.id, r.title, r.applicable, _reasons(r), r.status, r.owner) for r in rows)
    yield Grid(table("applicability", "Statement of Applicability", APPLICABILITY, short))
    yield Words(fixed("By theme and status:"), "lead-in")
    yield Grid(_narrowed(soa.view(scope.dossier).counts))


def _narrowed(counts: Table) -> Table:
    """The counts with room for the words above them on an upright page."""
    first, *others = counts.columns
    return replace(counts, columns=(replace(first, width=20), *(replace(column, width=15) for column in others)))


def _reasons(row: soa.ControlRow) -> tuple[Text, ...]:
    if row.exclusion:
        return (row.exclusion,)
    best = (fixed("good practice"),) if row.best_practice else ()
    return (*row.named_law, *row.named_contract, *row.risk, *best)
