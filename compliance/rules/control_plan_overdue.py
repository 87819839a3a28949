"""A control was to be in place by a day that has passed.

Finds: control decisions that are not implemented and whose ``planned_for`` is before today.
Why: ISO/IEC 27001:2022 6.1.3 e) and 8.3: the treatment plan is carried out. A date in the past also prints in
answers to customers ("No, planned for ...").
Fix: set the status that the control has now, or agree on a new date with its owner.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Control]:
    unfinished = (c for c in dossier.all(Control) if c.status in ("planned", "partially", "not"))
    return (control for control in unfinished if control.planned_for)


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    if control.planned_for and control.planned_for < dossier.today:
        yield RULE.found(
            f"{control.id} was planned for {control.planned_for} and is not implemented",
            control.at("planned_for"),
            Label(control.at("status"), "its status"),
            text=f"today is {dossier.today}",
            help=f"set the status it has now, or agree on a new date with {dossier.role(control.owner)}",
            subject=control.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
