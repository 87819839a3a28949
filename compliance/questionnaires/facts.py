"""Typed facts: the closed set of register values that an answer may rest on, each with its places.

A fact is read from the registers as they are today. ``None`` means that the registers do not say: an
answer that rests on it stays blank. What is not a plain value says whether it *holds*: a certificate
that is held, a policy that is approved and in date, an exclusion that is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from compliance.derive.freshness import freshness
from compliance.derive.transfers import transfers_to
from compliance.diagnostics import Place
from compliance.documents.text import long_date
from compliance.frameworks import countries, taxonomy
from compliance.graph.dossier import Dossier
from compliance.registers.records.answers import AnswerFact, FactName
from compliance.registers.records.assurance import Evidence, Incident
from compliance.registers.records.company import Plan, Procedures
from compliance.registers.records.controls import (
    Certificate,
    Clause,
    Continuity,
    Control,
    Measure,
    Obligation,
    Policy,
)
from compliance.registers.records.flows import Activity, Retention, System
from compliance.registers.records.service import ServiceDescription
from compliance.registers.records.vendors import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What the registers say today.

    ``words`` is the text as a sentence has it, ``items`` the parts of a list, ``number`` with ``unit`` the
    number, ``day`` the date. ``holds`` is False where the fact speaks against: an expired certificate, a
    breach on record. ``until`` is the last day on which it holds, ``planned`` the day by which it is to hold.
    """

    words: str
    places: tuple[Place, ...]
    items: tuple[str, ...] = ()
    number: float | None = None
    unit: str = ""
    day: date | None = None
    holds: bool = True
    until: date | None = None
    planned: date | None = None
    evidence: tuple[str, ...] = ()


Read = Callable[[Dossier, str], Value | None]


def read(fact: AnswerFact, dossier: Dossier) -> Value | None:
    """The value of a fact today, or None where the registers do not say."""
    return value(fact.name, fact.of, dossier)


def value(name: str, of: str, dossier: Dossier) -> Value | None:
    """The value of a fact by its name; None for a name that is not in the set."""
    key = ("questionnaires.fact", name, of)
    if key not in dossier.kept:
        reader = FACTS.get(name)
        dossier.kept[key] = reader(dossier, of) if reader else None
    found = dossier.kept[key]
    return found if isinstance(found, Value) else None


def plural(number: float, unit: str) -> str:
    """``1 hour``, ``35 days``, ``100 per cent``."""
    shown = f"{number:g}"
    if unit in ("percent", "per cent", "%"):
        return f"{shown} per cent"
    if number == 1 or not unit or unit.endswith("s"):
        return f"{shown} {unit}".strip()
    special = {"person": "people", "policy": "policies", "party": "parties"}
    return f"{shown} {special.get(unit) or _plural(unit)}"


def _plural(unit: str) -> str:
    if unit.endswith("y") and unit[-2:-1] not in "aeo":
        return f"{unit[:-1]}ies"
    return f"{unit}es" if unit.endswith(("ss", "ch", "sh", "x")) else f"{unit}s"


def measure_words(measure: Measure) -> str:
    """A measure's value with its unit, as text quotes it."""
    if isinstance(measure.value, str):
        return f"{measure.value} {measure.unit}".strip()
    return plural(measure.value, measure.unit)


def measure_of(control: str, measure: str, dossier: Dossier) -> Measure | None:
    """A measure of a control decision."""
    found = dossier.get(Control, control)
    return next((m for m in found.measures if m.id == measure), None) if found else None


def _text(words: str, place: Place) -> Value | None:
    return Value(words=" ".join(words.split()), places=(place,)) if words.strip() else None


def _company(field: str) -> Read:
    def reader(dossier: Dossier, of: str) -> Value | None:
        return _text(str(getattr(dossier.company, field) or ""), dossier.company.at(field))

    return reader


def _country(dossier: Dossier, of: str) -> Value | None:
    return _text(countries.name(dossier.company.country), dossier.company.at("country"))


def _founded(dossier: Dossier, of: str) -> Value | None:
    year = dossier.company.founded
    return Value(words=str(year), number=year, places=(dossier.company.at("founded"),)) if year else None


def _headcount(dossier: Dossier, of: str) -> Value | None:
    count = dossier.company.headcount
    if count is None:
        return None
    words = f"{count.value} on {long_date(count.as_of)}"
    return Value(words=words, number=count.value, unit="person", day=count.as_of, places=(count.at("value"),))


