"""Chapter 10: subservice organisations with their reports, what these expect of the company, and bridge letters.

Nothing is said of a supplier that its record does not say; then follow all suppliers, as in every pack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.derive.reports import covered_until
from compliance.documents.text import Text, each, fact, fixed, joined, long_date, say
from compliance.documents.views import Column
from compliance.frameworks.readiness import reports
from compliance.packs.chapters import Block, ChapterView, Gap, Grid, Section, Words
from compliance.packs.common import suppliers
from compliance.packs.common.pieces import facts, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import COMMON, in_scope, lacks, services
from compliance.packs.soc2.front import METHODS
from compliance.packs.targets import anchor
from compliance.registers.records.service import SubserviceOrganisation
from compliance.registers.records.vendors import Certification, Vendor

EXPECTED = (
    Column("id", "Id", 9, "id"),
    Column("text", "What it is expected to do", 65),
    Column("criteria", "Criteria", 26, "ids"),
)
USER = (
    Column("id", "Id", 11, "id"),
    Column("text", "What the report expects of its customers", 56),
    Column("controls", "Our controls that do it", 33, "ids"),
)
REPORT = "SOC 2"
"""The scheme of reports that carry over to an examination by these criteria."""

SUPPLIERS = "CC9.2"
"""The criterion about risks of suppliers."""

CATEGORIES = {
    "security": "Common criteria",
    "availability": "Availability",
    "confidentiality": "Confidentiality",
    "processing-integrity": "Processing integrity",
    "privacy": "Privacy",
}
"""Categories as reports name them, and the groups of criteria that they are."""


def view(scope: Scope) -> ChapterView:
    """Subservice organisations first, then every supplier."""
    mine = tuple(_section(sub, scope) for described in services(scope) for sub in described.subservice_organisations)
    others = (replace(section, reference=SUPPLIERS) for section in suppliers.view(scope).sections)
    lead = "Subservice organisations, whose controls the service rests on, come first; then all suppliers."
    return ChapterView(lead=fixed(lead), sections=(*mine, *others))


def _section(sub: SubserviceOrganisation, scope: Scope) -> Section:
    vendor = scope.dossier.get(Vendor, sub.vendor)
    title = f"{vendor.name if vendor else sub.vendor}: subservice organisation"
    reference = ", ".join(("DC 7", *_rests(sub, scope)))
    return Section(anchor("subservice", sub.vendor), title, tuple(_blocks(sub, vendor, scope)), reference)


def _rests(sub: SubserviceOrganisation, scope: Scope) -> tuple[str, ...]:
    """Criteria in scope that rest on the organisation: those of its controls, and that suppliers are managed."""
    named = {id for control in sub.controls for id in control.criteria} | {SUPPLIERS}
    return tuple(row.requirement.id for row in in_scope(scope) if row.requirement.id in named)


def _blocks(sub: SubserviceOrganisation, vendor: Vendor | None, scope: Scope) -> Iterator[Block]:
    yield facts((("Method", say(sub, "method", METHODS[sub.method])), ("Services", say(sub, "services"))))
    rows = ((say(c, "id"), say(c, "text"), each(c, "criteria")) for c in sub.controls)
    grid = Grid(table(f"expected_{sub.vendor}", "What it is expected to do", EXPECTED, rows), "dense record")
    yield or_gap(grid, scope, "What it is expected to do is not recorded.")
    if vendor is None:
        yield lacks(scope, sub.vendor, f"The registers hold no supplier {sub.vendor}.", None, sub.at("vendor"))
        return
    reports = [c for c in vendor.certifications if c.scheme.startswith(REPORT)]
    for report in reports:
        yield from _report(report, sub, vendor, scope)
    if not reports:
        others = joined([say(c, "scheme") for c in vendor.certifications])
        instead = f" On record instead: {others}." if others else ""
        yield lacks(scope, vendor.id, f"No SOC 2 report of {vendor.name} is on record.{instead}", owner(scope, vendor))


def _report(report: Certification, sub: SubserviceOrganisation, vendor: Vendor, scope: Scope) -> Iterator[Block]:
    marked = "" if report.status in ("attested", "primary") else f" ({report.status}, not seen by the company)"
    yield facts(
        (
            ("Report", Text(f"{report.scheme} {report.edition}".strip() + marked, (report.at("scheme"),))),
            ("Scope", say(report, "scope")),
            ("Categories", joined(_categories(report))),
            ("Period", _period(report)),
            ("Service auditor", say(report, "issuer")),
            ("Issued", say(report, "issued")),
            ("Number of the report", say(report, "report_ref")),
            ("Where it is", _where(report, scope)),
            ("Exceptions in it", say(report, "exceptions") or Text("not recorded", (report.place,), "open")),
            ("Bridge letter", say(report, "bridge_letter")),
            ("Letter covers until", say(report, "bridge_letter_until")),
            ("Status page", fact(vendor.status_page)),
        )
    )
    rows = (
        (say(c, "id"), say(c, "text"), each(c, "controls") or (Text("none", (c.place,), "open"),))
        for c in report.user_entity_controls
    )
    grid = Grid(table(f"user_{vendor.id}", f"User-entity controls of {vendor.name}", USER, rows), "dense record")
    if grid.table.rows:
        yield Words(fixed("What the report expects of its customers, mapped to controls of the company:"), "lead-in")
        yield grid
    yield from _missing(report, sub, vendor, scope)


def _categories(report: Certification) -> tuple[Text, ...]:
    return tuple(
        Text(category.replace("-", " ").capitalize() if n == 0 else category.replace("-", " "), (text.sources))
        for n, (category, text) in enumerate(zip(report.categories, each(report, "categories"), strict=True))
    )


def _where(report: Certification, scope: Scope) -> tuple[Text, ...]:
    """The report itself where it is filed, else the company's own reading of it."""
    items = scope.of_ids(report.evidence)
    whole = tuple(item for item in items if item.evidence.type in reports())
    if whole:
        return tuple(Text(item.id, (report.at("evidence"),)) for item in whole)
    if not items:
        return (Text("not in this pack", (report.place,), "open"),)
    ids = ", ".join(item.id for item in items)
    return (Text(f"Read by the company, see {ids}; the report itself is not in this pack", (report.at("evidence"),)),)


