"""Processing rests on a legitimate interest that nobody has weighed.

Finds: activities with ``legal_basis: legitimate-interests`` that lack ``legitimate_interest``, or in it the
necessity, the balance or the day of the assessment.
Why: GDPR Art. 6(1)(f) and 5(2): the interest, the need and the balance against people's interests are shown.
Fix: write the assessment under ``legitimate_interest``, with ``assessed_on``.
Wrong when: the ground is another one; then correct ``legal_basis``.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from compliance.rules.rule import Rule

PARTS = ("necessity", "balance", "assessed_on")


def subjects(dossier: Dossier) -> Iterator[Activity]:
    return (activity for activity in dossier.all(Activity) if activity.legal_basis == "legitimate-interests")


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    weighed = activity.legitimate_interest
    missing = ["legitimate_interest"] if weighed is None else [p for p in PARTS if not getattr(weighed, p)]
    if missing:
        yield RULE.found(
            f"the activity `{activity.name}` rests on a legitimate interest that is not assessed",
            activity.at("legitimate_interest") if weighed else activity.at("legal_basis"),
            text=f"no {' and no '.join(f'`{field}`' for field in missing)}",
            help="write interest, necessity, balance and `assessed_on` under `legitimate_interest`",
            subject=activity.id,
            key=weighed is not None,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
