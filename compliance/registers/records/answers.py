"""The answer library for questionnaires.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Part, Record

FactName = Literal[
    "address",
    "ai-in-products",
    "audit-notice",
    "authority",
    "availability",
    "breach-notice",
    "business",
    "certificate",
    "certificate-scope",
    "certificates",
    "clause",
    "contact",
    "country",
    "customer-duty",
    "data-categories",
    "data-subjects",
    "deletion-period",
    "document",
    "dpo",
    "evidence-date",
    "excluded",
    "founded",
    "headcount",
    "health-data",
    "hosting-countries",
    "incidents",
    "last-continuity-test",
    "legal-name",
    "locations",
    "measure",
    "objection-period",
    "obligation",
    "personal-data-breaches",
    "plans",
    "policies",
    "policy",
    "processing-activities",
    "product",
    "products",
    "recovery-point",
    "recovery-time",
    "registration-no",
    "remote-work",
    "request-help",
    "retention",
    "role",
    "subprocessor-countries",
    "subprocessor-notice",
    "subprocessors",
    "supplier-certificate",
    "suppliers",
    "support-hours",
    "support-response",
    "tolerable-outage",
    "transfers",
    "vulnerable-people",
    "website",
]
"""The closed set of register facts that an answer may rest on; ``questionnaires/facts.py`` reads each."""

QualifierKind = Literal[
    "frequency",
    "time-limit",
    "retention",
    "coverage",
    "minimum",
    "algorithm",
    "standard",
    "tested",
    "documented",
    "manner",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFact(Part):
    """A fact of the registers, by name and, where there are several, by id."""

    name: FactName
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifier(Part):
    """Qualifiers of a question that it can meet."""

    kind: QualifierKind
    words: tuple[str, ...] = ()
    control: str = ""
    measure: str = ""
    fact: AnswerFact | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Part):
    """What a role decided or states, and answers for."""

    statement: str
    decided_by: str
    decided_on: Date
    planned_for: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned(Part):
    """Where a learned topic comes from."""

    source: str
    approved_by: str
    approved_on: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """A topic of the answer library: what the answer to a customer's question rests on. The
    verdict is derived, never written."""

    question: str
    phrasings: tuple[str, ...] = ()
    inverted: tuple[str, ...] = ()
    type: Literal["yes-no", "choice", "scale", "text", "list", "date", "number"]
    polarity: Literal["yes-is-good", "no-is-good"] = "yes-is-good"
    critical: bool = False
    controls: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    facts: tuple[AnswerFact, ...] = ()
    evidence: tuple[str, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    not_applicable: tuple[str, ...] = ()
    absent: Decision | None = None
    stated: Decision | None = None
    narrative: str
    otherwise: str = ""
    level: Literal["public", "nda", "never"]
    owner: str
    reviewed_on: Date
    learned: Learned | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLink(Record):
    """A customer's way of asking that a person linked to a topic of the answer library."""

    question: str
    topic: str
    inverted: bool = False
    approved_by: str
    approved_on: Date
    source: str
