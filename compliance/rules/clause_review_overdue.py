"""A clause item was to be reviewed by a day that has passed.

Finds: records of ``controls/clauses.yaml`` whose ``next_review`` is before today.
Why: ISO/IEC 27001:2022 7.5.2 c): documented information is reviewed for suitability and adequacy.
Fix: review it, and set ``reviewed_on`` and ``next_review``.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Clause
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[Clause, ...]:
    return dossier.all(Clause)


def check(clause: Clause, dossier: Dossier) -> Iterator[Diagnostic]:
    if clause.next_review < dossier.today:
        yield RULE.found(
            f"the review of {clause.id} was due on {clause.next_review}",
            clause.at("next_review"),
            text=f"today is {dossier.today}",
            help=f"{dossier.role(clause.owner)} reviews it; then set `reviewed_on` and `next_review`",
            subject=clause.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
