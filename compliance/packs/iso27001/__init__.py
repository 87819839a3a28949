"""The pack of ISO/IEC 27001:2022: the table of contents that certification auditors work through."""

from __future__ import annotations

from compliance.packs.chapters import Chapter, Kind
from compliance.packs.iso27001 import clauses, front
from compliance.packs.scope import Scope


def standard(scope: Scope) -> str:
    """The standard, with the edition and amendment that the certificate names."""
    edition = scope.certificate.edition if scope.certificate else ""
    return f"ISO/IEC 27001:{edition or scope.framework.edition}"


KIND = Kind(
    name="iso27001",
    title="Evidence pack for ISO/IEC 27001",
    framework="iso27001-2022",
    standard=standard,
    chapters=(
        Chapter("00", "Scope and reading guide", front.view),
        Chapter("01", "Context (clause 4)", clauses.context),
        Chapter("02", "Leadership (clause 5)", clauses.leadership),
    ),
)
