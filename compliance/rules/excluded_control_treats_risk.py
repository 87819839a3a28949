"""A risk is treated with a control that does not apply.

Finds: controls with ``applicable: false`` that a risk names under ``controls``, or that name a risk themselves.
Why: ISO/IEC 27001:2022 6.1.3 b) and d): what treats a risk is necessary. Either the risk is not treated, or the
control is not excluded.
Fix: include the control, or treat the risk in another way and rate it again.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.registers.references import Reference
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Control]:
    return (control for control in dossier.all(Control) if not control.applicable)


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    for named in _by_risks(control, dossier):
        risk = named.id if named.kind == "risk" else named.to_id
        yield RULE.found(
            f"{risk} is treated with {control.id}, which is left out",
            named.place,
            Label(control.at("applicable"), f"{control.id} does not apply"),
            help=f"include {control.id}, or treat {risk} in another way and rate it again",
            subject=control.id,
        )


def _by_risks(control: Control, dossier: Dossier) -> Iterator[Reference]:
    """Where a risk and the control are tied to each other, from either side."""
    yield from dossier.links.into("control", control.id, by="risk", field="controls")
    yield from (r for r in dossier.links.out("control", control.id) if r.to_kind == "risk")


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
