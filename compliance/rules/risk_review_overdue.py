"""The next review of a risk is past.

Finds: risks whose ``next_review`` lies before today.
Why: ISO/IEC 27001:2022 8.2: risks are assessed at planned intervals.
Fix: assess it again, then move ``assessed_on`` and ``next_review``, and have it accepted.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Risk
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Risk]:
    return iter(dossier.all(Risk))


def check(risk: Risk, dossier: Dossier) -> Iterator[Diagnostic]:
    if risk.next_review < dossier.today:
        yield RULE.found(
            f"the review of risk {risk.id}, {risk.title}, was due on {risk.next_review}",
            risk.at("next_review"),
            text=ago(risk.next_review, dossier.today),
            help="assess it again, then move `assessed_on` and `next_review`",
            subject=risk.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
