"""A control applies and nothing says why.

Finds: applicable controls without a law, a contract, a risk or a reason of good practice under ``inclusion``,
that no risk names either.
Why: ISO/IEC 27001:2022 6.1.3 d) asks for the justification of each inclusion; "because it is in Annex A" is none.
Fix: name the risk that it treats, the obligation that asks for it, or write why it is good practice here.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.derive.controls import risks
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Control]:
    return (control for control in dossier.all(Control) if control.applicable)


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    why = control.inclusion
    if why and (why.law or why.contract or why.risk or why.best_practice):
        return
    if risks(control, dossier):
        return
    yield RULE.found(
        f"{control.id} applies, and no law, contract, risk or good practice says why",
        control.at("applicable"),
        help="add `inclusion:` with `law`, `contract`, `risk` or `best_practice`",
        subject=control.id,
    )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
