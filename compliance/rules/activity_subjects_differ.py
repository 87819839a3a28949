"""A processing activity names other data subjects than its flows are about.

Finds: activities whose ``subjects`` are not those of their running flows, together with those of the data that
their systems hold: one that a flow is about is missing, or one is named that is nowhere.
Why: GDPR Art. 30(1)(c), Annex I.B of the DPA and privacy notices name whom data is about; somebody left out is
somebody who was not told.
Fix: add the subject to the activity, take it out, or correct the flow.
Wrong when: never; a category of people is either concerned or not.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks.taxonomy import label
from compliance.graph.dataflow import runs
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity, Flow, System
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Activity]:
    with_flows = {flow.activity for flow in dossier.all(Flow) if runs(flow, dossier.today)}
    return (activity for activity in dossier.all(Activity) if activity.id in with_flows)


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    flows = [f for f in dossier.all(Flow) if f.activity == activity.id and runs(f, dossier.today)]
    told: dict[str, Label] = {}
    for flow in flows:
        for index, key in enumerate(flow.data_subjects):
            told.setdefault(key, Label(flow.at("data_subjects", index), f"on flow {flow.number}"))
    for key, at in told.items():
        if key not in activity.subjects:
            yield RULE.found(
                f"the activity `{activity.name}` does not name {label('subject', key).lower()}, whom its flows are "
                "about",
                activity.at("subjects"),
                at,
                text=f"without `{key}`",
                help=f"add `{key}`, or take it out of the flow",
                subject=activity.id,
            )
    systems = (dossier.get(System, id) for id in activity.systems)
    held = {key for system in systems if system for holding in system.holds for key in holding.subjects}
    for index, key in enumerate(activity.subjects):
        if key not in told and key not in held:
            yield RULE.found(
                f"the activity `{activity.name}` names {label('subject', key).lower()}, and neither its flows nor "
                "its systems are about them",
                activity.at("subjects", index),
                text="nowhere in its flows",
                help="take it out, or add the flow that is about them",
                subject=activity.id,
            )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
