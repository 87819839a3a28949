"""Indexes: by control, clause, criterion, evidence, risk, supplier, owner and expiry, each entry with its pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from compliance.documents.text import Text, fixed
from compliance.packs.chapters import Chapter, ChapterView, Gap, Grid, Section
from compliance.packs.common.pieces import EVIDENCE, STATES
from compliance.packs.common.sheets import Sheet, SheetsView, criteria_of
from compliance.packs.scope import Scope
from compliance.packs.targets import anchor
from compliance.registers.order import natural
from compliance.registers.records.controls import Certificate, Obligation, Policy, Risk, Waiver
from compliance.registers.records.vendors import Vendor

A_PART = 160
"""Entries of indexes that are typeset together."""

A_COLUMN, A_LINE = 58, 50
"""Lines of a column of a page, and signs of a line: an index of single pages is set in two columns a page. They are
made here, because a typesetter that has to balance columns takes four times as long."""

CLAUSE = re.compile(r"\d+(?:\.\d+)*(?: [a-z]\))?")


@dataclass(frozen=True, slots=True)
class Lead:
    """A place that an entry leads to. ``target`` is an id as it is printed, such as ``A.8.13``, or one of a section;
    ``name`` is said before the page, and empty for the page of the entry itself."""

    target: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an index: what is looked for, a few words about it, and where it stands."""

    label: str
    about: Text
    leads: tuple[Lead, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """An index with its heading. ``simple``: an entry has one page, and is set like a line of contents."""

    id: str
    title: str
    entries: tuple[Entry, ...]
    simple: bool = False

    @property
    def pages(self) -> tuple[tuple[tuple[Entry, ...], ...], ...]:
        """Entries by page and by column, the columns of a page about as long as each other."""
        found: list[list[Entry]] = [[]]
        for entry in self.entries:
            if sum(map(_height, (*found[-1], entry))) > 2 * A_COLUMN:
                found.append([])
            found[-1].append(entry)
        return tuple(_columns(page) for page in found)


def _height(entry: Entry) -> int:
    """Lines that an entry takes in a column, at the most."""
    return 1 + len(entry.about.value) // A_LINE


def _columns(page: list[Entry]) -> tuple[tuple[Entry, ...], ...]:
    half, height = sum(map(_height, page)) / 2, 0
    for number, entry in enumerate(page, 1):
        height += _height(entry)
        if height >= half:
            return tuple(column for column in (tuple(page[:number]), tuple(page[number:])) if column)
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexesView(ChapterView):
    """All indexes."""

    indexes: tuple[Index, ...]

    @property
    def batches(self) -> tuple[tuple[Index, ...], ...]:
        """Indexes by the part that they are typeset in: short ones together, a long one alone."""
        found: list[list[Index]] = [[]]
        for index in self.indexes:
            if found[-1] and sum(len(i.entries) for i in (*found[-1], index)) > A_PART:
                found.append([])
            found[-1].append(index)
        return tuple(map(tuple, found))


@dataclass
class Contents:
    """What the chapters say, looked through once: sheets, sections that the level shows, and where evidence stands."""

    scope: Scope
    views: tuple[ChapterView, ...]
    sheets: tuple[Sheet, ...] = ()
    sections: tuple[Section, ...] = ()
    standing: dict[str, dict[str, str]] = field(default_factory=dict)
    """Ids of evidence, each with the sections that list it and what they are called."""

    def __post_init__(self) -> None:
        self.sheets = tuple(s for view in self.views if isinstance(view, SheetsView) for s in view.sheets)
        self.sections = tuple(s for view in self.views for s in view.sections if self.scope.shows(s.level))
        for section in self.sections:
            clause = section.reference.partition(",")[0]
            name = clause if clause.startswith("Clause ") else section.title
            for block in section.blocks:
                if isinstance(block, Grid) and block.table.columns is EVIDENCE:
                    for row in block.table.rows:
                        self.standing.setdefault(str(row[0]), {})[section.id] = name


def chapter(number: str, others: Iterable[Chapter]) -> Chapter:
    """The chapter of indexes; ``others`` are the chapters that it leads into."""
    known = tuple(others)

    def view(scope: Scope) -> IndexesView:
        contents = Contents(scope, tuple(scope.said(each) for each in known))
        made = (make(scope, contents) for make in INDEXES)
        kept = tuple(index for index in made if index.entries)
        return IndexesView(sections=tuple(Section(i.id, i.title, ()) for i in kept), indexes=kept)

    return Chapter(number, "Indexes", view, "binder-indexes.html.j2")


def _named(ids: Iterable[str]) -> tuple[Lead, ...]:
    """Leads to ids that are their own names."""
    return tuple(Lead(id, id) for id in dict.fromkeys(ids))


def by_control(scope: Scope, contents: Contents) -> Index:
    """Every control with the page of its sheet."""
    entries = tuple(Entry(s.control.id, s.title, (Lead(s.control.id),)) for s in contents.sheets)
    return Index("index-control", "By control", entries, simple=True)


def by_clause(scope: Scope, contents: Contents) -> Index:
    """Every clause that a heading names, in the order of clauses. Headings stand at every level of a pack."""
    found = [
        (clause, section)
        for view in contents.views
        for section in view.sections
        if "lause" in section.reference
        for clause in CLAUSE.findall(section.reference.partition(", shown by")[0].rpartition("lause")[2])
    ]
    ordered = sorted(found, key=lambda pair: natural(pair[0]))
    entries = tuple(Entry(clause, fixed(s.title), (Lead(s.id),)) for clause, s in ordered)
    return Index("index-clause", "By clause", entries, simple=True)


def by_criterion(scope: Scope, contents: Contents) -> Index:
    """Criteria of other frameworks, in their order: their own page, and the controls that help to meet them."""
    found: dict[str, list[Lead]] = {}
    titles = {
        r.id: r.title
        for framed in scope.dossier.scopes
        if scope.dossier.frameworks[framed.id].kind == "criteria"
        for r in scope.dossier.frameworks[framed.id].requirements
    }
    for sheet in contents.sheets:
        state = sheet.control.status
        name = sheet.control.id if state in ("implemented", "partially") else f"{sheet.control.id} ({state})"
        for _, criteria in criteria_of(sheet.control, scope):
            for criterion in criteria:
                found.setdefault(criterion.id, []).append(Lead(sheet.control.id, name))
    entries = (Entry(id, fixed(title), (Lead(id), *found[id])) for id, title in titles.items() if id in found)
    return Index("index-criterion", "By criterion", tuple(entries))


def by_evidence(scope: Scope, contents: Contents) -> Index:
    """Every piece of evidence: its line in the register, the sheets of its controls, every section that lists it."""
    entries = []
    for item in scope.items:
        about = fixed("Withheld") if item.fate == "withheld" else Text(item.evidence.title)
        listed = tuple(Lead(id, name) for id, name in contents.standing.get(item.id, {}).items())
        entries.append(Entry(item.id, about, (Lead(item.id), *_named(item.controls), *listed)))
    return Index("index-evidence", "By evidence", tuple(entries))


def by_risk(scope: Scope, contents: Contents) -> Index:
    """Every risk: its line in the register, and the controls that treat it."""
    if not scope.shows("internal"):
        return Index("index-risk", "By risk", ())
    treating: dict[str, list[str]] = {}
    for sheet in contents.sheets:
        for id in sheet.control.inclusion.risk if sheet.control.inclusion else ():
            treating.setdefault(id, []).append(sheet.control.id)
    entries = (
        Entry(risk.id, Text(risk.title), (Lead(risk.id), *_named((*risk.controls, *treating.get(risk.id, ())))))
        for risk in scope.dossier.all(Risk)
    )
    return Index("index-risk", "By risk", tuple(entries))


def by_supplier(scope: Scope, contents: Contents) -> Index:
    """Every supplier: its own page, and the controls that rest on it."""
    entries = (
        Entry(vendor.name, fixed(""), (Lead(anchor("supplier", vendor.id)), *_named(_resting(vendor, contents))))
        for vendor in scope.dossier.all(Vendor)
        if scope.shows("nda")
    )
    return Index("index-supplier", "By supplier", tuple(entries))


def _resting(vendor: Vendor, contents: Contents) -> Iterator[str]:
    return (sheet.control.id for sheet in contents.sheets if vendor.id in sheet.control.vendors)


def by_owner(scope: Scope, contents: Contents) -> Index:
    """Every role with what it answers for: controls, risks, obligations, suppliers, and gaps that it has to close."""
    found: dict[str, list[Lead]] = {}

    def add(title: str, *leads: Lead) -> None:
        found.setdefault(title, []).extend(leads)

    for sheet in contents.sheets:
        add(scope.dossier.role(sheet.control.owner), Lead(sheet.control.id, sheet.control.id))
    if scope.shows("internal"):
        for risk in scope.dossier.all(Risk):
            if risk.owner:
                add(scope.dossier.role(risk.owner), Lead(risk.id, risk.id))
    if scope.shows("nda"):
        for duty in scope.dossier.all(Obligation):
            name = duty.short or duty.title
            add(scope.dossier.role(duty.owner), Lead(name, name))
        for vendor in scope.dossier.all(Vendor):
            add(scope.dossier.role(vendor.owner), Lead(anchor("supplier", vendor.id), vendor.name))
    for section in contents.sections:
        for owner in dict.fromkeys(b.owner.value for b in section.blocks if isinstance(b, Gap)):
            add(owner, Lead(section.id, f"gap in {section.title}"))
    entries = (Entry(title, fixed(""), tuple(dict.fromkeys(leads))) for title, leads in sorted(found.items()))
    return Index("index-owner", "By owner", tuple(entries))


def by_expiry(scope: Scope, contents: Contents) -> Index:
    """What ends or is due for review, the earliest first: evidence, certificates, waivers, policies, suppliers."""
    ordered = sorted(_ends(scope), key=lambda end: (end[0], natural(end[1]), natural(end[2])))
    entries = tuple(
        Entry(day.isoformat(), Text(f"{about}{_over(day, scope.dossier.today)}"), (Lead(target),))
        for day, target, about in ordered
    )
    return Index("index-expiry", "By expiry", entries, simple=True)


def _over(day: date, today: date) -> str:
    return " (over)" if day < today else ""


def _ends(scope: Scope) -> Iterator[tuple[date, str, str]]:
    """Days, the places where it is said, and what ends."""
    for item in scope.items:
        if item.fate != "withheld":
            ageing = f" ({STATES['ageing'].lower()})" if item.freshness.state == "ageing" else ""
            yield item.freshness.expires, item.id, f"{item.id} {item.evidence.title}{ageing}"
    if not scope.shows("nda"):
        return
    for certificate in scope.dossier.all(Certificate):
        if certificate.expires and certificate.framework == scope.kind.framework:
            yield certificate.expires, "scope", f"Certificate {certificate.number or certificate.title}"
    for waiver in scope.dossier.all(Waiver):
        yield waiver.expires, "waivers", f"Waiver {waiver.id} of {waiver.subject}"
    for policy in scope.dossier.all(Policy):
        yield policy.next_review, policy.title, f"Review: {policy.title}"
    for vendor in scope.dossier.all(Vendor):
        if vendor.assessment.next_review:
            yield vendor.assessment.next_review, anchor("supplier", vendor.id), f"Review: supplier {vendor.name}"


INDEXES: tuple[Callable[[Scope, Contents], Index], ...] = (
    by_control,
    by_clause,
    by_criterion,
    by_evidence,
    by_risk,
    by_supplier,
    by_owner,
    by_expiry,
)
"""The indexes of a pack, in their order. One without entries is left out."""
