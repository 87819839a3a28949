"""Values that NIST's JSON schema lets through: versions, open lists, hashes, names of properties.

The lists are data with their source: ``frameworks/oscal.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks.data import read
from compliance.oscal.read import Document, Node


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read("oscal")
    return data


def check(document: Document, nodes: Iterable[Node]) -> Iterator[Diagnostic]:
    """Findings on the values of a document, object by object."""
    yield from _version(document)
    for node in nodes:
        yield from _lists(node)
        if node.held_by == "hashes":
            yield from _hash(node)
        yield from _properties(node, document)


def _version(document: Document) -> Iterator[Diagnostic]:
    metadata = document.body.get("metadata")
    found = metadata.get("oscal-version") if isinstance(metadata, dict) else None
    if isinstance(found, str) and found not in _data()["versions"]:
        known: list[str] = _data()["versions"]
        yield Diagnostic(
            "oscal-version-unknown",
            Severity.ERROR,
            f"`{found}` is not a released version of OSCAL, as of {_data()['checked_on']}",
            Label(document.top.at("metadata", "oscal-version")),
            help=f"released: {', '.join(known)}",
        )


@cache
def _rows() -> dict[str, list[dict[str, Any]]]:
    """Rows of the table of values, by the key that holds the object."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _data()["values"]:
        for held_by in row["in"]:
            found.setdefault(held_by, []).append(row)
    return found


def _lists(node: Node) -> Iterator[Diagnostic]:
    for row in _rows().get(node.held_by, ()):
        value = node.data.get(row["field"])
        many = value if isinstance(value, list) else [value]
        for n, each in enumerate(many):
            if isinstance(each, str) and each not in row["values"] and each not in row.get("also", ()):
                place = node.place.at(row["field"], n) if isinstance(value, list) else node.place.at(row["field"])
                yield _not_listed(each, row, Label(place))


def _not_listed(value: str, row: dict[str, Any], label: Label) -> Diagnostic:
    meant = nearest(value, row["values"])
    severity = Severity.WARNING if row["open"] and not meant else Severity.ERROR
    known = f"OSCAL lists {', '.join(row['values'])}"
    help = f"did you mean `{meant}`?" if meant else known + ("; others are allowed where meant" if row["open"] else "")
    return Diagnostic(
        "oscal-value-not-listed", severity, f"`{value}` is no {row['what']} that OSCAL lists", label, help=help
    )


def nearest(value: str, known: Iterable[str]) -> str:
    """The value of a list that was probably meant; empty where none is close."""
    by_plain = {name.casefold(): name for name in known}
    close = get_close_matches(value.casefold(), by_plain, 1, 0.75)
    return by_plain[close[0]] if close else ""


_HEX = re.compile(r"[0-9a-fA-F]*")


def _hash(node: Node) -> Iterator[Diagnostic]:
    algorithm, value = node.data.get("algorithm"), node.data.get("value")
    length = _data()["hashes"].get(algorithm) if isinstance(algorithm, str) else None
    if length and isinstance(value, str) and (len(value) != length or not _HEX.fullmatch(value)):
        message = f"a {algorithm} has {length} hexadecimal digits; this is {len(value)} characters long"
        if len(value) == length:
            message = f"a {algorithm} has hexadecimal digits only"
        help = "compute it again, or name the algorithm that it is of"
        yield Diagnostic("oscal-hash-malformed", Severity.ERROR, message, Label(node.place.at("value")), help=help)


def _properties(node: Node, document: Document) -> Iterator[Diagnostic]:
    if node.held_by != "props":
        return
    name, space = node.data.get("name"), node.data.get("ns")
    if not isinstance(name, str) or (space is not None and space not in _data()["property_namespaces"]):
        return
    carrier = _carrier(node)
    listed = _names(carrier, document.model)
    if name in (listed if listed is not None else _all_names()):
        return
    meant = nearest(name, listed if listed is not None else _all_names())
    what = f"for `{carrier}`" if listed is not None else "anywhere"
    help = f"did you mean `{meant}`? " if meant else ""
    yield Diagnostic(
        "oscal-property-unknown",
        Severity.ERROR if listed is not None or meant else Severity.WARNING,
        f"OSCAL defines no property `{name}` {what}",
        Label(node.place.at("name")),
        help=f"{help}a property of your own takes a namespace: `ns`",
    )


def _carrier(node: Node) -> str:
    """The key of the list or object that carries a property: `/catalog/controls/0/props/1` is carried by controls."""
    steps = node.place.pointer.split("/")[:-2]
    return next((step for step in reversed(steps) if not step.isdigit()), "")


@cache
def _names(carrier: str, model: str) -> frozenset[str] | None:
    """Names that OSCAL defines there; None where it has no list of its own."""
    listed = _data()["properties"].get(carrier)
    if model == "system-security-plan":
        listed = _data()["properties_of_system_security_plan"].get(carrier, listed)
    return frozenset([*listed, *_data()["property_everywhere"]]) if listed is not None else None


@cache
def _all_names() -> frozenset[str]:
    lists = [*_data()["properties"].values(), *_data()["properties_of_system_security_plan"].values()]
    return frozenset([name for names in lists for name in names] + _data()["property_everywhere"])
