"""Chapter 00: what the pack is and is not, the categories, the planned examination, subservice methods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from compliance.diagnostics import Place
from compliance.documents.text import Text, fixed, long_date, long_dates, say
from compliance.documents.views import Column
from compliance.packs.chapters import Block, Chapter, ChapterView, Facts, Grid, Section, Words
from compliance.packs.common import front
from compliance.packs.common.pieces import evidence_grid, facts, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import MAPPED, categories, covered, in_scope, lacks, services
from compliance.packs.soc2.ranking import ranked, undated
from compliance.packs.soc2.standing import MEANING
from compliance.registers.records.service import Examination, ServiceDescription
from compliance.registers.records.vendors import Vendor

LIMITS = (
    "This is a readiness pack and not a SOC 2 report. A SOC 2 report is issued by an independent certified public "
    "accountant after an examination; none was carried out for this pack, and nothing in it is the opinion of an "
    "examiner. It shows what the company has decided, what its registers and evidence hold on the day of the pack, "
    "and what is missing. It must not be passed on as a report, and no mark or seal of a SOC examination may be used "
    "with it."
)
TYPES = {"type-1": "Type 1, as of a day", "type-2": "Type 2, over a period"}
METHODS = {"carve-out": "Carve-out", "inclusive": "Inclusive"}

CATEGORIES = (
    Column("category", "Category", 44, "id"),
    Column("scope", "In scope", 16),
    Column("criteria", "Criteria", 40, "number"),
)
SUBSERVICE = (
    Column("vendor", "Subservice organisation", 28, "id"),
    Column("method", "Method", 16),
    Column("services", "What it does for the service", 56),
)
GUIDE = (
    "Chapter 03 goes through the criteria one by one, each with its controls, who owns them, how often they are "
    "carried out, what was looked at and by what evidence; chapter 03A has a sheet for each control.",
    MEANING,
    "Chapter 12 ranks what is missing, with owner and date, and is the one list of all gaps; chapter 16 has exceptions "
    "and waivers.",
)


def stated(scope: Scope) -> ChapterView:
    """The sections whose gaps the gap list takes in, apart from those that count gaps: what the service description
    says of the examination and of subservice organisations, and the documents."""
    described = (_examination(described, scope) for described in services(scope))
    return ChapterView(sections=(*described, _subservice(scope), front.documents(scope)))


def chapter(number: str, others: Iterable[Chapter]) -> Chapter:
    """The front matter; ``others`` are the chapters whose gaps it counts."""
    known = tuple(others)

    def view(scope: Scope) -> ChapterView:
        *described, documents = stated(scope).sections
        return ChapterView(
            sections=(
                _limits(scope),
                _categories(scope),
                *described,
                _pack(scope, known),
                front.contacts(scope),
                front.guide(*GUIDE),
                documents,
            )
        )

    return Chapter(number, "Cover and limits", view)


def _pack(scope: Scope, chapters: tuple[Chapter, ...]) -> Section:
    """What every pack says of itself, and how many gaps stand."""
    made = front.pack(scope)
    if not scope.shows("nda"):  # there the gap list is withheld as a whole
        return made
    found = ranked(scope, chapters)
    count = fixed(f"{len(found)} stand, {undated(found)} of them without a date")
    blocks = (replace(b, rows=(*b.rows, ("Gaps", (count,)))) if isinstance(b, Facts) else b for b in made.blocks)
    return replace(made, blocks=tuple(blocks))


def _limits(scope: Scope) -> Section:
    blocks: list[Block] = [Words(fixed(LIMITS), "lead"), Words(fixed(MAPPED))]
    found = scope.certificate
    if found is not None and found.state == "in-preparation":
        said = (("Report", say(found, "title")), ("State", Text("In preparation", (found.at("state"),))))
        blocks.append(facts((*said, ("Note", say(found, "note") if scope.shows("nda") else Text("")))))
    elif found is not None and scope.shows("nda"):
        blocks.append(facts((("Report", say(found, "title")), ("State", say(found, "state")))))
        items = scope.of_ids(found.evidence)
        if items:
            blocks.append(evidence_grid("evidence_certificate", items, scope))
    return Section("limits", "What this pack is, and is not", tuple(blocks), level="public")


def _categories(scope: Scope) -> Section:
    stated, framework = covered(scope).scope, covered(scope).framework
    chosen = categories(scope)
    places = (stated.at("categories"),) if stated.categories else (stated.at("id"),)
    rows = (
        (
            fixed(group),
            Text("Yes" if group in chosen else "No", places),
            fixed(str(sum(r.group == group for r in framework.requirements))),
        )
        for group in framework.groups
    )
    blocks: list[Block] = [Grid(table("categories", "Categories", CATEGORIES, rows), "record")]
    if stated.scope_note:
        blocks.append(Words(say(stated, "scope_note")))
    note = f"{len(in_scope(scope))} criteria are in scope. {framework.notice}"
    return Section("categories", "Categories in scope", (*blocks, Words(fixed(note), "note")), level="public")


def _examination(described: ServiceDescription, scope: Scope) -> Section:
    asked = described.examination
    missing = lacks(
        scope,
        "examination",
        "It is not stated whether a type 1 or a type 2 examination is prepared for, and for which day or period.",
        owner(scope, described),
        described.at("id"),
    )
    blocks = tuple(_asked(asked, described, scope)) if asked else (missing,)
    return Section(f"examination-{described.id.lower()}", "Planned examination", blocks, level="nda")


def _asked(asked: Examination, described: ServiceDescription, scope: Scope) -> Iterator[Block]:
    yield facts(
        (
            ("Service", say(described, "service")),
            ("Type", say(asked, "type", TYPES[asked.type])),
            ("Day or period", when(asked)),
            ("Examiner", say(asked, "examiner") or Text("not chosen", (asked.place,), "open")),
            ("Would sign the assertion", owner(scope, asked, "signatory")),
            ("Note", say(asked, "note")),
        )
    )
    mine = owner(scope, described)
    if not when(asked):
        yield lacks(
            scope, "examination", "The day or the period of the examination is not set.", mine, asked.at("type")
        )
    elif asked.type == "type-2" and asked.period_end and asked.period_end > scope.period.end:
        words = long_dates(
            f"This pack is about {scope.period}: it shows how ready the company is, not the period to be examined."
        )
        yield Words(Text(words, (asked.at("period_end"),)), "note")
    if not asked.examiner:
        yield lacks(scope, "examiner", "No examiner is chosen.", mine, asked.place)


def when(asked: Examination) -> Text:
    """The day or the period of an examination, where it is set."""
    if asked.type == "type-1":
        return say(asked, "as_of", long_date(asked.as_of)) if asked.as_of else Text("")
    if asked.period_start is None or asked.period_end is None:
        return Text("")
    words = f"{long_date(asked.period_start)} to {long_date(asked.period_end)}"
    return Text(words, (asked.at("period_start"), asked.at("period_end")))


def _subservice(scope: Scope) -> Section:
    rows = (
        (
            vendor_name(scope, sub.vendor, sub.at("vendor")),
            say(sub, "method", METHODS[sub.method]),
            say(sub, "services"),
        )
        for described in services(scope)
        for sub in described.subservice_organisations
    )
    grid = Grid(table("subservice", "Subservice organisations", SUBSERVICE, rows), "record")
    said = or_gap(grid, scope, "The registers name no subservice organisation and no method of presenting them.")
    words = (
        "Carve-out: the description says what the company expects of the organisation, whose own controls are not part "
        "of it. Inclusive: the organisation's controls are described and would be examined with the company's."
    )
    return Section("subservice", "Subservice organisations and method", (said, Words(fixed(words), "note")))


def vendor_name(scope: Scope, id: str, place: Place) -> Text:
    """The name of a supplier that a record names there."""
    vendor = scope.dossier.get(Vendor, id)
    return Text(vendor.name, (place, vendor.at("name"))) if vendor else Text(id, (place,))
