"""One assessment a supplier: criteria, met or not or not known, each with its source; open questions.

Nothing is invented about a real supplier. What nobody has stated is an open question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from compliance.derive.assessment import Assessment, CriterionResult, Verdict, assess
from compliance.derive.reports import full_name, on_a_period
from compliance.diagnostics import Place
from compliance.documents.subprocessors import categories, flows_into, legal_lines, places, safeguards
from compliance.documents.text import MARK_SIGNS, Text, each, fact, fixed, joined, long_date, say
from compliance.documents.views import (
    Cell,
    Column,
    Cover,
    OpenPoint,
    Table,
    View,
    as_of_sources,
    company,
    default_classification,
    open_texts,
    role,
)
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Party, Source
from compliance.registers.records.vendors import Certification, Vendor
from compliance.registers.values import Fact

VERDICT_WORDS = {"met": "Met", "not-met": "Not met", "not-known": "Not known", "not-applicable": "Not asked"}
NO_PERIOD = "period not recorded"
DOUBTS: tuple[Verdict, ...] = ("not-met", "not-known")
DECISIONS = {
    "approved": "Approved",
    "approved-with-conditions": "Approved with conditions",
    "rejected": "Rejected",
    "pending": "Pending",
}
STATUS_WORDS = {
    "attested": "own record or signed statement",
    "primary": "supplier's own text",
    "secondary": "third party's reading",
    "catalogue": "from a catalogue",
    "unverified": "not verified",
}
ROLE_WORDS = {
    "processor": "Processor",
    "sub-processor": "Sub-processor",
    "controller": "Controller",
    "processor-and-controller": "Processor and controller",
    "none": "None",
}


COUNTRIES = ("access_countries", "storage.country")
"""Criteria whose value is a list of codes of countries."""

LONGEST_VALUE = 90
"""A longer value, such as the exit plan, stands among the facts and is not repeated in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentView(View):
    """The assessment of one supplier."""

    vendor: Vendor
    name: Text
    fictional: bool
    facts: tuple[tuple[str, tuple[Text, ...]], ...]
    decision: Text
    conditions: tuple[Text, ...]
    tally: Text
    criteria: Table
    certificates: Table | None
    conflicts: Table | None
    questions: Table | None
    sources: Table
    marks: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        found = (self.criteria, self.certificates, self.conflicts, self.questions, self.sources)
        return tuple(t for t in found if t is not None)


def _facts(vendor: Vendor, dossier: Dossier) -> Iterator[tuple[str, tuple[Text, ...]]]:
    party = dossier.get(Party, vendor.party)
    flows = flows_into(vendor, dossier)
    yield "Services", (joined(each(vendor, "services")),)
    yield "Used for", (say(vendor, "description"),)
    yield "In use since", (say(vendor, "used_since", long_date(vendor.used_since)),) if vendor.used_since else ()
    yield "Importance", (say(vendor, "criticality", vendor.criticality.capitalize()),)
    yield (
        "Role",
        tuple(t for t in (say(vendor, "role", ROLE_WORDS[vendor.role]), say(vendor, "role_note")) if t),
    )
    yield "Contract with", legal_lines(party) if party else ()
    yield "Data that reaches it", (joined(categories(flows)),)
    yield "Where data is", places(vendor)
    yield "Ground of transfer", safeguards(vendor, flows, dossier) if vendor.personal_data else ()
    yield "Data processing agreement", (_dpa(vendor),)
    yield "Retention", (fact(vendor.retention),) if vendor.retention else ()
    yield "Exit", (say(vendor, "exit_plan"),)


def _dpa(vendor: Vendor) -> Text:
    dpa = vendor.dpa
    when = f" on {long_date(dpa.signed_on)}" if dpa.signed_on else ""
    words = {
        "signed": f"Signed{when}",
        "accepted": f"Accepted{when}",
        "incorporated": f"Part of the main contract{when}",
        "missing": "Missing",
        "not-needed": "Not needed",
    }[dpa.status]
    text = say(dpa, "status", words)
    text = text.also(dpa.at("signed_on")) if dpa.signed_on else text
    version = fact(dpa.version)
    return (
        joined((text, Text(f"version {version.plain}", version.sources)), "; ")
        if version and version.mark != "open"
        else text
    )


