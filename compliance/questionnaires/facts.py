"""Typed facts: the closed set of register values that an answer may rest on, each with its places.

A fact is read from the registers as they are today. ``None`` means that the registers do not say: an
answer that rests on it stays blank. What is not a plain value says whether it *holds*: a certificate
that is held, a policy that is approved and in date, an exclusion that is recorded.
"""

from __future__ import annotations

from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts_assurance as assurance
from compliance.questionnaires import facts_company as company
from compliance.questionnaires import facts_data as data
from compliance.questionnaires.values import Read, Value, measure_of, measure_words, plural
from compliance.registers.records.answers import AnswerFact, FactName

__all__ = ["EXISTENCE", "FACTS", "Value", "measure_of", "measure_words", "plural", "read", "value"]


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


FACTS: dict[str, Read] = {
    "address": company.company("address"),
    "ai-in-products": data.ai_in_products,
    "audit-notice": company.procedure("audit_notice_days", "day"),
    "authority": company.company("authority"),
    "availability": company.availability,
    "breach-notice": company.procedure("breach_notice_hours", "hour"),
    "business": company.company("description"),
    "certificate": assurance.certificate,
    "certificate-scope": assurance.certificate_scope,
    "certificates": assurance.certificates,
    "clause": assurance.clause,
    "contact": company.contact,
    "country": company.country,
    "customer-duty": assurance.customer_duty,
    "data-categories": data.data_categories,
    "data-subjects": data.data_subjects,
    "deletion-period": company.procedure("deletion_days", "day"),
    "document": assurance.document,
    "dpo": company.dpo,
    "evidence-date": assurance.evidence_date,
    "excluded": assurance.excluded,
    "founded": company.founded,
    "headcount": company.headcount,
    "health-data": data.health_data,
    "hosting-countries": data.hosting_countries,
    "incidents": assurance.incidents,
    "last-continuity-test": assurance.last_test,
    "legal-name": company.company("legal_name"),
    "locations": company.locations,
    "measure": assurance.measure,
    "objection-period": company.procedure("objection_days", "day"),
    "obligation": assurance.obligation,
    "personal-data-breaches": assurance.breaches,
    "plans": company.plans,
    "policies": assurance.policies,
    "policy": assurance.policy,
    "processing-activities": data.processing_activities,
    "product": company.product,
    "products": company.products,
    "recovery-point": assurance.objective("rpo"),
    "recovery-time": assurance.objective("rto"),
    "registration-no": company.company("registration_no"),
    "remote-work": company.company("remote_work"),
    "request-help": company.procedure("data_subject_request_days", "day"),
    "retention": data.retention,
    "role": company.role,
    "subprocessor-countries": data.subprocessor_countries,
    "subprocessor-notice": company.procedure("subprocessor_notice_days", "day"),
    "subprocessors": data.subprocessors,
    "supplier-certificate": data.supplier_certificate,
    "suppliers": data.suppliers,
    "support-hours": company.support_hours,
    "support-response": company.support_response,
    "tolerable-outage": assurance.objective("mtpd"),
    "transfers": data.transfers,
    "vulnerable-people": data.vulnerable_people,
    "website": company.company("website"),
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
