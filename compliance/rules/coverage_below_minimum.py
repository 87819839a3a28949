"""A framework in scope is met to a smaller part than the company demands of itself.

Finds: frameworks whose requirements met, in per cent of those in scope, are fewer than ``minimum_coverage`` in
dossier.yaml, or than the minimum that the command line gives.
Why: ISO/IEC 27001:2022 9.1 and 6.1.3: the company decides what it measures and what is good enough. This is the gate
that keeps a control from being lost unnoticed.
Fix: implement what is missing, or renew the evidence that ran out.
Wrong when: never; a minimum may be lowered, by a change that somebody reviews.
"""

from collections.abc import Iterator

from compliance.derive.coverage import Coverage, coverage
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule

SHOWN = 5
"""How many of the requirements that are not met a finding names."""


def subjects(dossier: Dossier) -> tuple[Coverage, ...]:
    return coverage(dossier)


def check(found: Coverage, dossier: Dossier) -> Iterator[Diagnostic]:
    if found.percent >= found.minimum:
        return
    counts, ordered = found.counts, found.minimum != found.scope.minimum_coverage
    yield RULE.found(
        f"{found.framework.title} is met to {found.percent:g} %, and the minimum is {found.minimum:g} %:"
        f" {counts['met']} of {found.in_scope} requirements in scope are met, {counts['partly']} partly,"
        f" {counts['not']} not",
        found.scope.at("minimum_coverage"),
        text=f"the command line asks for {found.minimum:g}" if ordered else "",
        help=f"not met: {_gaps(found)}",
        subject=found.scope.id,
    )


def _gaps(found: Coverage) -> str:
    short = [row.requirement.id for row in found.rows if row.verdict in ("partly", "not")]
    more = len(short) - SHOWN
    return ", ".join(short[:SHOWN]) + (f" and {more} more" if more > 0 else "")


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
