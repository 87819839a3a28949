"""Whoever carried out a corrective action also judged that it worked.

Finds: nonconformities whose ``effectiveness.checked_by`` is the owner of one of the actions.
Why: ISO/IEC 27001:2022 10.2 d) and A.5.3: nobody checks their own work.
Fix: let another role check it, and record that check.
Wrong when: the action was carried out by another role; correct its ``owner``.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Audit, Nonconformity
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Nonconformity]:
    return (n for audit in dossier.all(Audit) for n in audit.nonconformities if n.effectiveness)


def check(nonconformity: Nonconformity, dossier: Dossier) -> Iterator[Diagnostic]:
    effect = nonconformity.effectiveness
    own = [action for action in nonconformity.actions if effect and action.owner == effect.checked_by]
    if effect and own:
        yield RULE.found(
            f"{dossier.role(effect.checked_by)} acted on {nonconformity.id} and then judged the effect",
            effect.at("checked_by"),
            *(Label(action.at("owner"), "acted") for action in own),
            text="judged",
            help="let another role check the effect",
            subject=nonconformity.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
