"""Suppliers, with sourced facts.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.records.flows import Source
from compliance.registers.values import Fact, Part, Record, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageRegion(Part):
    """Where data is stored: the region in use."""

    country: Fact[str]
    region: Fact[str] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorDpa(Part):
    """Data processing agreement with the vendor."""

    status: Literal["signed", "accepted", "incorporated", "missing", "not-needed"]
    version: Fact[str] | None = None
    signed_on: Date | None = None
    url: Fact[str] | None = None
    governing_law: Fact[str] | None = None
    audit_right: Fact[str] | None = None
    evidence: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subprocessor(Part):
    """The vendor's own sub-processors that matter here."""

    name: Fact[str]
    legal_name: Fact[str] | None = None
    address: Fact[str] | None = None
    contact: Fact[str] | None = None
    country: Fact[str]
    purpose: Fact[str]
    categories: tuple[str, ...] = ()
    reached: bool
    since: Date | None = None
    subprocessors: tuple[Subprocessor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubprocessorList(Part):
    """Where the vendor publishes its list."""

    url: Fact[str]
    subscribed: bool | None = None
    checked_on: Date | None = None
    last_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEntityControl(Part):
    """Controls that a report expects of the company as a customer."""

    id: str
    text: str
    controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification(Part):
    """Certificates and reports."""

    scheme: str
    edition: str = ""
    scope: str = ""
    issuer: str = ""
    issued: Date | None = None
    expires: Date | None = None
    period_start: Date | None = None
    period_end: Date | None = None
    report_ref: str = ""
    bridge_letter: str = ""
    bridge_letter_until: Date | None = None
    source: str = ""
    status: Status = "unverified"
    evidence: tuple[str, ...] = ()
    categories: tuple[
        Literal["security", "availability", "confidentiality", "processing-integrity", "privacy"], ...
    ] = ()
    exceptions: str = ""
    user_entity_controls: tuple[UserEntityControl, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorSecurity(Part):
    """Facts on security that the assessment reads."""

    mfa: Fact[bool] | None = None
    sso: Fact[bool] | None = None
    encryption_in_transit: Fact[str] | None = None
    encryption_at_rest: Fact[str] | None = None
    audit_log: Fact[bool] | None = None
    role_based_access: Fact[bool] | None = None
    data_export: Fact[bool] | None = None
    deletion_on_request: Fact[bool] | None = None
    vulnerability_disclosure: Fact[str] | None = None
    ai_training_off: Fact[bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorTransfer(Part):
    """What the vendor offers as ground for transfers."""

    mechanisms: tuple[Fact[Literal["dpf", "scc", "bcr", "adequacy", "none"]], ...] = ()
    modules: tuple[Fact[Literal["1", "2", "3", "4"]], ...] = ()
    uk_addendum: Fact[bool] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion(Part):
    """What is not known yet, and who asks."""

    id: str
    question: str
    owner: str
    due: Date | None = None
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorAssessment(Part):
    """When the vendor was assessed, by whom, and the decision."""

    reviewed_on: Date | None = None
    reviewer: str = ""
    next_review: Date | None = None
    decision: Literal["approved", "approved-with-conditions", "rejected", "pending"] | None = None
    conditions: tuple[str, ...] = ()
    method: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor(Record):
    """A supplier, with dated and sourced facts. What is not known is unverified, never
    invented."""

    name: str
    domain: str
    party: str
    other_parties: tuple[str, ...] = ()
    fictional: bool | None = None
    services: tuple[str, ...]
    description: str
    criticality: Literal["critical", "high", "medium", "low"]
    role: Literal["processor", "sub-processor", "controller", "processor-and-controller", "none"]
    role_note: str = ""
    personal_data: bool
    customer_data: bool
    used_since: Date | None = None
    source: str = ""
    status: Status = "unverified"
    sources: tuple[Source, ...]
    storage: tuple[StorageRegion, ...]
    access_countries: tuple[Fact[str], ...] = ()
    regions_offered: Fact[str] | None = None
    dpa: VendorDpa
    subprocessors: tuple[Subprocessor, ...] = ()
    subprocessor_list: SubprocessorList | None = None
    change_notice_days: Fact[int] | None = None
    objection_days: Fact[int] | None = None
    breach_notice_hours: Fact[int] | None = None
    certifications: tuple[Certification, ...] = ()
    security: VendorSecurity | None = None
    retention: Fact[str] | None = None
    deletion_days_after_end: Fact[int] | None = None
    transfer: VendorTransfer | None = None
    penetration_test_on: Fact[Date] | None = None
    trust_page: Fact[str] | None = None
    status_page: Fact[str] | None = None
    notes: tuple[Fact[str], ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    assessment: VendorAssessment
    exit_plan: str = ""
    termination_notice_days: Fact[int] | None = None
    owner: str
