"""Suppliers: who they are, how they were assessed, what they can show, and where that falls short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compliance.derive.reports import covered_until, full_name, on_a_period
from compliance.diagnostics import Place
from compliance.documents import vendor_assessment
from compliance.documents.text import Text, each, fixed, joined, say
from compliance.documents.vendor_assessment import AssessmentView
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, ChapterView, Gap, Grid, Listing, Section, Words
from compliance.packs.common.pieces import evidence_grid, facts, gap, legend, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.targets import anchor
from compliance.registers.records.vendors import Certification, Vendor

REGISTER = (
    Column("name", "Supplier", 19, "id"),
    Column("importance", "Criticality", 12),
    Column("role", "Role", 15),
    Column("services", "Services", 26),
    Column("decision", "Decision", 16),
    Column("reviewed", "Reviewed", 12, "date"),
    Column("next", "Next", 12, "date"),
)
USER = (
    Column("id", "Id", 11, "id"),
    Column("text", "What the report expects of its customers", 56),
    Column("controls", "Our controls that do it", 33, "ids"),
)

SEVERAL = 3
"""Suppliers from which evidence of theirs is shown once, at the head of the chapter."""


def view(scope: Scope, user_entity: bool = False) -> ChapterView:
    """The register, then a section a supplier. ``user_entity``: with what their reports expect of the company, for
    packs that say it nowhere else."""
    found = scope.dossier.all(Vendor)
    rows = (_row(vendor) for vendor in found)
    register = or_gap(Grid(table("suppliers", "Suppliers", REGISTER, rows)), scope, "The registers hold no supplier.")
    shared = _shared(found)
    blocks: list[Block] = [register]
    if items := scope.of_ids(shared):
        blocks.append(Words(fixed("What several suppliers rest on, shown once; their sections name it:"), "lead-in"))
        blocks.append(evidence_grid("evidence_suppliers", items, scope))
    head = Section("suppliers", "Register of suppliers", tuple(blocks), "A.5.19 to A.5.23")
    said = (_supplier(vendor, scope, shared, user_entity) for vendor in found)
    return ChapterView(sections=(head, *said))


def _row(vendor: Vendor) -> tuple[Cell, ...]:
    stated = vendor.assessment
    return (
        say(vendor, "name"),
        say(vendor, "criticality", vendor.criticality.capitalize()),
        say(vendor, "role", vendor_assessment.ROLE_WORDS[vendor.role]),
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


def _evidence(vendor: Vendor) -> tuple[str, ...]:
    """Ids of the evidence that a supplier's record names."""
    held = (id for entry in vendor.certifications for id in entry.evidence)
    return tuple(dict.fromkeys((*vendor.assessment.evidence, *vendor.dpa.evidence, *held)))


def _shared(found: tuple[Vendor, ...]) -> tuple[str, ...]:
    counted = Counter(id for vendor in found for id in _evidence(vendor))
    return tuple(sorted(id for id, times in counted.items() if times >= SEVERAL))


def _supplier(vendor: Vendor, scope: Scope, shared: tuple[str, ...], user_entity: bool) -> Section:
    blocks = tuple(_blocks(vendor, scope, shared, user_entity))
    return Section(anchor("supplier", vendor.id), vendor.name, blocks)


def _blocks(vendor: Vendor, scope: Scope, shared: tuple[str, ...], user_entity: bool) -> Iterator[Block]:
    found = vendor_assessment.view(scope.dossier, vendor.id)
    known = scope.of_ids(_evidence(vendor))
    about = facts(
        (
            ("Used for", say(vendor, "description")),
            ("Decision", _decided(vendor, scope)),
            ("Criteria", _criteria(found, vendor)),
            ("Where data is", tuple(t for label, texts in found.facts if label == "Where data is" for t in texts)),
            ("Owner", owner(scope, vendor)),
            ("Evidence", tuple(Text(item.id, (item.evidence.place,)) for item in known)),
        )
    )
    yield about
    if found.conditions:
        yield Words(fixed("Conditions of use:"), "lead-in")
        yield Listing(found.conditions)
    if found.certificates:
        yield Grid(found.certificates)
    yield from legend(about, found.certificates)
    if user_entity:
        yield from _user_entity(vendor)
    yield from gaps_of(vendor, scope)
    if found.questions and scope.shows("internal"):
        yield Words(fixed("Open questions:"), "lead-in")
        yield Grid(found.questions)
    items = tuple(item for item in known if item.id not in shared)
    if items:
        yield evidence_grid(f"evidence_{vendor.id}", items, scope)


