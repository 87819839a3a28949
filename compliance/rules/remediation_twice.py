"""Two plans are about the same gap.

Finds: ``subject`` under ``remediation`` that an earlier plan of the service descriptions has already.
Why: a gap is joined to one plan, the first. Action, owner and date of the second are printed nowhere.
Fix: make one plan of the two, with one owner and one date.
Wrong when: never.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.service import Remediation, ServiceDescription
from compliance.rules.rule import Rule


class Planned(NamedTuple):
    """A plan, and the earlier one with the same subject."""

    plan: Remediation
    first: Remediation | None


def subjects(dossier: Dossier) -> Iterator[Planned]:
    first: dict[str, Remediation] = {}
    for service in dossier.all(ServiceDescription):
        for plan in service.remediation:
            yield Planned(plan, first.get(plan.subject))
            first.setdefault(plan.subject, plan)


def check(planned: Planned, dossier: Dossier) -> Iterator[Diagnostic]:
    plan, first = planned
    if first:
        yield RULE.found(
            f"`{plan.subject}` has a plan already",
            plan.at("subject"),
            Label(first.at("subject"), "this one is printed"),
            text="this one is not",
            help="make one plan of the two",
            subject=plan.subject,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
