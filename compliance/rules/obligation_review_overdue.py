"""Nobody has looked at an obligation for a year.

Finds: obligations whose ``reviewed_on`` lies more than 366 days back.
Why: ISO/IEC 27001:2022 A.5.31: requirements of law and contract are kept up to date.
Fix: read whether the law or the contract changed, then move ``reviewed_on``.
Wrong when: never.
"""

from collections.abc import Iterator
from datetime import timedelta

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Obligation
from compliance.rules.rule import Rule

AT_LATEST = timedelta(days=366)


def subjects(dossier: Dossier) -> Iterator[Obligation]:
    return iter(dossier.all(Obligation))


def check(obligation: Obligation, dossier: Dossier) -> Iterator[Diagnostic]:
    if dossier.today - obligation.reviewed_on > AT_LATEST:
        yield RULE.found(
            f"the obligation `{obligation.title}` was last reviewed on {obligation.reviewed_on}",
            obligation.at("reviewed_on"),
            text="more than a year ago",
            help="read whether it changed, then move `reviewed_on`",
            subject=obligation.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
