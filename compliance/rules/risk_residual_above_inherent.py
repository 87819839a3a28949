"""A risk is greater with its treatment than without.

Finds: risks whose residual likelihood times residual impact is more than likelihood times impact.
Why: ISO/IEC 27001:2022 6.1.2 d): the two ratings use one scale; a treatment that adds risk is no treatment.
Fix: correct the rating that is wrong, or change the treatment.
Wrong when: the treatment does make this risk worse and another much smaller; say so in a waiver.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Risk
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Risk]:
    return iter(dossier.all(Risk))


def check(risk: Risk, dossier: Dossier) -> Iterator[Diagnostic]:
    before = risk.likelihood * risk.impact
    after = (risk.residual_likelihood or risk.likelihood) * (risk.residual_impact or risk.impact)
    if after > before:
        field = "residual_likelihood" if (risk.residual_likelihood or 0) > risk.likelihood else "residual_impact"
        yield RULE.found(
            f"risk {risk.id}, {risk.title}, is rated {after} with its treatment and {before} without",
            risk.at(field),
            Label(risk.at(field.removeprefix("residual_")), "without the treatment"),
            text="with the treatment",
            help="correct the rating that is wrong",
            subject=risk.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
