"""The profile: the Statement of Applicability. What is selected and why, what is left out and why."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.derive.controls import risks
from compliance.documents.text import Text, each, say
from compliance.oscal.scope import Decided, Scope
from compliance.oscal.shared import catalog_file, metadata, prop, props, standing
from compliance.oscal.tree import Tree

REMARKS = (
    "The Statement of Applicability as a profile. Controls that are left out stand under `exclude-controls`, each "
    "with its reason as a property `excluded` of this document; selected controls carry their reasons as properties."
)


def profile(scope: Scope) -> Tree:
    """Content of the profile. There must be a control that applies."""
    names = list(dict.fromkeys(d.catalog for d in scope.decided))
    return {
        "metadata": metadata(scope, "Statement of Applicability", REMARKS, _left_out(scope)),
        "imports": [made for name in names if (made := _import(name, scope))],
        "merge": {"as-is": True},
        "modify": {"alters": [_reasons(d, scope) for d in scope.applicable]},
    }


def _left_out(scope: Scope) -> Iterator[Tree]:
    for decided in scope.decided:
        if not decided.control.applicable:
            yield prop("excluded", say(decided.control, "id"), say(decided.control, "exclusion_reason"), decided.id)
    for framework in scope.frameworks:
        for requirement in framework.requirements if framework.kind == "controls" else ():
            if requirement.id not in scope.by_id:
                yield prop("undecided", requirement.id, "No decision is recorded.")


def _import(name: str, scope: Scope) -> Tree:
    mine = [d for d in scope.decided if d.catalog == name]
    chosen = [d.id for d in mine if d.control.applicable]
    left_out = [d.id for d in mine if not d.control.applicable]
    if not chosen:
        return None
    return {
        "href": catalog_file(name),
        "include-controls": [{"with-ids": chosen}],
        "exclude-controls": [{"with-ids": left_out}] if left_out else [],
    }


def _reasons(decided: Decided, scope: Scope) -> Tree:
    control, inclusion = decided.control, decided.control.inclusion
    named: list[Tree] = []
    if inclusion:
        named += [prop("included-for-law", text) for text in each(inclusion, "law")]
        named += [prop("included-for-contract", text) for text in each(inclusion, "contract")]
        named.append(prop("included-as-best-practice", say(inclusion, "best_practice")))
    named += [
        prop("included-for-risk", Text(risk.id, (risk.at("id"), control.at("id"))))
        for risk in risks(control, scope.dossier)
    ]
    owner = scope.role(control.owner, control, "owner")
    added = props([*named, *standing(decided), prop("owner", owner)])
    return {"control-id": decided.id, "adds": [{"position": "ending", "props": added}]}