def _criterion(result: CriterionResult) -> tuple[Cell, ...]:
    sign = MARK_SIGNS["secondary"] if result.marked else ""
    value = result.value if result.verdict in ("met", "not-met") else ""
    if result.criterion.field in COUNTRIES:
        value = ", ".join(countries.name(code.strip()) for code in value.split(",") if code.strip())
    if len(value) > LONGEST_VALUE:
        value = "As stated above"
    value = value.capitalize() if value.isalpha() and value.islower() else value
    source = ", ".join(x for x in (result.source, result.source_date.isoformat() if result.source_date else "") if x)
    support = STATUS_WORDS[result.status] if result.status else ""
    reason = result.reason[:1].upper() + result.reason[1:]
    basis = tuple(t for t in (Text(source, result.source_places), Text(support, result.places)) if t)
    return (
        fixed(result.criterion.title),
        Text(VERDICT_WORDS[result.verdict] + sign, result.places),
        Text(value or "\N{EN DASH}", result.places),
        Text(reason, (*result.reason_places, *result.places)),
        basis,
        tuple(fixed(part) for part in result.criterion.reference.split("; ")),
    )


def _criteria(found: Assessment) -> Table:
    columns = (
        Column("criterion", "Criterion", 20, "id"),
        Column("verdict", "Result", 12, "status"),
        Column("value", "Value", 16),
        Column("reason", "Why", 30),
        Column("basis", "Source and support", 30),
        Column("reference", "Reference", 23),
    )
    return Table("criteria", "Criteria", columns, tuple(_criterion(r) for r in found.results))


def _certificate(entry: Certification, vendor: Vendor) -> tuple[Cell, ...]:
    return (
        Text(full_name(entry), (entry.at("scheme"),)),
        Text(STATUS_WORDS[entry.status], (entry.place,), "open" if entry.status == "unverified" else ""),
        say(entry, "issued"),
        fixed("\N{EN DASH}") if on_a_period(entry) else say(entry, "expires"),
        _covers(entry),
        _source(vendor.sources, entry.source, entry.at("source")),
    )


def _covers(entry: Certification) -> Cell:
    """The period that a report speaks of, and the days since that a bridge letter speaks of."""
    if not on_a_period(entry):
        return fixed("\N{EN DASH}")
    if entry.period_end is None:
        return Text(NO_PERIOD, (entry.place,), "open")
    period = (say(entry, "period_start", f"{entry.period_start} to") if entry.period_start else fixed("Up to"),)
    letter = say(entry, "bridge_letter_until", f"bridge letter to {entry.bridge_letter_until}")
    return (*period, say(entry, "period_end"), *((letter,) if entry.bridge_letter_until else ()))


def _certificates(vendor: Vendor) -> Table | None:
    if not vendor.certifications:
        return None
    columns = (
        Column("scheme", "Scheme", 22, "id"),
        Column("support", "Support", 18),
        Column("issued", "Issued", 12, "date"),
        Column("expires", "Valid until", 12, "date"),
        Column("covers", "Covers", 18),
        Column("source", "Source", 32),
    )
    rows = tuple(_certificate(entry, vendor) for entry in vendor.certifications)
    return Table("certificates", "Certificates and reports", columns, rows)


def facts_of(part: object) -> Iterator[tuple[str, Fact[object]]]:
    """Every fact of a record with its dotted field, nested parts included."""
    from dataclasses import fields, is_dataclass

    if not is_dataclass(part):
        return
    for f in fields(part):
        value = getattr(part, f.name)
        items = value if isinstance(value, tuple) and not hasattr(value, "_fields") else (value,)
        for item in items:
            if isinstance(item, Fact):
                yield f.name, item
            elif is_dataclass(item) and hasattr(item, "place"):
                yield from ((f"{f.name}.{name}", inner) for name, inner in facts_of(item))


def _source(sources: tuple[Source, ...], id: str, named: Place) -> Text:
    """A source's title, resting on its own line and on the one that names it."""
    found = next((s for s in sources if s.id == id), None)
    return Text(found.title, (found.at("title"), named)) if found else Text(id, (named,))


def _conflicts(vendor: Vendor, party: Party | None) -> Table | None:
    columns = (
        Column("field", "Fact", 20, "id"),
        Column("value", "We hold", 26),
        Column("other", "Another source says", 26),
        Column("source", "That source", 26),
        Column("note", "Why it is not followed", 30),
    )
    rows: list[tuple[Cell, ...]] = []
    for record in (vendor, party):
        for name, found in facts_of(record) if record else ():
            for conflict in found.conflicts:
                sources = record.sources if record else ()
                rows.append(
                    (
                        fixed(name.replace("_", " ").replace(".", ", ").capitalize()),
                        fact(found),
                        say(conflict, "value"),
                        _source(sources, conflict.source, conflict.at("source")),
                        say(conflict, "note"),
                    )
                )
    return Table("conflicts", "Sources that contradict each other", columns, tuple(rows)) if rows else None


