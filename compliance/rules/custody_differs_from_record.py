"""The custody log and the records of evidence say different things.

Finds: evidence that the log has with another SHA-256 than its record; entries whose record is gone. Only where the log
is whole.
Why: ISO/IEC 27001:2022 A.5.28: a record that changed after its collection, or was taken away, is exactly what a log is
kept to show.
Fix: restore the record from git.
Wrong when: never.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive import custody
from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


class Held(NamedTuple):
    """An id that the log has, its record if there is one, and what the two differ in."""

    id: str
    record: Evidence | None
    wrong: custody.Disagreement | None


def subjects(dossier: Dossier) -> Iterator[Held]:
    log = custody.read(dossier.root)
    if log.faults:
        return
    known = dossier.registers.ids("evidence")  # with records that cannot be read: they are there
    wrong = {d.evidence: d for d in custody.disagreements(log, dossier.all(Evidence)) if d.line}
    for id in sorted({entry.evidence for _, entry in log.entries}):
        record = dossier.get(Evidence, id)
        yield Held(id, record, wrong.get(id) if record or id not in known else None)


def check(held: Held, dossier: Dossier) -> Iterator[Diagnostic]:
    wrong, record = held.wrong, held.record
    if wrong is None:
        return
    line = Place(custody.LOG, f"L{wrong.line}")
    yield RULE.found(
        wrong.message,
        record.at("sha256") if record else line,
        *((Label(line, "entered here"),) if record else ()),
        help="restore the record that was there; evidence is never edited",
        subject=held.id,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
