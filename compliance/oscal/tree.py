"""OSCAL documents as trees of plain data whose texts know the register lines that they came from.

A leaf is written in the form that its field has: a string of one line, markup of one line, or markup of many.
Register text is text: what Markdown or OSCAL would read as markup is escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from compliance.diagnostics import Place
from compliance.documents.text import Text
from compliance.render.marks import Block

Tree: TypeAlias = "Mapping[str, Tree] | Sequence[Tree] | Leaf | str | bool | None"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text as OSCAL writes it, the same as it is said, and its places."""

    written: str
    said: str
    sources: tuple[Place, ...] = ()


def string(text: Text | str) -> Leaf:
    """A text without markup, on one line (OSCAL's `string`)."""
    folded = " ".join(str(text).split())
    return Leaf(folded, folded, _sources(text))


def line(text: Text | str) -> Leaf:
    """A text on one line in a field that takes markup (`markup-line`)."""
    folded = " ".join(str(text).split())
    return Leaf(_escape(folded), folded, _sources(text))


def prose(text: Text | str) -> Leaf:
    """A text of paragraphs in a field that takes markup (`markup-multiline`)."""
    # A line that begins with spaces would be read as code, or as part of a list.
    said = "\n".join(each.strip() for each in str(text).strip().split("\n"))
    return Leaf(_escape(said), said, _sources(text))


def _sources(text: Text | str) -> tuple[Place, ...]:
    return text.sources if isinstance(text, Text) else ()


_MARKUP = re.compile(
    r"""[\\`*\[\]<~^]                       # code, emphasis, links, HTML, sub- and superscript
    |(?<![^\W_])_|_(?![^\W_])              # emphasis by underscores, which needs the edge of a word
    |\{(?=\{)|(?<=\{)\{                    # the insertion of a parameter
    |&(?=\#|[A-Za-z])                      # an entity
    |^[\#>+=|-]                            # heading, quotation, list, table, rule
    """,
    re.VERBOSE | re.MULTILINE,
)
_NUMBERED = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)", re.MULTILINE)


def _escape(text: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(lambda found: "\\" + found[0], text))


def plain(tree: Tree) -> Any:
    """The tree as JSON has it. What is empty is left out: OSCAL has no empty texts, lists or objects."""
    if isinstance(tree, Leaf):
        return tree.written or None
    if tree is None or isinstance(tree, bool):
        return tree
    if isinstance(tree, str):
        return tree or None
    if isinstance(tree, Mapping):
        pairs = ((key, plain(value)) for key, value in tree.items())
        return {key: value for key, value in pairs if value is not None} or None
    return [value for value in map(plain, tree) if value is not None] or None


def blocks(tree: Tree) -> tuple[Block, ...]:
    """The texts that come from registers, each with its places, for ``dossier why``."""
    found: list[Block] = []
    _collect(tree, "", found)
    return tuple(found)


def _collect(tree: Tree, tag: str, found: list[Block]) -> None:
    if isinstance(tree, Leaf):
        if tree.sources and tree.said:
            said = " ".join(tree.said.split())
            found.append(Block(tag, said, list(dict.fromkeys(tree.sources)), [(said, tree.sources)]))
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            _collect(value, key, found)
    elif tree is not None and not isinstance(tree, str | bool):
        for value in tree:
            _collect(value, tag, found)


def dump(data: Any) -> bytes:
    """The bytes of a file: two spaces, UTF-8, a line feed at the end."""
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
