"""A record as the text of a file, in the form in which people write registers here.

PyYAML writes; what is ours is which words need no quotes (those of YAML 1.2, as registers are read), long texts
folded, and short lists on one line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from compliance.registers import yaml12
from compliance.registers.kinds import BY_NAME
from compliance.registers.positions import Positions

WIDTH = 100
"""Columns of a line, as in the registers of the example."""

SHORT_LIST = 78
"""Lists of up to so many characters stand on one line."""

_SCHEMA = "# yaml-language-server: $schema="
_FOLDER = "controls/evidence"


class _Flow(list[Any]):
    """A list that stands on one line."""


class _Folded(str):
    """A text that is folded over several lines."""


class _Writer(yaml.SafeDumper):
    """PyYAML's emitter without the resolvers of YAML 1.1, under which ``NO`` would need quotes and a date too."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # a class attribute of PyYAML

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Items of a list stand two columns behind its key."""
        super().increase_indent(flow, False)


_CORE = re.compile(
    r"|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


def _text(writer: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = '"' if _CORE.fullmatch(value) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style)


def _folded(writer: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", str(value), "|" if "\n" in value else ">")


def _flow(writer: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    return writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


def _number(writer: yaml.SafeDumper, value: int) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", str(value))


_Writer.add_representer(str, _text)
_Writer.add_representer(_Folded, _folded)
_Writer.add_representer(_Flow, _flow)
_Writer.add_representer(int, _number)


def _styled(value: Any, indent: int) -> Any:
    """The value with the form that each part of it takes."""
    if isinstance(value, dict):
        return {key: _styled(each, indent + 2 + len(key)) for key, each in value.items()}
    if isinstance(value, list):
        plain = all(isinstance(item, str) for item in value)
        if plain and sum(len(item) + 2 for item in value) <= SHORT_LIST:
            return _Flow(value)
        return [_styled(item, indent + 2) for item in value]
    if isinstance(value, str) and (len(value) + indent > WIDTH or "\n" in value):
        return _Folded(value)
    return value


def ordered(raw: dict[str, Any]) -> dict[str, Any]:
    """The keys of an evidence record in the order of its schema, which is the order of the house."""
    return _in_order(raw, BY_NAME["evidence"].schema["$defs"], "evidence")


def _in_order(raw: dict[str, Any], defs: dict[str, Any], name: str) -> dict[str, Any]:
    made = {}
    for key, schema in defs[name]["properties"].items():
        if key in raw:
            below = schema.get("$ref", "").rpartition("/")[2]
            value = raw[key]
            made[key] = _in_order(value, defs, below) if isinstance(value, dict) else value
    return made | {key: value for key, value in raw.items() if key not in made}


def text(raw: dict[str, Any], comment: str = "") -> str:
    """The file of a record: the editor's comment, then its fields. It reads back to the same data."""
    styled = _styled(ordered(raw), 0)
    body = yaml.dump(styled, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False)
    made = f"{comment}\n{body}" if comment else body
    assert yaml12.parse_text(made, "record") == ordered(raw)  # a record that reads back otherwise must not be written
    return made


def schema_comment(root: Path) -> str:
    """The line that tells an editor the schema: as the project's other evidence has it, else where schemas stand."""
    lines = Positions(root)
    for path in sorted((root / _FOLDER).glob("*.yaml")):
        first = next(iter(lines.lines(f"{_FOLDER}/{path.name}")), "")
        if first.startswith(_SCHEMA):
            return first
    for folder in (".schemas", "compliance/schemas"):
        if (root / folder / "evidence.schema.json").is_file():
            return f"{_SCHEMA}../../{folder}/evidence.schema.json"
    return ""
