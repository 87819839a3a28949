"""The file of a piece of evidence leads out of the evidence folder.

Finds: ``file`` with a separator, a drive, ``..`` or a control character, and files that are links, or lie behind links,
to a place outside ``controls/evidence/files``.
Why: ISO/IEC 27001:2022 A.5.33: records are protected. A project may come from elsewhere; what it names is copied into
packs for outsiders, and must not reach other files of the machine.
Fix: put the file itself into ``controls/evidence/files`` and name it without a path.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.derive.evidence_files import FOLDER, why_outside
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Evidence]:
    return (evidence for evidence in dossier.all(Evidence) if evidence.file)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    why = why_outside(evidence, dossier.root)
    if why:
        yield RULE.found(
            f"the file of {evidence.id} {why}",
            evidence.at("file"),
            help=f"put the file itself into {FOLDER} and name it without a path",
            subject=evidence.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