def _decided(vendor: Vendor, scope: Scope) -> Text:
    """The decision, who took it and when."""
    stated = vendor.assessment
    by = owner(scope, stated, "reviewer") if stated.reviewer else Text("")
    return joined((_decision(vendor), joined((by, say(stated, "reviewed_on")))), "; ")


def _criteria(found: AssessmentView, vendor: Vendor) -> Text:
    """The tally; where a supplier was approved although something is not known, that too."""
    stated = vendor.assessment
    unknown = vendor_assessment.VERDICT_WORDS["not-known"].lower() in found.tally.value
    if not unknown or not (stated.decision or "").startswith("approved"):
        return found.tally
    return Text(f"{found.tally}; approved all the same", (*found.tally.sources, stated.at("decision")))


def _user_entity(vendor: Vendor) -> Iterator[Block]:
    """What the reports of a supplier expect of the company as its customer."""
    for number, entry in enumerate(vendor.certifications):
        rows = (
            (say(c, "id"), say(c, "text"), each(c, "controls") or (Text("none", (c.place,), "open"),))
            for c in entry.user_entity_controls
        )
        grid = Grid(table(f"user_{vendor.id}_{number}", f"User-entity controls of {vendor.name}", USER, rows))
        if grid.table.rows:
            yield Words(fixed(f"What the {full_name(entry)} report expects of its customers:"), "lead-in")
            yield grid


def gaps_of(vendor: Vendor, scope: Scope) -> Iterator[Gap]:
    """All that a supplier's record lacks, as one gap: what its certificates and reports do not show, and its review."""
    said: list[str] = []
    places: list[Place] = []
    if not vendor.certifications:
        said.append("no certificate and no report is recorded")
        places.append(vendor.at("id"))
    for wrong, entries in _alike(vendor, scope).items():
        every = len(entries) == len(vendor.certifications) > 1
        said.append(f"{wrong} ({'all of them' if every else ', '.join(map(full_name, entries))})")
        places += [entry.at("scheme") for entry in entries]
    said += _overdue(vendor, scope)
    if said:
        yield gap(scope, f"{vendor.name}: {'; '.join(said)}.", owner(scope, vendor), *dict.fromkeys(places))


def _alike(vendor: Vendor, scope: Scope) -> dict[str, list[Certification]]:
    """What is missing for certificates and reports to be relied on, each with those that it is missing for."""
    found: dict[str, list[Certification]] = {}
    for entry in vendor.certifications:
        for wrong in _wrong(entry, scope):
            found.setdefault(wrong, []).append(entry)
    return found


def _wrong(entry: Certification, scope: Scope) -> Iterator[str]:
    if entry.status == "unverified":
        yield "not verified"
        return
    if entry.status in ("secondary", "catalogue"):
        yield "known from others only"
    yield from _uncovered(entry, scope) if on_a_period(entry) else _ended(entry, scope)
    if not entry.evidence:
        yield "not held as evidence"
    if not entry.scope:
        yield "scope not recorded"


def _ended(entry: Certification, scope: Scope) -> Iterator[str]:
    """A certificate has a last day; a letter of the issuer may reach over it."""
    today = scope.dossier.today
    if entry.expires is None:
        yield "last day not known"
    elif entry.expires < today:
        bridged = entry.bridge_letter and (entry.bridge_letter_until or today) >= today
        yield f"ended on {entry.expires}" + (", a letter stands in" if bridged else " and no letter stands in")


def _uncovered(entry: Certification, scope: Scope) -> Iterator[str]:
    """A report speaks of the period that was examined, and its bridge letter of the days since."""
    last, today = covered_until(entry), scope.dossier.today
    if last is None:
        yield "period covered not recorded"
    elif last < today:
        letter = ", bridge letter included" if entry.bridge_letter_until else " and there is no bridge letter"
        yield f"covers the time to {last}{letter}; nothing covers the {(today - last).days} days since"


def _overdue(vendor: Vendor, scope: Scope) -> Iterator[str]:
    due = vendor.assessment.next_review
    if due is None:
        yield "no next review is set"
    elif due < scope.dossier.today:
        yield f"its review was due on {due}"
