"""Customers and what was promised to them.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.records.flows import TransferTerms
from compliance.registers.values import Part, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerContacts(Part):
    """Addresses."""

    notices: str
    privacy: str = ""
    security: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises(Part):
    """Periods promised to this customer."""

    breach_notice_hours: int
    subprocessor_notice_days: int
    objection_days: int
    deletion_days: int
    audit_notice_days: int | None = None
    audit_for_cause_days: int | None = None
    data_subject_request_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounselDecision(Part):
    """What counsel decided where the law leaves it open."""

    about: str
    decision: str
    decided_by: str
    decided_on: Date
    until: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DpaChoices(Part):
    """Choices in the data processing agreement."""

    authorisation: Literal["general", "specific"]
    end_of_contract: Literal["delete", "return", "customer-chooses"]
    governing_law: str
    courts: str
    scc_docking_clause: bool | None = None
    scc_independent_body: bool | None = None
    scc_governing_law: str = ""
    scc_law_chosen_by: str = ""
    uk_addendum_ends_by: Literal["importer", "exporter", "neither", "either"] | None = None
    next_review: Date | None = None
    counsel: tuple[CounselDecision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationPeriods(Part):
    """Periods that the wording of a deviation names, where it tightens or loosens one."""

    breach_notice_hours: int | None = None
    subprocessor_notice_days: int | None = None
    objection_days: int | None = None
    deletion_days: int | None = None
    audit_notice_days: int | None = None
    audit_for_cause_days: int | None = None
    data_subject_request_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation(Part):
    """Negotiated deviations from the standard terms."""

    id: str
    clause: str
    wording: str
    periods: DeviationPeriods | None = None
    removes: tuple[str, ...] = ()
    reason: str
    approved_by: str
    approved_on: Date
    expires: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Part):
    """Agreements signed."""

    id: str
    kind: Literal["dpa", "msa", "order", "quality", "nda", "terms"]
    version: str
    sha256: str = ""
    terms_sha256: str = ""
    governing_law: str = ""
    signed_on: Date
    signed_by: str
    signed_for_customer: str = ""
    expires: Date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer(Record):
    """A customer with its contract profile: plan, choices in the data processing agreement,
    periods promised, agreements signed."""

    legal_name: str
    short_name: str = ""
    kind: Literal["hospital", "university", "pharma", "cro", "other"]
    registration_no: str = ""
    address: str
    country: str
    role: Literal["controller", "joint-controller", "processor"]
    subject_to_gdpr: Literal["yes", "no", "unknown"]
    contacts: CustomerContacts
    dpo: str = ""
    representative_art27: str = ""
    plan: str
    products: tuple[str, ...]
    since: Date
    ends: Date | None = None
    authority: str = ""
    promises: Promises
    dpa: DpaChoices
    transfer: TransferTerms | None = None
    deviations: tuple[Deviation, ...] = ()
    agreements: tuple[Agreement, ...]
    notes: str = ""
    owner: str
