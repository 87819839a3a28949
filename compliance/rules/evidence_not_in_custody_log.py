"""Evidence is not in the custody log.

Finds: evidence records that ``controls/evidence/custody.jsonl`` does not have, where there is such a log.
Why: ISO/IEC 27001:2022 A.5.28: the log shows since when a file is what it is. Evidence that came in beside it has
nothing but its own word, and a log that was cut short shows in the same way.
Fix: enter it with ``dossier evidence log --adopt``, which hashes its file again; if it was in the log before, restore
the log from git.
Wrong when: never; a project that keeps no log is not asked for one.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive import custody
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


class Logged(NamedTuple):
    """A record of evidence, and whether the log has it."""

    evidence: Evidence
    logged: bool


def subjects(dossier: Dossier) -> Iterator[Logged]:
    log = custody.read(dossier.root)
    if log.exists and not log.faults:
        ids = {entry.evidence for _, entry in log.entries}
        yield from (Logged(evidence, evidence.id in ids) for evidence in dossier.all(Evidence))


def check(subject: Logged, dossier: Dossier) -> Iterator[Diagnostic]:
    evidence = subject.evidence
    if not subject.logged:
        yield RULE.found(
            f"{evidence.id} is not in the custody log",
            evidence.at("id"),
            help="enter it with `dossier evidence log --adopt`; if it was there before, restore the log from git",
            subject=evidence.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
