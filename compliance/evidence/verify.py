"""Every file hashed again, and the custody log followed from its first line: what holds and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive import custody
from compliance.derive.evidence_files import FOLDER, files, path_of, why_outside
from compliance.diagnostics import Place
from compliance.evidence.store import hashed
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence


@dataclass(frozen=True, slots=True)
class Wrong:
    """What does not hold, with its place."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, and what does not hold."""

    records: int
    files: int
    bytes: int
    by_reference: int
    entries: int
    logged: bool
    """Whether there is a custody log."""
    wrong: tuple[Wrong, ...]


def verify(dossier: Dossier) -> Verified:
    """Verify all evidence. What is kept elsewhere is counted and not looked at."""
    records = dossier.all(Evidence)
    wrong: list[Wrong] = []
    count = size = 0
    for evidence in records:
        path = path_of(evidence, dossier.root)
        if path is not None:
            found = hashed(path)
            count, size = count + 1, size + found.bytes
            wrong += _compare(evidence, found.sha256, found.bytes)
        elif evidence.file:
            outside = why_outside(evidence, dossier.root)
            message = f"the file of {evidence.id} {outside}" if outside else f"the file of {evidence.id} is not there"
            wrong.append(Wrong(evidence.at("file"), message))
    recorded = {evidence.file for evidence in records}
    for name in files(dossier.root):
        if name not in recorded:
            wrong.append(Wrong(Place(f"{FOLDER}/{name}", "L1"), "no record names this file"))
    log = custody.read(dossier.root)
    wrong += _log(log, dossier)
    elsewhere = sum(1 for evidence in records if not evidence.file)
    return Verified(len(records), count, size, elsewhere, len(log.entries), log.exists, tuple(wrong))


def _compare(evidence: Evidence, sha256: str, size: int) -> Iterator[Wrong]:
    if sha256 != evidence.sha256:
        yield Wrong(evidence.at("sha256"), f"{evidence.file} has changed: its SHA-256 is {sha256}")
    elif evidence.bytes not in (None, size):
        yield Wrong(evidence.at("bytes"), f"{evidence.file} has {size} bytes, the record says {evidence.bytes}")


def _log(log: custody.Log, dossier: Dossier) -> Iterator[Wrong]:
    for fault in log.faults:
        yield Wrong(Place(custody.LOG, f"L{fault.line}"), fault.message)
    if not log.exists or log.faults:
        return
    unread = dossier.registers.ids("evidence") - {evidence.id for evidence in dossier.all(Evidence)}
    for found in custody.disagreements(log, dossier.all(Evidence)):
        record = dossier.get(Evidence, found.evidence)
        if found.evidence in unread:
            continue
        place = Place(custody.LOG, f"L{found.line}") if found.line or record is None else record.at("id")
        yield Wrong(place, found.message)
