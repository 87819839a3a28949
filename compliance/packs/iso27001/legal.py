"""Chapter 12: what law and contracts ask, incidents, and the records of the protection of personal data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.derive.breaches import BREACH
from compliance.documents import soa, tia
from compliance.documents.breach_register import KINDS, RISKS, known_since
from compliance.documents.dpia_screening import decision, reference
from compliance.documents.processing import ROLES
from compliance.documents.signed_papers import papers
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, ChapterView, Facts, Grid, Section, Words
from compliance.packs.common.pieces import facts, gap, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.registers.records.assurance import Evidence, Incident
from compliance.registers.records.controls import Control, Obligation
from compliance.registers.records.flows import Activity
from compliance.registers.records.transfers import Tia
from compliance.registers.records.vendors import Vendor

OBLIGATIONS = (
    Column("short", "Name here", 20, "id"),
    Column("title", "Law, contract or standard", 31),
    Column("citation", "Citation", 23),
    Column("controls", "Controls", 20, "ids"),
    Column("owner", "Owner", 15),
    Column("reviewed_on", "Reviewed", 12, "date"),
)
INCIDENTS = (
    Column("id", "No.", 14, "id"),
    Column("title", "What happened", 28),
    Column("kind", "Kind, severity", 19),
    Column("aware", "Known since (UTC)", 18),
    Column("authority", "Authority told (UTC)", 19),
    Column("closed_on", "Closed", 12, "date"),
)
ACTIVITIES = (
    Column("name", "Activity", 34, "id"),
    Column("role", "Role", 14),
    Column("basis", "Legal basis", 30),
    Column("owner", "Owner", 18),
    Column("reviewed", "Reviewed", 12, "date"),
)
IMPACT = (
    Column("name", "Activity", 36, "id"),
    Column("decision", "Impact assessment", 22),
    Column("reference", "Reference", 28),
    Column("performed_on", "Performed", 14, "date"),
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

INCIDENT_LOG = "incidents"
"""What a population says that it lists, where it is a log of events."""

FEW = 10
"""Controls that a line of the obligations names; of more it says how many."""

NORMEN = "normen"
"""The obligation of the Norwegian health sector's code of conduct."""


