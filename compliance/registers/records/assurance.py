"""What was looked at and found: audits, reviews, incidents, evidence.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime as DateTime
from typing import Literal

from compliance.registers.values import Part, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectiveAction(Part):
    """Corrective actions."""

    action: str
    owner: str
    due: Date
    done_on: Date | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectivenessCheck(Part):
    """Check that the action worked (10.2)."""

    checked_on: Date
    checked_by: str
    result: str
    effective: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonconformity(Part):
    """Findings."""

    id: str
    grade: Literal["major", "minor", "observation", "opportunity"]
    requirement: str
    finding: str
    correction: str = ""
    cause: str = ""
    actions: tuple[CorrectiveAction, ...] = ()
    status: Literal["open", "in-progress", "closed"]
    closed_on: Date | None = None
    effectiveness: EffectivenessCheck | None = None
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Record):
    """An audit with its findings, their causes and what was done."""

    title: str
    kind: Literal["internal", "certification", "surveillance", "customer"]
    framework: str
    performed_on: Date
    auditor: str
    independence: str
    clauses: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    conclusion: str
    evidence: tuple[str, ...] = ()
    nonconformities: tuple[Nonconformity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewInputs(Part):
    """What was looked at (9.3.2)."""

    status_of_earlier_actions: str = ""
    changes_in_issues: str = ""
    changes_in_interested_party_needs: str = ""
    nonconformities_and_corrective_actions: str = ""
    monitoring_results: str = ""
    audit_results: str = ""
    objectives_met: str = ""
    interested_party_feedback: str = ""
    risk_assessment_and_treatment_status: str = ""
    improvement_opportunities: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecision(Part):
    """What was decided (9.3.3)."""

    id: str
    decision: str
    owner: str
    due: Date
    status: Literal["open", "done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementReview(Record):
    """Minutes of a management review, input by input (ISO/IEC 27001:2022 9.3)."""

    held_on: Date
    chair: str
    attendees: tuple[str, ...]
    inputs: ReviewInputs
    decisions: tuple[ReviewDecision, ...]
    evidence: tuple[str, ...] = ()
    next_on: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Record):
    """A security incident or personal data breach: facts, effects and remedial action (GDPR
    Article 33(5))."""

    title: str
    kind: Literal["security-event", "security-incident", "personal-data-breach", "availability"]
    severity: Literal["low", "medium", "high", "critical"]
    occurred_at: DateTime | None = None
    detected_at: DateTime
    aware_at: DateTime | None = None
    contained_at: DateTime | None = None
    description: str
    systems: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    subjects_count: int | None = None
    customers: tuple[str, ...] = ()
    effects: str
    risk_to_people: Literal["none", "unlikely", "likely", "high"] | None = None
    authority_notified_at: DateTime | None = None
    not_notified_reason: str = ""
    customers_notified_at: DateTime | None = None
    people_notified_at: DateTime | None = None
    cause: str
    remedial_action: str
    lessons: str = ""
    failure: Literal["none", "control", "commitment", "both"] | None = None
    failure_note: str = ""
    closed_on: Date | None = None
    owner: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Population(Part):
    """What the whole consists of."""

    row_count: int
    completeness_check: str
    filter_used: str = ""
    time_zone: str = ""
    extraction_proof: str = ""
    id_column: str = ""
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleException(Part):
    """Items that did not pass."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Part):
    """What was drawn from a population."""

    of: str
    method: str
    size: int
    seed: str = ""
    algorithm: str = ""
    population_sha256: str = ""
    ids: tuple[str, ...]
    exceptions: tuple[SampleException, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Record):
    """One piece of evidence: a file, what it proves, who collected and reviewed it, its hash.
    It is input: it cannot be made again for a past date."""

    title: str
    type: str
    kind: Literal[
        "population", "sample", "configuration", "document", "record", "attestation", "interview-note", "report"
    ]
    controls: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    period_start: Date | None = None
    period_end: Date | None = None
    point_in_time: Date | None = None
    collected_at: DateTime
    valid_until: Date | None = None
    system: str = ""
    environment: str = ""
    method: Literal["api", "export", "screenshot", "manual"]
    query: str = ""
    tool_version: str = ""
    account_used: str = ""
    collected_by: str
    reviewed_by: str = ""
    approved_by: str = ""
    population: Population | None = None
    sample: Sample | None = None
    file: str = ""
    bytes: int | None = None
    sha256: str
    media_type: str = ""
    original_sha256: str = ""
    redaction_note: str = ""
    location: str = ""
    level: Literal["public", "nda", "internal"] | None = None
    note: str = ""
