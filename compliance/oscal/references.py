"""References in and between OSCAL documents: ids that stand twice, and names of what is not there.

NIST's JSON schema knows the form of an id and not what it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.oscal.library import Library
from compliance.oscal.read import Document, Node, dicts, texts
from compliance.oscal.values import nearest

UUID_KEYS: dict[str, tuple[str, ...]] = {
    "observation-uuid": ("observations",),
    "risk-uuid": ("risks",),
    "finding-uuid": ("findings",),
    "component-uuid": ("components",),
    "task-uuid": ("tasks",),
    "activity-uuid": ("activities",),
    "response-uuid": ("remediations",),
    "subject-placeholder-uuid": ("subject-placeholder", "identified-subject"),
    "provided-uuid": ("provided",),
    "responsibility-uuid": ("responsibilities",),
    "implementation-statement-uuid": (),
    "implementation-uuid": (),
}
"""Fields that name an object by uuid, and the lists that such an object stands in; none means any."""

BY_TYPE: dict[str, tuple[str, ...]] = {
    "component": ("components",),
    "inventory-item": ("inventory-items",),
    "location": ("locations",),
    "party": ("parties",),
    "user": ("users",),
    "resource": ("resources",),
    "tool": ("components",),
    "assessment-platform": ("assessment-platforms",),
}
"""Where an object stands that is named by `subject-uuid` or `actor-uuid`, by the type beside it."""

LOCAL = {"observations", "risks", "findings", "remediations", "parties", "locations"}
"""What is named stands in the same document: no import could bring it."""

OWN_METADATA: dict[str, tuple[str, str]] = {
    "party-uuids": ("parties", "party"),
    "party-uuid": ("parties", "party"),
    "member-of-organizations": ("parties", "party"),
    "location-uuids": ("locations", "location"),
}
"""Fields that name a party or location of the document's own metadata."""

UNIQUE_IDS = ("controls", "groups", "params", "parts")
"""Lists whose objects must have an id of their own within a catalog."""


def check(document: Document, library: Library) -> Iterator[Diagnostic]:
    """Findings on the references of a document."""
    view = _View(document, library)
    yield from _twice(view)
    for node in view.nodes:
        yield from _metadata(node, view)
        yield from _objects(node, view)
        yield from _links(node, view)
        yield from _controls(node, view)
        yield from _insertions(node, view)
    yield from _profile(view)


@dataclass(frozen=True)
class _View:
    """A document with all that can be seen from it."""

    document: Document
    library: Library

    @cached_property
    def nodes(self) -> list[Node]:
        return self.library.nodes(self.document)

    @cached_property
    def reached(self) -> list[Document]:
        return self.library.reach(self.document)[0]

    @cached_property
    def whole(self) -> bool:
        """Whether every document that this one builds on is at hand."""
        return not self.library.reach(self.document)[1]

    def holders(self, uuid: str) -> set[str]:
        """The lists in which an object of this uuid stands, here or in what is built on."""
        indexes = (self.library.index(document) for document in self.reached)
        return {held for index in indexes for held in index.held_by.get(uuid.lower(), ())}

    def has_id(self, id: str, held_by: Iterable[str]) -> bool:
        """Whether an object of this id stands in one of these lists."""
        wanted = set(held_by)
        return any(self.library.index(d).ids.get(id, set()) & wanted for d in self.reached)

    @cached_property
    def roles(self) -> set[str]:
        metadata = self.document.body.get("metadata")
        roles = metadata.get("roles") if isinstance(metadata, dict) else None
        return {str(r.get("id")) for r in roles if isinstance(r, dict)} if isinstance(roles, list) else set()

    @cached_property
    def selected(self) -> set[str] | None:
        """Controls of the catalog or profile that the document builds on; None where that cannot be told."""
        found = [d for d in self.reached if d.model == "profile"] or [d for d in self.reached if d.model == "catalog"]
        return self.library.controls(found[0]) if found and found[0] is not self.document else None


def _error(code: str, message: str, at: Place, help: str, *others: Label) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, Label(at), tuple(others), help)


