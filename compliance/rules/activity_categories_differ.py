"""A processing activity names other categories of data than its flows carry.

Finds: activities with a running flow that carries a category that they do not name, or name no parent of; and
activities that name a category which none of their flows carries and none of their systems holds.
Why: records of processing and Annex I.B print the activity's categories, the data-flow map those of the flows
(GDPR Art. 30(1)(c)); each must have every category and none that is not there.
Fix: add the category to the activity, take it out, or correct the flow.
Wrong when: the category arises inside a system and never moves; list it under the system's `holds`.
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
    missing: dict[str, Label] = {}
    for flow in flows:
        for index, key in enumerate(flow.data_categories):
            if not any(_below(key, named) for named in activity.categories):
                missing.setdefault(key, Label(flow.at("data_categories", index), f"on flow {flow.number}"))
    for key, at in missing.items():
        yield RULE.found(
            f"the activity `{activity.name}` does not name {label('category', key).lower()}, which its flows carry",
            activity.at("categories"),
            at,
            text=f"without `{key}`",
            help=f"add `{key}`, or take it out of the flow",
            subject=activity.id,
        )
    yield from _extra(activity, flows, dossier)


def _extra(activity: Activity, flows: list[Flow], dossier: Dossier) -> Iterator[Diagnostic]:
    """Categories that the activity names and that are nowhere in it. A parent key may stand for any child."""
    present = {key for flow in flows for key in flow.data_categories}
    for id in activity.systems:
        system = dossier.get(System, id)
        present.update(holding.category for holding in (system.holds if system else ()))
    for index, key in enumerate(activity.categories):
        if not any(_below(key, other) or _below(other, key) for other in present):
            yield RULE.found(
                f"the activity `{activity.name}` names {label('category', key).lower()}, and neither its flows nor "
                "its systems have it",
                activity.at("categories", index),
                text="nowhere in its flows",
                help="take it out, or add the flow that brings it",
                subject=activity.id,
            )


def _below(key: str, other: str) -> bool:
    return key == other or key.startswith(f"{other}.")


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
