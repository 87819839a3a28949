"""The project root: the company, what it sells, its roles, scope and document settings.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Duration, Part, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount(Part):
    """How many people work for the company, on a date."""

    value: int
    as_of: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Part):
    """Offices and other places of work."""

    name: str
    address: str
    country: str
    kind: Literal["office", "co-working", "remote"]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts(Part):
    """Addresses that documents print."""

    privacy: str
    security: str
    breach: str
    support: str = ""
    legal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerContact(Part):
    """The data protection officer (GDPR Article 37), or none."""

    role: str
    contact: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company(Part):
    """The company that keeps these registers."""

    legal_name: str
    trading_name: str = ""
    registration_no: str
    address: str
    country: str
    website: str = ""
    founded: int | None = None
    headcount: Headcount | None = None
    locations: tuple[Location, ...] = ()
    remote_work: str = ""
    contacts: Contacts
    dpo: OfficerContact | None = None
    representative_art27: str = ""
    authority: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Part):
    """Everybody who owns, approves or reviews something, by role. Registers name roles, never
    people."""

    id: str
    title: str
    responsibility: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Part):
    """What the company sells."""

    id: str
    name: str
    description: str
    systems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Part):
    """The commercial plans and the support that each promises."""

    id: str
    name: str
    support_response: Duration | None = None
    support_hours: str = ""
    support_channels: tuple[str, ...] = ()
    availability_percent: float | None = None
    products: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping(Part):
    """Requirements whose controls the company chooses itself, in place of the product's mapping."""

    requirement: str
    controls: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkScope(Part):
    """The frameworks in scope and the coverage below which `dossier check` fails."""

    id: str
    minimum_coverage: float
    categories: tuple[str, ...] = ()
    scope_note: str = ""
    mappings: tuple[Mapping, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures(Part):
    """What the company's own procedures achieve. A promise to a customer that is tighter is a
    finding."""

    breach_notice_hours: int | None = None
    subprocessor_notice_days: int | None = None
    objection_days: int | None = None
    deletion_days: int | None = None
    audit_notice_days: int | None = None
    audit_for_cause_days: int | None = None
    data_subject_request_days: int | None = None
    oldest_dpa_version: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssue(Part):
    """Version, approver and date of each document that is approved as a whole."""

    document: str
    version: str
    classification: Literal["public", "internal", "confidential", "restricted"] | None = None
    approved_by: str = ""
    approved_on: Date | None = None
    next_review: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFaces(Part):
    """The files of one font, a file a face."""

    regular: str
    italic: str = ""
    bold: str = ""
    bold_italic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FontSettings(Part):
    """The company's own fonts, which its PDFs are typeset in."""

    text: FontFaces | None = None
    headings: FontFaces | None = None
    monospace: FontFaces | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSettings(Part):
    """How documents look and which version of each is in use."""

    language: str = ""
    classification: Literal["public", "internal", "confidential", "restricted"]
    accent: str = ""
    logo: str = ""
    reference_docx: str = ""
    fonts: FontSettings | None = None
    footer: str = ""
    issues: tuple[DocumentIssue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessLimit(Part):
    """How old evidence of a type may be, where it differs from the product's default."""

    type: str
    limit: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSize(Part):
    """How many items are looked at of a control that is carried out so often."""

    frequency: Literal["many-times-a-day", "daily", "weekly", "monthly", "quarterly", "semi-annually", "annually"]
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingTable(Part):
    """Sample sizes that the auditor asks for, where they differ from the product's table."""

    source: str
    sizes: tuple[SampleSize, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringMinutes(Part):
    """Minutes for one question."""

    kind: Literal["look", "confirm", "choose", "write", "translate"]
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringTable(Part):
    """Minutes that open questions of questionnaires take, where they differ from the product's table."""

    source: str
    as_of: Date
    minutes: tuple[AnsweringMinutes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSettings(Part):
    """How evidence packs are sealed."""

    key: str = ""
    pkcs11: str = ""
    tsa: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Record):
    """The project root: the company, its products and plans, the frameworks in scope and the
    settings of documents."""

    schema_version: int
    as_of: Date | None = None
    company: Company
    roles: tuple[Role, ...]
    products: tuple[Product, ...]
    plans: tuple[Plan, ...] = ()
    frameworks: tuple[FrameworkScope, ...]
    procedures: Procedures | None = None
    documents: DocumentSettings | None = None
    freshness: tuple[FreshnessLimit, ...] = ()
    sampling: SamplingTable | None = None
    answering: AnsweringTable | None = None
    packs: PackSettings | None = None
