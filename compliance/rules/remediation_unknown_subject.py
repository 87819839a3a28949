"""A plan names something that no gap can be about.

Finds: ``subject`` under ``remediation`` of a service description that is no control, criterion, population, supplier,
risk, policy or piece of evidence, and no paper or heading of the readiness pack.
Why: the gap list joins gaps to plans by this word. A plan under a misspelt one is printed beside no gap, and the gap
that it is about prints as one that nobody plans for (SOC 2 CC4.2: shortcomings are followed up).
Fix: use the subject that the gap has in chapter 12 of ``dossier pack soc2``, which prints it where a gap has no plan.
Wrong when: never. That a plan answers no gap any more is no finding: the pack says so, since gaps depend on its period.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from compliance.derive import gap_subjects
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.service import Remediation, ServiceDescription
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Remediation]:
    return (plan for service in dossier.all(ServiceDescription) for plan in service.remediation)


def check(plan: Remediation, dossier: Dossier) -> Iterator[Diagnostic]:
    known = gap_subjects.titles(dossier)
    if plan.subject in known or not gap_subjects.whole(dossier):
        return
    by_plain = {id.casefold(): id for id in sorted(known)}
    close = get_close_matches(plan.subject.casefold(), by_plain, 1, 0.6)
    yield RULE.found(
        f"no gap can be about `{plan.subject}`",
        plan.at("subject"),
        text="this plan is printed beside no gap",
        help=f"did you mean `{by_plain[close[0]]}`?" if close else "chapter 12 of `dossier pack soc2` has the subjects",
        subject=plan.subject,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
