"""A percentage of a measure is not what its counts, or the evidence behind it, say.

Finds: measures in ``percent`` whose ``scope`` counts (``42 of 42``, ``all 44 laptops``) where the counts make
another percentage; where the evidence named has a population of another size; or where its note counts
otherwise out of the same number (``41 of 42``).
Why: coverage of second factors, training or encryption is quoted to customers and looked up by auditors in the
evidence (ISO/IEC 27001:2022 9.1; SOC 2 CC6.1).
Fix: correct the measure from the evidence, or collect newer evidence.
Wrong when: the note counts something else out of the same number; say so in it without `of`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control, Measure
from compliance.rules.rule import Rule

COUNTED = re.compile(r"\b(\d+) of (?:the )?(\d+)\b")
ALL = re.compile(r"\ball (\d+)\b", re.IGNORECASE)


class Share(NamedTuple):
    """A measure in per cent with the counts in its scope."""

    control: Control
    measure: Measure
    part: int
    whole: int

    @property
    def words(self) -> str:
        return f"{self.part} of {self.whole}"


def subjects(dossier: Dossier) -> Iterator[Share]:
    for control in dossier.all(Control):
        for measure in control.measures:
            counts = _counts(measure.scope)
            if measure.unit in ("percent", "per cent", "%") and counts and counts[1]:
                yield Share(control, measure, *counts)


def _counts(scope: str) -> tuple[int, int] | None:
    counted, every = COUNTED.search(scope), ALL.search(scope)
    if counted:
        return int(counted[1]), int(counted[2])
    return (int(every[1]), int(every[1])) if every else None


def check(share: Share, dossier: Dossier) -> Iterator[Diagnostic]:
    measure, value = share.measure, share.measure.value
    exact = 100 * share.part / share.whole
    if not isinstance(value, str) and abs(value - exact) >= 1:
        yield _found(share, f"{share.words} are {exact:.1f} per cent")
    for id in measure.evidence:
        evidence = dossier.get(Evidence, id)
        if evidence is not None:
            yield from _against(share, evidence)


def _against(share: Share, evidence: Evidence) -> Iterator[Diagnostic]:
    population = evidence.population
    if population and population.row_count != share.whole:
        label = Label(population.at("row_count"), "in the evidence")
        yield _found(share, f"{evidence.id} has a population of {population.row_count}", label)
    parts = {int(part) for part, whole in COUNTED.findall(evidence.note) if int(whole) == share.whole}
    if parts and share.part not in parts:
        others = " and ".join(f"{part} of {share.whole}" for part in sorted(parts))
        yield _found(share, f"the note of {evidence.id} says {others}", Label(evidence.at("note"), "in the evidence"))


def _found(share: Share, otherwise: str, *others: Label) -> Diagnostic:
    return RULE.found(
        f"{share.control.id} states `{share.measure.id}` as {share.measure.value} per cent, {share.words}; {otherwise}",
        share.measure.at("scope"),
        *others,
        text="what it counts",
        help="correct the measure from the evidence, or collect newer evidence",
        subject=share.control.id,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
