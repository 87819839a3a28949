"""The state of a control as its decision, its evidence and today make it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from compliance.derive import evidence_files
from compliance.derive.freshness import Freshness, freshness
from compliance.graph.dossier import Dossier
from compliance.registers.order import natural
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control, Risk

Verdict = Literal["met", "partly", "not", "excluded"]


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence of a control and how fresh it is."""

    evidence: Evidence
    freshness: Freshness
    intact: bool = True
    """Whether the file is there and has the recorded hash; evidence kept elsewhere counts as intact."""

    @property
    def holds(self) -> bool:
        """Whether it proves anything today."""
        return self.freshness.holds and self.intact


@dataclass(frozen=True, slots=True)
class ControlState:
    """What may be said about a control today, and why not more."""

    verdict: Verdict
    reason: str
    proofs: tuple[Proof, ...]

    @property
    def fresh(self) -> tuple[Proof, ...]:
        return tuple(proof for proof in self.proofs if proof.holds)

    @property
    def last_proven(self) -> date | None:
        """The latest day that evidence speaks of."""
        return max((p.freshness.as_of for p in self.proofs if p.freshness.state != "future"), default=None)


def proofs(control: Control, dossier: Dossier) -> tuple[Proof, ...]:
    """Evidence of a control, named from either side or by one of its measures, in order of id."""
    ids = {r.id for r in dossier.links.into("control", control.id, by="evidence")}
    ids |= {r.to_id for r in dossier.links.out("control", control.id) if r.to_kind == "evidence"}
    found = (dossier.get(Evidence, id) for id in sorted(ids, key=natural))
    return tuple(
        Proof(evidence, freshness(evidence, dossier), evidence_files.intact(evidence, dossier.root))
        for evidence in found
        if evidence
    )


def risks(control: Control, dossier: Dossier) -> tuple[Risk, ...]:
    """Risks that a control treats, named from either side."""
    ids = set(control.inclusion.risk) if control.inclusion else set()
    ids |= {r.id for r in dossier.links.into("control", control.id, by="risk", field="controls")}
    return tuple(risk for id in sorted(ids, key=natural) if (risk := dossier.get(Risk, id)))


def state(control: Control, dossier: Dossier) -> ControlState:
    """Met only when the decision says implemented and at least one piece of evidence holds today."""
    key = ("controls.state", control.id)
    if key not in dossier.kept:
        dossier.kept[key] = _state(control, dossier)
    found = dossier.kept[key]
    assert isinstance(found, ControlState), "the key is this function's own"
    return found


def _state(control: Control, dossier: Dossier) -> ControlState:
    found = proofs(control, dossier)
    if not control.applicable:
        return ControlState("excluded", "excluded in the Statement of Applicability", found)
    if control.status == "implemented":
        if any(proof.holds for proof in found):
            return ControlState("met", "implemented, with evidence in date", found)
        why = "its evidence is out of date, missing or changed" if found else "there is no evidence"
        return ControlState("partly", f"implemented, but {why}", found)
    if control.status == "partially":
        return ControlState("partly", "partially implemented", found)
    return ControlState("not", "planned" if control.status == "planned" else "not implemented", found)
