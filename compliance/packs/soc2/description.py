"""Chapter 02: the description of the system as a draft, a section for each description criterion DC 1 to DC 9.

The identifiers are AICPA's, the headings and words are our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from compliance.documents import sla
from compliance.documents.text import Text, each, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, ChapterView, Grid, Section, Words
from compliance.packs.common.pieces import facts, gap, or_gap, owner, table
from compliance.packs.levels import Level
from compliance.packs.scope import Scope
from compliance.packs.soc2 import components
from compliance.packs.soc2.criteria import categories, in_scope, lacks, relied_on, services
from compliance.packs.soc2.front import METHODS, vendor_name
from compliance.packs.targets import anchor
from compliance.registers.records.assurance import Incident
from compliance.registers.records.controls import Policy
from compliance.registers.records.service import Commitment, ComplementaryControl, ServiceDescription

DRAFT = (
    "Draft, taken from the registers as they stand on the day of the pack. The headings follow the description "
    "criteria DC 1 to DC 9 by number; an examiner decides whether the description meets them."
)
PROMISES = (
    Column("id", "Id", 8, "id"),
    Column("text", "What is promised or required", 46),
    Column("criteria", "Criteria", 16, "ids"),
    Column("source", "Laid down in", 20),
    Column("evidence", "What shows whether it was kept", 18, "ids"),
)
INCIDENTS = (
    Column("id", "Incident", 15, "id"),
    Column("title", "What happened, and to what effect", 33, "headed"),
    Column("detected", "Detected, closed", 14, "date"),
    Column("cause", "Cause, and what was done", 34),
    Column("failure", "Did a control or a commitment fail", 26),
)
COMPLEMENTARY = (
    Column("id", "Id", 9, "id"),
    Column("text", "What the customer does", 48),
    Column("criteria", "Criteria", 17, "ids"),
    Column("controls", "Our controls that rest on it", 26, "ids"),
)
SUBSERVICE = (
    Column("id", "Id", 9, "id"),
    Column("vendor", "Organisation, method", 22),
    Column("text", "What it is expected to do", 50),
    Column("criteria", "Criteria", 19, "ids"),
)
IRRELEVANT = (Column("criterion", "Criterion", 12, "id"), Column("reason", "Why it is not relevant", 88))
CHANGES = (Column("on", "On", 13, "date"), Column("change", "What changed", 87))
SEVERITIES = ("critical", "high", "medium", "low")
FAILURES = {
    "none": "Neither",
    "control": "A control",
    "commitment": "A commitment",
    "both": "A control and a commitment",
}


def view(scope: Scope) -> ChapterView:
    """The description of every service."""
    found = services(scope)
    if not found:
        words = "The registers hold no description of a service (controls/service-description.yaml)."
        return ChapterView(sections=(Section("dc", "Description", (lacks(scope, "description", words),)),))
    return ChapterView(lead=fixed(DRAFT), sections=tuple(chain.from_iterable(_all(d, scope) for d in found)))


def _all(described: ServiceDescription, scope: Scope) -> Iterator[Section]:
    """DC 1 to DC 9 of one service."""

    def section(number: int, heading: str, *blocks: Block, level: Level = "nda") -> Section:
        return Section(anchor("dc", f"{number}-{described.id}"), heading, blocks, f"DC {number}", level)

    yield section(1, "Services provided", *_services(described, scope))
    yield section(2, "Commitments and requirements", *_promises(described, scope))
    yield section(3, "Components of the system", *components.blocks(described, scope))
    yield section(4, "Incidents in the period", *_incidents(scope), level="internal")
    yield section(5, "Criteria and controls", *_criteria(scope))
    yield section(6, "Controls that customers carry out", *_users(described, scope))
    yield section(7, "Controls of subservice organisations", *_others(described, scope))
    yield section(8, "Criteria that are not relevant", *_irrelevant(described, scope))
    yield section(9, "Changes in the period", *_changes(described, scope))


def _services(described: ServiceDescription, scope: Scope) -> Iterator[Block]:
    yield Words(say(described, "services_provided"))
    yield facts((("Service", say(described, "service")), ("Boundaries", say(described, "boundaries"))))
    products = scope.dossier.project.products
    yield facts((product.name, say(product, "description")) for product in products)
    yield facts(
        (
            ("Kept by", owner(scope, described)),
            ("Last reviewed", say(described, "reviewed_on")),
        )
    )


def _promises(described: ServiceDescription, scope: Scope) -> Iterator[Block]:
    for kind, words in (("commitment", "Commitments to customers:"), ("requirement", "Requirements on the system:")):
        rows = (
            (say(c, "id"), say(c, "text"), each(c, "criteria"), say(c, "source"), _shown(c))
            for c in described.commitments
            if c.kind == kind
        )
        grid = Grid(table(f"{kind}s_{described.id}", words.rstrip(":"), PROMISES, rows), "dense record")
        yield Words(fixed(words), "lead-in")
        yield or_gap(grid, scope, f"No {kind} is recorded.", owner(scope, described))
    for promise in described.commitments:
        if not promise.evidence:
            yield replace(
                gap(
                    scope,
                    f"Nothing on record shows whether {promise.id} was kept in the period.",
                    owner(scope, described),
                    promise.place,
                ),
                criteria=promise.criteria,
            )
    levels = sla.view(scope.dossier)
    if levels.support.rows:
        yield Words(fixed("Service levels by plan:"), "lead-in")
        yield Grid(levels.support, "dense record")


def _shown(promise: Commitment) -> Cell:
    return each(promise, "evidence") or (Text("nothing on record", (promise.place,), "open"),)


def _incidents(scope: Scope) -> Iterator[Block]:
    """Incidents detected in the period, each with management's judgement whether a control or a commitment failed."""
    found = [i for i in scope.dossier.all(Incident) if scope.period.start <= i.detected_at.date() <= scope.period.end]
    counted = ((n, word) for word in SEVERITIES if (n := sum(i.severity == word for i in found)))
    by = ", ".join(f"{n} {word}" for n, word in counted)
    words = f"Incidents on record in the period: {len(found)}" + (f" ({by})." if by else ".")
    words += " Whether a control or a service commitment failed in one is management's own judgement."
    yield Words(Text(words, tuple(i.at("detected_at") for i in found)))
    rows = (_incident(i) for i in found)
    listed = table("incidents", "Incidents in the period", INCIDENTS, rows)
    yield Grid(listed, "dense record", "None on record.", "incident")
    for incident in found:
        if incident.failure is None:
            words = f"Management has not said whether a control or a commitment failed in {incident.id}."
            yield gap(scope, words, owner(scope, incident), incident.at("id"))


