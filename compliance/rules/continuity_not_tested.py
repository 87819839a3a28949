"""A recovery has not been tested for a year, or a planned test did not take place.

Finds: continuity objectives without ``last_test``, with one older than a year, or with a ``next_test`` before
today.
Why: ISO/IEC 27001:2022 A.5.30 and A.8.13; GDPR Art. 32(1)(d): that a restore works is known from trying it.
Fix: test it and record the result, then move ``next_test``.
Wrong when: the service is new; it is still untested then, and customers will ask.
"""

from collections.abc import Iterator
from datetime import timedelta

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Continuity
from compliance.rules.rule import Rule

YEAR = timedelta(days=366)


def subjects(dossier: Dossier) -> Iterator[Continuity]:
    return iter(dossier.all(Continuity))


def check(objective: Continuity, dossier: Dossier) -> Iterator[Diagnostic]:
    test = objective.last_test
    if test is None:
        place, message = objective.at("id"), f"the recovery of {objective.service} was never tested"
    elif dossier.today - test.performed_on > YEAR:
        place = test.at("performed_on")
        message = f"the recovery of {objective.service} was last tested on {test.performed_on}"
    elif objective.next_test < dossier.today:
        place = objective.at("next_test")
        message = f"the test of the recovery of {objective.service} was due on {objective.next_test}"
    else:
        return
    yield RULE.found(message, place, help="test it and record the result, then move `next_test`", subject=objective.id)


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
