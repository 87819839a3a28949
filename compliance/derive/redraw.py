"""Whether a recorded sample is what its seed draws from its population."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compliance.derive import evidence_files
from compliance.derive.sampling import redraw, redrawable
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence

Verdict = Literal["agrees", "differs", "inside", "elsewhere"]
"""Drawn again with the same items; something differs; drawn by other means, its items lie in the population; the
population's file is not here to look at."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What drawing a sample again showed. ``field`` is the field of the sample that is wrong, where one is."""

    evidence: Evidence
    verdict: Verdict
    reason: str
    field: str = ""


def check(evidence: Evidence, dossier: Dossier) -> Redrawn:
    """Draw a sample again: the population's hash first, then its ids, then the draw."""
    sample = evidence.sample
    if sample is None:
        return Redrawn(evidence, "differs", "does not say of what it is a sample", "sample")
    population = dossier.get(Evidence, sample.of)
    path = evidence_files.path_of(population, dossier.root) if population else None
    if population is None or path is None:
        return Redrawn(evidence, "elsewhere", f"the file of {sample.of} is not here")
    if not evidence_files.intact(population, dossier.root):
        return Redrawn(evidence, "differs", f"the file of {population.id} is not the one that was recorded", "of")
    if sample.population_sha256 and sample.population_sha256 != population.sha256:
        reason = f"was drawn from another file than {population.id} has now"
        return Redrawn(evidence, "differs", reason, "population_sha256")
    return _against(evidence, population, dossier)


def _against(evidence: Evidence, population: Evidence, dossier: Dossier) -> Redrawn:
    sample, path = evidence.sample, evidence_files.path_of(population, dossier.root)
    assert sample is not None
    assert path is not None
    column = population.population.id_column if population.population else ""
    rows = evidence_files.table(path) if evidence_files.is_table(path) else None
    if rows is None or column not in rows.columns:
        return Redrawn(evidence, "elsewhere", f"the ids of {population.id} cannot be read from its file")
    ids = rows.values(column)
    strange = [id for id in sample.ids if id not in set(ids)]
    if strange:
        return Redrawn(evidence, "differs", f"{', '.join(strange)} is not in {population.id}", "ids")
    if not redrawable(sample):
        return Redrawn(evidence, "inside", "was not drawn by this command; its items are in the population")
    again = redraw(sample, ids)
    if again is None or again.ids != sample.ids:
        return Redrawn(evidence, "differs", f"the seed draws other items from {population.id}", "ids")
    return Redrawn(evidence, "agrees", f"{len(sample.ids)} of {len(ids)} drawn again")
