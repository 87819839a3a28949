"""YAML 1.2 core semantics on libyaml, with what a register must not contain refused by its place.

In YAML 1.1 the country code ``NO`` is ``False``, ``1.10`` and ``012`` surprise, and ``<<`` merges.
Here only ``true`` and ``false`` are booleans, dates stay strings for the schema, duplicate keys,
unknown tags, merge keys, alias bombs, deep nesting and oversized files are errors with a line.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, ClassVar, NamedTuple

import yaml

from compliance.diagnostics import Span

MAX_BYTES = 5_000_000
"""Largest file that is read. libyaml parses about 2 MB a second; larger registers are split."""

MAX_NODES = 200_000
"""Most nodes that a file may have once its aliases are written out."""

MAX_DEPTH = 100
"""Deepest nesting. The composer recurses, so a deeper file could exhaust the stack."""


class Fault(NamedTuple):
    """Why a file cannot be read, where, and what to do."""

    code: str
    message: str
    span: Span
    help: str
    other: Span | None = None


class YamlFaultError(Exception):
    """Carries a :class:`Fault` out of the parser."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class _DuplicateError(Exception):
    """A key that stands twice in one mapping."""

    def __init__(self, first: yaml.Node, second: yaml.Node, key: str) -> None:
        self.first, self.second, self.key = first, second, key


class _RefusedError(Exception):
    """A node that YAML allows and a register does not."""

    def __init__(self, code: str, message: str, node: yaml.Node, help: str) -> None:
        self.code, self.message, self.node, self.help = code, message, node, help


class CoreLoader(yaml.CSafeLoader):
    """libyaml's loader with the resolver of the YAML 1.2 core schema."""

    # Emptied, not inherited: PyYAML copies its own tables into the class on the first addition.
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]  # the stub lacks ClassVar
    yaml_constructors: ClassVar[dict[str | None, Any]] = {}

    def construct_core_map(self, node: yaml.MappingNode) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _RefusedError(
                    "key-not-text",
                    f"the key {key!r} is not text",
                    key_node,
                    "keys are names; put the value in quotes if it is meant as one",
                )
            if key == "<<":
                raise _RefusedError(
                    "merge-key",
                    "merge keys (`<<`) are not part of YAML 1.2",
                    key_node,
                    "write the keys out",
                )
            if key in mapping:
                first = next(k for k, _ in node.value if k.value == key)
                raise _DuplicateError(first, key_node, key)
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping

    def construct_core_seq(self, node: yaml.SequenceNode) -> list[Any]:
        return [self.construct_object(child, deep=True) for child in node.value]

    def construct_core_int(self, node: yaml.ScalarNode) -> int:
        text = node.value
        if text[:2] == "0x":
            return int(text, 16)
        return int(text, 8) if text[:2] == "0o" else int(text)

    def construct_core_float(self, node: yaml.ScalarNode) -> float:
        text = node.value.lower().replace(".inf", "inf").replace(".nan", "nan")
        return float(text)

    def construct_core_null(self, node: yaml.ScalarNode) -> None:
        return None

    def construct_core_bool(self, node: yaml.ScalarNode) -> bool:
        return str(node.value).lower() == "true"

    def construct_unknown(self, node: yaml.Node) -> Hashable:
        raise _RefusedError(
            "unknown-tag",
            f"the tag {node.tag!r} is not allowed",
            node,
            "registers hold plain text, numbers, true, false, lists and mappings",
        )


def _prepare() -> None:
    core = "tag:yaml.org,2002:"
    for tag, pattern, first in (
        ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
        ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
        ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", "-+0123456789"),
        (
            "float",
            r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
            "-+.0123456789",
        ),
    ):
        CoreLoader.add_implicit_resolver(core + tag, re.compile(pattern), list(first))
    for tag, method in (
        ("null", CoreLoader.construct_core_null),
        ("bool", CoreLoader.construct_core_bool),
        ("int", CoreLoader.construct_core_int),
        ("float", CoreLoader.construct_core_float),
        ("str", CoreLoader.construct_scalar),
        ("seq", CoreLoader.construct_core_seq),
        ("map", CoreLoader.construct_core_map),
    ):
        CoreLoader.add_constructor(core + tag, method)
    CoreLoader.add_constructor(None, CoreLoader.construct_unknown)


_prepare()


def span_of(node: yaml.Node, file: str, first_line: int = 0) -> Span:
    """The span of a composed node. ``first_line`` is the number of lines before the YAML text."""
    start, end = node.start_mark, node.end_mark
    end_line, end_column = end.line, end.column
    if end_line > start.line and isinstance(node, yaml.CollectionNode) and not node.flow_style:
        end_line, end_column = start.line, start.column + 1
    return Span(file, start.line + 1 + first_line, start.column + 1, end_line + 1 + first_line, end_column + 1)


