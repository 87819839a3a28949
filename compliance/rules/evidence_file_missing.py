"""The file of a piece of evidence is not there.

Finds: evidence whose ``file`` is not in ``controls/evidence/files``, and evidence that names neither a file nor, under
``location``, where it is kept.
Why: ISO/IEC 27001:2022 7.5.3 and A.5.33: records are available and protected from loss. A record without its file
proves nothing, and the evidence pack cannot hold it.
Fix: put the file there, correct its name, or say under ``location`` where it is kept.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.derive.evidence_files import FOLDER, path_of, why_outside
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[Evidence, ...]:
    return dossier.all(Evidence)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    if not evidence.file:
        if not evidence.location:
            yield RULE.found(
                f"{evidence.id} names neither a file nor a place where it is kept",
                evidence.at("id"),
                text="`file` is missing",
                help=f"put the file into {FOLDER} and name it under `file`, or say where it is under `location`",
                subject=evidence.id,
            )
    elif not why_outside(evidence, dossier.root) and path_of(evidence, dossier.root) is None:
        yield RULE.found(
            f"{evidence.id} names a file that is not there",
            evidence.at("file"),
            text=f"not in {FOLDER}, or not readable",
            help="put it there, or correct the name",
            subject=evidence.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
