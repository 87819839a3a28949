"""What is open: controls that are not in place or not proven, missing documents, nonconformities.

Each gap is a risk in OSCAL's words, with what is planned against it and by when. Assessment results and plan of
action print the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from compliance.documents.text import Text, say
from compliance.oscal.scope import Decided, Scope, proof_uuid, stamp
from compliance.oscal.shared import origins, prop, props, responsible
from compliance.oscal.tree import Tree, line, prose
from compliance.registers.records.assurance import Audit, Nonconformity
from compliance.registers.records.controls import Clause, Risk


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is to be done, by when, and by whom."""

    key: str
    what: Text
    due: date | None
    owner: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, with what is planned against it."""

    kind: Literal["control", "clause", "nonconformity"]
    id: str
    title: Text
    what: Text
    owner: str
    status: Literal["open", "remediating"]
    due: date | None = None
    steps: tuple[Step, ...] = ()
    decided: Decided | None = None


def gaps(scope: Scope) -> tuple[Gap, ...]:
    """Every gap: controls in their order, then clause items, then nonconformities."""
    return (*_controls(scope), *_clauses(scope), *_nonconformities(scope))


def _controls(scope: Scope) -> Iterator[Gap]:
    actions = list(_actions(scope))
    for decided in scope.applicable:
        if decided.standing == "implemented":
            continue
        control = decided.control
        at = (control.at("status"),)
        steps = [step for id, step in actions if id == control.id]
        if control.planned_for:
            wanted = Text(f"{control.id} is in place", (control.at("planned_for"),))
            steps.append(Step("in-place", wanted, control.planned_for, control.owner))
        yield Gap(
            "control",
            control.id,
            Text(f"{decided.named}: {decided.state.reason}", (*decided.named.sources, *at)),
            say(control, "gap") if control.gap else Text(f"{control.id} is {decided.state.reason}.", at),
            control.owner,
            "remediating" if steps else "open",
            control.planned_for,
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
    for audit in scope.dossier.all(Audit):
        for found in audit.nonconformities:
            if found.status != "closed":
                yield _nonconformity(audit, found, scope)


def _nonconformity(audit: Audit, found: Nonconformity, scope: Scope) -> Gap:
    steps = tuple(
        Step(str(number), say(action, "action"), action.due, action.owner, action.done_on is not None)
        for number, action in enumerate(found.actions)
    )
    grade = "" if found.grade in ("observation", "opportunity") else " nonconformity"
    return Gap(
        "nonconformity",
        found.id,
        Text(f"{found.id}: {found.grade}{grade} on {found.requirement}, {audit.title}", (found.at("id"),)),
        say(found, "finding"),
        found.owner,
        "remediating" if steps else "open",
        max((step.due for step in steps if step.due and not step.done), default=None),
        steps,
        scope.by_id.get(found.requirement),
    )


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
        "statement": prose(
            "Until this gap is closed, what the requirement is there to prevent is prevented in part or not at all."
        ),
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
    state = prop("status", "done" if step.done else "open")
    return {
        "uuid": scope.uuid("task", gap.kind, gap.id, step.key),
        "type": "milestone",
        "title": line(step.what),
        "props": props([state]),
        "timing": {"on-date": {"date": stamp(step.due, last=True)}} if step.due else None,
        "responsible-roles": responsible(scope, step.owner),
    }
