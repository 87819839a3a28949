"""The mapping collection: which controls stand behind which criteria, as the frameworks and registers in use say.

Nothing is mapped here that those do not hold, and all of it is own judgement: neither ISO nor the AICPA has
published it.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.text import Text, fixed
from compliance.frameworks.catalog import Framework, Requirement
from compliance.oscal import ids
from compliance.oscal.scope import OWN, Scope
from compliance.oscal.shared import catalog_file, metadata, prop, responsible
from compliance.oscal.tree import Tree, prose, string

JUDGEMENT = (
    "Own judgement of the publisher of the data and of the company, not a publication of the standards' owners. A "
    "criterion is met when all applicable controls that it maps to are; a control alone rarely meets it."
)


def mapping_collection(scope: Scope) -> Tree:
    """Content of the mapping collection; None where nothing is mapped."""
    found = list(_mappings(scope))
    if not found:
        return None
    return {
        "metadata": {**metadata(scope, "mapping of controls to criteria", JUDGEMENT)},
        "provenance": {
            "method": "human",
            "matching-rationale": "functional",
            "status": "complete" if scope.final else "draft",
            "mapping-description": prose(JUDGEMENT),
            "responsible-parties": responsible(scope, "ciso"),
        },
        "mappings": found,
    }


def _mappings(scope: Scope) -> Iterator[Tree]:
    sources = [f for f in scope.frameworks if f.kind == "controls"]
    for target in scope.frameworks:
        for source in sources:
            if source is not target and target.kind == "criteria":
                yield from _mapping(source.id, target, _by_framework(source, target, scope), scope)
        yield from _mapping(OWN, target, _by_register(OWN, target, scope), scope)


_Pairs = list[tuple[Requirement, list[Text]]]


def _by_framework(source: Framework, target: Framework, scope: Scope) -> _Pairs:
    """What the framework's data maps, and what decisions on the source's controls add."""
    added = dict(_named(source.id, target, scope))
    pairs = []
    for requirement in target.requirements:
        own = added.get(requirement.id, [])
        listed = [fixed(id) for id in requirement.controls if source.get(id)]
        known = {text.value for text in listed}
        pairs.append((requirement, listed + [text for text in own if text.value not in known]))
    return pairs


def _by_register(catalog: str, target: Framework, scope: Scope) -> _Pairs:
    named = dict(_named(catalog, target, scope))
    listed = {r.id: [Text(id) for id in r.controls if id in scope.by_id] for r in target.requirements}
    pairs = []
    for requirement in target.requirements:
        own = [t for t in listed[requirement.id] if scope.by_id[t.value].catalog == catalog]
        pairs.append((requirement, own + named.get(requirement.id, [])))
    return pairs


def _named(catalog: str, target: Framework, scope: Scope) -> Iterator[tuple[str, list[Text]]]:
    """Requirements of a framework that decisions of a catalog say they satisfy, with those controls."""
    found: dict[str, list[Text]] = {}
    for decided in scope.decided:
        for satisfied in decided.control.satisfies if decided.catalog == catalog else ():
            if satisfied.framework == target.id and target.get(satisfied.requirement):
                place = satisfied.at("requirement")
                found.setdefault(satisfied.requirement, []).append(Text(decided.control.id, (place,)))
    return iter(found.items())


def _mapping(source: str, target: Framework, pairs: _Pairs, scope: Scope) -> Iterator[Tree]:
    maps = [_map(source, target, r, controls, scope) for r, controls in pairs if controls]
    if maps:
        yield {
            "uuid": scope.uuid("mapping", source, target.id),
            "method": "human",
            "matching-rationale": "functional",
            "source-resource": {"type": "catalog", "href": catalog_file(source)},
            "target-resource": {"type": "catalog", "href": catalog_file(target.id)},
            "maps": maps,
        }


def _map(source: str, target: Framework, requirement: Requirement, controls: list[Text], scope: Scope) -> Tree:
    return {
        "uuid": scope.uuid("map", source, target.id, requirement.id),
        "relationship": "intersects-with",
        "sources": [
            {"type": "control", "id-ref": string(Text(ids.token(c.value), c.sources))}
            for c in {c.value: c for c in controls}.values()
        ],
        "targets": [{"type": "control", "id-ref": ids.token(requirement.id)}],
        "props": [prop("judgement", "own")],
    }
