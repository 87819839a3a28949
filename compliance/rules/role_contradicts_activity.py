"""A flow gives the company another role than the activity that it belongs to.

Finds: running flows of an activity in which the company is processor that name a ground of their own in Article
6, or leave a system as `controller`; and flows of its own activities with `controller-instruction`, or that leave
a system as `processor`. Activities whose ``legal_basis`` does not fit their ``role`` are found too.
Why: one role an activity and contract (GDPR Art. 4(7), 4(8), 28(10)): it decides on the record (Art. 30(1) or
30(2)), on the module of the Standard Contractual Clauses, and on who tells people.
Fix: correct the flow, or move it to the activity that it serves.
Wrong when: data leaves on behalf of somebody else than the company; then it is a flow of another activity.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dataflow import runs
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity, Flow, System
from compliance.rules.rule import Rule

INSTRUCTION = "controller-instruction"


def subjects(dossier: Dossier) -> Iterator[Activity | Flow]:
    yield from dossier.all(Activity)
    for flow in dossier.all(Flow):
        if runs(flow, dossier.today) and dossier.get(Activity, flow.activity):
            yield flow


def check(subject: Activity | Flow, dossier: Dossier) -> Iterator[Diagnostic]:
    if isinstance(subject, Activity):
        yield from _activity(subject)
        return
    activity = dossier.get(Activity, subject.activity)
    if activity is not None:
        yield from _ground(subject, activity)
        yield from _exporter(subject, activity, dossier)


def _activity(activity: Activity) -> Iterator[Diagnostic]:
    if activity.legal_basis and (activity.legal_basis == INSTRUCTION) != (activity.role == "processor"):
        yield RULE.found(
            f"the activity `{activity.name}` rests on {activity.legal_basis}, which a {activity.role} "
            f"{'cannot' if activity.legal_basis == INSTRUCTION else 'does not'} rest on",
            activity.at("legal_basis"),
            Label(activity.at("role"), f"the company is {activity.role}"),
            text=activity.legal_basis,
            help=f"`{INSTRUCTION}` belongs to `role: processor` and to no other",
            subject=activity.id,
        )


def _ground(flow: Flow, activity: Activity) -> Iterator[Diagnostic]:
    if flow.legal_basis and (flow.legal_basis == INSTRUCTION) != (activity.role == "processor"):
        yield RULE.found(
            f"flow {flow.number} rests on {flow.legal_basis}; in `{activity.name}` the company is {activity.role}",
            flow.at("legal_basis"),
            Label(activity.at("role"), f"the company is {activity.role}"),
            text="of another role",
            help="correct the ground, or move the flow to the activity that it serves",
            subject=flow.id,
        )


def _exporter(flow: Flow, activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    """The role in which data leaves a system. What people give themselves, they give in no role of ours."""
    source = dossier.get(System, flow.from_)
    if source is None or source.kind == "data-subject":
        return
    allowed = ("processor", "sub-processor") if activity.role == "processor" else ("controller",)
    if flow.exporter_role not in allowed:
        yield RULE.found(
            f"flow {flow.number} leaves as {flow.exporter_role}; in `{activity.name}` the company is {activity.role}",
            flow.at("exporter_role"),
            Label(activity.at("role"), f"the company is {activity.role}"),
            text="another role",
            help="correct the role, or move the flow to the activity that it serves",
            subject=flow.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