def _locations(dossier: Dossier, of: str) -> Value | None:
    found = dossier.company.locations
    items = tuple(f"{place.name} ({place.address}, {countries.name(place.country)})" for place in found)
    return _list(items, (place.at("address") for place in found))


def _list(items: Iterable[str], places: Iterable[Place], otherwise: str = "") -> Value | None:
    """A list in words; None where it is empty and nothing says that it may be."""
    each = tuple(dict.fromkeys(items))
    if not each and not otherwise:
        return None
    head = ", ".join(each[:-1])
    words = (f"{head} and {each[-1]}" if head else each[-1]) if each else otherwise
    return Value(words=words, items=each, number=len(each), places=tuple(dict.fromkeys(places)))


def _products(dossier: Dossier, of: str) -> Value | None:
    found = dossier.project.products
    items = tuple(product.name for product in found)
    listed = _list(items, (product.at("name") for product in found))
    if listed is None:
        return None
    words = " ".join(f"{product.name}: {' '.join(product.description.split())}" for product in found)
    return Value(words=words, items=items, number=len(items), places=listed.places)


def _product(dossier: Dossier, of: str) -> Value | None:
    found = next((product for product in dossier.project.products if product.id == of), None)
    return _text(found.description, found.at("description")) if found else None


def _plans(dossier: Dossier, of: str) -> Value | None:
    found = dossier.project.plans
    return _list((plan.name for plan in found), (plan.at("name") for plan in found))


def _plan(id: str, dossier: Dossier) -> Plan | None:
    return next((plan for plan in dossier.project.plans if plan.id == id), None)


def _support_hours(dossier: Dossier, of: str) -> Value | None:
    plan = _plan(of, dossier)
    return _text(plan.support_hours, plan.at("support_hours")) if plan else None


def _support_response(dossier: Dossier, of: str) -> Value | None:
    plan = _plan(of, dossier)
    if plan is None or plan.support_response is None:
        return None
    hours = plan.support_response.hours
    place = plan.at("support_response")
    return Value(words=str(plan.support_response), number=hours, unit="hour", places=(place,))


def _availability(dossier: Dossier, of: str) -> Value | None:
    plan = _plan(of, dossier)
    if plan is None or plan.availability_percent is None:
        return None
    percent = plan.availability_percent
    place = plan.at("availability_percent")
    return Value(words=f"{percent:g} per cent", number=percent, unit="percent", places=(place,))


def _contact(dossier: Dossier, of: str) -> Value | None:
    contacts = dossier.company.contacts
    return _text(getattr(contacts, of, ""), contacts.at(of))


def _dpo(dossier: Dossier, of: str) -> Value | None:
    officer = dossier.company.dpo
    if officer is None:
        return None
    return Value(words=f"{dossier.role(officer.role)}, {officer.contact}", places=(officer.at("contact"),))


def _role(dossier: Dossier, of: str) -> Value | None:
    role = dossier.registers.roles.get(of)
    return _text(role.title, role.at("title")) if role else None


def _certificate(dossier: Dossier, of: str) -> Value | None:
    found = dossier.get(Certificate, of)
    if found is None:
        return None
    held = found.state == "held" and (found.expires is None or found.expires >= dossier.today)
    return Value(
        words=_held(found) if held else _not_held(found, dossier),
        places=(found.at("state"),),
        holds=held,
        until=found.expires,
        evidence=found.evidence,
    )


def _held(found: Certificate) -> str:
    words = found.title
    if found.number:
        words += f", number {found.number}"
    if found.issuer:
        words += f", issued by {found.issuer}"
    if found.issued:
        words += f" on {long_date(found.issued)}"
    return f"{words}, valid to {long_date(found.expires)}" if found.expires else words


def _not_held(found: Certificate, dossier: Dossier) -> str:
    if found.state == "in-preparation":
        return f"{found.title}: in preparation, not held"
    ended = f" on {long_date(found.expires)}" if found.expires and found.expires < dossier.today else ""
    return f"{found.title}: ended{ended}"


def _certificate_scope(dossier: Dossier, of: str) -> Value | None:
    held = _certificate(dossier, of)
    found = dossier.get(Certificate, of)
    return _text(found.scope, found.at("scope")) if found and held and held.holds else None


def _certificates(dossier: Dossier, of: str) -> Value | None:
    every = dossier.all(Certificate)
    held = [c for c in every if (found := _certificate(dossier, c.id)) and found.holds]
    return _list((_held(c) for c in held), (c.at("state") for c in held))


