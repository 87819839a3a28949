"""What chapters of the SOC 2 pack ask again and again: criteria in scope, their controls, how often, how tested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from compliance.derive.controls import Verdict, state
from compliance.derive.coverage import Coverage, RequirementState, coverage
from compliance.diagnostics import Place
from compliance.documents.text import Text, fixed, say
from compliance.frameworks.catalog import annex_a, frameworks
from compliance.frameworks.readiness import tests
from compliance.packs.chapters import Gap
from compliance.packs.common.pieces import gap
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.packs.soc2 import findings
from compliance.registers.order import natural
from compliance.registers.records.company import Mapping
from compliance.registers.records.controls import Control
from compliance.registers.records.service import ServiceDescription

STATES: dict[Verdict, str] = {
    "met": "In place",
    "partly": "In part",
    "not": "Not in place",
    "excluded": "Excluded",
}
"""What may be said about a criterion: how its controls and what belongs to them stand, and no more."""

COMMON = "Common criteria"
"""The group of criteria that every examination is about."""

NONE = fixed("\N{EN DASH}")

MAPPED = (
    "Which controls of ISO/IEC 27001 Annex A help to meet which criterion is the company's own judgement; neither "
    "AICPA nor ISO has looked at it. “Adopted” is a mapping that the company was offered and took as it is, “extended” "
    "has controls of its own choice beside it, “chosen” has them in its place, with the reason."
)


def covered(scope: Scope) -> Coverage:
    """The coverage of the pack's framework."""
    kept, key = scope.dossier.kept, ("packs.soc2.covered", scope.kind.framework)
    if key not in kept:
        kept[key] = next(found for found in coverage(scope.dossier) if found.framework.id == scope.kind.framework)
    found = kept[key]
    assert isinstance(found, Coverage), "the key is this function's own"
    return found


def categories(scope: Scope) -> tuple[str, ...]:
    """The categories in scope: those that the project names, else all."""
    found = covered(scope)
    return found.scope.categories or found.framework.groups


def in_scope(scope: Scope) -> tuple[RequirementState, ...]:
    """Criteria of the categories in scope, in their order."""
    groups = categories(scope)
    return tuple(row for row in covered(scope).rows if row.requirement.group in groups)


def relied_on(scope: Scope) -> tuple[Control, ...]:
    """Every control that helps to meet a criterion in scope, once, in the order of ids."""
    found = {control.id: control for row in in_scope(scope) for control in row.controls}
    return tuple(found[id] for id in sorted(found, key=natural))


def met_by(control: Control, scope: Scope) -> tuple[str, ...]:
    """Criteria in scope that a control helps to meet."""
    return tuple(row.requirement.id for row in in_scope(scope) if control in row.controls)


def because(row: RequirementState, scope: Scope) -> str:
    """How the controls of a criterion stand, in words that do not say that it is met."""
    if row.verdict == "excluded":
        return row.reason
    left = [f"{control.id} is excluded{_instead(control, scope)}" for control in row.controls if not control.applicable]
    if row.verdict == "met":
        every = "every applicable control" if left else "every control"
        return "; ".join((f"{every} is in force, with evidence in date", *left))
    decided = {control.id for control in row.controls}
    missing = ", ".join(id for id in row.requirement.controls if id not in decided)
    short = [words for control in row.controls if (words := _short(control, scope))]
    return "; ".join((*short, *([f"no decision on {missing}"] if missing else ()), *left)) or row.reason


def _instead(control: Control, scope: Scope) -> str:
    """Which control of a subservice organisation stands for an excluded one."""
    found = ", ".join(
        c.id
        for d in services(scope)
        for s in d.subservice_organisations
        for c in s.controls
        if control.id in c.controls
    )
    return f", {found} stands for it" if found else ""


def _short(control: Control, scope: Scope) -> str:
    """What keeps a control from being in force with evidence in date; empty where nothing does."""
    found = state(control, scope.dossier)
    if found.verdict == "not":
        return f"{control.id} is not in place ({found.reason})"
    if found.verdict != "partly":
        return ""
    return f"{control.id} is in place in part" if control.status == "partially" else f"{control.id}: {found.reason}"


def chosen(scope: Scope, criterion: str) -> Mapping | None:
    """The mapping of a criterion that the company chose in place of the program's."""
    return next((m for m in covered(scope).scope.mappings if m.requirement == criterion), None)


def ours(scope: Scope, criterion: str) -> tuple[str, ...]:
    """Controls that the program's own mapping has for a criterion."""
    shipped = frameworks().get(scope.kind.framework)
    found = shipped.get(criterion) if shipped else None
    return found.controls if found else ()


def services(scope: Scope) -> tuple[ServiceDescription, ...]:
    """The services that are described."""
    return scope.dossier.all(ServiceDescription)


def irrelevant(scope: Scope, criterion: str) -> Text:
    """Why a service description declares a criterion not relevant (DC 8); empty where none does."""
    found = (c for described in services(scope) for c in described.criteria_not_relevant if c.criterion == criterion)
    return next((say(c, "reason") for c in found), Text(""))


def title(control: Control) -> Text:
    """The title of a control: its own, or that of Annex A."""
    known = annex_a().get(control.id)
    return Text(known.title, (control.at("id"),)) if known else say(control, "title")


def tested(control: Control, scope: Scope) -> tuple[Text, ...]:
    """What was looked at to test a control, with the result: samples, settings, exercises, audits.

    Evidence that is out of date, missing or changed tests nothing."""
    items = (item for item in scope.of_control(control) if item.fate != "withheld" and item.holds)
    found = {text.value: text for item in items for text in _test(item)}
    found |= {text.value: text for text in findings.audited(control, scope)}
    return tuple(found.values())


def _test(item: Item) -> Iterator[Text]:
    evidence, day = item.evidence, item.freshness.as_of.isoformat()
    if evidence.sample:
        count = len(evidence.sample.exceptions)
        failed = "no exception" if not count else "1 exception" if count == 1 else f"{count} exceptions"
        words = f"Sample of {evidence.sample.size} from {evidence.sample.of}, {failed}"
        yield Text(words, (evidence.at("sample"),))
    elif evidence.kind == "configuration":
        yield Text(f"Settings inspected {day}" + (" (after the period)" if item.after else ""), (evidence.place,))
    elif evidence.type in tests():
        yield Text(f"{tests()[evidence.type]} {day}", (evidence.at("type"),))


def lacks(
    scope: Scope,
    subject: str,
    message: str,
    owner: Text | None = None,
    *places: Place,
    criteria: Iterable[str] = (),
) -> Gap:
    """A gap that a plan to mend it may name by its subject, with the criteria that rest on what is missing."""
    return replace(gap(scope, message, owner, *places), subject=subject, criteria=tuple(criteria))


def of_criteria(scope: Scope, *starts: str) -> tuple[Item, ...]:
    """Evidence that names a criterion that begins so."""
    return tuple(item for item in scope.items if any(c.startswith(starts) for c in item.evidence.criteria))
