"""Evidence for a whole period was collected before the period was over.

Finds: evidence of kind ``population`` or ``record`` with a ``period_end`` after the day of ``collected_at``.
Why: a population has to be complete before anybody samples from it (SOC 2 examinations test that; ISO/IEC 27001:2022
9.1 asks for valid results). What happened after the export is not in it.
Fix: export again after the period, or set ``period_end`` to the last day that the file covers.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Evidence]:
    return (e for e in dossier.all(Evidence) if e.kind in ("population", "record") and e.period_end)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    collected = evidence.collected_at.date()
    if evidence.period_end and collected < evidence.period_end:
        yield RULE.found(
            f"{evidence.id} was collected on {collected}, before its period ended on {evidence.period_end}",
            evidence.at("collected_at"),
            Label(evidence.at("period_end"), "the period it is meant to cover"),
            help="collect it again after the period, or set `period_end` to the last day that it covers",
            subject=evidence.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
