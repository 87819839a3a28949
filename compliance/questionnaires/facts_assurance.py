"""Facts about assurance: certificates, policies, clauses, evidence, tests, incidents, measures."""

from __future__ import annotations

from compliance.dates import long_date
from compliance.derive.freshness import freshness
from compliance.graph.dossier import Dossier
from compliance.questionnaires.values import Read, Value, listed, measure_of, measure_words, said
from compliance.registers.records.assurance import Evidence, Incident
from compliance.registers.records.controls import Certificate, Clause, Continuity, Control, Obligation, Policy
from compliance.registers.records.service import ServiceDescription


def certificate(dossier: Dossier, of: str) -> Value | None:
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


def certificate_scope(dossier: Dossier, of: str) -> Value | None:
    held = certificate(dossier, of)
    found = dossier.get(Certificate, of)
    return said(found.scope, found.at("scope")) if found and held and held.holds else None


def certificates(dossier: Dossier, of: str) -> Value | None:
    every = dossier.all(Certificate)
    held = [c for c in every if (found := certificate(dossier, c.id)) and found.holds]
    return listed((_held(c) for c in held), (c.at("state") for c in held))


def policy(dossier: Dossier, of: str) -> Value | None:
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


def policies(dossier: Dossier, of: str) -> Value | None:
    found = [p for p in dossier.all(Policy) if (v := policy(dossier, p.id)) and v.holds]
    return listed((p.title for p in found), (p.at("title") for p in found))


def clause(dossier: Dossier, of: str) -> Value | None:
    found = dossier.get(Clause, of)
    if found is None:
        return None
    holds = found.status == "present" and found.next_review >= dossier.today
    words = " ".join(found.statement.split())
    return Value(words=words, places=(found.at("status"),), holds=holds, until=found.next_review)


def obligation(dossier: Dossier, of: str) -> Value | None:
    found = dossier.get(Obligation, of)
    return Value(words=f"{found.title} ({found.citation})", places=(found.at("citation"),)) if found else None


def document(dossier: Dossier, of: str) -> Value | None:
    issue = dossier.issue(of)
    if issue is None:
        return None
    approved = issue.approved_on is not None and issue.approved_on <= dossier.today
    return Value(words=f"version {issue.version}", places=(issue.at("version"),), holds=approved)


def excluded(dossier: Dossier, of: str) -> Value | None:
    control = dossier.get(Control, of)
    if control is None:
        return None
    excluded = not control.applicable and bool(control.exclusion_reason.strip())
    words = " ".join(control.exclusion_reason.split())
    return Value(words=words, places=(control.at("applicable"),), holds=excluded)


def customer_duty(dossier: Dossier, of: str) -> Value | None:
    duties = (duty for d in dossier.all(ServiceDescription) for duty in d.user_entity_controls)
    found = next((duty for duty in duties if duty.id == of), None)
    return said(found.text, found.at("text")) if found else None


def breaches(dossier: Dossier, of: str) -> Value | None:
    found = [i for i in dossier.all(Incident) if i.kind == "personal-data-breach"]
    if not dossier.all(Incident):
        return None
    items = (f"{i.title} ({long_date(i.detected_at.date())})" for i in found)
    return listed(items, (i.at("kind") for i in found), "none")


def incidents(dossier: Dossier, of: str) -> Value | None:
    found = dossier.all(Incident)
    if not found:
        return None
    breaches = sum(1 for i in found if i.kind == "personal-data-breach")
    since = min(i.detected_at.date() for i in found)
    words = f"{len(found)} since {long_date(since)}, of which {breaches} personal data breaches"
    return Value(words=words, number=len(found), places=tuple(i.at("kind") for i in found))


def objective(field: str) -> Read:
    def reader(dossier: Dossier, of: str) -> Value | None:
        objective = dossier.get(Continuity, of)
        period = getattr(objective, field) if objective else None
        if objective is None or period is None:
            return None
        return Value(words=str(period), number=period.hours, unit="hour", places=(objective.at(field),))

    return reader


def last_test(dossier: Dossier, of: str) -> Value | None:
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


def evidence_date(dossier: Dossier, of: str) -> Value | None:
    evidence = dossier.get(Evidence, of)
    if evidence is None:
        return None
    day = freshness(evidence, dossier).as_of
    field = next(
        (name for name in ("period_end", "point_in_time") if getattr(evidence, name) is not None), "collected_at"
    )
    return Value(words=long_date(day), day=day, places=(evidence.at(field),), holds=day <= dossier.today)


def measure(dossier: Dossier, of: str) -> Value | None:
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
