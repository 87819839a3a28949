"""The treatment of a risk and what remains of it have not been accepted.

Finds: risks without ``accepted_by`` or ``accepted_on``, and those accepted before they were last assessed.
Why: ISO/IEC 27001:2022 6.1.3 f): the owner approves the treatment plan and accepts the residual risk; an
acceptance of an earlier assessment accepts other numbers.
Fix: have the owner accept it, then write role and day.
Wrong when: the new assessment changed nothing; a short acceptance is still asked for.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Risk
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Risk]:
    return iter(dossier.all(Risk))


def check(risk: Risk, dossier: Dossier) -> Iterator[Diagnostic]:
    help = "the owner accepts it; then write `accepted_by` and `accepted_on`"
    if not risk.accepted_by or risk.accepted_on is None:
        missing = "accepted_by" if not risk.accepted_by else "accepted_on"
        message = f"what remains of risk {risk.id}, {risk.title}, is not accepted"
        yield RULE.found(message, risk.at("id"), text=f"no `{missing}`", help=help, subject=risk.id)
    elif risk.accepted_on < risk.assessed_on:
        yield RULE.found(
            f"risk {risk.id}, {risk.title}, was accepted before it was last assessed",
            risk.at("accepted_on"),
            Label(risk.at("assessed_on"), "assessed after that"),
            text="accepted",
            help=help,
            subject=risk.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
