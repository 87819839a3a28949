"""Catalogs: a framework in scope each, and one of the company's own controls.

The texts of ISO and the AICPA are under copyright. What stands in for a requirement is its title with a summary
in own words, and the part says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.text import Text, say
from compliance.frameworks.catalog import Framework, Requirement
from compliance.oscal import ids
from compliance.oscal.scope import OWN, Decided, Scope
from compliance.oscal.shared import catalog_file, label, metadata, prop, props
from compliance.oscal.tree import Tree, line, prose

WITHOUT_TEXT = "The requirement's text is not reproduced here."
"""Stands where there is neither text nor summary: OSCAL asks every control for a statement."""


def catalogs(scope: Scope) -> Iterator[tuple[str, str, Tree]]:
    """File, model and content of every catalog."""
    for framework in scope.frameworks:
        yield catalog_file(framework.id), "catalog", _of_framework(framework, scope)
    own = [d for d in scope.decided if d.catalog == OWN]
    if own:
        yield catalog_file(OWN), "catalog", _of_own(own, scope)


def _of_framework(framework: Framework, scope: Scope) -> Tree:
    extra = [
        prop("framework", framework.id),
        prop("edition", framework.edition),
        prop("publisher", framework.publisher),
        prop("checked-on", framework.checked_on.isoformat()),
    ]
    groups = framework.groups or tuple(dict.fromkeys(r.group for r in framework.requirements))
    inside = {name: [r for r in framework.requirements if r.group == name] for name in groups if name}
    outside = [r for r in framework.requirements if r.group not in inside]
    return {
        "metadata": metadata(scope, f"{framework.title}, identifiers and titles", framework.notice, extra),
        "controls": [_control(r, framework) for r in outside],
        "groups": [_group(name, found, framework) for name, found in inside.items() if found],
    }


def _group(name: str, requirements: list[Requirement], framework: Framework) -> Tree:
    return {
        "id": f"{ids.token(framework.id)}_{ids.token(name)}",
        "title": line(name),
        "controls": [_control(r, framework) for r in requirements],
    }


def _control(requirement: Requirement, framework: Framework) -> Tree:
    return {
        "id": ids.token(requirement.id),
        "title": line(requirement.title),
        "props": props(
            [
                label(requirement.label or requirement.id),
                prop("subgroup", requirement.subgroup),
                prop("clause", requirement.clause),
                prop("new-in-2022", "yes" if requirement.new_in_2022 else ""),
                *(prop("previous-id", id) for id in requirement.previous),
                *(prop("typical-evidence", text) for text in requirement.typical_evidence),
            ]
        ),
        "parts": [_statement(requirement, framework)],
    }


def _statement(requirement: Requirement, framework: Framework) -> Tree:
    own = not requirement.text
    said = requirement.text or requirement.summary or WITHOUT_TEXT
    note = f"Summary in own words. The text itself is {framework.publisher}'s." if requirement.summary else ""
    return {
        "id": f"{ids.token(requirement.id)}_smt",
        "name": "statement",
        "props": props([prop("own-words", "yes" if own else "", note)]),
        "prose": prose(said),
    }


def _of_own(own: list[Decided], scope: Scope) -> Tree:
    return {
        "metadata": metadata(scope, "own controls", "Controls that the company decided on beside its frameworks."),
        "controls": [
            {
                "id": each.id,
                "title": line(each.title if each.title else each.control.id),
                "props": [label(say(each.control, "id"))],
                "parts": [
                    {
                        "id": each.statement_id,
                        "name": "statement",
                        "prose": prose(Text(f"The company's own control: {each.title or each.control.id}.")),
                    }
                ],
            }
            for each in own
        ],
    }
