"""What is open: controls that are not in place or not proven, missing documents, nonconformities, and what is planned
for readiness.

Each gap is a risk in OSCAL's words, with what is planned against it and by when. Assessment results and plan of
action print the same ones. Plans come from where the SOC 2 readiness pack takes them: ``remediation`` of the service
descriptions goes before the control's own date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from compliance.derive import gap_subjects
from compliance.documents.text import Text, say
from compliance.frameworks.catalog import SOC2
from compliance.oscal.scope import Decided, Scope, proof_uuid, stamp
from compliance.oscal.shared import origins, prop, props, responsible
from compliance.oscal.tree import Tree, line, prose
from compliance.registers.records.assurance import Audit, Nonconformity
from compliance.registers.records.controls import Clause, Risk
from compliance.registers.records.service import Remediation, ServiceDescription


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is to be done, by when, and by whom."""

    key: str
    what: Text
    due: date | None
    owner: str
    state: Literal["open", "in-progress", "done"] = "open"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, with what is planned against it."""

    kind: Literal["control", "clause", "nonconformity", "readiness"]
    id: str
    title: Text
    what: Text
    owner: str
    status: Literal["open", "remediating"]
    due: date | None = None
    steps: tuple[Step, ...] = ()
    decided: Decided | None = None


def gaps(scope: Scope) -> tuple[Gap, ...]:
    """Every gap: controls in their order, then clause items, nonconformities, and what readiness asks for beside."""
    return (*_controls(scope), *_clauses(scope), *_nonconformities(scope), *_readiness(scope))


def _plans(scope: Scope) -> dict[str, Remediation]:
    """Plans of the service descriptions by subject; of two the first, as ``remediation-twice`` has it."""
    found: dict[str, Remediation] = {}
    for described in scope.dossier.all(ServiceDescription):
        for plan in described.remediation:
            found.setdefault(plan.subject, plan)
    return found


def _planned(plan: Remediation) -> Step:
    return Step("remediation", say(plan, "action"), plan.due, plan.owner, plan.status)


def _status(steps: Sequence[Step]) -> Literal["open", "remediating"]:
    """Remediating where something is still to be done: what was reported done did not close the gap."""
    return "remediating" if any(step.state != "done" for step in steps) else "open"


def _controls(scope: Scope) -> Iterator[Gap]:
    actions, plans = list(_actions(scope)), _plans(scope)
    for decided in scope.applicable:
        if decided.standing == "implemented":
            continue
        control = decided.control
        at = (control.at("status"),)
        plan = plans.get(control.id)
        steps = [_planned(plan)] if plan else []
        steps += [step for id, step in actions if id == control.id]
        if control.planned_for:
            wanted = Text(f"{control.id} is in place", (control.at("planned_for"),))
            steps.append(Step("in-place", wanted, control.planned_for, control.owner))
        yield Gap(
            "control",
            control.id,
            Text(f"{decided.named}: {decided.state.reason}", (*decided.named.sources, *at)),
            say(control, "gap") if control.gap else Text(f"{control.id} is {decided.state.reason}.", at),
            control.owner,
            _status(steps),
            plan.due if plan and plan.status != "done" else control.planned_for,
            tuple(steps),
            decided,
        )


def _actions(scope: Scope) -> Iterator[tuple[str, Step]]:
    """Open actions of the risk treatment plan, by the control that they are about."""
    for risk in scope.dossier.all(Risk):
        for number, action in enumerate(risk.actions):
            if action.control and action.status in ("open", "in-progress"):
                yield action.control, Step(f"{risk.id}/{number}", say(action, "action"), action.due, action.owner)


def _clauses(scope: Scope) -> Iterator[Gap]:
    for clause in scope.dossier.all(Clause):
        if clause.status != "present":
            title = Text(f"{clause.requirement} is {clause.status}", (clause.at("status"),))
            yield Gap("clause", clause.id, title, say(clause, "statement"), clause.owner, "open")


def _nonconformities(scope: Scope) -> Iterator[Gap]:
    plans = _plans(scope)
    for audit in scope.dossier.all(Audit):
        for found in audit.nonconformities:
            if found.status != "closed":
                yield _nonconformity(audit, found, plans.get(gap_subjects.headed("finding", found.id)), scope)


def _nonconformity(audit: Audit, found: Nonconformity, plan: Remediation | None, scope: Scope) -> Gap:
    steps = (
        *((_planned(plan),) if plan else ()),
        *(
            Step(str(number), say(action, "action"), action.due, action.owner, "done" if action.done_on else "open")
            for number, action in enumerate(found.actions)
        ),
    )
    grade = "" if found.grade in ("observation", "opportunity") else " nonconformity"
    return Gap(
        "nonconformity",
        found.id,
        Text(f"{found.id}: {found.grade}{grade} on {found.requirement}, {audit.title}", (found.at("id"),)),
        say(found, "finding"),
        found.owner,
        _status(steps),
        max((step.due for step in steps if step.due and step.state != "done"), default=None),
        steps,
        scope.by_id.get(found.requirement),
    )


def _readiness(scope: Scope) -> Iterator[Gap]:
    """What is planned and not done about criteria, populations, suppliers and papers, where SOC 2 is in scope.

    Whether such a gap still stands depends on a period: the readiness pack says it, and this says what is planned.
    """
    if all(framework.id != SOC2 for framework in scope.frameworks):
        return
    titles = gap_subjects.titles(scope.dossier)
    findings = {gap_subjects.headed("finding", n.id) for a in scope.dossier.all(Audit) for n in a.nonconformities}
    for subject, plan in _plans(scope).items():
        if subject not in scope.by_id and subject not in findings and plan.status != "done":
            at = (plan.at("subject"),)
            title = titles.get(subject, subject)
            words = f"The plan for readiness is about this: {title}. The SOC 2 readiness pack says what is missing."
            named = Text(f"Readiness for SOC 2: {title}", at)
            step = _planned(plan)
            yield Gap("readiness", subject, named, Text(words, at), plan.owner, _status((step,)), plan.due, (step,))


UNPREVENTED = "Until this gap is closed, what the requirement is there to prevent is prevented in part or not at all."
UNREADY = "Until this gap is closed, an examiner of SOC 2 cannot be shown what criteria in scope rest on."


def risk_uuid(gap: Gap, scope: Scope) -> str:
    """The id of the risk that a gap is."""
    return scope.uuid("risk", gap.kind, gap.id)


def risk(gap: Gap, scope: Scope, observed: bool) -> Tree:
    """A gap as OSCAL's risk. ``observed`` where the document holds the observations too."""
    proofs = gap.decided.state.proofs if gap.decided and gap.kind == "control" and observed else ()
    return {
        "uuid": risk_uuid(gap, scope),
        "title": line(gap.title),
        "description": prose(gap.what),
        "statement": prose(UNREADY if gap.kind == "readiness" else UNPREVENTED),
        "props": props([prop("owner", scope.dossier.role(gap.owner)), prop("register-id", gap.id)]),
        "status": gap.status,
        "origins": origins(scope, gap.owner),
        "deadline": stamp(gap.due, last=True) if gap.due else None,
        "remediations": [_remediation(gap, scope)] if gap.steps else [],
        "related-observations": [{"observation-uuid": proof_uuid(scope, p.evidence)} for p in proofs],
    }


def _remediation(gap: Gap, scope: Scope) -> Tree:
    return {
        "uuid": scope.uuid("remediation", gap.kind, gap.id),
        "lifecycle": "planned",
        "title": line(f"What is planned on {gap.id}"),
        "description": prose("As the registers have it: each step with its date and the role that answers for it."),
        "tasks": [_task(step, gap, scope) for step in gap.steps],
    }


def _task(step: Step, gap: Gap, scope: Scope) -> Tree:
    state = prop("status", step.state)
    return {
        "uuid": scope.uuid("task", gap.kind, gap.id, step.key),
        "type": "milestone",
        "title": line(step.what),
        "props": props([state]),
        "timing": {"on-date": {"date": stamp(step.due, last=True)}} if step.due else None,
        "responsible-roles": responsible(scope, step.owner),
    }
