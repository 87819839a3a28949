"""An activity processes special categories of data and nobody decided on an impact assessment.

Finds: activities that name a special category (GDPR Art. 9, 10), or have a running flow that carries one, and
have no ``dpia``.
Why: GDPR Art. 35(3)(b): special categories on a large scale need an assessment, and only a recorded decision
shows that somebody asked; a processor records what it hands to the controller.
Fix: decide, and write `dpia:` with `required` and the reason.
Wrong when: the category is not really processed; take it out of the activity and its flows.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks.taxonomy import label, special
from compliance.graph.dataflow import runs
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity, Flow
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Activity]:
    return (activity for activity in dossier.all(Activity) if any(_where(activity, dossier)))


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    if activity.dpia is None:
        first = next(_where(activity, dossier))
        yield RULE.found(
            f"the activity `{activity.name}` processes special categories, and no decision on an impact assessment "
            "is on record",
            activity.at("id"),
            first,
            text="no `dpia`",
            help="decide, and add `dpia` with `required` and `reason`",
            subject=activity.id,
        )


def _where(activity: Activity, dossier: Dossier) -> Iterator[Label]:
    for index, key in enumerate(activity.categories):
        if special(key):
            yield Label(activity.at("categories", index), label("category", key))
    for flow in dossier.all(Flow):
        if flow.activity == activity.id and runs(flow, dossier.today):
            for index, key in enumerate(flow.data_categories):
                if special(key):
                    yield Label(flow.at("data_categories", index), label("category", key))


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
