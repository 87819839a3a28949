"""A piece of evidence is no longer the file that was recorded.

Finds: files in ``controls/evidence/files`` whose SHA-256 or size differs from ``sha256`` or ``bytes`` of their record.
Why: ISO/IEC 27001:2022 A.5.28 and 7.5.3: evidence keeps its integrity. A file that changed after it was collected
proves nothing, whatever the reason.
Fix: restore the file that was collected, or collect the evidence again as a new record.
Wrong when: git changed line ends on checkout; mark the folder as binary in ``.gitattributes``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from compliance.derive.evidence_files import path_of, sha256
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule

HELP = "restore the file that was collected, or collect it again as a new record; evidence is never edited"


class Filed(NamedTuple):
    """A piece of evidence with its file."""

    evidence: Evidence
    path: Path


def subjects(dossier: Dossier) -> Iterator[Filed]:
    filed = ((evidence, path_of(evidence, dossier.root)) for evidence in dossier.all(Evidence))
    return (Filed(evidence, path) for evidence, path in filed if path)


def check(filed: Filed, dossier: Dossier) -> Iterator[Diagnostic]:
    evidence, found = filed.evidence, sha256(filed.path)
    sizes = _sizes(filed)
    if found != evidence.sha256:
        yield RULE.found(
            f"{evidence.file} has changed since it was recorded: its SHA-256 is {found[:12]}…, not"
            f" {evidence.sha256[:12]}…",
            evidence.at("sha256"),
            *((Label(evidence.at("bytes"), sizes),) if sizes else ()),
            text=f"the file has {found}",
            help=HELP,
            subject=evidence.id,
        )
    elif sizes:
        yield RULE.found(
            f"the size recorded for {evidence.file} is wrong",
            evidence.at("bytes"),
            text=sizes,
            help=f"its SHA-256 is right, so write `bytes: {filed.path.stat().st_size}`",
            subject=evidence.id,
        )


def _sizes(filed: Filed) -> str:
    """Both sizes in words, where they differ."""
    recorded, size = filed.evidence.bytes, filed.path.stat().st_size
    return f"the file has {size} bytes, the record says {recorded}" if recorded not in (None, size) else ""


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
