"""Nobody has decided what to do about a risk.

Finds: risks without ``treatment``.
Why: ISO/IEC 27001:2022 6.1.3 a): a treatment is selected for each risk.
Fix: choose ``reduce``, ``accept``, ``transfer`` or ``avoid``, and have the owner approve it.
Wrong when: the risk was found today; it is still undecided then.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Risk
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Risk]:
    return iter(dossier.all(Risk))


def check(risk: Risk, dossier: Dossier) -> Iterator[Diagnostic]:
    if risk.treatment is None:
        yield RULE.found(
            f"nothing is decided about risk {risk.id}, {risk.title}",
            risk.at("id"),
            text="no `treatment`",
            help="add `treatment:` reduce, accept, transfer or avoid",
            subject=risk.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