def _twice(view: _View) -> Iterator[Diagnostic]:
    """The same uuid, or in a catalog the same id, on two objects."""
    first: dict[tuple[str, str], Place] = {}
    for node in view.nodes:
        uuid, id = node.data.get("uuid"), node.data.get("id")
        if isinstance(uuid, str):
            key, at = ("uuid", uuid.lower()), node.place.at("uuid")
            if key in first:
                message = f"the uuid {uuid} stands twice in this document"
                yield _error("oscal-duplicate-uuid", message, at, f"first at {first[key]}; give one another")
            first.setdefault(key, at)
        if isinstance(id, str) and view.document.model == "catalog" and node.held_by in UNIQUE_IDS:
            # A control, a group and a part share one space of ids; parameters have their own.
            key, at = ("param" if node.held_by == "params" else "id", id), node.place.at("id")
            if key in first:
                message = f"two {'parameters' if key[0] == 'param' else 'controls, groups or parts'} have the id `{id}`"
                yield _error("oscal-duplicate-id", message, at, f"first at {first[key]}; give one of them another id")
            first.setdefault(key, at)


def _metadata(node: Node, view: _View) -> Iterator[Diagnostic]:
    """Parties, locations and roles, which stand in the document's own metadata."""
    index = view.library.index(view.document)
    for field, (held_by, what) in OWN_METADATA.items():
        for value, at in _strings(node, field):
            if held_by not in index.held_by.get(value.lower(), ()):
                message = f"no {what} of this document has the uuid {value}"
                yield _error("oscal-party-unknown", message, at, f"add it under metadata, {held_by}")
    for field in ("role-id", "role-ids"):
        for value, at in _strings(node, field):
            if value not in view.roles:
                meant = nearest(value, view.roles)
                help = f"did you mean `{meant}`?" if meant else "add it under metadata, roles"
                yield _error("oscal-role-unknown", f"no role of this document has the id `{value}`", at, help)


def _strings(node: Node, field: str) -> Iterator[tuple[str, Place]]:
    """The texts of a field, one or a list, with their places."""
    value = node.data.get(field)
    if isinstance(value, str):
        yield value, node.place.at(field)
    elif isinstance(value, list):
        yield from ((each, node.place.at(field, n)) for n, each in enumerate(value) if isinstance(each, str))


def _objects(node: Node, view: _View) -> Iterator[Diagnostic]:
    """Objects that are named by uuid, here or in what the document builds on."""
    for field, wanted in UUID_KEYS.items():
        for value, at in _strings(node, field):
            yield from _object(value, field.removesuffix("-uuid"), wanted, at, view)
    for field in ("subject-uuid", "actor-uuid"):
        for value, at in _strings(node, field):
            kind = node.data.get("type")
            wanted = BY_TYPE.get(kind, ()) if isinstance(kind, str) else ()
            yield from _object(value, str(kind or "object"), wanted, at, view)


def _object(uuid: str, what: str, wanted: tuple[str, ...], at: Place, view: _View) -> Iterator[Diagnostic]:
    holders = view.holders(uuid)
    if holders & set(wanted) or (holders and not wanted):
        return
    if holders:
        message = f"{uuid} is no {what}: it stands in `{'`, `'.join(sorted(holders))}`"
        yield _error("oscal-reference-unknown", message, at, "name one of the right kind")
    elif view.whole or set(wanted) & LOCAL:
        message = f"no {what} has the uuid {uuid}"
        yield _error("oscal-reference-unknown", message, at, "add it, or take the reference out")


def _links(node: Node, view: _View) -> Iterator[Diagnostic]:
    """References within the document: `#` and the uuid of a resource, or the id of something in it."""
    href = node.data.get("href")
    if not isinstance(href, str) or not href.startswith("#") or href == "#":
        return
    name = href[1:]
    if node.held_by == "links" and node.data.get("rel") == "reference":
        found = "resources" in view.library.index(view.document).held_by.get(name.lower(), ())
    else:
        found = bool(view.holders(name)) or any(name in view.library.index(d).ids for d in view.reached)
        found = found or (not view.whole and node.held_by == "links" and view.document.model != "catalog")
    if not found:
        message = f"nothing in this document has the id {name}"
        yield _error("oscal-link-unknown", message, node.place.at("href"), "add the resource to the back matter")


