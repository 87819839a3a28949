"""The answer library for questionnaires.

The field descriptions are in the schema of each kind; names here are the names there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from compliance.registers.values import Part, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifier(Part):
    """Qualifiers of a question that it can meet."""

    kind: Literal["frequency", "coverage", "algorithm", "tested", "standard"]
    control: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """A topic of the answer library: what the answer to a customer's question rests on. The
    verdict is derived, never written."""

    question: str
    phrasings: tuple[str, ...] = ()
    type: Literal["yes-no", "choice", "scale", "text", "list", "date", "number"]
    polarity: Literal["yes-is-good", "no-is-good"] | None = None
    controls: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    narrative: str
    level: Literal["public", "nda", "never"]
    owner: str
    reviewed_on: Date
