"""NIST's JSON schema of OSCAL, as published: what it says of a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain, islice
from typing import Any

import jsonschema_rs

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.oscal.read import Document

MOST = 100
"""Most findings of the schema that are reported for a file."""


@cache
def _schema() -> dict[str, Any]:
    path = files("compliance").joinpath("oscal", "nist", "oscal_complete_schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def version() -> str:
    """The version of OSCAL that the schema is of."""
    return str(_schema()["$id"]).split("/")[-2]


@cache
def _validator(model: str) -> jsonschema_rs.Validator:
    """A validator of one model's body. The schema as a whole would say only that no model fits."""
    whole = _schema()
    for choice in whole["oneOf"]:
        if model in choice["properties"]:
            return jsonschema_rs.validator_for(
                {
                    "$schema": whole["$schema"],
                    "$id": whole["$id"],
                    "definitions": whole["definitions"],
                    **choice["properties"][model],
                }
            )
    raise KeyError(model)


def check(document: Document) -> Iterator[Diagnostic]:
    """What the schema has against a document: each with its place, and how many more there are."""
    errors = chain.from_iterable(map(_inner, _validator(document.model).iter_errors(document.body)))
    for error in islice(errors, MOST):
        yield _finding(error, document)
    more = sum(1 for _ in errors)
    if more:
        message = f"{more} more findings of the schema are not shown"
        yield Diagnostic("oscal-schema", Severity.ERROR, message, Label(document.top), help="mend the first ones")


def _inner(error: jsonschema_rs.ValidationError) -> Iterator[jsonschema_rs.ValidationError]:
    """What is behind a choice of which nothing fits: the faults of the alternative that was most nearly met."""
    branches = getattr(error.kind, "context", None) or ()
    nearest = max((b for b in branches if b), key=lambda b: (max(len(e.instance_path) for e in b), -len(b)), default=())
    if not nearest:
        yield error
    for each in nearest:
        yield from _inner(each)


def _finding(error: jsonschema_rs.ValidationError, document: Document) -> Diagnostic:
    place: Place = document.top.at(*error.instance_path)
    message = error.message if len(error.message) <= 240 else f"{error.message[:120]} … {error.message[-110:]}"
    help = f"OSCAL {version()}: {'/'.join(str(step) for step in error.schema_path)}"
    return Diagnostic("oscal-schema", Severity.ERROR, message, Label(place), help=help)
