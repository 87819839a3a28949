"""Suppliers: who they are, how they were assessed, what they can show, and where that falls short."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents import vendor_assessment
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, ChapterView, Gap, Grid, Listing, Section, Words
from compliance.packs.common.pieces import evidence_grid, facts, gap, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.targets import anchor
from compliance.registers.records.vendors import Certification, Vendor

REGISTER = (
    Column("name", "Supplier", 19, "id"),
    Column("importance", "Tier", 10),
    Column("role", "Role", 15),
    Column("services", "Services", 26),
    Column("decision", "Decision", 16),
    Column("reviewed", "Reviewed", 12, "date"),
    Column("next", "Next", 12, "date"),
)


def view(scope: Scope) -> ChapterView:
    """The register, then a section a supplier."""
    found = scope.dossier.all(Vendor)
    rows = (_row(vendor) for vendor in found)
    register = or_gap(Grid(table("suppliers", "Suppliers", REGISTER, rows)), scope, "The registers hold no supplier.")
    head = Section("suppliers", "Register and tiers", (register,), "A.5.19 to A.5.23")
    return ChapterView(sections=(head, *(_supplier(vendor, scope) for vendor in found)))


def _row(vendor: Vendor) -> tuple[Cell, ...]:
    stated = vendor.assessment
    return (
        say(vendor, "name"),
        say(vendor, "criticality", vendor.criticality.capitalize()),
        say(vendor, "role", vendor.role.replace("-", " ").capitalize()),
        Text(", ".join(vendor.services), (vendor.at("services"),)),
        _decision(vendor),
        say(stated, "reviewed_on"),
        say(stated, "next_review"),
    )


def _decision(vendor: Vendor) -> Text:
    stated = vendor.assessment
    if not stated.decision:
        return Text("not decided", (stated.place,), "open")
    return say(stated, "decision", vendor_assessment.DECISIONS[stated.decision])


def _supplier(vendor: Vendor, scope: Scope) -> Section:
    return Section(anchor("supplier", vendor.id), vendor.name, tuple(_blocks(vendor, scope)))


def _blocks(vendor: Vendor, scope: Scope) -> Iterator[Block]:
    found = vendor_assessment.view(scope.dossier, vendor.id)
    if vendor.fictional:
        yield Words(fixed("This supplier exists in the worked example only."), "note")
    stated = vendor.assessment
    verdicts = Text(", ".join(f"{word.lower()} {count}" for word, count in found.counts), (stated.place,))
    yield facts(
        (
            ("Used for", say(vendor, "description")),
            ("Decision", _decision(vendor)),
            ("Assessed by", owner(scope, stated, "reviewer") if stated.reviewer else Text("")),
            ("Criteria", verdicts),
            ("Where data is", tuple(t for label, texts in found.facts if label == "Where data is" for t in texts)),
            ("Owner", owner(scope, vendor)),
        )
    )
    if found.conditions:
        yield Words(fixed("Conditions of use:"), "lead-in")
        yield Listing(found.conditions)
    if found.certificates:
        yield Grid(found.certificates)
    yield from certificate_gaps(vendor, scope)
    yield from _overdue(vendor, scope)
    if found.questions and scope.shows("internal"):
        yield Words(fixed("Open questions:"), "lead-in")
        yield Grid(found.questions)
    items = scope.of_ids(dict.fromkeys((*stated.evidence, *vendor.dpa.evidence, *_held(vendor))))
    if items:
        yield evidence_grid(f"evidence_{vendor.id}", items, scope)


def _held(vendor: Vendor) -> Iterator[str]:
    return (id for entry in vendor.certifications for id in entry.evidence)


def certificate_gaps(vendor: Vendor, scope: Scope) -> Iterator[Gap]:
    """What is missing for a certificate or a report of a supplier to be relied on."""
    mine = owner(scope, vendor)
    if not vendor.certifications:
        yield gap(scope, f"No certificate and no report of {vendor.name} is recorded.", mine, vendor.at("id"))
    alike: dict[str, list[Certification]] = {}
    for entry in vendor.certifications:
        alike.setdefault("; ".join(_wrong(entry, scope)), []).append(entry)
    for wrong, entries in alike.items():
        if wrong:
            names = ", ".join(entry.scheme for entry in entries)
            yield gap(scope, f"{names}: {wrong}.", mine, *(entry.at("scheme") for entry in entries))


def _wrong(entry: Certification, scope: Scope) -> Iterator[str]:
    today = scope.dossier.today
    if entry.status == "unverified":
        yield "not verified"
    elif entry.status in ("secondary", "catalogue"):
        yield "known from others only, not from the supplier"
    if entry.expires is None:
        yield "the last day is not known"
    elif entry.expires < today:
        bridged = entry.bridge_letter and (entry.bridge_letter_until or today) >= today
        over = f"ended on {entry.expires.isoformat()}"
        yield over + (", a bridge letter stands in" if bridged else " and no bridge letter stands in")
    if not entry.evidence:
        yield "the certificate or report itself is not held as evidence"
    if not entry.scope:
        yield "the scope is not recorded"


def _overdue(vendor: Vendor, scope: Scope) -> Iterator[Gap]:
    due = vendor.assessment.next_review
    if due is None:
        yield gap(scope, "No next review is set.", owner(scope, vendor), vendor.assessment.place)
    elif due < scope.dossier.today:
        yield gap(
            scope,
            f"The review was due on {due.isoformat()}.",
            owner(scope, vendor),
            vendor.assessment.at("next_review"),
        )
