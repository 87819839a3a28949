"""Schemas, records and the register reference say the same."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from compliance.cli.schema import command
from compliance.frameworks import taxonomy
from compliance.registers.kinds import BY_NAME, KINDS, Kind
from compliance.registers.reference import reference
from compliance.registers.values import Fact, Part
from tests.corpus import REPOSITORY

INSIDE_THE_PROJECT = {"role", "product", "plan"}

by_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def mappings(kind: Kind) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each mapping that a kind is made of, with its schema."""
    for name, schema in kind.schema["$defs"].items():
        if "properties" in schema:
            yield name, schema


def inside(schema: Any) -> Iterator[dict[str, Any]]:
    """Every mapping anywhere in a schema."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from inside(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from inside(value)


@by_kind
def test_is_a_valid_schema(kind: Kind) -> None:
    Draft202012Validator.check_schema(kind.schema)
    assert kind.schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert kind.schema["$id"].endswith(f"/{kind.name}.schema.json")


@by_kind
def test_whole_files_are_described(kind: Kind) -> None:
    """The schema that an editor is given fits the file, and not one record of it."""
    validator = Draft202012Validator(kind.schema)
    wrapped: Any = {kind.collection: []} if kind.layout == "list" else {}
    errors = [e for e in validator.iter_errors(wrapped) if e.validator != "required"]
    assert not errors


@by_kind
def test_every_field_is_described(kind: Kind) -> None:
    assert kind.schema["$defs"][kind.name]["description"]
    for name, schema in mappings(kind):
        for key, field in schema["properties"].items():
            assert field.get("description"), f"{kind.name}: {name}.{key}"


@by_kind
def test_no_key_is_let_through_unseen(kind: Kind) -> None:
    for name, schema in mappings(kind):
        assert schema.get("additionalProperties") is False, f"{kind.name}: {name}"
        assert "^x-" in schema.get("patternProperties", {}), f"{kind.name}: {name}"


@by_kind
def test_references_name_what_there_is(kind: Kind) -> None:
    for schema in inside(kind.schema["$defs"]):
        if isinstance(schema.get("x-ref"), str):
            assert schema["x-ref"] in BY_NAME or schema["x-ref"] in INSIDE_THE_PROJECT
        if isinstance(schema.get("x-taxonomy"), str):
            assert taxonomy.labels(schema["x-taxonomy"])


def compare(cls: type[Part], name: str, defs: dict[str, Any], seen: set[str]) -> None:
    """Keys of a mapping are the fields of its record, and what is below them fits too."""
    if name in seen:
        return
    seen.add(name)
    properties = dict(defs[name]["properties"])
    made = {f.name.rstrip("_") for f in fields(cls)} - {"place", "body", "body_line"}
    given = set(properties) | ({"id"} if "id" in made else set())
    assert made == given, name
    hints = get_type_hints(cls)
    for key, schema in properties.items():
        hint = hints[key] if key in hints else hints[key + "_"]
        descend(hint, schema, defs, f"{name}.{key}", seen)


def descend(hint: Any, schema: dict[str, Any], defs: dict[str, Any], where: str, seen: set[str]) -> None:
    hint = without_none(hint)
    if get_origin(hint) is tuple:
        assert "items" in resolve(schema, defs), where
        descend(get_args(hint)[0], resolve(schema, defs)["items"], defs, where, seen)
    elif get_origin(hint) is Literal:
        assert set(get_args(hint)) == set(resolve(schema, defs)["enum"]), where
    elif get_origin(hint) is Fact:
        assert str(schema.get("$ref", "")).startswith("#/$defs/fact-") or "if" in schema, where
    elif isinstance(hint, type) and issubclass(hint, Part):
        compare(hint, schema["$ref"].rpartition("/")[2], defs, seen)


def without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        rest = [arg for arg in get_args(hint) if arg is not type(None)]
        return rest[0] if len(rest) == 1 else hint
    return hint


def resolve(schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = defs[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


@by_kind
def test_records_have_the_fields_of_the_schema(kind: Kind) -> None:
    compare(kind.record, kind.name, kind.schema["$defs"], set())


def test_reference_has_every_kind_part_and_key() -> None:
    page = reference()
    for kind in KINDS:
        start = page.index(f"\n## {kind.name}\n")
        end = page.find("\n## ", start + 1)
        section = page[start : end if end > 0 else None]
        for name, schema in mappings(kind):
            if name == kind.name or f"#{kind.name}-{name})" in section:
                for key, field in schema["properties"].items():
                    assert f"| `{key}` |" in section, f"{kind.name}: {name}.{key}"
                    assert " ".join(field["description"].split()).replace("|", "\\|") in section
            else:
                assert name in UNREACHED, f"{kind.name}: {name} is not in the reference"


UNREACHED = {"conflict"}
"""Parts of facts, which the head of the page explains once."""


def test_reference_links_lead_somewhere() -> None:
    page = reference()
    heads = [line.lstrip("#").strip() for line in page.splitlines() if line.startswith("#")]
    anchors = {head.lower().replace(":", "").replace(" ", "-") for head in heads}
    for part in page.split("](#")[1:]:
        assert part.partition(")")[0] in anchors


def test_reference_in_git_is_the_one_made_now() -> None:
    written = (REPOSITORY / "docs" / "registers.md").read_text(encoding="utf-8")
    assert written == CliRunner().invoke(command, ["--reference"]).output, "run `make reference`"
