"""The pieces that every OSCAL document is made of: metadata, properties, roles, selections."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.documents.text import Text, fixed, say
from compliance.oscal import ids
from compliance.oscal.scope import Decided, Scope, stamp
from compliance.oscal.tree import Leaf, Tree, line, prose, string

VERSION = "1.2.1"
"""The version of OSCAL that is written."""

PROFILE = "profile.json"
COMPONENTS = "component-definition.json"
MAPPING = "mapping-collection.json"
PLAN = "assessment-plan.json"
SYSTEM = "system-security-plan.json"
RESULTS = "assessment-results.json"
MILESTONES = "poam.json"


def catalog_file(name: str) -> str:
    """The file of a catalog, by framework."""
    return f"catalog-{ids.token(name)}.json"


def prop(name: str, value: Text | str, remarks: Text | str = "", class_: str = "") -> Tree:
    """A property in the project's own namespace; none where it has no value."""
    written = string(value)
    if not written.written:
        return None
    return {
        "name": name,
        "ns": ids.NS,
        "value": written,
        "class": class_,
        "remarks": prose(remarks),
    }


def label(text: Text | str) -> Tree:
    """The identifier as people write it, in OSCAL's own namespace."""
    return {"name": "label", "value": string(text)}


def props(values: Iterable[Tree]) -> list[Tree]:
    """Properties that are there."""
    return [value for value in values if value is not None]


def metadata(scope: Scope, title: str, remarks: str = "", extra: Iterable[Tree] = ()) -> dict[str, Tree]:
    """Title, time, version, and who stands behind the document: roles and the company, never people."""
    company = scope.dossier.company
    issue = scope.dossier.issue("soa")
    version = say(issue, "version") if issue else fixed(f"as of {scope.dossier.today.isoformat()}")
    return {
        "title": line(f"{company.legal_name}: {title}"),
        "last-modified": stamp(scope.made),
        "version": string(version),
        "oscal-version": VERSION,
        "props": props(
            [
                prop("as-of", scope.dossier.today.isoformat()),
                prop("document-status", "final" if scope.final else "draft"),
                *extra,
            ]
        ),
        "roles": [
            {"id": ids.token(r.id), "title": line(say(r, "title")), "description": prose(say(r, "responsibility"))}
            for r in scope.dossier.project.roles
        ],
        "parties": [
            {
                "uuid": scope.organisation_uuid,
                "type": "organization",
                "name": string(say(company, "legal_name")),
                "short-name": string(say(company, "trading_name")),
            }
        ],
        "remarks": prose(remarks),
    }


def responsible(scope: Scope, role: str) -> list[Tree]:
    """Who answers for something: a role of the company. None where the project does not have the role."""
    if role not in scope.dossier.registers.roles:
        return []
    return [{"role-id": ids.token(role), "party-uuids": [scope.organisation_uuid]}]


def origins(scope: Scope, role: str = "") -> list[Tree]:
    """Where an observation, a finding or a risk came from: the company, in a role."""
    known = ids.token(role) if role in scope.dossier.registers.roles else ""
    return [{"actors": [{"type": "party", "actor-uuid": scope.organisation_uuid, "role-id": known}]}]


def selection(decided: Iterable[Decided], description: str) -> dict[str, Tree]:
    """The controls that a plan or a result is about, by id."""
    return {
        "control-selections": [
            {
                "description": prose(description),
                "include-controls": [{"control-id": each.id} for each in decided],
            }
        ]
    }


def standing(decided: Decided) -> list[Tree]:
    """How far a control is in place, why no further, and until when the rest is planned."""
    control = decided.control
    at = (control.at("status"),)
    found = [prop("implementation-status", Text(decided.standing, at), Text(decided.state.reason, at))]
    if control.planned_for and decided.standing != "implemented":
        found.append(prop("planned-for", say(control, "planned_for")))
    return props(found)


def statement(decided: Decided) -> Leaf:
    """What the company says of a control. What is not in place, or not proven, is said in front."""
    control = decided.control
    said = say(control, "statement")
    before = {
        "planned": "Planned, not in place.",
        "not-implemented": "Not in place.",
        "partial": f"In place in part only: {decided.state.reason}.",
    }.get(decided.standing, "")
    return prose(Text(f"{before} {said}".strip(), (*said.sources, control.at("status"))))
