"""Facts for the description of the system that SOC 2 asks for.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Part, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Part):
    """DC 2: principal service commitments and system requirements."""

    id: str
    kind: Literal["commitment", "requirement"]
    text: str
    criteria: tuple[str, ...]
    source: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Components(Part):
    """DC 3: components of the system."""

    infrastructure: str
    software: str
    people: str
    procedures: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplementaryControl(Part):
    """DC 6 and DC 7: controls that customers or subservice organisations must operate."""

    id: str
    text: str
    criteria: tuple[str, ...]
    controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubserviceOrganisation(Part):
    """DC 7: subservice organisations."""

    vendor: str
    method: Literal["carve-out", "inclusive"]
    services: str
    controls: tuple[ComplementaryControl, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionNotRelevant(Part):
    """DC 8: criteria that do not apply, and why."""

    criterion: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChange(Part):
    """DC 9: significant changes in the period."""

    change: str
    on: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination(Part):
    """The examination that the company prepares for: its type and its day or period."""

    type: Literal["type-1", "type-2"]
    as_of: Date | None = None
    period_start: Date | None = None
    period_end: Date | None = None
    examiner: str = ""
    signatory: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation(Part):
    """What is done about gaps that no control, risk or vendor record has a plan for."""

    subject: str
    action: str
    owner: str
    due: Date
    status: Literal["open", "in-progress", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDescription(Record):
    """Facts for the description of the system that SOC 2 asks for (description criteria DC 1 to
    DC 9)."""

    service: str
    services_provided: str
    commitments: tuple[Commitment, ...]
    components: Components
    boundaries: str
    systems: tuple[str, ...] = ()
    user_entity_controls: tuple[ComplementaryControl, ...]
    subservice_organisations: tuple[SubserviceOrganisation, ...]
    criteria_not_relevant: tuple[CriterionNotRelevant, ...] = ()
    changes: tuple[ServiceChange, ...] = ()
    examination: Examination | None = None
    remediation: tuple[Remediation, ...] = ()
    owner: str
    reviewed_on: Date