def _questions(vendor: Vendor, dossier: Dossier) -> Table | None:
    if not vendor.questions:
        return None
    columns = (
        Column("id", "No.", 7, "id"),
        Column("question", "Question", 66),
        Column("owner", "Owner", 24),
        Column("due", "Due", 13, "date"),
    )
    rows = tuple(
        (say(q, "id"), say(q, "question"), role(dossier, q.owner, q.at("owner")), say(q, "due"))
        for q in vendor.questions
    )
    return Table("questions", "Open questions", columns, rows)


def _sources(vendor: Vendor) -> Table:
    columns = (
        Column("title", "Source", 44, "id"),
        Column("url", "Address", 40),
        Column("date", "Its date", 13, "date"),
        Column("read_on", "Read on", 13, "date"),
        Column("status", "Support", 24),
    )
    rows = tuple(
        (
            say(s, "title"),
            say(s, "url"),
            say(s, "date") if s.date else Text("undated", (s.place,)),
            say(s, "read_on"),
            say(s, "status", STATUS_WORDS[s.status]) if s.status else Text(""),
        )
        for s in vendor.sources
    )
    return Table("sources", "Sources", columns, rows)


def _open_points(vendor: Vendor, found: Assessment, printed: AssessmentView, dossier: Dossier) -> tuple[OpenPoint, ...]:
    """Questions, criteria that nobody can answer yet, and every text that prints as open."""
    owner = role(dossier, vendor.owner, vendor.at("owner"))
    questions = (
        OpenPoint(say(q, "question"), role(dossier, q.owner, q.at("owner")), say(q, "due")) for q in found.questions
    )
    unknown = (
        OpenPoint(Text(f"{r.criterion.title}: {r.reason}", (*r.reason_places, *r.places)), owner)
        for r in found.results
        if r.verdict == "not-known"
    )
    spans = (
        OpenPoint(Text(f"{full_name(c)}: the period that it covers is not recorded", (c.place,)), owner)
        for c in vendor.certifications
        if on_a_period(c) and c.period_end is None
    )
    other = (OpenPoint(text, owner) for text in open_texts(printed) if text.value != NO_PERIOD)
    return (*questions, *unknown, *spans, *other)


def _tally(found: Assessment) -> Text:
    """How many of the criteria that were asked are met; then those that are not met, and those that are not known."""
    asked = [r for r in found.results if r.verdict != "not-applicable"]
    words = [f"{found.counts['met']} of {len(asked)} met"]
    words += [f"{found.counts[v]} {VERDICT_WORDS[v].lower()}" for v in DOUBTS if found.counts[v]]
    return Text("; ".join(words), tuple(p for r in asked for p in r.places))


def subjects(dossier: Dossier) -> tuple[str, ...]:
    """Ids of all suppliers."""
    return tuple(vendor.id for vendor in dossier.all(Vendor))


def view(dossier: Dossier, subject: str) -> AssessmentView:
    """The assessment of one supplier by its id."""
    vendor = dossier.get(Vendor, subject)
    assert vendor is not None, subject  # subjects() named it
    found = assess(vendor, dossier)
    stated = vendor.assessment
    empty = Text("")
    head = Cover(
        title=Text(f"Supplier assessment: {vendor.name}", (vendor.at("name"),)),
        subtitle=say(vendor, "domain"),
        company=company(dossier),
        classification=default_classification(dossier),
        version=say(stated, "reviewed_on"),
        approved_by=role(dossier, stated.reviewer, stated.at("reviewer")) if stated.reviewer else empty,
        approved_on=say(stated, "reviewed_on", long_date(stated.reviewed_on)) if stated.reviewed_on else empty,
        next_review=say(stated, "next_review", long_date(stated.next_review)) if stated.next_review else empty,
        as_of=dossier.today,
        as_of_sources=as_of_sources(dossier),
    )
    made = AssessmentView(
        cover=head,
        vendor=vendor,
        name=say(vendor, "name"),
        fictional=bool(vendor.fictional),
        facts=tuple((label, tuple(t for t in texts if t)) for label, texts in _facts(vendor, dossier) if any(texts)),
        decision=say(stated, "decision", DECISIONS[stated.decision])
        if stated.decision
        else Text("Not decided", (stated.place,), "open"),
        conditions=each(stated, "conditions"),
        tally=_tally(found),
        criteria=_criteria(found),
        certificates=_certificates(vendor),
        conflicts=_conflicts(vendor, dossier.get(Party, vendor.party)),
        questions=_questions(vendor, dossier),
        sources=_sources(vendor),
        marks=tuple(sorted({"secondary" for r in found.results if r.marked})),
    )
    return replace(made, open_points=_open_points(vendor, found, made, dossier))
