"""Special categories of data are processed without a condition.

Finds: activities with a category that the taxonomy marks as special (GDPR Art. 9) and no ``art9_condition``.
Why: GDPR Art. 9(1) forbids it unless a condition of Art. 9(2) holds.
Fix: name the condition; as a processor it is ``controller-instruction``.
Wrong when: the category is not really processed; then take it out of the activity.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.taxonomy import label, special
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Activity]:
    return (activity for activity in dossier.all(Activity) if _special(activity))


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    if activity.art9_condition is None:
        categories = _special(activity)
        yield RULE.found(
            f"the activity `{activity.name}` processes special categories without a condition of GDPR Art. 9(2)",
            activity.at("categories", activity.categories.index(categories[0])),
            text=", ".join(label("category", key) for key in categories),
            help="add `art9_condition`; as a processor it is `controller-instruction`",
            subject=activity.id,
        )


def _special(activity: Activity) -> list[str]:
    return [key for key in activity.categories if special(key) == "art9"]


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
