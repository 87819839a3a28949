"""The component definition: systems and suppliers as components, and what the company says of controls on each."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.documents.text import Text, each, fixed, joined, say
from compliance.oscal.scope import Decided, Scope
from compliance.oscal.shared import (
    PROFILE,
    catalog_file,
    metadata,
    prop,
    props,
    responsible,
    standing,
    statement,
)
from compliance.oscal.tree import Tree, line, prose
from compliance.registers.records.flows import System
from compliance.registers.records.vendors import Vendor

TYPES = {
    "application": "software",
    "process": "software",
    "control": "software",
    "datastore": "software",
    "vendor-service": "service",
}
"""OSCAL's type of a component by the kind of a system."""

REMARKS = (
    "Statements are the company's own on its controls; a component has those that name it. None is a statement by a "
    "supplier. A control is implemented here only where evidence holds on the day of the document."
)


def component_definition(scope: Scope) -> Tree:
    """Content of the component definition. There must be a control that applies."""
    records = [(record, scope.controls_of(record)) for record in scope.components]
    return {
        "metadata": metadata(scope, "components and the controls on them", REMARKS),
        "components": [_whole(scope), *(_component(record, found, scope) for record, found in records)],
    }


def _whole(scope: Scope) -> Tree:
    company = scope.dossier.company
    return {
        "uuid": scope.uuid("component", "management-system"),
        "type": "process-procedure",
        "title": line(f"Information security management of {company.legal_name}"),
        "description": prose("Policies, procedures and decisions of the whole company."),
        "control-implementations": [
            _implementation("management-system", PROFILE, scope.applicable, scope),
            *_not_applicable(scope),
        ],
    }


def _not_applicable(scope: Scope) -> Iterable[Tree]:
    """Controls that are left out: the profile does not have them, so that they are said of their catalog."""
    for name in dict.fromkeys(d.catalog for d in scope.decided):
        left_out = [d for d in scope.decided if d.catalog == name and not d.control.applicable]
        if left_out:
            yield _implementation("left-out", catalog_file(name), left_out, scope)


def _component(record: System | Vendor, controls: tuple[Decided, ...], scope: Scope) -> Tree:
    kind = "system" if isinstance(record, System) else "vendor"
    said = _implementation(f"{kind}/{record.id}", PROFILE, controls, scope) if controls else None
    return {
        "uuid": scope.component_uuid(record),
        **described(record, scope),
        "control-implementations": [said],
    }


def described(record: System | Vendor, scope: Scope) -> dict[str, Tree]:
    """Type, title, description and properties of a component, the same wherever it stands."""
    kind = "system" if isinstance(record, System) else "vendor"
    named = props([prop("register-id", Text(record.id, (record.at("id"),))), prop("register-kind", kind)])
    return {
        "type": TYPES[record.kind] if isinstance(record, System) else "service",
        "title": line(_title(record)),
        "description": prose(_description(record)),
        "props": named,
        "responsible-roles": responsible(scope, record.owner),
    }


def _title(record: System | Vendor) -> Text:
    """A supplier and its service often have one name; the supplier says that it is one."""
    name = say(record, "name")
    return name if isinstance(record, System) else Text(f"{name}, supplier", name.sources)


def _description(record: System | Vendor) -> Text:
    if isinstance(record, System):
        return say(record, "description")
    return joined([fixed("Supplier of"), joined(each(record, "services"))], " ")


def _implementation(name: str, source: str, controls: Iterable[Decided], scope: Scope) -> Tree:
    return {
        "uuid": scope.uuid("control-implementation", name, source),
        "source": source,
        "description": prose("As the Statement of Applicability and the control register have it."),
        "implemented-requirements": [_requirement(name, decided, scope) for decided in controls],
    }


def _requirement(name: str, decided: Decided, scope: Scope) -> Tree:
    control = decided.control
    said = statement(decided) if control.applicable else prose(say(control, "exclusion_reason"))
    return {
        "uuid": scope.uuid("implemented-requirement", name, control.id),
        "control-id": decided.id,
        "description": said,
        "props": standing(decided),
        "responsible-roles": responsible(scope, control.owner),
    }
