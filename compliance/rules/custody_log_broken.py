"""The custody log is not what was written.

Finds: lines of ``controls/evidence/custody.jsonl`` that are no entry, that do not carry the hash of the line before,
or that are of an earlier day than the line above.
Why: ISO/IEC 27001:2022 A.5.28: evidence is kept so that nobody can doubt where it has been. A log that was edited
shows nothing, and no more is written to it.
Fix: restore the file from git. After a merge of two logs keep one side's and run ``dossier evidence log --adopt``.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.derive import custody
from compliance.diagnostics import Diagnostic, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[custody.Log, ...]:
    log = custody.read(dossier.root)
    return (log,) if log.exists else ()


def check(log: custody.Log, dossier: Dossier) -> Iterator[Diagnostic]:
    for fault in log.faults:
        yield RULE.found(
            f"the custody log is damaged: {fault.message}",
            Place(custody.LOG, f"L{fault.line}"),
            help="restore it from git: `git log -p controls/evidence/custody.jsonl` shows who changed it",
            subject="custody",
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
