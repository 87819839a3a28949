"""Sections of the first chapter: the pack itself, how to read it, its documents, whom to ask."""

from __future__ import annotations

from compliance.documents.text import Text, fixed, long_date, say
from compliance.documents.views import Column
from compliance.packs.chapters import Block, Facts, Grid, Listing, Section, Words
from compliance.packs.common.pieces import facts, gap, table
from compliance.packs.levels import WORDS
from compliance.packs.papers import papers
from compliance.packs.scope import Scope

PAPERS = (
    Column("title", "Document", 46, "id"),
    Column("path", "File in the pack", 54),
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
    "is missing: gaps, exceptions and waivers stand in one chapter again.",
    "Words in italics mark what nobody has confirmed.",
)


def pack(scope: Scope) -> Section:
    """What the pack is: its day, its period, its level, how much it holds."""
    dossier = scope.dossier
    fates = [item.fate for item in scope.items]
    enclosed = sum(item.enclosed for item in scope.items)
    counts = f"{len(fates)} pieces: {enclosed} enclosed, {fates.count('by-reference')} by reference, "
    counts += f"{fates.count('withheld')} withheld, {fates.count('missing')} missing"
    waived = len(scope.exceptions) - len(scope.counting)
    said = facts(
        (
            ("Standard", fixed(scope.kind.standard(scope))),
            ("Period", fixed(f"{long_date(scope.period.start)} to {long_date(scope.period.end)}")),
            ("Day of the pack", fixed(long_date(dossier.today))),
            ("Level", fixed(WORDS[scope.level])),
            ("Evidence", fixed(counts)),
            ("Exceptions", fixed(f"{len(scope.counting)} standing, {waived} accepted by waivers")),
        )
    )
    return Section("pack", "This pack", (said,), level="public")


def guide(*more: str) -> Section:
    """How to read the binder."""
    return Section("guide", "How to read this binder", (Listing(tuple(map(fixed, (*more, *GUIDE)))),), level="public")


def documents(scope: Scope) -> Section:
    """The documents and registers in the archive, and those that the level keeps back."""
    shown, kept = papers(scope.dossier, scope.level)
    rows = ((fixed(paper.title), tuple(fixed(paper.path(form)) for form in paper.formats)) for paper in shown)
    blocks: list[Block] = [Grid(table("documents", "Documents of the pack", PAPERS, rows), "dense record")]
    if kept:
        words = f"Withheld at the level of this pack: {', '.join(paper.title for paper in kept)}."
        blocks.append(Words(fixed(words), "withheld"))
    return Section("documents", "Documents and registers in the pack", tuple(blocks), level="public")


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
