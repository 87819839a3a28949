"""A set of documents that name each other: which file a reference means, and what can be found through it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.oscal.read import SUFFIXES, Document, Node, dicts, is_local, nodes, read, texts

IMPORTING = ("import-ap", "import-ssp", "import-profile")
"""Keys of the object whose `href` names the document that this one builds on."""


@dataclass(frozen=True, slots=True)
class Import:
    """A reference to another document, and that document where it is at hand."""

    href: str
    place: Place
    target: Document | None
    why: str = ""
    """Why it is not at hand."""


@dataclass
class Index:
    """What can be named in a document, by id: the keys of the lists that hold it, and controls with those inside."""

    held_by: dict[str, set[str]] = field(default_factory=dict)
    """By `uuid`, in lower case: keys of the lists that hold an object of it."""
    ids: dict[str, set[str]] = field(default_factory=dict)
    """By `id`: the same."""
    inside: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By control id: ids of the controls inside it."""


class Library:
    """Documents that were given, and those beside them that they name."""

    def __init__(self, documents: list[Document]) -> None:
        self._documents: dict[str, Document | None] = {d.real: d for d in documents}
        self._indexes: dict[str, Index] = {}
        self._nodes: dict[str, list[Node]] = {}
        self._imports: dict[str, list[Import]] = {}
        self.unread: list[Diagnostic] = []
        """What is wrong with files that were not given but named."""

    def nodes(self, document: Document) -> list[Node]:
        """Every object of a document."""
        key = document.real
        if key not in self._nodes:
            self._nodes[key] = list(nodes(document))
        return self._nodes[key]

    def index(self, document: Document) -> Index:
        """What can be named in a document."""
        key = document.real
        if key not in self._indexes:
            self._indexes[key] = _index(self.nodes(document))
        return self._indexes[key]

    def imports(self, document: Document) -> list[Import]:
        """The documents that a document names as what it builds on."""
        key = document.real
        if key not in self._imports:
            self._imports[key] = [self.follow(href, place, document) for href, place in _hrefs(document)]
        return self._imports[key]

    def follow(self, href: str, place: Place, document: Document) -> Import:
        """The document that a reference names."""
        at = href
        if href.startswith("#"):
            at = _rlink(href[1:], document)
            if not at:
                return Import(href, place, None, "no resource of the back matter has a file for it")
        if not is_local(at):
            return Import(href, place, None, "it is not a file beside this one, and nothing is fetched from a network")
        path = document.path.parent / unquote(at.partition("#")[0])
        if path.suffix.lower() not in SUFFIXES:
            return Import(href, place, None, "it is neither JSON nor YAML")
        return self._open(path, Import(href, place, None, f"there is no file {at}"))

    def _open(self, path: Path, missing: Import) -> Import:
        key = os.path.realpath(path)
        if key not in self._documents:
            if not path.is_file():
                return missing
            found = read(path)
            self._documents[key] = found if isinstance(found, Document) else None
            if isinstance(found, Diagnostic):
                self.unread.append(found)
        target = self._documents[key]
        return Import(missing.href, missing.place, target, "" if target else "it cannot be read")

    def reach(self, document: Document) -> tuple[list[Document], list[Import]]:
        """A document with all that it builds on, and the references that lead to nothing at hand."""
        found, missing = [document], []
        seen = {document.real}
        for current in found:  # grows while it is gone through
            for each in self.imports(current):
                if each.target is None:
                    missing.append(each)
                elif each.target.real not in seen:
                    seen.add(each.target.real)
                    found.append(each.target)
        return found, missing

    def controls(self, document: Document, seen: frozenset[str] = frozenset()) -> set[str] | None:
        """Ids of the controls that a catalog has or a profile selects; None where that cannot be told."""
        key = document.real
        if document.model == "catalog":
            return {id for id, held in self.index(document).ids.items() if "controls" in held}
        if document.model != "profile" or key in seen:
            return None
        chosen: set[str] = set()
        for each in dicts(document.body.get("imports")):
            source = self.follow(str(each.get("href", "")), document.top, document).target
            known = self.controls(source, seen | {key}) if source else None
            if known is None or source is None:
                return None
            chosen |= self._selected(each, known, source)
        return chosen

    def _selected(self, each: dict[str, Any], known: set[str], source: Document) -> set[str]:
        wanted = dicts(each.get("include-controls"))
        chosen = known if "include-all" in each or not wanted else self._named(wanted, known, source)
        return chosen - self._named(dicts(each.get("exclude-controls")), known, source)

    def _named(self, selections: list[dict[str, Any]], known: set[str], source: Document) -> set[str]:
        found: set[str] = set()
        for one in selections:
            mine = {id for id in texts(one.get("with-ids")) if id in known}
            patterns = [str(m.get("pattern", "")) for m in dicts(one.get("matching"))]
            mine |= {id for id in known if any(fnmatchcase(id, pattern) for pattern in patterns)}
            if one.get("with-child-controls") == "yes":
                mine |= {below for id in mine for below in self._below(id, source)} & known
            found |= mine
        return found

    def _below(self, id: str, source: Document) -> Iterator[str]:
        for document in self.reach(source)[0]:
            for below in self.index(document).inside.get(id, ()):
                yield below
                yield from self._below(below, source)


def _hrefs(document: Document) -> Iterator[tuple[str, Place]]:
    """Every reference to another document, with its place."""
    for key in IMPORTING:
        found = document.body.get(key)
        if isinstance(found, dict) and isinstance(found.get("href"), str):
            yield found["href"], document.top.at(key, "href")
    for key in ("imports", "import-component-definitions"):
        for n, each in enumerate(dicts(document.body.get(key))):
            if isinstance(each.get("href"), str):
                yield each["href"], document.top.at(key, n, "href")
    for node in nodes(document):
        if node.held_by == "control-implementations" and isinstance(node.data.get("source"), str):
            yield node.data["source"], node.place.at("source")
        if node.held_by in ("source-resource", "target-resource") and isinstance(node.data.get("href"), str):
            yield node.data["href"], node.place.at("href")


def _rlink(uuid: str, document: Document) -> str:
    """The file of a resource of the back matter, the first that could be OSCAL."""
    matter = document.body.get("back-matter")
    for resource in dicts(matter.get("resources")) if isinstance(matter, dict) else []:
        if str(resource.get("uuid", "")).lower() == uuid.lower():
            hrefs = [str(link.get("href", "")) for link in dicts(resource.get("rlinks"))]
            return next((h for h in hrefs if is_local(h) and Path(h).suffix.lower() in SUFFIXES), "")
    return ""


def _index(found: list[Node]) -> Index:
    index = Index()
    for node in found:
        uuid, id = node.data.get("uuid"), node.data.get("id")
        if isinstance(uuid, str):
            index.held_by.setdefault(uuid.lower(), set()).add(node.held_by)
        if isinstance(id, str):
            index.ids.setdefault(id, set()).add(node.held_by)
            if node.held_by == "controls":
                inside = dicts(node.data.get("controls"))
                index.inside[id] = tuple(c["id"] for c in inside if isinstance(c.get("id"), str))
    return index


def not_at_hand(each: Import) -> Diagnostic:
    """A document that is named and not there: what is in it cannot be looked up."""
    message = f"`{each.href}` is not at hand, so that references into it are not checked: {each.why}"
    help = "give the file too, or put it where the reference says"
    return Diagnostic("oscal-import-missing", Severity.NOTE, message, Label(each.place), help=help)
