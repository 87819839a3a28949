"""The company's own Word file cannot give its looks to documents.

Finds: ``documents.reference_docx`` in dossier.yaml that names no file, a file outside the project, no Word document,
one that is too large, or one with macros, embedded objects or pictures that are loaded from elsewhere.
Why: Word files would be left out of every build; and what the file carries would go to every customer.
Fix: name a .docx below the project; ``dossier templates copy reference.docx`` makes one to start from.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.paper.reference import reference
from compliance.registers.records.company import DocumentSettings
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[DocumentSettings]:
    settings = dossier.project.documents
    if settings is not None and settings.reference_docx:
        yield settings


def check(settings: DocumentSettings, dossier: Dossier) -> Iterator[Diagnostic]:
    found = reference(dossier.root, settings.reference_docx)
    if found.why:
        yield RULE.found(
            f"the reference document {settings.reference_docx} {found.why}",
            settings.at("reference_docx"),
            help=found.help,
            subject="project",
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
