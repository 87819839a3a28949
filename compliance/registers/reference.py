"""The register reference: one Markdown page with every key of every kind, made from the schemas.

Before: schemas. After: ``docs/registers.md`` (``dossier schema --reference``). Nothing is said here
that a schema does not say, so that the page an editor shows and the page in git cannot differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from compliance.registers.kinds import KINDS, Kind

Schema = dict[str, Any]

_HEAD = """\
# Registers

Every kind of register, every key. This page is made from the JSON Schemas (`dossier schema --reference`),
which an editor also shows on hover and for completion.

Keys that start with `x-` are your own and may stand in every mapping. A *fact* is either a bare value, which takes
source and status of its record, or a mapping with `value`, `source`, `date`, `status`, `conflicts` and `note`.
"""

_ROW = "| {} | {} | {} | {} |"


def reference() -> str:
    """The whole page."""
    contents = [f"* [{kind.name}](#{kind.name}): {_places(kind)}" for kind in KINDS]
    return "\n".join([_HEAD, *contents, "", *(line for kind in KINDS for line in _kind(kind))]) + "\n"


def _places(kind: Kind) -> str:
    return ", ".join(f"`{pattern}`" for pattern in kind.where)


def _holds(kind: Kind) -> str:
    if kind.layout == "list":
        return f"a list under `{kind.collection}:`"
    return "front matter of a Markdown file" if kind.layout == "markdown" else "one record a file"


def _kind(kind: Kind) -> Iterator[str]:
    defs = kind.schema["$defs"]
    yield f"## {kind.name}"
    yield ""
    yield defs[kind.name]["description"]
    yield ""
    yield f"In {_places(kind)}: {_holds(kind)}."
    yield ""
    yield from _table(kind.name, kind.name, defs)
    for name, meaning in _parts(kind.name, defs).items():
        yield f"### {kind.name}: {name}"
        yield ""
        yield meaning
        yield ""
        yield from _table(name, kind.name, defs)


def _table(name: str, kind: str, defs: Schema) -> Iterator[str]:
    schema = defs[name]
    required = schema.get("required", ())
    yield _ROW.format("key", "holds", "needed", "meaning")
    yield _ROW.format("---", "---", "---", "---")
    for key, field in schema["properties"].items():
        needed = "yes" if key in required else ""
        yield _ROW.format(f"`{key}`", _cell(_type(field, kind, defs)), needed, _cell(_meaning(field)))
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _meaning(field: Schema) -> str:
    text = str(field.get("description", ""))
    examples = [_code(example) for example in field.get("examples", ())[:2]]
    return f"{text} For example {', '.join(examples)}." if examples else text


def _code(value: Any) -> str:
    return f"`{value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}`"


def _type(field: Schema, kind: str, defs: Schema) -> str:
    if "x-ref" in field:
        return f"id of a {field['x-ref']}"
    if "x-taxonomy" in field:
        return f"{field['x-taxonomy']} of the taxonomy"
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{kind}-{name})" if _is_part(defs[name]) else _named(name, defs[name])
    if "enum" in field:
        return "one of " + ", ".join(_code(value) for value in field["enum"])
    if "items" in field:
        return f"list: {_type(field['items'], kind, defs)}"
    kinds = field.get("type", "")
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds) or "any"


def _named(name: str, schema: Schema) -> str:
    """A shared definition that is no mapping of its own, such as ``date`` or ``fact-line``."""
    if name.startswith("fact-"):
        return f"fact: {name.removeprefix('fact-')}"
    values = schema.get("enum", ())
    return "one of " + ", ".join(map(_code, values)) if 0 < len(values) <= 12 else name


def _is_part(schema: Schema) -> bool:
    return "properties" in schema


def _parts(kind: str, defs: Schema) -> dict[str, str]:
    """Mappings that a kind is made of, each with its meaning, in the order in which keys name them."""
    found: dict[str, str] = {}

    def follow(schema: Any, meaning: str) -> None:
        if isinstance(schema, list):
            for item in schema:
                follow(item, meaning)
        elif isinstance(schema, dict):
            meaning = schema["description"] if isinstance(schema.get("description"), str) else meaning
            name = str(schema.get("$ref", "")).rpartition("/")[2]
            if name and name != kind and name not in found and _is_part(defs[name]):
                found[name] = defs[name].get("description", meaning)
                follow(defs[name]["properties"], meaning)
            for value in schema.values():
                follow(value, meaning)

    follow(defs[kind]["properties"], "")
    return found