def _incident(found: Incident) -> tuple[Cell, ...]:
    judged: Cell = Text("not judged", (found.at("id"),), "open")
    if found.failure:
        judged = (say(found, "failure", f"{FAILURES[found.failure]}."), say(found, "failure_note"))
    return (
        say(found, "id"),
        (say(found, "title", f"{found.title} ({found.severity}).").also(found.at("severity")), say(found, "effects")),
        (
            say(found, "detected_at", found.detected_at.date().isoformat()),
            say(found, "closed_on") if found.closed_on else Text("open", (found.at("id"),), "open"),
        ),
        (say(found, "cause"), say(found, "remedial_action")),
        judged,
    )


def _criteria(scope: Scope) -> Iterator[Block]:
    """Where criteria and controls stand: once, in the matrix, which belongs to the description."""
    count, controls = len(in_scope(scope)), len(relied_on(scope))
    words = (
        f"The {count} criteria in scope and the {controls} controls that help to meet them stand in chapter 03, which "
        "belongs to this description, with a sheet for each control in chapter 03A."
    )
    yield Words(fixed(words))


def _users(described: ServiceDescription, scope: Scope) -> Iterator[Block]:
    yield Words(fixed("The controls of the company reach the criteria only where customers do their part:"), "lead-in")
    rows = (_user(duty) for duty in described.user_entity_controls)
    grid = Grid(table(f"user_entity_{described.id}", "User-entity controls", COMPLEMENTARY, rows), "dense record")
    yield or_gap(grid, scope, "No control of customers is recorded.", owner(scope, described))
    loose = [duty for duty in described.user_entity_controls if not duty.controls]
    if loose:
        words = f"No control of the company is linked to {', '.join(duty.id for duty in loose)}."
        yield lacks(scope, "user-entity-controls", words, owner(scope, described), *(d.place for d in loose))


def _user(duty: ComplementaryControl) -> tuple[Cell, ...]:
    linked = each(duty, "controls") or (Text("not linked", (duty.place,), "open"),)
    return say(duty, "id"), say(duty, "text"), each(duty, "criteria"), linked


def _others(described: ServiceDescription, scope: Scope) -> Iterator[Block]:
    rows = (
        (
            say(control, "id"),
            (vendor_name(scope, sub.vendor, sub.at("vendor")), say(sub, "method", METHODS[sub.method])),
            say(control, "text"),
            each(control, "criteria"),
        )
        for sub in described.subservice_organisations
        for control in sub.controls
    )
    grid = Grid(table(f"subservice_{described.id}", "Subservice organisations", SUBSERVICE, rows), "dense record")
    yield or_gap(grid, scope, "No control of a subservice organisation is recorded.", owner(scope, described))
    for sub in described.subservice_organisations:
        if not sub.controls:
            name = vendor_name(scope, sub.vendor, sub.at("vendor")).value
            yield lacks(scope, sub.vendor, f"What {name} is expected to do is not recorded.", owner(scope, described))


def _irrelevant(described: ServiceDescription, scope: Scope) -> Iterator[Block]:
    inside = {row.requirement.id for row in in_scope(scope)}
    rows = ((say(c, "criterion"), say(c, "reason")) for c in described.criteria_not_relevant if c.criterion in inside)
    empty = "Every criterion of the categories in scope is taken as relevant."
    yield Grid(table(f"irrelevant_{described.id}", "Not relevant", IRRELEVANT, rows), "dense record", empty)
    left = [group for group in scope.framework.groups if group not in categories(scope)]
    if left:
        yield Words(fixed(f"Out of scope, and not looked at: {', '.join(left)}."), "note")


def _changes(described: ServiceDescription, scope: Scope) -> Iterator[Block]:
    inside = [c for c in described.changes if scope.period.start <= c.on <= scope.period.end]
    rows = ((say(c, "on"), say(c, "change")) for c in sorted(inside, key=lambda c: c.on))
    grid = Grid(table(f"changes_{described.id}", "Changes in the period", CHANGES, rows), "dense record")
    yield or_gap(grid, scope, "No change of the system in the period is recorded.", owner(scope, described))
    texts = (
        (change.date, say(change, "date"), Text(f"{p.title} {change.version}: {change.summary}", (change.place,)))
        for p in scope.dossier.all(Policy)
        for change in p.changes
        if scope.period.start <= change.date <= scope.period.end
    )
    policies = tuple((on, words) for _, on, words in sorted(texts, key=lambda row: (row[0], row[2].value)))
    if policies:
        yield Words(fixed("Changes of policies in the period:"), "lead-in")
        yield Grid(table(f"policy_changes_{described.id}", "Changes of policies", CHANGES, policies), "dense record")
