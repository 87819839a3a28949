"""Where data is and where it goes: parties, systems, flows, activities, retention.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Duration, Fact, Part, Record, Status

LegalBasis = Literal[
    "consent",
    "contract",
    "legal-obligation",
    "vital-interests",
    "public-interest",
    "legitimate-interests",
    "controller-instruction",
]
"""GDPR Article 6(1); or the instruction of the controller for whom somebody else processes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Part):
    """Where the facts come from."""

    id: str
    title: str
    url: str = ""
    date: Date | None = None
    read_on: Date | None = None
    status: Status | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyContacts(Part):
    """Addresses for privacy, security and breaches."""

    privacy: Fact[str] | None = None
    security: Fact[str] | None = None
    breach: Fact[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DpfListing(Part):
    """Listing under the EU-US Data Privacy Framework."""

    listed: Fact[bool]
    entity_name: Fact[str] | None = None
    covers_hr: Fact[bool] | None = None
    checked_on: Date | None = None
    next_due: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Record):
    """A legal person: the company itself, or one that stands behind a vendor or another party.
    Not a product."""

    source: str = ""
    status: Status = "unverified"
    sources: tuple[Source, ...] = ()
    legal_name: Fact[str]
    registration_no: Fact[str] | None = None
    address: Fact[str] | None = None
    country: Fact[str]
    contacts: PartyContacts | None = None
    group_parent: str = ""
    role_default: Literal["controller", "processor", "sub-processor", "joint-controller", "third-party"] | None = None
    dpo: Fact[str] | None = None
    representative_art27: Fact[str] | None = None
    subject_to_gdpr: Fact[Literal["yes", "no", "unknown"]] | None = None
    dpf: DpfListing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting(Part):
    """Where it runs."""

    provider: str = ""
    region: Fact[str]
    country: Fact[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding(Part):
    """What it holds about whom, and for how long."""

    category: str
    subjects: tuple[str, ...]
    retention: str = ""
    backup_retention: Duration | None = None
    deletion_method: str = ""
    special_safeguards: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionAtRest(Part):
    """How stored data is encrypted and who holds the key."""

    algorithm: Fact[str]
    key_holder: Fact[Literal["company", "vendor", "host", "customer"]]
    customer_managed: Fact[bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication(Part):
    """How people sign in."""

    sso: Fact[bool] | None = None
    mfa: Fact[bool] | None = None
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemLogging(Part):
    """What is logged and for how long."""

    audit_trail: Fact[bool] | None = None
    retention: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class System(Record):
    """A node of the data-flow graph: an application, a store, a service run by a vendor, or a
    group of data subjects."""

    name: str
    kind: Literal["data-subject", "application", "process", "datastore", "vendor-service", "control"]
    description: str
    source: str = ""
    status: Status = "attested"
    party: str = ""
    vendor: str = ""
    zone: Literal["data-subjects", "public", "clinical", "corporate", "commercial", "third-party"]
    tags: tuple[Literal["hub", "analytics", "marketing", "billing", "support", "ai"], ...] = ()
    hosting: Hosting | None = None
    access_countries: tuple[str, ...] = ()
    personal_data: bool
    holds: tuple[Holding, ...] = ()
    encryption_at_rest: EncryptionAtRest | None = None
    auth: Authentication | None = None
    logging: SystemLogging | None = None
    tenancy: Literal["single-tenant", "multi-tenant", "dedicated-schema", "not-applicable"] | None = None
    criticality: Literal["critical", "high", "medium", "low"] | None = None
    owner: str = ""
    controls: tuple[str, ...] = ()
    out_of_scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InTransit(Part):
    """Encryption on the way."""

    protocol: str
    min_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform(Part):
    """What is taken away or changed on the way."""

    kind: Literal["drop", "hash", "pseudonymise", "aggregate", "anonymise"]
    on_categories: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SccChoices(Part):
    """Options of signed Standard Contractual Clauses (Decision 2021/914)."""

    docking_clause: bool | None = None
    authorisation: Literal["general", "specific"] | None = None
    notice_days: int | None = None
    independent_body: bool | None = None
    governing_law: str = ""
    law_chosen_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTerms(Part):
    """Declared ground of a transfer to a third country (GDPR Chapter V)."""

    mechanism: Literal["dpf", "scc", "bcr", "adequacy", "derogation", "none"]
    module: Literal["1", "2", "3", "4"] | None = None
    fallback: Literal["scc", "bcr", "none"] | None = None
    fallback_module: Literal["1", "2", "3", "4"] | None = None
    tia_ref: str = ""
    signed_on: Date | None = None
    expires: Date | None = None
    supplementary_measures: tuple[str, ...] = ()
    clauses: SccChoices | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Record):
    """An edge of the data-flow graph: data goes from one system to another, for a purpose."""

    number: int
    from_: str
    to: str
    description: str
    initiator: Literal["client", "server", "data-subject"]
    mechanism: Literal["api", "webhook", "sdk", "browser-tag", "file", "email", "form", "manual", "replication"]
    data_categories: tuple[str, ...]
    data_subjects: tuple[str, ...]
    purposes: tuple[str, ...]
    legal_basis: LegalBasis | None = None
    art9_condition: (
        Literal[
            "explicit-consent",
            "employment",
            "vital-interests",
            "not-for-profit",
            "made-public",
            "legal-claims",
            "substantial-public-interest",
            "health-care",
            "public-health",
            "research",
            "controller-instruction",
        ]
        | None
    ) = None
    activity: str = ""
    frequency: Literal["continuous", "daily", "weekly", "monthly", "on-demand", "once"] | None = None
    volume_band: Literal["low", "medium", "high"] | None = None
    in_transit: InTransit | None = None
    auth: str = ""
    transforms: tuple[Transform, ...] = ()
    exporter_role: Literal["controller", "processor", "sub-processor", "data-subject"]
    importer_role: Literal["controller", "processor", "sub-processor", "joint-controller"]
    transfer: TransferTerms | None = None
    consent_ref: str = ""
    plans: tuple[str, ...] = ()
    status: Literal["live", "planned", "retired"]
    since: Date | None = None
    until: Date | None = None
    evidence: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegitimateInterest(Part):
    """The interest and its assessment, where the ground is Article 6(1)(f)."""

    interest: str
    necessity: str = ""
    balance: str = ""
    conclusion: str = ""
    assessed_on: Date | None = None
    assessed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(Part):
    """Whether the periods are kept in fact."""

    answer: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DpiaDecision(Part):
    """Whether an impact assessment is required (GDPR Article 35)."""

    required: bool
    reason: str
    reference: str = ""
    performed_on: Date | None = None
    criteria: tuple[
        Literal[
            "evaluation-or-scoring",
            "automated-decision",
            "systematic-monitoring",
            "sensitive-data",
            "large-scale",
            "matching-or-combining",
            "vulnerable-people",
            "innovative-use",
            "blocks-right-or-service",
        ],
        ...,
    ] = ()
    topics: tuple[
        Literal[
            "employee-monitoring",
            "prediction",
            "innovative-technology",
            "location-data",
            "connected-devices",
            "data-from-third-parties",
            "biometric-identification",
            "genetic-data",
            "research-without-consent",
            "pupils",
            "health-for-algorithms",
        ],
        ...,
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Record):
    """One record of processing (GDPR Article 30(1) as controller, 30(2) as processor).
    Recipients and transfers are derived from the graph and not written here."""

    name: str
    description: str
    role: Literal["controller", "joint-controller", "processor"]
    joint_controllers: tuple[str, ...] = ()
    purposes: tuple[str, ...]
    purpose_text: str
    subjects: tuple[str, ...]
    categories: tuple[str, ...]
    source_of_data: str = ""
    provision: str = ""
    systems: tuple[str, ...]
    plans: tuple[str, ...] = ()
    legal_basis: LegalBasis | None = None
    legal_basis_note: str = ""
    art9_condition: (
        Literal[
            "explicit-consent",
            "employment",
            "vital-interests",
            "not-for-profit",
            "made-public",
            "legal-claims",
            "substantial-public-interest",
            "health-care",
            "public-health",
            "research",
            "controller-instruction",
        ]
        | None
    ) = None
    legitimate_interest: LegitimateInterest | None = None
    retention: tuple[str, ...]
    retention_followed: Followed | None = None
    dpia: DpiaDecision | None = None
    automated_decisions: str = ""
    profiling: str = ""
    department: str = ""
    owner: str
    steward: str = ""
    rights: str = ""
    notice: str = ""
    consent_record: str = ""
    controls: tuple[str, ...] = ()
    last_reviewed: Date | None = None
    reviewed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Record):
    """How long data of a kind stays, from when, on which ground."""

    title: str
    categories: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    starts_at: str
    period: Duration
    ground: str
    obligations: tuple[str, ...] = ()
    deletion_method: str
    backup_expiry: Duration | None = None
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied(Part):
    """The data that must not get there."""

    categories: tuple[str, ...]
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTargets(Part):
    """Places in the graph, for a policy; each one named counts."""

    anywhere: bool = False
    tags: tuple[Literal["analytics", "marketing", "billing", "support", "ai"], ...] = ()
    zones: tuple[Literal["data-subjects", "public", "clinical", "corporate", "commercial", "third-party"], ...] = ()
    systems: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    outside_eea: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCondition(Part):
    """What lifts the denial; one of these is enough."""

    transforms: tuple[Literal["drop", "hash", "pseudonymise", "aggregate", "anonymise"], ...] = ()
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPolicy(Record):
    """What must never flow where."""

    title: str
    reason: str = ""
    deny: Denied
    to: PolicyTargets
    except_: PolicyTargets | None = None
    unless: PolicyCondition | None = None
    reading: Literal["declared", "possible"] = "declared"
    severity: Literal["error", "warning"]
    citation: str
    controls: tuple[str, ...] = ()
    owner: str
