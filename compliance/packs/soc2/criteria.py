"""What chapters of the SOC 2 pack ask again and again: criteria in scope, their controls, how often, how tested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.derive.controls import Verdict
from compliance.derive.coverage import Coverage, RequirementState, coverage
from compliance.diagnostics import Place
from compliance.documents.text import Text, fixed, say
from compliance.frameworks.catalog import annex_a, frameworks
from compliance.frameworks.readiness import tests
from compliance.packs.chapters import Gap
from compliance.packs.common.pieces import gap
from compliance.packs.items import Item
from compliance.packs.manifest import ControlState
from compliance.packs.scope import Scope
from compliance.registers.order import natural
from compliance.registers.records.assurance import Audit
from compliance.registers.records.company import Mapping
from compliance.registers.records.controls import Control
from compliance.registers.records.service import ServiceDescription

STATES: dict[Verdict, str] = {
    "met": "In place",
    "partly": "In part",
    "not": "Not in place",
    "excluded": "Excluded",
}
"""What may be said about a criterion: whether its controls are in force with evidence in date, and no more."""

NONE = fixed("\N{EN DASH}")

MAPPED = (
    "Which controls of ISO/IEC 27001 Annex A help to meet which criterion is the company's own judgement; neither "
    "AICPA nor ISO has looked at it. “Adopted” is the mapping that this program proposes, “extended” has controls of "
    "the company's choice beside it, “chosen” has them in its place (“mappings” in dossier.yaml)."
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


def states(scope: Scope) -> Iterator[ControlState]:
    """How every criterion in scope stands."""
    for row in in_scope(scope):
        id, apart = row.requirement.id, irrelevant(scope, row.requirement.id)
        yield ControlState(
            id=id,
            title=row.requirement.title,
            status="Declared not relevant" if apart else STATES[row.verdict],
            evidence=tuple(item.id for item in scope.items if id in item.evidence.criteria),
        )


def because(row: RequirementState) -> str:
    """Why a criterion stands as it does, in words that do not say that it is met."""
    if row.verdict == "met":
        return "every control is in force, with evidence in date"
    return row.reason


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


def frequency(control: Control) -> Text:
    """How often a control is carried out."""
    if control.frequency is None:
        return Text("not stated", (control.at("id"),), "open")
    return say(control, "frequency", control.frequency.replace("-", " ").capitalize())


def tested(control: Control, scope: Scope) -> tuple[Text, ...]:
    """How the company has tested a control, as the registers show it: samples, settings read, exercises, audits."""
    found = [text for item in scope.of_control(control) if item.fate != "withheld" for text in _test(item)]
    found += _audited(control, scope)
    return tuple(found)


def _test(item: Item) -> Iterator[Text]:
    evidence, day = item.evidence, item.freshness.as_of.isoformat()
    if evidence.sample:
        count = len(evidence.sample.exceptions)
        failed = "no exception" if not count else "1 exception" if count == 1 else f"{count} exceptions"
        words = f"Sample of {evidence.sample.size} from {evidence.sample.of}, {failed}"
        yield Text(words, (evidence.at("sample"),))
    elif evidence.kind == "configuration":
        yield Text(f"Setting read {day}", (evidence.place,))
    elif evidence.type in tests():
        yield Text(f"{tests()[evidence.type]} {day}", (evidence.at("type"),))


def _audited(control: Control, scope: Scope) -> list[Text]:
    """The latest audit that looked at the control."""
    looked = [audit for audit in scope.dossier.all(Audit) if control.id in audit.controls]
    latest = max(looked, key=lambda audit: audit.performed_on, default=None)
    return [Text(f"Audit {latest.id}, {latest.performed_on}", (latest.at("controls"),))] if latest else []


def lacks(scope: Scope, subject: str, message: str, owner: Text | None = None, *places: Place) -> Gap:
    """A gap that a plan to mend it may name by its subject."""
    return replace(gap(scope, message, owner, *places), subject=subject)


def of_criteria(scope: Scope, *starts: str) -> tuple[Item, ...]:
    """Evidence that names a criterion that begins so."""
    return tuple(item for item in scope.items if any(c.startswith(starts) for c in item.evidence.criteria))
