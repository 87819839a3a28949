"""What the company decided: controls, clause items, policies, risks, obligations and what proves them held.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Duration, Part, Record

Frequency = Literal[
    "per-event", "many-times-a-day", "daily", "weekly", "monthly", "quarterly", "semi-annually", "annually"
]
"""How often a control is carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion(Part):
    """Why it is included, by class."""

    law: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    best_practice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlException(Part):
    """An accepted deviation."""

    text: str
    compensating_control: str = ""
    approved_by: str
    until: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Part):
    """Parameters that other documents quote."""

    id: str
    name: str
    value: str | float
    unit: str = ""
    scope: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfies(Part):
    """Requirements of other frameworks that an own control meets."""

    framework: str
    requirement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Record):
    """What the company decided about one control: whether it applies and why, how it is
    implemented, who owns it and with which parameters."""

    title: str = ""
    applicable: bool
    inclusion: Inclusion | None = None
    exclusion_reason: str = ""
    status: Literal["implemented", "partially", "planned", "not", "excluded"]
    planned_for: Date | None = None
    gap: str = ""
    exception: ControlException | None = None
    owner: str
    frequency: Frequency | None = None
    statement: str
    policies: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    satisfies: tuple[Satisfies, ...] = ()
    last_verified: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimateDecision(Part):
    """Whether climate change is a relevant issue (Amendment 1:2024)."""

    relevant: bool
    reason: str
    decided_on: Date
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Part):
    """Security objectives (6.2)."""

    id: str
    objective: str
    measure: str
    target: str
    result: str = ""
    measured_on: Date | None = None
    owner: str
    due: Date
    resources: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestedParty(Part):
    """Interested parties (4.2)."""

    party: str
    needs: str
    climate_needs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextIssue(Part):
    """Internal and external issues (4.1)."""

    kind: Literal["internal", "external"]
    issue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange(Part):
    """Planned changes of the ISMS (6.3)."""

    change: str
    reason: str
    owner: str
    due: Date
    status: Literal["planned", "done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication(Part):
    """What is communicated to whom (7.4)."""

    what: str
    audience: str
    when: str
    channel: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IsmsScope(Part):
    """Boundaries (4.3)."""

    boundaries: str
    sites: tuple[str, ...]
    products: tuple[str, ...]
    interfaces: str
    dependencies: str
    exclusions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Record):
    """One item of documented information that ISO/IEC 27001:2022 clauses 4 to 10 ask for, and
    where the company keeps it."""

    requirement: str
    statement: str
    kept_in: str
    status: Literal["present", "partial", "missing"]
    owner: str
    policies: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    reviewed_on: Date
    next_review: Date
    climate: ClimateDecision | None = None
    objectives: tuple[Objective, ...] = ()
    interested_parties: tuple[InterestedParty, ...] = ()
    issues: tuple[ContextIssue, ...] = ()
    changes: tuple[PlannedChange, ...] = ()
    communications: tuple[Communication, ...] = ()
    scope: IsmsScope | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange(Part):
    """What each version changed."""

    version: str
    date: Date
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Record):
    """A policy in Markdown with front matter. The body is the text that documents print."""

    title: str
    version: str
    owner: str
    approver: str
    approved_on: Date | None = None
    next_review: Date
    classification: Literal["public", "internal", "confidential", "restricted"] | None = None
    audience: str = ""
    summary: str
    changes: tuple[PolicyChange, ...] = ()
    body: str = ""
    """The Markdown text below the front matter."""
    body_line: int = 0
    """Number of lines of the file that stand before the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAction(Part):
    """Treatment plan."""

    action: str
    owner: str
    due: Date
    status: Literal["open", "in-progress", "done", "dropped"]
    done_on: Date | None = None
    added_on: Date | None = None
    control: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Record):
    """One risk with its rating, its treatment and its owner's approval (ISO/IEC 27001:2022
    6.1.2, 6.1.3, 8.2, 8.3)."""

    title: str
    scenario: str
    properties: tuple[Literal["confidentiality", "integrity", "availability"], ...]
    systems: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    likelihood: int
    impact: int
    treatment: Literal["reduce", "accept", "transfer", "avoid"] | None = None
    controls: tuple[str, ...] = ()
    residual_likelihood: int | None = None
    residual_impact: int | None = None
    owner: str = ""
    assessed_on: Date
    next_review: Date
    accepted_by: str = ""
    accepted_on: Date | None = None
    actions: tuple[RiskAction, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation(Record):
    """A law, a contract or a standard that asks something of the company: the drivers of
    controls."""

    title: str
    short: str = ""
    kind: Literal["law", "contract", "standard"]
    citation: str
    authority: str = ""
    summary: str
    applies_because: str
    customers: tuple[str, ...] = ()
    owner: str
    reviewed_on: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Record):
    """A certificate or report that the company holds or is working towards."""

    framework: str
    title: str
    state: Literal["held", "in-preparation", "expired"]
    issuer: str = ""
    number: str = ""
    scope: str = ""
    edition: str = ""
    soa_version: str = ""
    issued: Date | None = None
    expires: Date | None = None
    evidence: tuple[str, ...] = ()
    owner: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlan(Part):
    """How it is backed up."""

    frequency: Duration
    retention: Duration
    location: str
    country: str
    encrypted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuityTest(Part):
    """Last test."""

    performed_on: Date
    kind: Literal["restore", "failover", "table-top"]
    result: Literal["passed", "passed-with-findings", "failed"]
    rto_measured: Duration | None = None
    rpo_measured: Duration | None = None
    evidence: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity(Record):
    """How fast a service is back (RTO) and how much data may be lost (RPO), and when that was
    last tested."""

    service: str
    systems: tuple[str, ...]
    rto: Duration
    rpo: Duration
    mtpd: Duration | None = None
    backup: BackupPlan | None = None
    last_test: ContinuityTest | None = None
    next_test: Date
    policy: str = ""
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(Record):
    """An accepted finding of `dossier check`, with a reason, an owner and an end."""

    code: str
    subject: str
    reason: str
    owner: str
    approved_by: str
    approved_on: Date
    expires: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Record):
    """Which text counsel approved, by hash."""

    template: str
    sha256: str
    version: str = ""
    approved_by: str
    approved_on: Date
    note: str = ""
