"""Which controls have evidence in date, and what has to be collected again, by when and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from compliance.derive.controls import Proof, proofs
from compliance.derive.freshness import freshness
from compliance.derive.renewal import proves, renewed_by
from compliance.graph.dossier import Dossier
from compliance.registers.order import natural
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Clause, Control, Waiver

Standing = Literal["fresh", "ageing", "stale", "missing"]
"""Of a control: by the evidence that holds longest. Evidence whose file is gone or changed counts as missing."""

STANDINGS: tuple[Standing, ...] = ("missing", "stale", "ageing", "fresh")

HORIZONS = (30, 60, 90)
"""Days ahead that the list of what is due is cut at."""

_CODES = ("evidence-stale", "implemented-without-fresh-evidence")


@dataclass(frozen=True, slots=True)
class ControlEvidence:
    """A control that is in force, wholly or in part, and what proves it. ``waived`` names an accepted gap."""

    control: Control
    standing: Standing
    best: Proof | None
    proofs: tuple[Proof, ...]
    waived: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Evidence that nothing newer has replaced: its last day, the days left (negative: over), and whose it is."""

    evidence: Evidence
    expires: date
    days: int
    owner: str
    waived: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """Where the evidence of a project stands today."""

    controls: tuple[ControlEvidence, ...]
    due: tuple[Due, ...]
    """What is over or ends within the last horizon, the oldest first."""
    not_in_force: int
    """Controls left out: excluded, planned or not implemented."""
    evidence: int
    """Records looked at."""
    renewed: int
    """Of these, records that newer ones have replaced."""

    def counts(self) -> dict[Standing, int]:
        return {standing: sum(c.standing == standing for c in self.controls) for standing in STANDINGS}


def status(dossier: Dossier, owner: str = "", control: str = "") -> Status:
    """The status of all evidence, or of one owner's, or of one control's."""
    mine = [c for c in dossier.all(Control) if owner in ("", c.owner) and control in ("", c.id)]
    in_force = [c for c in mine if c.applicable and c.status in ("implemented", "partially")]
    waived = _waivers(dossier)
    records = dossier.all(Evidence)
    current = [e for e in records if renewed_by(e, records, dossier) is None]
    due = (_due(e, dossier, waived) for e in current)
    return Status(
        tuple(_control(c, dossier, waived) for c in in_force),
        tuple(
            sorted(
                (d for d in due if d.days <= HORIZONS[-1] and _concerns(d, owner, control, dossier)),
                key=lambda d: (d.expires, natural(d.evidence.id)),
            )
        ),
        len(mine) - len(in_force),
        len(records),
        len(records) - len(current),
    )


def _concerns(due: Due, owner: str, control: str, dossier: Dossier) -> bool:
    of_control = not control or ("control", control) in proves(due.evidence, dossier)
    return of_control and owner in ("", due.owner)


def _waivers(dossier: Dossier) -> dict[str, str]:
    """Subjects of waivers that accept a gap in evidence and have not ended."""
    return {w.subject: w.id for w in dossier.all(Waiver) if w.code in _CODES and w.expires >= dossier.today}


def _control(control: Control, dossier: Dossier, waived: dict[str, str]) -> ControlEvidence:
    found = proofs(control, dossier)
    usable = [p for p in found if p.intact and p.freshness.state != "future"]
    best = max(usable, key=lambda p: (p.freshness.expires, natural(p.evidence.id)), default=None)
    standing: Standing = "missing"
    if best is not None and best.freshness.state != "future":
        standing = best.freshness.state
    return ControlEvidence(control, standing, best, found, waived.get(control.id, ""))


def _due(evidence: Evidence, dossier: Dossier, waived: dict[str, str]) -> Due:
    expires = freshness(evidence, dossier).expires
    days = (expires - dossier.today) // timedelta(days=1)
    return Due(evidence, expires, days, owner_of(evidence, dossier), waived.get(evidence.id, ""))


def owner_of(evidence: Evidence, dossier: Dossier) -> str:
    """The role to ask for it again: the owner of the control that it names first, of its clause, else its collector."""
    for id in evidence.controls:
        control = dossier.get(Control, id)
        if control:
            return control.owner
    for id in evidence.clauses:
        clause = dossier.get(Clause, id)
        if clause:
            return clause.owner
    return evidence.collected_by
