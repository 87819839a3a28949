"""Reads OSCAL files of anybody, JSON or YAML, as hostile until read: limits, no duplicate keys, no network."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from compliance.diagnostics import Diagnostic, DossierError, Label, Place, Severity, Span
from compliance.registers import yaml12

MAX_BYTES = 64_000_000
"""Largest file that is read. NIST's largest catalog has about 10 MB."""

MODELS = (
    "catalog",
    "profile",
    "mapping-collection",
    "component-definition",
    "system-security-plan",
    "assessment-plan",
    "assessment-results",
    "plan-of-action-and-milestones",
)
"""The models of OSCAL 1.2, by the key at the top of a file."""

SUFFIXES = (".json", ".yaml", ".yml")


SIDE = ".sources.json"
"""Ends the name of a file that says where a document's texts come from: ours, and no OSCAL."""


def files(paths: Iterable[Path]) -> tuple[tuple[Path, ...], int]:
    """Files as they are named, of a folder each that may be OSCAL; files of sources are left out and counted."""
    every = [file for path in paths for file in (_inside(path) if path.is_dir() else (path,))]
    kept = tuple(dict.fromkeys(file for file in every if not file.name.endswith(SIDE)))
    if not kept:
        raise NothingToCheckError
    return kept, len(every) - len(kept)


def _inside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.is_file())


class NothingToCheckError(DossierError):
    """Folders without any file that may be OSCAL."""

    def __init__(self) -> None:
        super().__init__("there is no JSON or YAML file to check", "name OSCAL files, or the folder that has them")


class UnreadableError(DossierError):
    """A file that the system does not hand over."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} cannot be read: {error.strerror or error}", "check the path and its rights")


@dataclass(frozen=True)
class Document:
    """An OSCAL document: the file as the caller names it, its model, and what stands below the model's key."""

    name: str
    path: Path
    model: str
    body: dict[str, Any]

    @cached_property
    def real(self) -> str:
        """The file that it is, links followed."""
        return os.path.realpath(self.path)

    @property
    def top(self) -> Place:
        """The place of the body."""
        return Place(self.name, f"/{self.model}")


@dataclass(frozen=True, slots=True)
class Node:
    """An object in a document: where it is, the key of the list or field that holds it, and what it holds."""

    place: Place
    held_by: str
    data: dict[str, Any]


def nodes(document: Document) -> Iterator[Node]:
    """Every object of a document, from the top, in order."""
    # A stack of its own: a foreign file may nest deeper than Python's.
    stack: list[tuple[Any, Place, str]] = [(document.body, document.top, document.model)]
    while stack:
        value, place, held_by = stack.pop()
        if isinstance(value, dict):
            yield Node(place, held_by, value)
            stack += [(below, place.at(key), key) for key, below in reversed(value.items())]
        elif isinstance(value, list):
            stack += [(below, place.at(n), held_by) for n, below in reversed(list(enumerate(value)))]


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where it is no list. A foreign document may have anything anywhere."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """The texts of a list; none where it is no list."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


class _NotJsonError(Exception):
    pass


def read(path: Path, name: str = "") -> Document | Diagnostic:
    """The document of a file, or why it is none."""
    name = name or path.as_posix()
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(path, error) from None
    if len(data) > MAX_BYTES:
        message = f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}"
        return _fault("oscal-too-large", message, Place(name), "split it, or take a smaller catalog")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _fault("oscal-not-utf8", "the file is not UTF-8 text", Place(name), "save it as UTF-8")
    if text.lstrip()[:1] == "<":
        help = "convert it to JSON or YAML, for example with NIST's oscal-cli"
        return _fault("oscal-not-json", "this is XML; OSCAL is read as JSON or YAML", Place(name), help)
    parsed = _json(text, name) if path.suffix.lower() == ".json" else _yaml(text, name)
    return parsed if isinstance(parsed, Diagnostic) else _document(parsed, path, name)


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        span = Span(name, error.lineno, error.colno, error.lineno, error.colno + 1)
        return _fault("oscal-not-json", f"this is not JSON: {error.msg}", span, "correct it at the place named")
    except _NotJsonError as error:
        return _fault("oscal-not-json", str(error), Place(name), "keep one; most readers drop the others in silence")
    except (RecursionError, ValueError):
        message = "the file is nested too deep, or holds a number that is too long"
        return _fault("oscal-not-json", message, Place(name), "look for brackets that are not closed")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _NotJsonError(f"the key `{twice}` stands twice in one object")
    return made


def _no_constant(text: str) -> NoReturn:
    raise _NotJsonError(f"`{text}` is not a number of JSON")


def _yaml(text: str, name: str) -> Any:
    try:
        return yaml12.parse_text(text, name)
    except yaml12.YamlFaultError as error:
        fault = error.fault
        return Diagnostic("oscal-not-yaml", Severity.ERROR, fault.message, Label(fault.span), help=fault.help)


def _document(data: Any, path: Path, name: str) -> Document | Diagnostic:
    found = [key for key in MODELS if isinstance(data, dict) and key in data]
    if len(found) != 1 or not isinstance(data[found[0]], dict):
        message = "this is no OSCAL document: it has not exactly one model at the top"
        return _fault("oscal-no-model", message, Place(name), f"one of {', '.join(MODELS)}")
    return Document(name, path, found[0], data[found[0]])


def _fault(code: str, message: str, at: Place | Span, help: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, Label(at), help=help)


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_local(href: str) -> bool:
    """Whether a reference is a path beside the file that names it: no scheme, no host, no absolute path."""
    return bool(href) and not href.startswith(("/", "#")) and _SCHEME.match(href) is None
