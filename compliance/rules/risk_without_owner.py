"""A risk has no owner.

Finds: risks without ``owner``.
Why: ISO/IEC 27001:2022 6.1.2 c) 2): each risk has an owner, who approves its treatment.
Fix: name the role that answers for the risk.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Risk
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Risk]:
    return iter(dossier.all(Risk))


def check(risk: Risk, dossier: Dossier) -> Iterator[Diagnostic]:
    if not risk.owner:
        yield RULE.found(
            f"risk {risk.id}, {risk.title}, has no owner",
            risk.at("id"),
            text="who answers for it?",
            help="add `owner:` with the role that answers for it",
            subject=risk.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
