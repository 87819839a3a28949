"""A control is left out and has a state of implementation, or applies and is marked as excluded.

Finds: ``applicable: false`` with another status than ``excluded``, and ``status: excluded`` with
``applicable: true``.
Why: ISO/IEC 27001:2022 6.1.3 d): the Statement of Applicability says of each control whether it is necessary
and, if so, whether it is implemented. The two columns would contradict each other.
Fix: decide which of the two is right.
Wrong when: never. A control that runs although it is not necessary is simply applicable.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[Control, ...]:
    return dossier.all(Control)


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    if control.applicable != (control.status == "excluded"):
        return
    applies = "applies" if control.applicable else "does not apply"
    yield RULE.found(
        f"{control.id} {applies} and its status is {control.status}",
        control.at("status"),
        Label(control.at("applicable"), "decided here"),
        help="set `applicable: false`, or the status that it has"
        if control.applicable
        else "set `status: excluded`, or `applicable: true`",
        subject=control.id,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
