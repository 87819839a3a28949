"""A file lies among the evidence and no record names it.

Finds: files in ``controls/evidence/files`` that no evidence record names; hidden files and ``README.md`` are left out.
Why: ISO/IEC 27001:2022 7.5.3 and A.5.33: records are identified, and kept as long as needed. Nobody knows who
collected such a file, what it proves or whether it may be shown; it may hold personal data.
Fix: write a record for it, or delete it.
Wrong when: never.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.evidence_files import FOLDER, files
from compliance.diagnostics import Diagnostic, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


class Found(NamedTuple):
    """A file of the evidence folder, and whether a record names it."""

    name: str
    recorded: bool


def subjects(dossier: Dossier) -> Iterator[Found]:
    recorded = {evidence.file for evidence in dossier.all(Evidence)}
    return (Found(name, name in recorded) for name in files(dossier.root))


def check(file: Found, dossier: Dossier) -> Iterator[Diagnostic]:
    if not file.recorded:
        yield RULE.found(
            f"no evidence record names the file {file.name}",
            Place(f"{FOLDER}/{file.name}", "L1"),
            help="write a record in controls/evidence for it, or delete it",
            subject=file.name,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
