"""Walks through a record: every fact in it, and every text, each with its place.

For rules that look at all registers alike, so that a field that a schema gains tomorrow is looked
at without anybody thinking of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple

from compliance.diagnostics import Place
from compliance.registers.lines import lines, position
from compliance.registers.records.controls import Policy
from compliance.registers.values import Fact, Part


class Text(NamedTuple):
    """A text of a register. ``field`` is the key that holds it, ``holder`` the piece that it is part of."""

    text: str
    place: Place
    field: str
    holder: Part

    def at(self, index: int) -> Place:
        """The place of a character: its own line in the body of a policy, else that of the whole text."""
        if not self.place.pointer.startswith("L"):
            return self.place
        line = int(self.place.pointer[1:]) + position(self.text, index)[0]
        return Place(self.place.file, f"L{line}")


class _Leaf(NamedTuple):
    value: Any
    place: Place
    field: str
    holder: Part


def facts(part: Part) -> Iterator[Fact[Any]]:
    """Every fact in a piece, at any depth, in the order of its fields."""
    for leaf in _leaves(part):
        if isinstance(leaf.value, Fact):
            yield leaf.value


def texts(part: Part) -> Iterator[Text]:
    """Every text in a piece, at any depth. The body of a policy comes by paragraphs."""
    for value, place, field, holder in _leaves(part):
        if isinstance(value, Fact):
            for name, text in (("value", value.value), ("note", value.note)):
                if isinstance(text, str) and text:
                    yield Text(text, _of_fact(value, name), field, holder)
        elif isinstance(value, str) and value:
            yield Text(value, place, field, holder)
    if isinstance(part, Policy):
        for number, paragraph in _paragraphs(part.body):
            yield Text(paragraph, Place(part.place.file, f"L{part.body_line + 1 + number}"), "body", part)


_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_BEGINS = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|#|\||```|~~~)")
"""What starts a piece of its own without an empty line before it: items, headings, rows of a table, fences."""
_ALONE = re.compile(r"\s*(?:#|\||```|~~~|(?:[-=*_]\s*)+$|$)")
"""Lines that the next one does not go on from: headings, rows, fences, rules across the page, empty lines."""


def _paragraphs(body: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of Markdown, each with the number of its first line from 0. Marks of quotations are blanked."""
    gathered: list[str] = []
    known = [_QUOTED.sub(lambda mark: " " * len(mark[0]), line, count=1) for line in lines(body)]
    for number, line in enumerate(known):
        if gathered and (_BEGINS.match(line) or _ALONE.match(line)):
            yield number - len(gathered), "\n".join(gathered)
            gathered = []
        if _ALONE.match(line):
            if line.strip():
                yield number, line
        else:
            gathered.append(line)
    if gathered:
        yield len(known) - len(gathered), "\n".join(gathered)


def _of_fact(fact: Fact[Any], name: str) -> Place:
    """The place of a fact's field. A fact written as a mapping knows the place of its ``value``."""
    above, _, last = fact.place.pointer.rpartition("/")
    return Place(fact.place.file, above).at(name) if last == "value" else fact.place


def _leaves(part: Part) -> Iterator[_Leaf]:
    cls: Any = type(part)  # mypy takes the class of a dataclass for unhashable
    for name, key in _fields(cls):
        value = getattr(part, name)
        # Most fields are empty or hold a number or a date; no place is made for these.
        if value and isinstance(value, _WALKED):
            yield from _below(value, part.at(key), key, part)


_WALKED = (str, tuple, Part)


@cache
def _fields(cls: Any) -> tuple[tuple[str, str], ...]:
    """Attribute and key of every field that may hold something to look at."""
    return tuple((f.name, f.name.rstrip("_")) for f in fields(cls) if f.name not in ("place", "body"))


def _below(value: Any, place: Place, field: str, holder: Part) -> Iterator[_Leaf]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _below(item, place.at(index), field, holder)
    elif isinstance(value, Part) and not isinstance(value, Fact):
        yield from _leaves(value)
    else:
        yield _Leaf(value, place, field, holder)
