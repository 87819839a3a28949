"""The decision on an impact assessment does not fit what the registers show.

Finds: activities as controller with a decision under ``dpia`` whose ``criteria`` lack one that their data, people or
flows show, or state one that they cannot show; and decisions against an assessment for a case of GDPR Art. 35(3) or a
topic of the authority's list.
Why: GDPR Art. 35(1), (3) and (4); guidelines WP248 rev.01: the screening counts nine criteria, and a count that
leaves one out decides on too little.
Fix: correct ``dpia.criteria`` and, with them, the decision and its reason. The document ``dpia-screening`` shows each
answer with the lines behind it.
Wrong when: a flow is declared wider than it is; then correct the flow. Activities as processor are left out, because
their controller assesses; ``dpia-screening`` shows them all the same.
"""

from collections.abc import Iterator

from compliance.derive.screening import screen
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Activity]:
    return (activity for activity in dossier.all(Activity) if activity.dpia and activity.role != "processor")


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    decision = activity.dpia
    if decision is None:
        return
    screened = screen(activity, dossier)
    for answered in screened.differences:
        at = decision.at("criteria") if decision.criteria else decision.at("required")
        yield RULE.found(
            f"the screening of `{activity.name}` differs on “{answered.question.title}”: {answered.difference}",
            at,
            *(Label(place, "shown here") for place in answered.places[:1]),
            text="the criteria stated" if decision.criteria else "no criterion is stated",
            help=f"add or take out `{answered.question.id}` under `dpia.criteria`",
            subject=activity.id,
        )
    for answered in () if decision.required else screened.compelling:
        yield RULE.found(
            f"`{activity.name}` has no impact assessment, although it is a case of “{answered.question.title}”",
            decision.at("required"),
            *(Label(place, "shown here") for place in answered.places[:1]),
            text=answered.reason,
            help="carry the assessment out, then write `required: true` with its reference and day",
            subject=activity.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