def _period(report: Certification) -> Text:
    if report.period_start is None or report.period_end is None:
        return Text("")
    places = (report.at("period_start"), report.at("period_end"))
    return Text(f"{report.period_start} to {report.period_end}", places)


def _missing(report: Certification, sub: SubserviceOrganisation, vendor: Vendor, scope: Scope) -> Iterator[Gap]:
    """What keeps the report from being relied on up to the end of the period, as one gap."""
    wrong = (*_wrong(report, scope), *_outside(report, sub, scope))
    if wrong:
        words = f"{vendor.name}, {report.scheme} report: {'; '.join(wrong)}."
        yield lacks(scope, vendor.id, words, owner(scope, vendor), report.at("scheme"))


def _wrong(report: Certification, scope: Scope) -> Iterator[str]:
    if report.status not in ("attested", "primary"):
        yield "the company knows of it from others and has not seen it"
    elif not any(item.evidence.type in reports() for item in scope.of_ids(report.evidence)):
        yield "the report itself is not filed as evidence"
    until = covered_until(report)
    if until is None:
        yield "the period that it covers is not recorded"
    elif until < scope.period.end:
        last, end = long_date(until), long_date(scope.period.end)
        if report.bridge_letter:
            yield f"with its bridge letter it covers the time until {last}; a letter that reaches to {end} is missing"
        else:
            yield f"it covers the time until {last}; a bridge letter that reaches to {end} is missing"
    if not report.exceptions and report.status in ("attested", "primary"):
        yield "the exceptions that its auditor reports are not recorded"
    if not report.user_entity_controls:
        yield "the controls that it expects of its customers are not recorded"
    loose = [c.id for c in report.user_entity_controls if not c.controls]
    if loose:
        yield f"no control of the company is mapped to {', '.join(loose)}"


def _outside(report: Certification, sub: SubserviceOrganisation, scope: Scope) -> Iterator[str]:
    """Controls that are expected of the organisation under categories that its report is not about."""
    if not report.categories:
        yield "the categories that it is about are not recorded"
        return
    covered = {CATEGORIES[category] for category in report.categories}
    groups = {row.requirement.id: row.requirement.group for row in in_scope(scope)}
    for control in sub.controls:
        left = [id for id in control.criteria if groups.get(id, COMMON) not in {*covered, COMMON}]
        if left:
            yield f"{control.id} rests on it for {', '.join(left)}, a category that it does not cover"
