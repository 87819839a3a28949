"""A control is planned or partial and no line of the treatment plan brings it about.

Finds: controls with status ``planned`` or ``partially`` that no risk action, save dropped ones, names under
``control``.
Why: ISO/IEC 27001:2022 6.1.3 e): the risk treatment plan says who does what by when. A date in the control alone
is a wish.
Fix: add an action with ``control:`` to the risk that the control treats.
Wrong when: the control is asked for by a law or a contract and treats no risk; then add the risk of breaking it.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control, Risk
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Control]:
    return (control for control in dossier.all(Control) if control.status in ("planned", "partially"))


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    lines = (action for risk in dossier.all(Risk) for action in risk.actions if action.status != "dropped")
    if any(action.control == control.id for action in lines):
        return
    yield RULE.found(
        f"{control.id} is {control.status} and stands in no treatment plan",
        control.at("status"),
        help=f"add an action with `control: {control.id}` to the risk that it treats",
        subject=control.id,
    )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
