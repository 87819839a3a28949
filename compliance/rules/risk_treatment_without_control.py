"""A risk is to be reduced and no control does it.

Finds: risks with ``treatment: reduce`` that name no control, and that no control names under ``inclusion.risk``.
Why: ISO/IEC 27001:2022 6.1.3 b): the controls that carry out the treatment are determined; the Statement of
Applicability follows from them.
Fix: list the controls under ``controls``, or choose another treatment.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Risk
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Risk]:
    return (risk for risk in dossier.all(Risk) if risk.treatment == "reduce")


def check(risk: Risk, dossier: Dossier) -> Iterator[Diagnostic]:
    if not risk.controls and not dossier.links.into("risk", risk.id, by="control", field="inclusion"):
        yield RULE.found(
            f"risk {risk.id}, {risk.title}, is to be reduced and no control does it",
            risk.at("treatment"),
            text="by which control?",
            help="list the controls that reduce it under `controls`",
            subject=risk.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
