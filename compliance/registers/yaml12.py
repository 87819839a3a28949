"""YAML 1.2 core semantics on libyaml, with what a register must not contain refused by its place.

In YAML 1.1 the country code ``NO`` is ``False``, ``1.10`` and ``012`` surprise, and ``<<`` merges.
Here only ``true`` and ``false`` are booleans, dates stay strings for the schema, duplicate keys,
unknown tags, merge keys, alias bombs, deep nesting and oversized files are errors with a line.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import yaml
from yaml._yaml import CParser

from compliance.diagnostics import Span
from compliance.registers.lines import lines, position

MAX_BYTES = 5_000_000
"""Largest file that is read. libyaml parses about 2 MB a second; larger registers are split."""

MAX_NODES = 200_000
"""Most nodes that a file may have once its aliases are written out."""

MAX_DEPTH = 100
"""Deepest nesting of lists and mappings."""


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


_CORE = "tag:yaml.org,2002:"
_STR, _INT, _FLOAT, _BOOL, _NULL = (_CORE + name for name in ("str", "int", "float", "bool", "null"))
_SEQ, _MAP = _CORE + "seq", _CORE + "map"

_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_WORDS = dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), _BOOL)
_WORDS |= dict.fromkeys(("", "~", "null", "Null", "NULL"), _NULL)


class CoreParser(CParser):
    """libyaml's composer with the tags of the YAML 1.2 core schema.

    The three methods are PyYAML's own hooks, called once a node: they are kept as short as they can
    be, because a project has hundreds of thousands of nodes.
    """

    depth = 0

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool] | bool) -> str:
        """The tag of a node that states none. ``implicit`` says whether a scalar stands without quotes."""
        if kind is not yaml.ScalarNode:
            return _MAP if kind is yaml.MappingNode else _SEQ
        if not implicit[0]:  # type: ignore[index]  # a pair for scalars
            return _STR
        text: str = value  # type: ignore[assignment]  # text for scalars
        if text[:1] in _FIRST_OF_NUMBER:
            if _INTEGER.fullmatch(text):
                return _INT
            if _NUMBER.fullmatch(text):
                return _FLOAT
        return _WORDS.get(text, _STR)

    def descend_resolver(self, parent: yaml.Node | None, index: object) -> None:
        """Count the depth: libyaml's composer recurses, and a deeper file could exhaust the stack."""
        self.depth += 1
        if self.depth > MAX_DEPTH + 1 and parent is not None:
            raise _RefusedError(
                "nesting-too-deep",
                _DEEPER,
                parent,
                _DEPTH_HELP,
            )

    def ascend_resolver(self) -> None:
        self.depth -= 1


_DEEPER = f"nested deeper than {MAX_DEPTH} levels"
_DEPTH_HELP = "no register needs that; look for brackets that are not closed"
_FIRST_OF_NUMBER = frozenset("-+.0123456789")


def _integer(text: str) -> int:
    if text[:2] == "0x":
        return int(text, 16)
    return int(text, 8) if text[:2] == "0o" else int(text)


def _float(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_SCALARS: dict[str, Callable[[str], Any]] = {
    _STR: str,
    _INT: _integer,
    _FLOAT: _float,
    _BOOL: lambda text: text.lower() == "true",
    _NULL: lambda text: None,
}


def _construct(node: yaml.Node) -> Any:
    """Plain data of a node. The class decides, not the tag: a tag may lie about what it stands on."""
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.tag == _STR else _scalar(node)
    if isinstance(node, yaml.MappingNode) and node.tag == _MAP:
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode) and node.tag == _SEQ:
        return [_construct(child) for child in node.value]
    raise _unknown_tag(node)


