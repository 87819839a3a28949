"""Entries in the custody log beside those of filing: evidence that it does not know yet, and what was done since."""

from __future__ import annotations

from datetime import datetime

from compliance.derive.custody import Action, Entry
from compliance.derive.evidence_files import path_of
from compliance.diagnostics import DossierError
from compliance.evidence.given import stamp
from compliance.evidence.store import Store, hashed
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence


class ChangedError(DossierError):
    """Evidence whose file is not what its record says cannot be entered in the log."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"{', '.join(names)}: the file is gone, or is not the one that was recorded; nothing was written",
            "`dossier check` says what differs; the log must not vouch for it",
        )


class NoEvidenceError(DossierError):
    """An id that no evidence has."""

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no evidence `{id}`", "`dossier list evidence` shows the records")


def adopt(dossier: Dossier, now: datetime) -> tuple[str, ...]:
    """Enter every record that the log does not know, with its hash; each file is hashed again before."""
    with Store(dossier.root) as store:
        known = {entry.evidence for _, entry in store.log.entries}
        new = [evidence for evidence in dossier.all(Evidence) if evidence.id not in known]
        _refuse_changed(new, dossier)
        store.enter([_recorded(evidence, stamp(now)) for evidence in new])
    return tuple(evidence.id for evidence in new)


def note(dossier: Dossier, ids: tuple[str, ...], action: Action, who: str, reason: str, now: datetime) -> None:
    """Enter what was done with evidence: shared with whom, moved where, reviewed, sealed in which pack."""
    records = []
    for id in ids:
        evidence = dossier.get(Evidence, id)
        if evidence is None:
            raise NoEvidenceError(id)
        records.append(evidence)
    _refuse_changed(records, dossier)
    with Store(dossier.root) as store:
        store.enter(
            [
                Entry(at=stamp(now), who=who, action=action, evidence=e.id, sha256=e.sha256, reason=reason, file=e.file)
                for e in records
            ]
        )


def _recorded(evidence: Evidence, at: str) -> Entry:
    return Entry(
        at=at,
        who=evidence.collected_by,
        action="recorded",
        evidence=evidence.id,
        sha256=evidence.sha256,
        reason=f"collected {stamp(evidence.collected_at)}, before the log was kept",
        file=evidence.file,
        original_sha256=evidence.original_sha256,
    )


def _refuse_changed(records: list[Evidence], dossier: Dossier) -> None:
    wrong = []
    for evidence in records:
        path = path_of(evidence, dossier.root)
        if evidence.file and (path is None or hashed(path).sha256 != evidence.sha256):
            wrong.append(evidence.id)
    if wrong:
        raise ChangedError(wrong)
