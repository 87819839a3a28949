"""The day of the last recovery test is not the day that its evidence speaks of.

Finds: continuity objectives whose ``last_test.performed_on`` lies outside the time that every named piece of
evidence speaks of: its point in time, or its period.
Why: questionnaires and the Statement of Applicability quote the day of the test, auditors read it in the report
(ISO/IEC 27001:2022 A.5.30, A.8.13).
Fix: correct the day, or name the evidence of that test.
Wrong when: the report was written days later; its `point_in_time` is still the day of the test.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Continuity
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Continuity]:
    return (o for o in dossier.all(Continuity) if o.last_test and _evidence(o, dossier))


def check(objective: Continuity, dossier: Dossier) -> Iterator[Diagnostic]:
    test, evidence = objective.last_test, _evidence(objective, dossier)
    if test is None or any(_speaks_of(each, objective) for each in evidence):
        return
    yield RULE.found(
        f"{objective.service} was last tested on {test.performed_on}; {' and '.join(e.id for e in evidence)} "
        "speaks of another day",
        test.at("performed_on"),
        *(Label(each.at("point_in_time" if each.point_in_time else "period_end"), each.title) for each in evidence),
        text="the day that documents quote",
        help="correct the day, or name the evidence of that test",
        subject=objective.id,
    )


def _evidence(objective: Continuity, dossier: Dossier) -> list[Evidence]:
    ids = objective.last_test.evidence if objective.last_test else ()
    found = (dossier.get(Evidence, id) for id in ids)
    return [evidence for evidence in found if evidence and (evidence.point_in_time or evidence.period_end)]


def _speaks_of(evidence: Evidence, objective: Continuity) -> bool:
    day = objective.last_test.performed_on if objective.last_test else None
    if day is None:
        return True
    if evidence.point_in_time:
        return evidence.point_in_time == day
    first, last = evidence.period_start or evidence.period_end, evidence.period_end
    return first is not None and last is not None and first <= day <= last


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