def _policy(dossier: Dossier, of: str) -> Value | None:
    found = dossier.get(Policy, of)
    if found is None:
        return None
    approved = found.approved_on is not None and found.approved_on <= dossier.today
    on = f", approved on {long_date(found.approved_on)}" if approved and found.approved_on else ""
    return Value(
        words=f"{found.title}, version {found.version}{on}",
        places=(found.at("approved_on") if found.approved_on else found.at("title"),),
        holds=approved and found.next_review >= dossier.today,
        until=found.next_review,
    )


def _policies(dossier: Dossier, of: str) -> Value | None:
    found = [p for p in dossier.all(Policy) if (v := _policy(dossier, p.id)) and v.holds]
    return _list((p.title for p in found), (p.at("title") for p in found))


def _clause(dossier: Dossier, of: str) -> Value | None:
    found = dossier.get(Clause, of)
    if found is None:
        return None
    holds = found.status == "present" and found.next_review >= dossier.today
    words = " ".join(found.statement.split())
    return Value(words=words, places=(found.at("status"),), holds=holds, until=found.next_review)


def _obligation(dossier: Dossier, of: str) -> Value | None:
    found = dossier.get(Obligation, of)
    return Value(words=f"{found.title} ({found.citation})", places=(found.at("citation"),)) if found else None


def _document(dossier: Dossier, of: str) -> Value | None:
    issue = dossier.issue(of)
    if issue is None:
        return None
    approved = issue.approved_on is not None and issue.approved_on <= dossier.today
    return Value(words=f"version {issue.version}", places=(issue.at("version"),), holds=approved)


def _excluded(dossier: Dossier, of: str) -> Value | None:
    control = dossier.get(Control, of)
    if control is None:
        return None
    excluded = not control.applicable and bool(control.exclusion_reason.strip())
    words = " ".join(control.exclusion_reason.split())
    return Value(words=words, places=(control.at("applicable"),), holds=excluded)


def _customer_duty(dossier: Dossier, of: str) -> Value | None:
    duties = (duty for d in dossier.all(ServiceDescription) for duty in d.user_entity_controls)
    found = next((duty for duty in duties if duty.id == of), None)
    return _text(found.text, found.at("text")) if found else None


def _clinical(dossier: Dossier) -> tuple[System, ...]:
    return tuple(s for s in dossier.all(System) if s.zone == "clinical" and s.kind != "data-subject")


def _hosting_countries(dossier: Dossier, of: str) -> Value | None:
    """Countries in which the systems of the clinical zone run; unknown as soon as one of them is."""
    systems = [system for system in _clinical(dossier) if system.hosting]
    facts = [system.hosting.country for system in systems if system.hosting]
    if not facts or not all(fact and fact.known for fact in facts):
        return None
    codes = tuple(dict.fromkeys(str(fact.value) for fact in facts if fact))
    listed = _list((countries.in_sentence(code) for code in codes), (fact.place for fact in facts if fact))
    if listed is None:
        return None
    inside = all(countries.in_eea(code) for code in codes)
    return Value(words=listed.words, items=listed.items, number=len(codes), places=listed.places, holds=inside)


def _subprocessors(dossier: Dossier, of: str) -> Value | None:
    """Suppliers that process customers' data. No vendor at all says nothing."""
    if not dossier.all(Vendor):
        return None
    found = [v for v in dossier.all(Vendor) if v.customer_data]
    items = (f"{v.name} ({v.services[0]})" if v.services else v.name for v in found)
    return _list(items, (v.at("customer_data") for v in found), "none")


def _subprocessor_countries(dossier: Dossier, of: str) -> Value | None:
    """Countries of storage; unknown as soon as one supplier's is not known."""
    found = [v for v in dossier.all(Vendor) if v.customer_data]
    facts = [region.country for v in found for region in v.storage]
    if not found or any(not v.storage for v in found) or not all(fact.known for fact in facts):
        return None
    return _list((countries.in_sentence(str(f.value)) for f in facts), (f.place for f in facts))


def _suppliers(dossier: Dossier, of: str) -> Value | None:
    found = dossier.all(Vendor)
    if not found:
        return None
    words = plural(len(found), "supplier")
    return Value(words=words, number=len(found), unit="supplier", places=tuple(v.at("name") for v in found))


def _supplier_certificate(dossier: Dossier, of: str) -> Value | None:
    vendor = dossier.get(Vendor, of)
    if vendor is None:
        return None
    firm = [c for c in vendor.certifications if c.status in ("attested", "primary")]
    held = [c for c in firm if c.expires is not None and c.expires >= dossier.today]
    items = (f"{c.scheme}:{c.edition}" if c.edition.isdigit() else f"{c.scheme} {c.edition}".strip() for c in held)
    return _list(items, (c.at("scheme") for c in held))


