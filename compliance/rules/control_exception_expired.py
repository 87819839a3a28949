"""An accepted deviation from a control has run out.

Finds: ``exception.until`` of a control before today.
Why: ISO/IEC 27001:2022 6.1.3 f) and 8.3: what remains of a risk is accepted by somebody for a time. After it the
deviation is a nonconformity that nobody has accepted.
Fix: end the deviation and take the exception out, or have it approved again with a new end.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Control]:
    return (control for control in dossier.all(Control) if control.exception)


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    exception = control.exception
    if exception and exception.until < dossier.today:
        yield RULE.found(
            f"the exception to {control.id} ended on {exception.until}",
            exception.at("until"),
            text=f"today is {dossier.today}",
            help=f"end the deviation, or have {dossier.role(exception.approved_by)} approve it again",
            subject=control.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
