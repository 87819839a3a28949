"""Chapter 12: what law and contracts ask, and the records of the protection of personal data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.documents import soa
from compliance.documents.dpia_screening import decision, reference
from compliance.documents.processing import ROLES
from compliance.documents.signed_papers import papers
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import gap, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.registers.records.controls import Obligation
from compliance.registers.records.flows import Activity
from compliance.registers.records.transfers import Tia
from compliance.registers.records.vendors import Vendor

OBLIGATIONS = (
    Column("short", "Name here", 21, "id"),
    Column("title", "Law, contract or standard", 37),
    Column("citation", "Citation", 28),
    Column("owner", "Owner", 16),
    Column("reviewed_on", "Reviewed", 11, "date"),
)
ACTIVITIES = (
    Column("id", "Activity", 20, "id"),
    Column("name", "Name", 30),
    Column("role", "Role", 14),
    Column("basis", "Legal basis", 22),
    Column("owner", "Owner", 18),
    Column("reviewed", "Reviewed", 12, "date"),
)
IMPACT = (
    Column("id", "Activity", 22, "id"),
    Column("decision", "Impact assessment", 34),
    Column("reference", "Reference", 44),
)
AGREEMENTS = (
    Column("customer", "Customer", 40, "id"),
    Column("agreement", "Data processing agreement", 34),
    Column("signed_on", "Signed", 13, "date"),
    Column("state", "State", 13),
)
TRANSFERS = (
    Column("vendor", "Supplier", 24, "id"),
    Column("conclusion", "Conclusion", 26),
    Column("assessed_on", "Assessed", 13, "date"),
    Column("next_review", "Next review", 13, "date"),
    Column("owner", "Owner", 24),
)
CROSS = (
    Column("id", "Control", 12, "id"),
    Column("title", "Title", 46),
    Column("status", "Status", 18, "status"),
    Column("owner", "Owner", 24),
)

NORMEN = "normen"
"""The obligation of the Norwegian health sector's code of conduct."""


def view(scope: Scope) -> ChapterView:
    """Obligations, records of processing, impact and transfer assessments, agreements, Normen."""
    lead = fixed("The documents themselves are files of the pack; here is what there is, and where it is missing.")
    return ChapterView(
        lead=lead,
        sections=(
            _obligations(scope),
            _processing(scope),
            _impact(scope),
            _agreements(scope),
            _transfers(scope),
            _normen(scope),
        ),
    )


def _section(id: str, title: str, block: Block, reference: str, *before: Block) -> Section:
    return Section(id, title, (*before, block), reference)


def _obligations(scope: Scope) -> Section:
    rows = (
        (
            soa.short(o),
            (say(o, "title"), say(o, "authority")),
            say(o, "citation"),
            owner(scope, o),
            say(o, "reviewed_on"),
        )
        for o in scope.dossier.all(Obligation)
    )
    grid = Grid(table("obligations", "Obligations", OBLIGATIONS, rows), rows="obligation")
    block = or_gap(grid, scope, "The registers hold no law, contract or standard that binds the company.")
    return _section("obligations", "Obligations", block, "A.5.31, clause 4.2")


def _processing(scope: Scope) -> Section:
    rows = (
        (
            say(a, "id"),
            say(a, "name"),
            say(a, "role", ROLES[a.role]),
            _basis(a),
            owner(scope, a),
            say(a, "last_reviewed"),
        )
        for a in scope.dossier.all(Activity)
    )
    grid = Grid(table("activities", "Records of processing", ACTIVITIES, rows))
    block = or_gap(grid, scope, "The registers hold no record of processing.")
    return _section("processing", "Records of processing", block, "GDPR Article 30")


def _basis(activity: Activity) -> Text:
    if activity.legal_basis:
        return say(activity, "legal_basis", activity.legal_basis.replace("-", " ").capitalize())
    if activity.role == "processor":
        return Text("the customer's", (activity.at("role"),))
    return Text("not stated", (activity.place,), "open")


def _impact(scope: Scope) -> Section:
    rows = ((say(a, "id"), decision(a), reference(a)) for a in scope.dossier.all(Activity))
    grid = Grid(table("impact", "Impact assessments", IMPACT, rows))
    block = or_gap(grid, scope, "No activity has been screened.")
    return _section("impact", "Impact assessments", block, "GDPR Article 35")


def _agreements(scope: Scope) -> Section:
    grid = Grid(table("agreements", "Agreements with customers", AGREEMENTS, _papers(scope)), "record")
    block = or_gap(grid, scope, "The registers hold no customer.")
    said = _section("agreements", "Agreements with customers", block, "GDPR Article 28")
    return replace(said, level="internal")


def _papers(scope: Scope) -> Iterator[tuple[Cell, ...]]:
    for found in papers(scope.dossier):
        signed = [p for p in found.customer.agreements if p.kind == "dpa"]
        latest = max(signed, key=lambda p: p.signed_on, default=None)
        name = say(found.customer, "legal_name")
        if latest is None:
            missing = Text("none recorded", (found.customer.place,), "open")
            yield name, missing, Text(""), Text("")
        else:
            over = latest.expires is not None and latest.expires < scope.dossier.today
            state = Text("Over" if over else "In force", (latest.place,))
            yield name, say(latest, "version", f"Version {latest.version}"), say(latest, "signed_on"), state


def _transfers(scope: Scope) -> Section:
    rows = (_tia(found, scope) for found in scope.dossier.all(Tia))
    grid = Grid(table("transfer_assessments", "Transfer impact assessments", TRANSFERS, rows), "record")
    block = or_gap(grid, scope, "The registers hold no transfer impact assessment.")
    said = _section("transfer-assessments", "Transfer impact assessments", block, "GDPR Article 46")
    unsettled = tuple(found for found in scope.dossier.all(Tia) if not found.conclusion)
    if not unsettled:
        return said
    words = f"{len(unsettled)} of {len(grid.table.rows)} transfer impact assessments have no conclusion."
    places = tuple(found.place for found in unsettled)
    return replace(said, blocks=(*said.blocks, gap(scope, words, owner(scope, unsettled[0]), *places)))


def _tia(found: Tia, scope: Scope) -> tuple[Cell, ...]:
    vendor = scope.dossier.get(Vendor, found.vendor)
    name = Text(vendor.name, (found.at("vendor"), vendor.at("name"))) if vendor else say(found, "vendor")
    words = found.conclusion.replace("-", " ").capitalize() if found.conclusion else ""
    conclusion = say(found, "conclusion", words) if words else Text("not concluded", (found.place,), "open")
    return name, conclusion, say(found, "assessed_on"), say(found, "next_review"), owner(scope, found)


def _normen(scope: Scope) -> Section:
    """Controls that stand for Normen, where the company is bound by it."""
    bound = scope.dossier.get(Obligation, NORMEN)
    if bound is None:
        words = Words(fixed("The registers name no obligation under Normen."), "empty")
        return _section("normen", "Normen cross-reference", words, "")
    found = [row for row in soa.rows(scope.dossier) if NORMEN in {text.value for text in (*row.law, *row.contract)}]
    rows = ((row.id, row.title, row.status, row.owner) for row in found)
    grid = Grid(table("normen", "Normen cross-reference", CROSS, rows))
    block: Block = grid if found else gap(scope, "No control names Normen as its reason.", owner(scope, bound))
    return _section(
        "normen", "Normen cross-reference", block, bound.title, Words(say(bound, "applies_because"), "lead-in")
    )
