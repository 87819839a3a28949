"""The documents and registers that a pack encloses, as ``dossier build`` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.documents import BY_NAME, Document
from compliance.documents.views import default_classification
from compliance.graph.dossier import Dossier
from compliance.packs.items import ascii_name
from compliance.packs.levels import Level, of_classification, shows
from compliance.registers.records.controls import Policy
from compliance.registers.records.vendors import Vendor

FOLDER = "documents"

ENCLOSED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("soa", ("pdf", "xlsx")),
    ("risk-treatment", ("pdf", "xlsx")),
    ("coverage", ("pdf",)),
    ("policies", ("pdf",)),
    ("subprocessors", ("pdf", "xlsx")),
    ("vendor-assessment", ("pdf",)),
    ("ropa", ("pdf", "xlsx")),
    ("dpia-screening", ("pdf",)),
    ("transfers", ("pdf",)),
    ("tia", ("pdf",)),
    ("breach-register", ("pdf", "xlsx")),
)
"""Documents and the formats that a pack has them in: pages to read, workbooks of registers to filter."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of one subject, as the files of the pack that it becomes."""

    document: Document
    subject: str
    title: str
    formats: tuple[str, ...]
    level: Level

    def path(self, form: str) -> str:
        """Where the file of a format stands in the archive."""
        name = f"{self.document.name}/{ascii_name(self.subject)}" if self.subject else self.document.name
        return f"{FOLDER}/{name}.{form}"


def papers(dossier: Dossier, level: Level) -> tuple[tuple[Paper, ...], tuple[Paper, ...]]:
    """The papers of a pack, and those that its level keeps back."""
    found = tuple(_all(dossier))
    return tuple(p for p in found if shows(level, p.level)), tuple(p for p in found if not shows(level, p.level))


def _all(dossier: Dossier) -> Iterator[Paper]:
    for name, formats in ENCLOSED:
        document = BY_NAME[name]
        for subject in document.subjects(dossier) if document.subjects else ("",):
            title, classification = _about(document, subject, dossier)
            yield Paper(document, subject, title, formats, of_classification(classification))


def _about(document: Document, subject: str, dossier: Dossier) -> tuple[str, str]:
    """Title and class of a document."""
    usual = default_classification(dossier).value
    policy = dossier.get(Policy, subject) if document.name == "policies" else None
    if policy:
        return policy.title, policy.classification or "internal"
    vendor = dossier.get(Vendor, subject)
    issue = dossier.issue(document.name)
    title = f"{document.title}: {vendor.name}" if vendor else document.title
    return title, (issue.classification if issue and issue.classification else usual)
