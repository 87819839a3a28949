"""A nonconformity was closed without a check that the action worked.

Finds: major and minor nonconformities with status ``closed`` that have no ``effectiveness``, or one that says
``effective: false``.
Why: ISO/IEC 27001:2022 10.2 d): the effectiveness of each corrective action is reviewed before it counts.
Fix: check the effect, and record when, by whom and with what result; or open it again.
Wrong when: it is no nonconformity but an observation; then its grade is ``observation``.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Audit, Nonconformity
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Nonconformity]:
    every = (n for audit in dossier.all(Audit) for n in audit.nonconformities)
    return (n for n in every if n.status == "closed" and n.grade in ("major", "minor"))


def check(nonconformity: Nonconformity, dossier: Dossier) -> Iterator[Diagnostic]:
    effect = nonconformity.effectiveness
    if effect is None:
        yield RULE.found(
            f"{nonconformity.id} is closed and nobody checked that the action worked",
            nonconformity.at("status"),
            text="no `effectiveness`",
            help="check the effect and record it under `effectiveness`, or open it again",
            subject=nonconformity.id,
        )
    elif not effect.effective:
        yield RULE.found(
            f"{nonconformity.id} is closed although the action did not work",
            nonconformity.at("status"),
            Label(effect.at("effective"), "it did not work"),
            help="open it again and find another action",
            subject=nonconformity.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
