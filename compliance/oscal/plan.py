"""The system security plan and the assessment plan: what results and milestones stand on.

OSCAL's results import a plan, and a plan imports the description of a system. So both are written, and no
reference leads nowhere.
"""

from __future__ import annotations

from compliance.documents.text import Text, fixed, say
from compliance.oscal import ids
from compliance.oscal.components import described
from compliance.oscal.scope import Decided, Scope, Standing
from compliance.oscal.shared import PROFILE, SYSTEM, metadata, prop, props, responsible, selection, statement
from compliance.oscal.tree import Tree, line, prose, string
from compliance.registers.records.company import Role
from compliance.registers.records.service import ServiceDescription

METHOD = (
    "Derived from the registers on the day of the document. A control counts as satisfied only where the decision "
    "says that it is implemented and at least one piece of its evidence is in date and unchanged. Planned and partly "
    "implemented controls, and those whose evidence is out of date, are not satisfied. No assessor of another "
    "company took part."
)


def system_security_plan(scope: Scope) -> Tree:
    """Content of the system security plan. There must be a control that applies."""
    return {
        "metadata": metadata(scope, "system and controls", "Made from the registers of the company."),
        "import-profile": {"href": PROFILE},
        "system-characteristics": _characteristics(scope),
        "system-implementation": {
            "users": [_user(role, scope) for role in scope.dossier.project.roles],
            "components": [_this_system(scope), *_components(scope)],
        },
        "control-implementation": {
            "description": prose(
                "Each control that the Statement of Applicability includes, as the registers have it."
            ),
            "implemented-requirements": [_requirement(decided, scope) for decided in scope.applicable],
        },
    }


def _user(role: Role, scope: Scope) -> Tree:
    return {
        "uuid": scope.uuid("user", role.id),
        "title": line(say(role, "title")),
        "role-ids": [ids.token(role.id)],
    }


def _characteristics(scope: Scope) -> Tree:
    company = scope.dossier.company
    described_service = next(iter(scope.dossier.all(ServiceDescription)), None)
    name = say(described_service, "service") if described_service else say(company, "legal_name")
    return {
        "system-ids": [{"identifier-type": "https://ietf.org/rfc/rfc4122", "id": str(scope.space)}],
        "system-name": string(name),
        "description": prose(say(company, "description")),
        "system-information": {"information-types": _information(scope)},
        "status": {"state": "operational"},
        "authorization-boundary": {
            "description": prose(
                say(described_service, "services_provided") if described_service else say(company, "description")
            )
        },
    }


def _information(scope: Scope) -> list[Tree]:
    """What a product handles, in the words of the product; the register of flows has the details."""
    products = scope.dossier.project.products
    found: list[Tree] = [
        {
            "uuid": scope.uuid("information", product.id),
            "title": line(Text(f"Data in {product.name}", (product.at("name"),))),
            "description": prose(say(product, "description")),
        }
        for product in products
    ]
    return found or [
        {
            "title": line("Data of the company"),
            "description": prose("No product is described in the registers."),
        }
    ]


def _this_system(scope: Scope) -> Tree:
    company = scope.dossier.company
    return {
        "uuid": scope.system_uuid,
        "type": "this-system",
        "title": line(say(company, "legal_name")),
        "description": prose("The company as a whole, with what it runs."),
        "status": {"state": "operational"},
    }


IN_REGISTER: Tree = {"state": "other", "remarks": "The register lists what is in use; it has no state of operation."}
"""The state of a component, which OSCAL asks for and no register says."""


def _components(scope: Scope) -> list[Tree]:
    return [
        {"uuid": scope.component_uuid(record), **described(record, scope), "status": IN_REGISTER}
        for record in scope.components
    ]


IMPLEMENTATION: dict[Standing, str] = {
    "implemented": "implemented",
    "partial": "partial",
    "planned": "planned",
    "not-implemented": "not-implemented",
    "not-applicable": "not-applicable",
}
"""What a plan prints as ``implementation-status``; OSCAL's list is open and has no word for not implemented."""


def implementation_status(decided: Decided) -> Tree:
    """How far a control is in place, with the reason."""
    at = (decided.control.at("status"),)
    state = Text(IMPLEMENTATION[decided.standing], at)
    return {"state": string(state), "remarks": prose(Text(decided.state.reason, at))}


def _requirement(decided: Decided, scope: Scope) -> Tree:
    control = decided.control
    return {
        "uuid": scope.uuid("requirement", control.id),
        "control-id": decided.id,
        "props": props([prop("planned-for", say(control, "planned_for") if control.planned_for else fixed(""))]),
        "responsible-roles": responsible(scope, control.owner),
        "by-components": [
            {
                "component-uuid": scope.system_uuid,
                "uuid": scope.uuid("by-component", control.id),
                "description": statement(decided),
                "implementation-status": implementation_status(decided),
            }
        ],
    }


def assessment_plan(scope: Scope) -> Tree:
    """Content of the assessment plan. There must be a control that applies."""
    return {
        "metadata": metadata(scope, "plan of the derived assessment", METHOD),
        "import-ssp": {"href": SYSTEM},
        "reviewed-controls": selection(scope.applicable, "Every control of the Statement of Applicability."),
        "assessment-subjects": [
            {
                "type": "component",
                "description": prose("The company as a whole."),
                "include-subjects": [{"subject-uuid": scope.system_uuid, "type": "component"}],
            }
        ],
    }
