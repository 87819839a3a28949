"""A font of the company that its PDFs cannot be typeset in.

Finds: a path in ``documents.fonts`` of dossier.yaml that names no file, a file outside the project, no TrueType or
OpenType font, one that is too large, damaged or variable, that lacks letters of ASCII, or whose own table forbids to
embed it.
Why: PDFs would be left out of every build. PDF/A demands that fonts are embedded (ISO 19005-3, 6.2.11.4).
Fix: name a .ttf or .otf file a face below the project, with a licence that allows embedding.
Wrong when: never about the file; a licence on paper may allow what the font's table forbids: have the file mended.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.paper import fonts
from compliance.registers.records.company import DocumentSettings
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[DocumentSettings]:
    settings = dossier.project.documents
    if settings is not None and settings.fonts is not None:
        yield settings


def check(settings: DocumentSettings, dossier: Dossier) -> Iterator[Diagnostic]:
    yield from fonts.faults(dossier.root, settings)


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
