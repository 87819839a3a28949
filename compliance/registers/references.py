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
    """Where in a record references and terms stand: a path through keys; ``items`` steps into a list."""

    ref: str = ""
    term: str = ""
    keys: dict[str, _Tree] = field(default_factory=dict)
    items: _Tree | None = None

    @property
    def empty(self) -> bool:
        return not (self.ref or self.term or self.keys or self.items)


@cache
def _tree(kind: Kind) -> _Tree:
    defs = kind.schema["$defs"]
    return _grow(defs[kind.name], defs, ())


def _grow(schema: dict[str, Any], defs: dict[str, Any], seen: tuple[str, ...]) -> _Tree:
    tree = _Tree()
    if "$ref" in schema:
        if "x-ref" in schema:
            tree.ref = schema["x-ref"]
            return tree
        name = schema["$ref"].rpartition("/")[2]
        # A part that contains itself (chains of sub-processors) is followed four links down.
        return _grow(defs[name], defs, (*seen, name)) if seen.count(name) < 4 else tree
    if "x-taxonomy" in schema:
        tree.term = schema["x-taxonomy"]
        return tree
    for key, below in schema.get("properties", {}).items():
        child = _grow(below, defs, seen)
        if not child.empty:
            tree.keys[key] = child
    if "items" in schema:
        child = _grow(schema["items"], defs, seen)
        tree.items = None if child.empty else child
    return tree


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
