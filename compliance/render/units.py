"""A printed document as sentences and table rows, and what two printings of it differ in.

What is compared is what a reader reads. Numbers that count rows, contents pages and the running heads
are left out: they follow from the rest and would only say the same again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from compliance.diagnostics import Place
from compliance.render.marks import BLOCKS, Block
from compliance.render.render import Rendered
from compliance.render.tree import Node, parse

Verb = Literal["added", "removed", "changed"]

SILENT = frozenset({"contents", "cover-draft", "head-draft", "number"})
COUNTERS = frozenset({"No.", "#"})
"""Heads of columns that only count rows: one row more would change all below it."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"(])")
_ALIKE = 0.5
"""From this share of common text on, two sentences are one that was changed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, the head of its column where it has one, and the pieces of it that come from registers."""

    text: str
    column: str = ""
    pieces: tuple[tuple[str, tuple[Place, ...]], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a row. ``under`` is the heading that it stands below."""

    kind: Literal["sentence", "row"]
    under: str
    cells: tuple[Cell, ...]

    @property
    def key(self) -> str:
        """What is compared."""
        return "\x1f".join(cell.text for cell in self.cells)

    @property
    def name(self) -> str:
        """What a row is called: its first cell that says anything."""
        return next((cell.text for cell in self.cells if cell.text), "")


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference: a unit that came, went, or reads otherwise. ``places`` are what it rests on now (or did)."""

    verb: Verb
    before: Unit | None
    after: Unit | None

    @property
    def unit(self) -> Unit:
        """The unit as it is, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def cells(self) -> tuple[tuple[str, str, str], ...]:
        """Column, text before and text after, of cells that differ; of a unit that came or went, all."""
        empty: tuple[Cell, ...] = ()
        old = self.before.cells if self.before else empty
        new = self.after.cells if self.after else empty
        pairs = _side_by_side(old, new)
        return tuple((n.column or o.column, o.text, n.text) for o, n in pairs if o.text != n.text)

    @property
    def places(self) -> tuple[Place, ...]:
        """Places of the pieces that are new; of the older state's pieces where a unit went."""
        old = self.before.cells if self.before else ()
        told = " ".join(cell.text for cell in old) if self.after else ""
        found = (p for cell in self.unit.cells for text, places in cell.pieces if text not in told for p in places)
        return tuple(dict.fromkeys(found))


def _side_by_side(old: tuple[Cell, ...], new: tuple[Cell, ...]) -> Iterator[tuple[Cell, Cell]]:
    for number in range(max(len(old), len(new))):
        empty = Cell("")
        yield old[number] if number < len(old) else empty, new[number] if number < len(new) else empty


def units(rendered: Rendered) -> tuple[Unit, ...]:
    """Every sentence and row, in the order of the text."""
    root = parse(rendered.html)
    blocks = iter(rendered.blocks)
    of_node = {id(node): next(blocks) for node in _visible(root) if node.tag in BLOCKS and _own(node)}
    return tuple(_units(root, [""], of_node))


def _visible(node: Node) -> Iterator[Node]:
    yield node
    for child in node.elements:
        if child.tag not in ("svg", "style", "script"):
            yield from _visible(child)


def _own(node: Node) -> str:
    """The text of a block without that of blocks inside it: what ``render/marks.py`` counts as its text."""
    return " ".join("".join(_loose(node)).split())


def _loose(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield " "
        elif child.tag not in BLOCKS and child.tag not in ("svg", "style", "script"):
            yield from _loose(child)


def _units(node: Node, heading: list[str], blocks: dict[int, Block]) -> Iterator[Unit]:
    """Units below a node. ``heading`` holds the heading last seen, for all to read and write."""
    if node.tag in ("head", "svg") or node.classes & SILENT or any(c.startswith("running-") for c in node.classes):
        return
    if node.tag == "table":
        yield from _rows(node, heading[0], blocks)
        return
    if node.tag in ("h1", "h2", "h3", "h4"):
        heading[0] = _own(node)
    if id(node) in blocks:
        pieces = tuple((text.strip(), places) for text, places in blocks[id(node)].pieces)
        for sentence in _SENTENCE.split(_shown(node)):
            inside = tuple(piece for piece in pieces if piece[0] in sentence or sentence in piece[0])
            if sentence:
                yield Unit("sentence", heading[0], (Cell(sentence, pieces=inside),))
    for child in node.elements:
        yield from _units(child, heading, blocks)


def _shown(node: Node) -> str:
    """The own text of a block without what is silent inside it."""
    hidden = {id(child) for child in node.walk() if child.classes & SILENT}
    return " ".join("".join(_told(node, hidden)).split())


def _told(node: Node, hidden: set[int]) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield " "
        elif id(child) not in hidden and child.tag not in BLOCKS and child.tag != "svg":
            yield from _told(child, hidden)


def _rows(table: Node, under: str, blocks: dict[int, Block]) -> Iterator[Unit]:
    columns: tuple[str, ...] = ()
    heads = {id(row) for part in table.find("thead") for row in part.find("tr")}
    for caption in table.find("caption"):
        yield Unit("sentence", under, (Cell(caption.text),))
    for row in table.find("tr"):
        cells = [cell for cell in row.elements if cell.tag in ("td", "th")]
        if id(row) in heads:
            columns = tuple(cell.text for cell in cells)
        titled = columns if len(columns) == len(cells) else ("",) * len(cells)
        pairs = zip(cells, titled, strict=True)
        made = tuple(_cell(cell, title, blocks) for cell, title in pairs if title not in COUNTERS)
        if any(cell.text for cell in made):
            yield Unit("row", under, made)


def _cell(node: Node, column: str, blocks: dict[int, Block]) -> Cell:
    found = [blocks[id(inner)] for inner in node.walk() if id(inner) in blocks]
    pieces = tuple((text.strip(), places) for block in found for text, places in block.pieces)
    return Cell(_inside(node), column, pieces)


def _inside(cell: Node) -> str:
    """The text of a cell as one line; items of a list inside it stay apart."""
    items = [inner for inner in cell.walk() if inner.tag in ("li", "p", "dt", "dd") and inner is not cell]
    apart = [text for text in (_own(cell), *(_own(item) for item in items)) if text]
    return "; ".join(apart) if items else cell.text


def edits(before: Iterable[Unit], after: Iterable[Unit]) -> tuple[Edit, ...]:
    """What differs, in the order of the newer printing; what only moved is no difference."""
    old, new = _without_common(list(before), list(after))
    pairs = _paired(old, new)
    changed = {id(b): a for a, b in pairs}
    gone = {id(a) for a, _ in pairs}
    present = (Edit("changed", changed[id(u)], u) if id(u) in changed else Edit("added", None, u) for u in new)
    return (*present, *(Edit("removed", unit, None) for unit in old if id(unit) not in gone))


def _without_common(old: list[Unit], new: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Units of either side that the other does not have as often."""
    shared = Counter(unit.key for unit in old) & Counter(unit.key for unit in new)
    return _rest(old, shared.copy()), _rest(new, shared.copy())


def _rest(units: list[Unit], shared: Counter[str]) -> list[Unit]:
    found: list[Unit] = []
    for unit in units:
        if shared[unit.key]:
            shared[unit.key] -= 1
        else:
            found.append(unit)
    return found


def _paired(old: list[Unit], new: list[Unit]) -> list[tuple[Unit, Unit]]:
    """Units that are the same thing in other words: rows of one name, sentences that are alike."""
    pairs: list[tuple[Unit, Unit]] = []
    left = list(old)
    for unit in new:
        found = _counterpart(unit, left)
        if found is not None:
            left.remove(found)
            pairs.append((found, unit))
    return pairs


def _counterpart(unit: Unit, left: list[Unit]) -> Unit | None:
    """What the unit was: a row of the same table and name, the likest of several; a sentence that is alike."""
    same = [other for other in left if other.kind == unit.kind and other.under == unit.under]
    best = _ALIKE
    if unit.kind == "row":
        same = [other for other in same if other.name == unit.name and _columns(other) == _columns(unit)]
        best = -1.0
    found = None
    for other in same:
        matcher = SequenceMatcher(None, other.key.split(), unit.key.split(), autojunk=False)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
            best, found = matcher.ratio(), other
    return found


def _columns(unit: Unit) -> tuple[str, ...]:
    return tuple(cell.column for cell in unit.cells)
