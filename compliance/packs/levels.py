"""Who may see what: everybody, who signed a confidentiality agreement, or who is inside (auditors among them)."""

from __future__ import annotations

from typing import Literal

from compliance.registers.records.assurance import Evidence

Level = Literal["public", "nda", "internal"]

LEVELS: tuple[Level, ...] = ("public", "nda", "internal")
"""From the most open to the most closed."""

WORDS: dict[Level, str] = {
    "public": "Public",
    "nda": "Confidential: under a confidentiality agreement",
    "internal": "Confidential: for the auditor and inside the company",
}

_OF_CLASS: dict[str, Level] = {"public": "public", "internal": "nda", "confidential": "nda", "restricted": "internal"}


def shows(level: Level, asked: Level) -> bool:
    """Whether a pack of a level shows what is meant for ``asked``."""
    return LEVELS.index(asked) <= LEVELS.index(level)


def of_evidence(evidence: Evidence) -> Level:
    """The level of a piece of evidence; one that states none is internal."""
    return evidence.level or "internal"


def of_classification(classification: str) -> Level:
    """The level of a document by its class: internal and confidential papers go out under an agreement only."""
    return _OF_CLASS.get(classification, "internal")
