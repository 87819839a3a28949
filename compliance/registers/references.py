"""Which fields name other records: read from ``x-ref`` in the schemas, found in the data.

Schemas say once what a field refers to; the check for unknown references and the edges of the
graph both come from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from compliance.diagnostics import Place
from compliance.registers.kinds import Kind


class Reference(NamedTuple):
    """One record names another: ``from`` kind and id, the field's path, ``to`` kind and id."""

    kind: str
    id: str
    field: str
    to_kind: str
    to_id: str
    place: Place


class Term(NamedTuple):
    """A key of the taxonomy that a record uses."""

    kind: str
    id: str
    vocabulary: str
    key: str
    place: Place


@dataclass
class _Tree:
    """Where in a record references and terms stand: a path through keys; ``items`` steps into a list.

    A part that contains itself (chains of sub-processors) makes a tree with a cycle, so that no depth of
    a chain is out of sight.
    """

    ref: str = ""
    term: str = ""
    keys: dict[str, _Tree] = field(default_factory=dict)
    items: _Tree | None = None

    @property
    def below(self) -> Iterator[_Tree]:
        """The trees one step down."""
        yield from self.keys.values()
        if self.items is not None:
            yield self.items


@cache
def _tree(kind: Kind) -> _Tree:
    defs = kind.schema["$defs"]
    grown: dict[str, _Tree] = {}
    tree = _grow(defs[kind.name], defs, grown)
    _prune(tree)
    return tree


def _grow(schema: dict[str, Any], defs: dict[str, Any], grown: dict[str, _Tree]) -> _Tree:
    """The whole tree of a schema. ``grown`` holds the trees of definitions, begun ones too."""
    tree = _Tree(schema.get("x-ref", ""), schema.get("x-taxonomy", ""))
    if tree.ref or tree.term:
        return tree
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in grown:
            return grown[name]
        grown[name] = tree
        schema = defs[name]
    for key, below in schema.get("properties", {}).items():
        tree.keys[key] = _grow(below, defs, grown)
    if "items" in schema:
        tree.items = _grow(schema["items"], defs, grown)
    return tree


def _prune(root: _Tree) -> None:
    """Take out all from which nothing is reached, so that following a record steps into few of its keys."""
    trees = [root]
    for tree in trees:  # the list grows while it is gone through
        trees.extend(below for below in tree.below if not any(below is known for known in trees))
    leading = {id(tree) for tree in trees if tree.ref or tree.term}
    before = -1
    while before < len(leading):
        before = len(leading)
        leading |= {id(tree) for tree in trees if any(id(below) in leading for below in tree.below)}
    for tree in trees:
        tree.keys = {key: below for key, below in tree.keys.items() if id(below) in leading}
        tree.items = tree.items if id(tree.items) in leading else None


def links(kind: Kind, id: str, raw: dict[str, Any], place: Place) -> Iterator[Reference | Term]:
    """All references and terms of one record's plain data."""
    return _follow(_tree(kind), raw, _Owner(kind.name, id, place.file), "", place.pointer)


class _Owner(NamedTuple):
    """The record whose data is followed."""

    kind: str
    id: str
    file: str


def _follow(tree: _Tree, value: Any, owner: _Owner, path: str, pointer: str) -> Iterator[Reference | Term]:
    """``pointer`` is joined without escapes: the steps are keys of the schema and indices."""
    if isinstance(value, str):
        if tree.ref:
            yield Reference(owner.kind, owner.id, path, tree.ref, value, Place(owner.file, pointer))
        elif tree.term:
            yield Term(owner.kind, owner.id, tree.term, value, Place(owner.file, pointer))
    elif isinstance(value, dict):
        for key, below in tree.keys.items():
            if key in value:
                yield from _follow(below, value[key], owner, f"{path}.{key}" if path else key, f"{pointer}/{key}")
    elif isinstance(value, list) and tree.items is not None:
        for index, item in enumerate(value):
            yield from _follow(tree.items, item, owner, path, f"{pointer}/{index}")