def _scalar(node: yaml.ScalarNode) -> Any:
    make = _SCALARS.get(node.tag)
    if make is None:
        raise _unknown_tag(node)
    try:
        made = make(node.value)
        if isinstance(made, float) and not math.isfinite(made):
            raise ValueError  # JSON has no infinity; neither have schemas and what is made from registers
        return made
    except ValueError:
        shown = node.value if len(node.value) <= 40 else node.value[:37] + "..."
        raise _RefusedError("yaml-syntax", f"`{shown}` cannot be read as a number", node, "put it in quotes") from None


def _mapping(node: yaml.MappingNode) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = _construct(key_node)
        if key.__class__ is not str:
            raise _RefusedError(
                "key-not-text",
                f"the key {key!r} is not text",
                key_node,
                "keys are names; put the value in quotes if it is meant as one",
            )
        if key == "<<":
            raise _RefusedError(
                "merge-key", "merge keys (`<<`) are not part of YAML 1.2", key_node, "write the keys out"
            )
        if key in mapping:
            raise _DuplicateError(next(k for k, _ in node.value if k.value == key), key_node, key)
        mapping[key] = _construct(value_node)
    return mapping


def _unknown_tag(node: yaml.Node) -> _RefusedError:
    help = "registers hold plain text, numbers, true, false, lists and mappings"
    shown = node.tag.replace(_CORE, "!!")
    return _RefusedError("unknown-tag", f"the tag `{shown}` is not allowed", node, help)


def span_of(node: yaml.Node, file: str, first_line: int = 0) -> Span:
    """The span of a composed node. ``first_line`` is the number of lines before the YAML text."""
    start, end = node.start_mark, node.end_mark
    if end is None:  # the node was refused while it was still open
        return _point(file, start.line + first_line, start.column)
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
    bare = data.removeprefix(codecs.BOM_UTF8)
    try:
        return bare.decode()
    except UnicodeDecodeError as error:
        before = bare[: error.start].decode()
        line, column = position(before, len(before))
        raise YamlFaultError(
            Fault("not-utf8", "the file is not UTF-8 text", _point(file, line, column), "save it as UTF-8")
        ) from None


def _refuse_bomb(root: yaml.Node) -> None:
    """Refuse aliases that write out to too many values or too deep, or that contain themselves."""
    measured: dict[int, tuple[int, int]] = {}
    open_nodes: set[int] = set()

    def measure(node: yaml.Node) -> tuple[int, int]:
        """How many values a node writes out to, and how deep."""
        known = measured.get(id(node))
        if known is not None:
            return known
        if id(node) in open_nodes:
            raise _RefusedError("alias-loop", "an alias contains itself", node, "write the value out")
        open_nodes.add(id(node))
        below = [measure(child) for child in _children(node)]
        open_nodes.discard(id(node))
        size, depth = 1 + sum(s for s, _ in below), 1 + max((d for _, d in below), default=0)
        if size > MAX_NODES:
            raise _bomb(f"the aliases write out to more than {MAX_NODES:,} values", node)
        if depth > MAX_DEPTH + 1:
            raise _bomb(f"the aliases write out to more than {MAX_DEPTH} levels", node)
        measured[id(node)] = size, depth
        return size, depth

    measure(root)


