"""A waiver has run out.

Finds: waivers whose ``expires`` is before today.
Why: a waiver accepts a finding for a time (ISO/IEC 27001:2022 6.1.3 f). After it the finding counts again, and the
register still reads as if it were accepted.
Fix: mend the finding and take the waiver out, or have it approved again with a new end.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Waiver
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[Waiver, ...]:
    return dossier.all(Waiver)


def check(waiver: Waiver, dossier: Dossier) -> Iterator[Diagnostic]:
    if waiver.expires < dossier.today:
        yield RULE.found(
            f"waiver {waiver.id} of {waiver.code} for {waiver.subject} ended on {waiver.expires}",
            waiver.at("expires"),
            text=f"today is {dossier.today}",
            help=f"mend the finding and take the waiver out, or have {dossier.role(waiver.approved_by)} renew it",
            subject=waiver.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
