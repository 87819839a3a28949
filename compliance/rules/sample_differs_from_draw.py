"""A sample is not what its seed draws from its population.

Finds: samples that state their ``algorithm``, and whose ids are not those that it draws, in this order, with this
seed and size from the population's file; samples that were drawn from another file than the population has now.
Why: a sample that can be drawn again shows that nobody chose its items (SOC 2 examinations draw again from the same
list; ISO/IEC 27001:2022 9.1 asks for comparable and reproducible results).
Fix: restore ids, seed and population from git, or draw a new sample with ``dossier evidence sample``.
Wrong when: the sample was drawn by other means; then take ``algorithm`` out and say under ``method`` how.
"""

from collections.abc import Iterator

from compliance.derive import redraw
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule

_HERE = ("ids", "population_sha256")
"""What this rule speaks of; unknown populations, changed files and strange ids have rules of their own."""


def subjects(dossier: Dossier) -> Iterator[Evidence]:
    return (e for e in dossier.all(Evidence) if e.sample and e.sample.algorithm)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    found = redraw.check(evidence, dossier)
    if found.verdict != "differs" or found.field not in _HERE or evidence.sample is None:
        return
    if "is not in" in found.reason:
        return
    yield RULE.found(
        f"sample {evidence.id} {found.reason}" if found.field != "ids" else f"sample {evidence.id}: {found.reason}",
        evidence.sample.at(found.field),
        help="restore what was recorded, or draw a new sample with `dossier evidence sample`",
        subject=evidence.id,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
