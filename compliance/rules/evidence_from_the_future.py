"""Evidence says that it was collected on a day that is still to come, or shows a day after its collection.

Finds: ``collected_at`` after today, and ``point_in_time`` after the day of ``collected_at``.
Why: ISO/IEC 27001:2022 A.5.28: evidence is trustworthy only if its dates are. A wrong year also makes stale evidence
look fresh.
Fix: correct the date.
Wrong when: today is set to the past with ``--today`` or ``as_of``; then evidence collected since does not count yet.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[Evidence, ...]:
    return dossier.all(Evidence)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    collected = evidence.collected_at.date()
    if collected > dossier.today:
        yield RULE.found(
            f"{evidence.id} was collected on {collected}, which is still to come",
            evidence.at("collected_at"),
            text=f"today is {dossier.today}",
            help="correct the date",
            subject=evidence.id,
        )
    elif evidence.point_in_time and evidence.point_in_time > collected:
        yield RULE.found(
            f"{evidence.id} shows {evidence.point_in_time} and was collected before, on {collected}",
            evidence.at("point_in_time"),
            Label(evidence.at("collected_at"), "collected here"),
            help="correct one of the two dates",
            subject=evidence.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