def _transfers(dossier: Dossier, of: str) -> Value | None:
    """Suppliers of customers' data with a hop that leaves the EEA, or may."""
    if not dossier.all(Vendor):
        return None
    out = [v for v in dossier.all(Vendor) if v.customer_data and _leaves(v, dossier)]
    return _list((v.name for v in out), (v.at("name") for v in out), "none")


def _leaves(vendor: Vendor, dossier: Dossier) -> bool:
    return any(transfer.leaves for transfer in transfers_to(vendor, dossier))


def _processing(dossier: Dossier) -> tuple[Activity, ...]:
    return tuple(a for a in dossier.all(Activity) if a.role == "processor")


def _processing_activities(dossier: Dossier, of: str) -> Value | None:
    found = dossier.all(Activity)
    if not found:
        return None
    words = plural(len(found), "processing activity")
    return Value(words=words, number=len(found), unit="activity", places=tuple(a.at("id") for a in found))


def _data_categories(dossier: Dossier, of: str) -> Value | None:
    found = _processing(dossier)
    items = (taxonomy.label("category", key) for activity in found for key in activity.categories)
    return _list(items, (activity.at("categories") for activity in found))


def _data_subjects(dossier: Dossier, of: str) -> Value | None:
    found = _processing(dossier)
    items = (taxonomy.label("subject", key) for activity in found for key in activity.subjects)
    return _list(items, (activity.at("subjects") for activity in found))


def _health_data(dossier: Dossier, of: str) -> Value | None:
    if not _processing(dossier):
        return None
    found = [a for a in _processing(dossier) if any(taxonomy.special(key) for key in a.categories)]
    items = (taxonomy.label("category", k) for a in found for k in a.categories if taxonomy.special(k))
    return _list(items, (a.at("categories") for a in found), "none")


def _vulnerable_people(dossier: Dossier, of: str) -> Value | None:
    if not _processing(dossier):
        return None
    found = [a for a in _processing(dossier) if a.dpia and "vulnerable-people" in a.dpia.criteria]
    return _list((a.name for a in found), (a.at("dpia") for a in found), "none")


def _ai_in_products(dossier: Dossier, of: str) -> Value | None:
    """Systems of the products that the register tags as such with AI functions."""
    own = {id for product in dossier.project.products for id in product.systems}
    systems = [s for s in dossier.all(System) if s.id in own]
    if not systems or len(systems) < len(own):
        return None
    found = [s for s in systems if "ai" in s.tags]
    places = (s.at("id") for s in (found or systems))
    return _list((s.name for s in found), places, "none")


def _breaches(dossier: Dossier, of: str) -> Value | None:
    found = [i for i in dossier.all(Incident) if i.kind == "personal-data-breach"]
    if not dossier.all(Incident):
        return None
    items = (f"{i.title} ({long_date(i.detected_at.date())})" for i in found)
    return _list(items, (i.at("kind") for i in found), "none")


def _incidents(dossier: Dossier, of: str) -> Value | None:
    found = dossier.all(Incident)
    if not found:
        return None
    breaches = sum(1 for i in found if i.kind == "personal-data-breach")
    since = min(i.detected_at.date() for i in found)
    words = f"{len(found)} since {long_date(since)}, of which {breaches} personal data breaches"
    return Value(words=words, number=len(found), places=tuple(i.at("kind") for i in found))


def _procedure(field: str, unit: str) -> Read:
    def reader(dossier: Dossier, of: str) -> Value | None:
        procedures: Procedures | None = dossier.project.procedures
        number = getattr(procedures, field) if procedures else None
        if procedures is None or number is None:
            return None
        return Value(words=plural(number, unit), number=number, unit=unit, places=(procedures.at(field),))

    return reader


def _retention(dossier: Dossier, of: str) -> Value | None:
    rule = dossier.get(Retention, of)
    if rule is None:
        return None
    words = f"{rule.period} from the {rule.starts_at}" if rule.starts_at else str(rule.period)
    if rule.backup_expiry:
        words += f"; copies in backups expire {rule.backup_expiry} later"
    return Value(words=words, number=rule.period.days, unit="day", places=(rule.at("period"),))


