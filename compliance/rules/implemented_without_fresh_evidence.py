"""A control is called implemented and no evidence proves it today.

Finds: control decisions with status ``implemented`` and no evidence, named from either side, that is in date.
Why: ISO/IEC 27001:2022 9.1 and 7.5: what is claimed has to be shown. Such a control counts as partly met, and a
questionnaire's "Yes" becomes "No" with a comment.
Fix: collect evidence, or collect it again; until then the status is ``partially`` with a date.
Wrong when: never; evidence may be as small as a dated export.
"""

from collections.abc import Iterator

from compliance.derive.controls import Proof, state
from compliance.derive.evidence_files import dated_at
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Control]:
    return (c for c in dossier.all(Control) if c.applicable and c.status == "implemented")


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    found = state(control, dossier)
    if found.fresh:
        return
    yield RULE.found(
        f"{control.id} is {found.reason}",
        control.at("status"),
        *(Label(dated_at(proof.evidence), _age(proof)) for proof in found.proofs),
        text="what shows it?",
        help=_way_out(found.proofs),
        subject=control.id,
    )


def _age(proof: Proof) -> str:
    if proof.freshness.state == "future":
        return f"{proof.evidence.id} speaks of a day that is still to come"
    return f"{proof.evidence.id} held until {proof.freshness.expires}"


def _way_out(proofs: tuple[Proof, ...]) -> str:
    if not proofs:
        return "name evidence under `evidence`, or name this control in a record of controls/evidence"
    latest = max(proofs, key=lambda proof: proof.freshness.as_of).evidence
    return f"collect {latest.title!r} again, or set `status: partially` with a date"


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
