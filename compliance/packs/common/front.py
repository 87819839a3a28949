"""Sections of the first chapter: the pack itself, how to read it, its documents, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.dates import short_date
from compliance.documents.text import Text, fixed, joined, long_date, say
from compliance.documents.views import Cell, Column, View
from compliance.packs import standalone, workbooks
from compliance.packs.chapters import Block, Facts, Grid, Listing, Section, Words
from compliance.packs.common.pieces import facts, gap, standing, table
from compliance.packs.levels import WORDS
from compliance.packs.papers import FOLDER, Paper, papers
from compliance.packs.scope import Scope
from compliance.registers.records.vendors import Vendor

PAPERS = (
    Column("title", "Document", 30, "id"),
    Column("path", "File in the pack", 37),
    Column("version", "Version", 11),
    Column("approved", "Approved on", 12, "date"),
    Column("state", "State", 20),
)

GUIDE = (
    "Links lead from every id to its place in this binder: controls to their sheets, evidence to the register, "
    "suppliers and risks to their rows. The indexes of chapter 15 give the page of each.",
    "A sheet says what was decided about a control and why, how it is carried out, what it was measured by, which "
    "populations and samples were drawn, and every piece of evidence with its age on the day of the pack and its hash.",
    "“In date” and “Ageing” (30 days are left, or a quarter of the days that it holds) is evidence that "
    "still proves something; “Out of date” is not. "
    "“Renewed” means that newer evidence of the same kind has taken its place.",
    "“After the period” is evidence of days between the end of the period and the day of the pack: it shows the state "
    "that the auditor finds.",
    "“Gap” marks what the registers do not hold, with the role that has to bring it. Nothing is left out because it "
    "is missing: gaps, exceptions and waivers are listed once more, all together.",
    "Words in italics mark what nobody has confirmed.",
)


def pack(scope: Scope) -> Section:
    """What the pack is: its day, its period, its level, how much it holds."""
    dossier = scope.dossier
    fates = [item.fate for item in scope.items]
    enclosed = sum(item.enclosed for item in scope.items)
    counts = f"{len(fates)} piece{'' if len(fates) == 1 else 's'}: {enclosed} enclosed"
    counts += f", {fates.count('by-reference')} by reference, {fates.count('withheld')} withheld"
    counts += f", {fates.count('missing')} missing"
    said = facts(
        (
            ("Standard", fixed(scope.kind.standard(scope))),
            ("Period", fixed(f"{long_date(scope.period.start)} to {long_date(scope.period.end)}")),
            ("Day of the pack", fixed(long_date(dossier.today))),
            ("Level", fixed(WORDS[scope.level])),
            ("Evidence", fixed(counts)),
            ("Exceptions", fixed(standing(scope).removesuffix("."))),
            ("Fictional suppliers", _invented(scope)),
        )
    )
    return Section("pack", "This pack", (said,), level="public")


def _invented(scope: Scope) -> Text:
    """Suppliers of an example, whom no reader will find anywhere else."""
    return joined(say(vendor, "name") for vendor in scope.dossier.all(Vendor) if vendor.fictional)


def guide(*more: str) -> Section:
    """How to read the binder."""
    return Section("guide", "How to read this binder", (Listing(tuple(map(fixed, (*more, *GUIDE)))),), level="public")


def documents(scope: Scope) -> Section:
    """The documents and registers in the archive with their state, and those that the level keeps back."""
    shown, kept = papers(scope.dossier, scope.level)
    views = [(paper, paper.document.view(scope.dossier, paper.subject)) for paper in shown]
    rows = (*(_paper(paper, view) for paper, view in views), *_books())
    words = f"Their hashes stand in {standalone.SUMS} and {standalone.MANIFEST}, which are made after this binder."
    blocks: list[Block] = [
        Words(fixed(words), "lead-in"),
        Grid(table("documents", "Documents of the pack", PAPERS, rows), "dense record"),
    ]
    drafts = sum(bool(view.open_points) for _, view in views)
    if drafts:
        are = "is a draft" if drafts == 1 else "are drafts"
        blocks.append(gap(scope, f"{drafts} of {len(views)} documents {are}: each says what is open."))
    if kept:
        words = f"Withheld at the level of this pack: {', '.join(paper.title for paper in kept)}."
        blocks.append(Words(fixed(words), "withheld"))
    return Section("documents", "Documents and registers in the pack", tuple(blocks), level="public")


def _paper(paper: Paper, view: View) -> tuple[Cell, ...]:
    count = len(view.open_points)
    state = f"Draft, {count} open point{'s' if count > 1 else ''}" if count else "Final"
    paths = tuple(fixed(paper.path(form)) for form in paper.formats)
    approved = view.cover.approved_on
    return (
        fixed(paper.title),
        paths,
        view.cover.version,
        replace(approved, value=short_date(approved.value)),
        fixed(state),
    )


def _books() -> Iterator[tuple[Cell, ...]]:
    """The workbooks that are attached to the binder and lie beside it."""
    nothing = fixed("")
    for title, name in (("Evidence index", workbooks.INDEX), ("Registers of the binder", workbooks.REGISTERS)):
        yield fixed(title), fixed(f"{FOLDER}/{name}"), nothing, nothing, fixed("Of this pack")


def contacts(scope: Scope) -> Section:
    """Whom an auditor asks."""
    company = scope.dossier.company
    known = company.contacts
    rows: list[tuple[str, Text | tuple[Text, ...]]] = [
        ("Company", (say(company, "legal_name"), say(company, "registration_no", f"No. {company.registration_no}"))),
        ("Address", say(company, "address")),
        ("Security", say(known, "security")),
        ("Data protection", say(known, "privacy")),
        ("Answers for this pack", scope.answerable),
    ]
    found: Facts = facts(rows)
    return Section("contacts", "Contacts", (found,), level="public")


def without_certificate(scope: Scope) -> Block:
    """What stands where no certificate is recorded."""
    return gap(scope, "The registers hold no certificate for this standard.")