def _objective(field: str) -> Read:
    def reader(dossier: Dossier, of: str) -> Value | None:
        objective = dossier.get(Continuity, of)
        period = getattr(objective, field) if objective else None
        if objective is None or period is None:
            return None
        return Value(words=str(period), number=period.hours, unit="hour", places=(objective.at(field),))

    return reader


def _last_test(dossier: Dossier, of: str) -> Value | None:
    """The latest test of a continuity objective, and whether it met the objectives and is not overdue."""
    objective = dossier.get(Continuity, of)
    test = objective.last_test if objective else None
    if objective is None or test is None:
        return None
    measured = ((test.rto_measured, objective.rto), (test.rpo_measured, objective.rpo))
    met = all(got is not None and got <= wanted for got, wanted in measured)
    taken = f"back in {test.rto_measured}" if test.rto_measured else test.result
    lost = f" with {test.rpo_measured} of entries lost" if test.rpo_measured else ""
    words = f"Test of {long_date(test.performed_on)}: {taken}{lost}, against {objective.rto} and {objective.rpo}."
    holds = met and test.result != "failed" and objective.next_test >= dossier.today
    place = test.at("performed_on")
    return Value(words=words, day=test.performed_on, places=(place,), holds=holds, evidence=test.evidence)


def _evidence_date(dossier: Dossier, of: str) -> Value | None:
    evidence = dossier.get(Evidence, of)
    if evidence is None:
        return None
    day = freshness(evidence, dossier).as_of
    field = next(
        (name for name in ("period_end", "point_in_time") if getattr(evidence, name) is not None), "collected_at"
    )
    return Value(words=long_date(day), day=day, places=(evidence.at(field),), holds=day <= dossier.today)


def _measure(dossier: Dossier, of: str) -> Value | None:
    control, _, id = of.partition("/")
    measure = measure_of(control, id, dossier)
    if measure is None:
        return None
    number = None if isinstance(measure.value, str) else float(measure.value)
    return Value(
        words=measure_words(measure),
        number=number,
        unit=measure.unit,
        places=(measure.at("value"),),
        evidence=measure.evidence,
    )


FACTS: dict[str, Read] = {
    "address": _company("address"),
    "ai-in-products": _ai_in_products,
    "audit-notice": _procedure("audit_notice_days", "day"),
    "authority": _company("authority"),
    "availability": _availability,
    "breach-notice": _procedure("breach_notice_hours", "hour"),
    "business": _company("description"),
    "certificate": _certificate,
    "certificate-scope": _certificate_scope,
    "certificates": _certificates,
    "clause": _clause,
    "contact": _contact,
    "country": _country,
    "customer-duty": _customer_duty,
    "data-categories": _data_categories,
    "data-subjects": _data_subjects,
    "deletion-period": _procedure("deletion_days", "day"),
    "document": _document,
    "dpo": _dpo,
    "evidence-date": _evidence_date,
    "excluded": _excluded,
    "founded": _founded,
    "headcount": _headcount,
    "health-data": _health_data,
    "hosting-countries": _hosting_countries,
    "incidents": _incidents,
    "last-continuity-test": _last_test,
    "legal-name": _company("legal_name"),
    "locations": _locations,
    "measure": _measure,
    "objection-period": _procedure("objection_days", "day"),
    "obligation": _obligation,
    "personal-data-breaches": _breaches,
    "plans": _plans,
    "policies": _policies,
    "policy": _policy,
    "processing-activities": _processing_activities,
    "product": _product,
    "products": _products,
    "recovery-point": _objective("rpo"),
    "recovery-time": _objective("rto"),
    "registration-no": _company("registration_no"),
    "remote-work": _company("remote_work"),
    "request-help": _procedure("data_subject_request_days", "day"),
    "retention": _retention,
    "role": _role,
    "subprocessor-countries": _subprocessor_countries,
    "subprocessor-notice": _procedure("subprocessor_notice_days", "day"),
    "subprocessors": _subprocessors,
    "supplier-certificate": _supplier_certificate,
    "suppliers": _suppliers,
    "support-hours": _support_hours,
    "support-response": _support_response,
    "tolerable-outage": _objective("mtpd"),
    "transfers": _transfers,
    "vulnerable-people": _vulnerable_people,
    "website": _company("website"),
}
"""Every fact by its name; the schema of the answer library has the same set."""

EXISTENCE: frozenset[FactName] = frozenset(
    {
        "ai-in-products",
        "health-data",
        "personal-data-breaches",
        "subprocessors",
        "transfers",
        "vulnerable-people",
    }
)
"""Facts whose being there is itself the answer to a question where No is the good answer."""
