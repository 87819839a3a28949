"""What customers were told, and the questionnaires that are known.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Part, Record

Rung = Literal["fingerprint", "told-before", "fact", "approved-link", "person"]
"""By which step an answer was found; the last is a person's own."""

ToldWord = Literal["yes", "no", "partial", "planned", "not-applicable", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldControl(Part):
    """Controls that it rested on."""

    id: str
    status: Literal["implemented", "partially", "planned", "not", "excluded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvidence(Part):
    """Evidence that it rested on."""

    id: str
    expires: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFact(Part):
    """Facts that it quoted."""

    name: str
    value: str
    stood_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Part):
    """That the customer has been told otherwise since."""

    on: Date
    by: str
    word: ToldWord
    value: str = ""
    facts: tuple[ToldFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAnswer(Part):
    """One question and what was told."""

    question: str
    spot: str = ""
    topic: str = ""
    inverted: bool = False
    rung: Rung
    word: ToldWord
    value: str = ""
    text: str = ""
    controls: tuple[ToldControl, ...] = ()
    evidence: tuple[ToldEvidence, ...] = ()
    facts: tuple[ToldFact, ...] = ()
    corrected: Correction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Record):
    """What a customer was told in answer to a questionnaire, and what each answer rested on."""

    customer: str
    questionnaire: str
    file_sha256: str = ""
    answered_on: Date
    answered_by: str
    commit: str = ""
    audience: Literal["public", "nda"]
    answers: tuple[ToldAnswer, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuestion(Part):
    """A question of a known questionnaire, as a fingerprint."""

    hash: str
    topic: str
    inverted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuestionnaire(Record):
    """A questionnaire that has been answered before, as fingerprints of its questions."""

    title: str
    version: str = ""
    publisher: str = ""
    source: str = ""
    licence: str
    approved_by: str
    approved_on: Date
    questions: tuple[KnownQuestion, ...]
