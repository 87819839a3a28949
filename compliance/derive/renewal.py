"""What evidence proves, and which newer evidence has taken its place."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.derive.freshness import freshness
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence

Node = tuple[str, str]
"""Kind and id of a record."""


def proves(evidence: Evidence, dossier: Dossier) -> frozenset[Node]:
    """Controls and clause items that evidence is named by, or names."""
    into = {(r.kind, r.id) for r in dossier.links.into("evidence", evidence.id)}
    out = {(r.to_kind, r.to_id) for r in dossier.links.out("evidence", evidence.id)}
    return frozenset(node for node in into | out if node[0] in ("control", "clause"))


def renewed_by(evidence: Evidence, others: Iterable[Evidence], dossier: Dossier) -> Evidence | None:
    """Other evidence of the same type that holds for longer and proves all that this one proves."""
    mine, until = proves(evidence, dossier), freshness(evidence, dossier).expires
    for other in others:
        if other.id == evidence.id or other.type != evidence.type:
            continue
        if (other.kind == "sample") != (evidence.kind == "sample"):
            continue  # a sample does not take the place of its population
        age = freshness(other, dossier)
        if age.holds and age.expires > until and mine and mine <= proves(other, dossier):
            return other
    return None
