"""The last test of a recovery took longer, or lost more, than the objective allows.

Finds: continuity objectives whose ``last_test`` measured more than ``rto`` or ``rpo``.
Why: ISO/IEC 27001:2022 A.5.30; service levels and answers quote the objective, and the test disproves it.
Fix: make the recovery faster and test again, or state the objective that is met.
Wrong when: the test was of a harder case than the objective covers; say so in its ``note`` and in a waiver.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Continuity
from compliance.registers.values import Duration
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Continuity]:
    return (objective for objective in dossier.all(Continuity) if objective.last_test)


def check(objective: Continuity, dossier: Dossier) -> Iterator[Diagnostic]:
    test = objective.last_test
    if test is None:
        return
    measured: tuple[tuple[str, Duration, Duration | None], ...] = (
        ("rto", objective.rto, test.rto_measured),
        ("rpo", objective.rpo, test.rpo_measured),
    )
    for field, allowed, found in measured:
        if found and found.seconds > allowed.seconds:
            what = "took" if field == "rto" else "lost"
            yield RULE.found(
                f"the recovery of {objective.service} {what} {found} in its last test; the objective is {allowed}",
                test.at(f"{field}_measured"),
                Label(objective.at(field), "objective"),
                text="measured",
                help="make it faster and test again, or state the objective that is met",
                subject=objective.id,
            )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