def _children(node: yaml.Node) -> Iterable[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return (child for pair in node.value for child in pair)
    return node.value if isinstance(node, yaml.SequenceNode) else ()


def _bomb(message: str, node: yaml.Node) -> _RefusedError:
    return _RefusedError("alias-bomb", message, node, "write the values out where they are needed")


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def _refuse_control(node: yaml.Node) -> None:
    """Refuse control characters. libyaml refuses them as they are; written as escapes they come through."""
    if isinstance(node, yaml.ScalarNode):
        found = _CONTROL.search(node.value)
        if found:
            message = f"the text holds the control character U+{ord(found[0]):04X}"
            raise _RefusedError("control-character", message, node, "remove it")
        return
    for child in _children(node):
        _refuse_control(child)


def compose(text: str, file: str, first_line: int = 0) -> yaml.Node | None:
    """The node tree of ``text``; faults are raised as :class:`YamlFaultError`."""
    odd = _ODD_BREAK.search(text)
    if odd is not None:
        raise YamlFaultError(_odd_break(odd, text, file, first_line))
    try:
        node = CoreParser(text).get_single_node()
        if node is not None and "&" in text and "*" in text:
            _refuse_bomb(node)
        if node is not None and "\\" in text:
            _refuse_control(node)
        return node
    except yaml.MarkedYAMLError as error:
        raise YamlFaultError(_syntax(error, text, file, first_line)) from None
    except yaml.reader.ReaderError as error:
        raise YamlFaultError(_forbidden_character(error, text, file, first_line)) from None
    except _RefusedError as refused:
        raise YamlFaultError(_refused(refused, file, first_line)) from None


def _syntax(error: yaml.MarkedYAMLError, text: str, file: str, first_line: int) -> Fault:
    """libyaml's own words, at its place; where something was not closed, also where that began."""
    mark, begin = error.problem_mark or error.context_mark, error.context_mark
    line, column = _inside(text, mark.line, mark.column) if mark else (0, 0)
    sentence = " ".join(part for part in (error.context, error.problem) if part)
    if "nesting depth" in (error.problem or ""):  # newer libyaml stops at 1,000 brackets before our count sees them
        return Fault("nesting-too-deep", _DEEPER, _point(file, line + first_line, column), _DEPTH_HELP)
    tab = any(found[column : column + 1] == "\t" for found in lines(text)[line : line + 1])
    return Fault(
        "yaml-syntax",
        sentence or "this is not YAML",
        _point(file, line + first_line, column),
        _TAB if tab else "check indentation, quotes and the space behind a colon",
        _point(file, begin.line + first_line, begin.column) if begin and begin.line < line else None,
    )


_TAB = "indent with spaces; YAML allows no tabs there"


def _inside(text: str, line: int, column: int) -> tuple[int, int]:
    """A position behind the last line becomes the end of that line, so that there is something to show."""
    known = lines(text)
    return (line, column) if line < len(known) or not known else (len(known) - 1, len(known[-1]))


def _forbidden_character(error: yaml.reader.ReaderError, text: str, file: str, first_line: int) -> Fault:
    # libyaml counts bytes of UTF-8, and of the character itself it tells no more than where it stands.
    index = len(text.encode()[: error.position].decode(errors="ignore"))
    line, column = position(text, index)
    return Fault(
        "yaml-syntax",
        f"the character U+{ord(text[index : index + 1] or chr(0)):04X} is not allowed in YAML",
        _point(file, line + first_line, column),
        "remove the control character",
    )


_ODD_BREAK = re.compile("[\x85\u2028\u2029]")
"""What libyaml takes for the end of a line and editors do not: with it, line numbers would be wrong."""


def _odd_break(found: re.Match[str], text: str, file: str, first_line: int) -> Fault:
    line, column = position(text, found.start())
    return Fault(
        "yaml-syntax",
        f"the line separator U+{ord(found[0]):04X} is not allowed in a register",
        _point(file, line + first_line, column),
        "remove it; a line ends with a line feed",
    )


def _refused(refused: _RefusedError, file: str, first_line: int) -> Fault:
    return Fault(refused.code, refused.message, span_of(refused.node, file, first_line), refused.help)


def parse_text(text: str, file: str, first_line: int = 0) -> Any:
    """Plain data of a YAML text. Faults are raised as :class:`YamlFaultError` with their span."""
    node = compose(text, file, first_line)
    if node is None:
        return None
    try:
        return _construct(node)
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
        raise YamlFaultError(_refused(refused, file, first_line)) from None


def parse_bytes(data: bytes, file: str) -> Any:
    """Plain data of a YAML file: strings, numbers, booleans, None, lists and dicts with text keys."""
    return parse_text(_decode(data, file), file)


def decode(data: bytes, file: str) -> str:
    """The text of a register file, UTF-8 with or without a byte order mark."""
    return _decode(data, file)
