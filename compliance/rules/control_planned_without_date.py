"""A control is planned or partial and no date says when it will be in place.

Finds: control decisions with status ``planned`` or ``partially`` and no ``planned_for``.
Why: ISO/IEC 27001:2022 6.1.3 e) asks for a treatment plan; auditors read a plan without a date as no
plan, and a questionnaire's "No, planned for" needs the date.
Fix: add ``planned_for: YYYY-MM-DD``, and a line in the treatment plan of the risk that it treats.
Wrong when: never; if nothing is planned, the status is ``not``.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Control]:
    return (control for control in dossier.all(Control) if control.status in ("planned", "partially"))


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    if control.planned_for is None:
        yield RULE.found(
            f"{control.id} is {control.status} and has no date",
            control.at("status"),
            text="by when?",
            help="add `planned_for: YYYY-MM-DD`",
            subject=control.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
