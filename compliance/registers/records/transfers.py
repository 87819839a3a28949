"""Transfer impact assessments: what a person found and decided.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Fact, Part, Record, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class LawReviewed(Part):
    """A law of the country that was looked at."""

    law: str
    finding: str
    source: str = ""
    read_on: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tia(Record):
    """A transfer impact assessment of one supplier. What the registers yield by themselves is not in it."""

    vendor: str
    source: str = ""
    status: Status = "attested"
    laws: tuple[LawReviewed, ...] = ()
    access_requests: Fact[str] | None = None
    practice: tuple[Fact[str], ...] = ()
    technical: tuple[str, ...] = ()
    contractual: tuple[str, ...] = ()
    organisational: tuple[str, ...] = ()
    conclusion: Literal["proceed", "proceed-with-measures", "suspend"] | None = None
    conclusion_reason: str = ""
    rests_on: tuple[
        Literal["law", "practice", "encryption", "pseudonymisation", "minimisation", "contract", "organisation"], ...
    ] = ()
    uk_test: Literal["met", "not-met", "not-needed"] | None = None
    assessor: str = ""
    approved_by: str = ""
    assessed_on: Date | None = None
    next_review: Date | None = None
    owner: str
    notes: str = ""
