"""An action of the treatment plan is past its date.

Finds: actions of risks that are open or in progress and whose ``due`` lies before today.
Why: ISO/IEC 27001:2022 6.1.3 e) and 8.3: the treatment plan is carried out, and late lines are explained.
Fix: do it and write ``status: done`` and ``done_on``, or agree a new date with the risk owner.
Wrong when: never.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Risk, RiskAction
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule


class Planned(NamedTuple):
    """An action and the risk that it treats."""

    risk: Risk
    action: RiskAction


def subjects(dossier: Dossier) -> Iterator[Planned]:
    return (Planned(risk, action) for risk in dossier.all(Risk) for action in risk.actions)


def check(planned: Planned, dossier: Dossier) -> Iterator[Diagnostic]:
    risk, action = planned
    if action.status in ("open", "in-progress") and action.due < dossier.today:
        yield RULE.found(
            f"an action against risk {risk.id}, {risk.title}, was due on {action.due} ({dossier.role(action.owner)})",
            action.at("due"),
            text=ago(action.due, dossier.today),
            help="do it and write `status: done` and `done_on`, or agree a new date with the risk owner",
            subject=risk.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