def _point(file: str, line: int, column: int) -> Span:
    return Span(file, line + 1, column + 1, line + 1, column + 2)


def _decode(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise YamlFaultError(
            Fault(
                "file-too-large",
                f"the file has {len(data):,} bytes; the limit is {MAX_BYTES:,}",
                _point(file, 0, 0),
                "split it; most registers may stand in several files",
            )
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n")
        column = len(before) - (before.rfind(b"\n") + 1)
        raise YamlFaultError(
            Fault("not-utf8", "the file is not UTF-8 text", _point(file, line, column), "save it as UTF-8")
        ) from None


_SUSPICIOUS = re.compile(rf"^\s*(?:[-?] ){{{MAX_DEPTH // 2}}}", re.MULTILINE)


def _refuse_depth(text: str, file: str, first_line: int) -> None:
    """Refuse deep nesting before the recursive composer sees it. Ordinary files pay two counts."""
    if text.count("[") + text.count("{") < MAX_DEPTH and not _SUSPICIOUS.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                line, column = (mark.line, mark.column) if mark else (0, 0)
                raise YamlFaultError(
                    Fault(
                        "nesting-too-deep",
                        f"nested deeper than {MAX_DEPTH} levels",
                        _point(file, line + first_line, column),
                        "no register needs that; look for brackets that are not closed",
                    )
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _refuse_bomb(root: yaml.Node, file: str, first_line: int) -> None:
    """Refuse aliases that write out to more than :data:`MAX_NODES` nodes, or that contain themselves."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def size(node: yaml.Node) -> int:
        known = sizes.get(id(node))
        if known is not None:
            return known
        if id(node) in open_nodes:
            raise _RefusedError("alias-loop", "an alias contains itself", node, "write the value out")
        open_nodes.add(id(node))
        total = 1
        if isinstance(node, yaml.MappingNode):
            total += sum(size(key) + size(value) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            total += sum(size(child) for child in node.value)
        open_nodes.discard(id(node))
        sizes[id(node)] = total
        if total > MAX_NODES:
            raise _RefusedError(
                "alias-bomb",
                f"the aliases write out to more than {MAX_NODES:,} values",
                node,
                "write the values out where they are needed",
            )
        return total

    size(root)


def compose(text: str, file: str, first_line: int = 0) -> tuple[CoreLoader, yaml.Node | None]:
    """The node tree of ``text``; faults are raised as :class:`YamlFaultError`."""
    try:
        _refuse_depth(text, file, first_line)
        loader = CoreLoader(text)
        node = loader.get_single_node()
        if node is not None and "&" in text and "*" in text:
            _refuse_bomb(node, file, first_line)
        return loader, node
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        sentence = " ".join(part for part in (error.context, error.problem) if part)
        raise YamlFaultError(
            Fault(
                "yaml-syntax",
                sentence or "this is not YAML",
                _point(file, line + first_line, column),
                "check indentation, quotes and the space behind a colon",
            )
        ) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        column = error.position - (text.rfind("\n", 0, error.position) + 1)
        raise YamlFaultError(
            Fault(
                "yaml-syntax",
                f"the character U+{ord(str(error.character)[:1] or chr(0)):04X} is not allowed in YAML",
                _point(file, line + first_line, column),
                "remove the control character",
            )
        ) from None
    except _RefusedError as refused:
        span = span_of(refused.node, file, first_line)
        raise YamlFaultError(Fault(refused.code, refused.message, span, refused.help)) from None


def parse_text(text: str, file: str, first_line: int = 0) -> Any:
    """Plain data of a YAML text. Faults are raised as :class:`YamlFaultError` with their span."""
    loader, node = compose(text, file, first_line)
    if node is None:
        return None
    try:
        return loader.construct_document(node)
    except _DuplicateError as duplicate:
        raise YamlFaultError(
            Fault(
                "duplicate-key",
                f"the key `{duplicate.key}` stands twice in this mapping",
                span_of(duplicate.second, file, first_line),
                "keep one of the two",
                other=span_of(duplicate.first, file, first_line),
            )
        ) from None
    except _RefusedError as refused:
        span = span_of(refused.node, file, first_line)
        raise YamlFaultError(Fault(refused.code, refused.message, span, refused.help)) from None
    except ValueError as error:
        raise YamlFaultError(
            Fault("yaml-syntax", f"a value cannot be read: {error}", _point(file, first_line, 0), "put it in quotes")
        ) from None


def parse_bytes(data: bytes, file: str) -> Any:
    """Plain data of a YAML file: strings, numbers, booleans, None, lists and dicts with text keys."""
    return parse_text(_decode(data, file), file)


def decode(data: bytes, file: str) -> str:
    """The text of a register file, UTF-8 with or without a byte order mark."""
    return _decode(data, file)