def view(scope: Scope) -> ChapterView:
    """Obligations, incidents, records of processing, impact and transfer assessments, agreements, Normen."""
    lead = fixed("The documents themselves are files of the pack; here is what there is, and where it is missing.")
    return ChapterView(
        lead=lead,
        sections=(
            _obligations(scope),
            _incidents(scope),
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
    found = scope.dossier.all(Obligation)
    naming = {o.id: _naming(o, scope) for o in found}
    rows = (
        (
            soa.short(o),
            (say(o, "title"), say(o, "authority")),
            say(o, "citation"),
            _controls(o, naming[o.id], scope),
            owner(scope, o),
            say(o, "reviewed_on"),
        )
        for o in found
    )
    grid = Grid(table("obligations", "Obligations", OBLIGATIONS, rows), rows="obligation")
    block = or_gap(grid, scope, "The registers hold no law, contract or standard that binds the company.")
    said = _section("obligations", "Obligations", block, "A.5.31, clause 4.2")
    idle = [o for o in found if not naming[o.id] and not _the_standard(o, scope)]
    if not idle:
        return said
    words = f"No control that applies names as its reason: {'; '.join(o.title for o in idle)}."
    return replace(said, blocks=(*said.blocks, gap(scope, words, None, *(o.at("id") for o in idle))))


def _naming(obligation: Obligation, scope: Scope) -> tuple[Control, ...]:
    """Controls that apply because of it."""
    return tuple(
        control
        for control in scope.dossier.all(Control)
        if control.applicable and (why := control.inclusion) and obligation.id in (*why.law, *why.contract)
    )


def _the_standard(obligation: Obligation, scope: Scope) -> bool:
    """Whether it is the standard that the pack is about, which asks for the statement and for no control in it."""
    return obligation.kind == "standard" and obligation.title == scope.framework.title


def _controls(obligation: Obligation, naming: tuple[Control, ...], scope: Scope) -> Cell:
    if _the_standard(obligation, scope):
        return fixed("the Statement of Applicability")
    if not naming:
        return Text("none", (obligation.place,), "open")
    places = tuple(control.at("inclusion") for control in naming)
    if len(naming) > FEW:
        return Text(f"{len(naming)} controls", places)
    return tuple(Text(control.id, (place,)) for control, place in zip(naming, places, strict=True))


def _incidents(scope: Scope) -> Section:
    """Incidents that were found out from the first day of the period to the day of the pack."""
    found = sorted(scope.dossier.all(Incident), key=lambda i: i.detected_at)
    mine = [i for i in found if scope.period.start <= i.detected_at.date() <= scope.dossier.today]
    grid = Grid(
        table("incidents", "Incidents", INCIDENTS, (_incident(i, scope) for i in mine)),
        "record",
        "The registers hold no incident of the period.",
        rows="incident",
    )
    untold = [i for i in mine if i.kind == BREACH and not i.authority_notified_at and not i.not_notified_reason]
    gaps = (
        gap(scope, f"{i.id}: whether the authority was told, or why not, is not on record.", owner(scope, i), i.place)
        for i in untold
    )
    lead = (
        "Every report and every alert is an event, and has a line in the log of events. What needed more than its line "
        "has a record of its own, of one of four kinds."
    )
    counted = _counted(mine, scope)
    blocks = (Words(fixed(lead), "lead-in"), *((counted,) if counted.rows else ()), grid, *gaps)
    reference = "A.5.24 to A.5.28, A.6.8, GDPR Article 33"
    return Section("incidents", "Incidents and personal data breaches", blocks, reference, "internal")


def _counted(mine: list[Incident], scope: Scope) -> Facts:
    """How many events the logs have, and how many records of which kind there are."""
    logs = [i for i in scope.items if i.evidence.population and INCIDENT_LOG in i.evidence.population.lists]
    counted = ((kind, sum(i.kind == key for i in mine)) for key, kind in KINDS.items())
    kinds = ", ".join(f"{kind.lower()} {count}" for kind, count in counted if count)
    places = tuple(i.at("kind") for i in mine)
    events = (_log(i.evidence) for i in logs if i.fate != "withheld")
    return facts((("Events", tuple(events)), ("Records", Text(f"{len(mine)}: {kinds}" if mine else "", places))))


def _log(evidence: Evidence) -> Text:
    """``59 in EV-0115, of 2026-01-01 to 2026-10-31``."""
    whole = evidence.population
    assert whole is not None, evidence.id
    span = f", of {evidence.period_start} to {evidence.period_end}" if evidence.period_start else ""
    return Text(f"{whole.row_count} in {evidence.id}{span}", (whole.at("row_count"), evidence.place))


def _incident(incident: Incident, scope: Scope) -> tuple[Cell, ...]:
    since, field = known_since(incident)
    return (
        say(incident, "id"),
        say(incident, "title"),
        (say(incident, "kind", KINDS[incident.kind]), say(incident, "severity", incident.severity.capitalize())),
        say(incident, field, f"{since:%Y-%m-%d %H:%M}"),
        _told(incident),
        say(incident, "closed_on") if incident.closed_on else Text("open", (incident.place,), "open"),
    )


def _told(incident: Incident) -> Cell:
    """When the authority was told, or that it was not and why the record need not be one of that (Article 33(1))."""
    if incident.kind != BREACH:
        return Text("no breach", (incident.at("kind"),))
    if incident.authority_notified_at:
        return say(incident, "authority_notified_at", f"{incident.authority_notified_at:%Y-%m-%d %H:%M}")
    if incident.not_notified_reason:
        risk = RISKS[incident.risk_to_people].lower() if incident.risk_to_people else "not judged"
        return Text(f"no: risk to people {risk}", (incident.at("not_notified_reason"),))
    return Text("not on record", (incident.place,), "open")


def _processing(scope: Scope) -> Section:
    rows = (
        (
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
    if activity.legal_basis == "controller-instruction":
        return say(activity, "legal_basis", "the customer's (Article 28(3)(a))")
    if activity.legal_basis:
        return say(activity, "legal_basis", activity.legal_basis.replace("-", " ").capitalize())
    if activity.role == "processor":
        return Text("the customer's", (activity.at("role"),))
    return Text("not stated", (activity.place,), "open")


def _impact(scope: Scope) -> Section:
    rows = ((say(a, "name"), decision(a), *_assessment(a)) for a in scope.dossier.all(Activity))
    grid = Grid(table("impact", "Impact assessments", IMPACT, rows))
    block = or_gap(grid, scope, "No activity has been screened.")
    return _section("impact", "Impact assessments", block, "GDPR Article 35")


def _assessment(activity: Activity) -> tuple[Text, Text]:
    """The assessment and its day; that one is required and missing is open."""
    made, stated = activity.dpia, reference(activity)
    if made is None or stated.mark == "open" or not stated:
        return stated, fixed("")
    return say(made, "reference"), say(made, "performed_on")


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
    """One line for every supplier that an assessment is printed for, whether anybody has begun it or not."""
    begun = {found.vendor: found for found in scope.dossier.all(Tia)}
    vendors = [vendor for id in tia.subjects(scope.dossier) if (vendor := scope.dossier.get(Vendor, id))]
    rows = (_tia(vendor, begun.get(vendor.id), scope) for vendor in vendors)
    grid = Grid(table("transfer_assessments", "Transfer impact assessments", TRANSFERS, rows), "record")
    blocks: list[Block] = [replace(grid, empty="As far as the registers know, no supplier takes data out of the EEA.")]
    open_ = [v for v in vendors if not (found := begun.get(v.id)) or not found.conclusion]
    if open_:
        words = f"{len(open_)} of {len(vendors)} transfer impact assessments have no conclusion."
        places = tuple(begun[v.id].place if v.id in begun else v.at("id") for v in open_)
        blocks.append(gap(scope, words, _assessor(open_, begun, scope), *places))
    return Section("transfer-assessments", "Transfer impact assessments", tuple(blocks), "GDPR Article 46")


def _assessor(vendors: list[Vendor], begun: dict[str, Tia], scope: Scope) -> Text:
    """Whose the assessments are: the first owner of one that was begun, else the first supplier's."""
    first = next((found for v in vendors if (found := begun.get(v.id))), None)
    return owner(scope, first or vendors[0])


def _tia(vendor: Vendor, found: Tia | None, scope: Scope) -> tuple[Cell, ...]:
    if found is None:
        nothing = fixed("\N{EN DASH}")
        missing = Text("no assessment begun", (vendor.at("id"),), "open")
        return say(vendor, "name"), missing, nothing, nothing, owner(scope, vendor)
    words = found.conclusion.replace("-", " ").capitalize() if found.conclusion else ""
    conclusion = say(found, "conclusion", words) if words else Text("not concluded", (found.place,), "open")
    name = Text(vendor.name, (found.at("vendor"), vendor.at("name")))
    return name, conclusion, say(found, "assessed_on"), say(found, "next_review"), owner(scope, found)


def _normen(scope: Scope) -> Section:
    """Controls that stand for Normen, where the company is bound by it."""
    title = "Controls that name Normen as a reason"
    bound = scope.dossier.get(Obligation, NORMEN)
    if bound is None:
        words = Words(fixed("The registers name no obligation under Normen."), "empty")
        return _section("normen", title, words, "")
    wanted = {control.id for control in _naming(bound, scope)}
    found = [row for row in soa.rows(scope.dossier) if row.id.value in wanted]
    rows = ((row.id, row.title, row.status, row.owner) for row in found)
    grid = Grid(table("normen", title, CROSS, rows))
    block: Block = grid if found else gap(scope, "No control names Normen as its reason.", owner(scope, bound))
    return _section("normen", title, block, bound.title, Words(say(bound, "applies_because"), "lead-in"))
