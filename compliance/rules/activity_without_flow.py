"""A processing activity has no data flow, so its recipients and transfers cannot be worked out.

Finds: activities that no running flow names under ``activity``.
Why: GDPR Art. 30(1)(d), (e) and 30(2)(c): recipients and transfers are printed from the flows; an activity
without one would print that nobody receives its data.
Fix: write ``activity:`` on the flows that belong to it, or record the flows.
Wrong when: the data is entered and stays in one system for good; then a flow from the people to it is missing.
"""

from collections.abc import Iterator

from compliance.derive.recipients import flows_of
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Activity]:
    return iter(dossier.all(Activity))


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    if not flows_of(activity, dossier):
        yield RULE.found(
            f"no running flow belongs to the activity `{activity.name}`",
            activity.at("id"),
            text="its recipients and transfers cannot be worked out",
            help=f"write `activity: {activity.id}` on its flows in dataflows/flows/",
            subject=activity.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
