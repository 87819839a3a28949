"""A corrective action is past its date and not done.

Finds: actions of nonconformities whose ``due`` lies before today and that have no ``done_on``.
Why: ISO/IEC 27001:2022 10.2; certification bodies withdraw over corrective actions that are not carried out.
Fix: do it and write ``done_on`` with evidence, or agree a new date and say why.
Wrong when: never.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Audit, CorrectiveAction, Nonconformity
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule


class Due(NamedTuple):
    """A corrective action and the nonconformity that it answers."""

    nonconformity: Nonconformity
    action: CorrectiveAction


def subjects(dossier: Dossier) -> Iterator[Due]:
    return (Due(n, action) for audit in dossier.all(Audit) for n in audit.nonconformities for action in n.actions)


def check(item: Due, dossier: Dossier) -> Iterator[Diagnostic]:
    nonconformity, action = item
    if action.done_on is None and action.due < dossier.today:
        yield RULE.found(
            f"an action on {nonconformity.id} was due on {action.due} ({dossier.role(action.owner)})",
            action.at("due"),
            text=ago(action.due, dossier.today),
            help="do it and write `done_on` with evidence, or agree a new date",
            subject=nonconformity.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