def _controls(node: Node, view: _View) -> Iterator[Diagnostic]:
    """Controls, statements and parameters, which stand in a catalog."""
    if node.held_by == "control-implementations":
        yield from _implementation(node, view)
    elif node.held_by == "mappings":
        yield from _mapping(node, view)
    elif view.document.model not in ("catalog", "profile", "component-definition"):
        for value, at in _strings(node, "control-id"):
            yield from _control(value, at, view.selected, "the profile")
        if node.held_by == "target" and isinstance(node.data.get("target-id"), str) and view.whole:
            yield from _part(node.data["target-id"], node.place.at("target-id"), view)
        for value, at in _strings(node, "statement-id"):
            yield from _part(value, at, view) if view.whole else ()


def _control(id: str, at: Place, known: set[str] | None, where: str) -> Iterator[Diagnostic]:
    if known is not None and id not in known:
        meant = nearest(id, known)
        help = f"did you mean `{meant}`?" if meant else "name a control that is there"
        yield _error("oscal-control-unknown", f"{where} has no control `{id}`", at, help)


def _part(id: str, at: Place, view: _View) -> Iterator[Diagnostic]:
    catalogs = [d for d in view.reached if d.model == "catalog"]
    if catalogs and not view.has_id(id, ("parts", "part")):
        yield _error("oscal-statement-unknown", f"no catalog has a statement or objective `{id}`", at, "correct the id")


def _implementation(node: Node, view: _View) -> Iterator[Diagnostic]:
    """Controls that a component implements, in the catalog or profile that it names as its source."""
    source = view.library.follow(str(node.data.get("source", "")), node.place.at("source"), view.document).target
    known = view.library.controls(source) if source else None
    for n, each in enumerate(dicts(node.data.get("implemented-requirements"))):
        at = node.place.at("implemented-requirements", n)
        if isinstance(each.get("control-id"), str) and source:
            yield from _control(each["control-id"], at.at("control-id"), known, f"`{node.data['source']}`")
        for m, said in enumerate(dicts(each.get("statements"))):
            if isinstance(said.get("statement-id"), str) and view.whole:
                yield from _part(said["statement-id"], at.at("statements", m, "statement-id"), view)


def _mapping(node: Node, view: _View) -> Iterator[Diagnostic]:
    """Controls that are mapped, in the resources that the mapping names."""
    for side, resource in (("sources", "source-resource"), ("targets", "target-resource")):
        named = node.data.get(resource)
        href = named.get("href") if isinstance(named, dict) else None
        found = view.library.follow(href, node.place, view.document).target if isinstance(href, str) else None
        known = view.library.controls(found) if found else None
        for n, each in enumerate(dicts(node.data.get("maps"))):
            for m, item in enumerate(dicts(each.get(side))):
                if item.get("type") == "control" and isinstance(item.get("id-ref"), str):
                    at = node.place.at("maps", n, side, m, "id-ref")
                    yield from _control(item["id-ref"], at, known, f"`{href}`")


def _profile(view: _View) -> Iterator[Diagnostic]:
    """Controls that a profile selects or changes."""
    if view.document.model != "profile":
        return
    for n, each in enumerate(dicts(view.document.body.get("imports"))):
        at = view.document.top.at("imports", n)
        source = view.library.follow(str(each.get("href", "")), at, view.document).target
        known = view.library.controls(source) if source else None
        for field in ("include-controls", "exclude-controls"):
            for m, chosen in enumerate(dicts(each.get(field))):
                for o, id in enumerate(texts(chosen.get("with-ids"))):
                    yield from _control(id, at.at(field, m, "with-ids", o), known, f"`{each.get('href')}`")
    modify = view.document.body.get("modify")
    chosen_all = view.library.controls(view.document)
    for n, each in enumerate(dicts(modify.get("alters")) if isinstance(modify, dict) else ()):
        if isinstance(each.get("control-id"), str):
            at = view.document.top.at("modify", "alters", n, "control-id")
            yield from _control(each["control-id"], at, chosen_all, "what this profile selects")


_INSERT = re.compile(r"\{\{\s*insert:\s*param,\s*([^\s}]+)\s*\}\}")


def _insertions(node: Node, view: _View) -> Iterator[Diagnostic]:
    """Parameters that a text inserts."""
    if view.document.model != "catalog":
        return
    for value, at in _strings(node, "prose"):
        for id in _INSERT.findall(value):
            if not view.has_id(id, ("params",)):
                yield _error(
                    "oscal-parameter-unknown", f"there is no parameter `{id}`", at, "declare it, or correct it"
                )
