"""A Word file by what a contract is divided into: clauses, annexes and parts, each under its bookmark.

A paragraph without a bookmark belongs to the clause that it goes on with; one in a numbered style is a clause of
its own that somebody added, or one whose bookmark is lost.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compliance.paper.bookmarks import is_unit
from compliance.paper.numbering import Numbering
from compliance.paper.tracked import COMING, FORMATS, KINDS, Line, Mark, Reader, W

if TYPE_CHECKING:
    from lxml.etree import _Element

FRONT = "front"
"""What stands before everything that has a name."""
_BLOCKS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}smartTag", *KINDS})
_GOES_ON = re.compile(r"clause text ([1-4])$")
_CLAUSE = re.compile(r"(?:clause [2-4]|heading [1-4]|annex heading)$")


@dataclass(slots=True)
class Unit:
    """A clause, an annex or a part. Its text leaves out the clauses inside it.

    ``name`` is that of its bookmark, else ``front``, ``heading:`` and a title, or ``new:`` and a count.
    """

    name: str
    number: str = ""
    full: str = ""
    """The number as a reference gives it: ``7.1(d)`` for ``(d)``, ``7`` for ``7.``"""
    level: int = 0
    title: str = ""
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    keys_before: list[str] = field(default_factory=list)
    keys_after: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    """Bookmarks of other clauses that stand in the same paragraph: clauses that were run together."""

    @property
    def bookmarked(self) -> bool:
        return is_unit(self.name)

    @property
    def key_before(self) -> str:
        return "\n".join(self.keys_before)

    @property
    def key_after(self) -> str:
        return "\n".join(self.keys_after)

    @property
    def sha256(self) -> str:
        """The hash of its text as it was before any tracked change."""
        return hashlib.sha256(self.key_before.encode()).hexdigest()


def units(body: _Element, numbering: _Element | None, styles: _Element | None) -> tuple[Unit, ...]:
    """The units of a document's body, in the order of the text."""
    reading = _Reading(Numbering(numbering, styles), _style_names(styles))
    reading.named = any(is_unit(mark.get(f"{W}name", "")) for mark in body.iter(f"{W}bookmarkStart"))
    reading.blocks(body, ())
    reading.flush()
    return tuple(reading.found)


def story(root: _Element, name: str) -> Unit:
    """A header, a footer or the notes as one unit."""
    reading = _Reading(Numbering(None, None), {})
    reading.only = Unit(name)
    for child in root:
        separator = child.get(f"{W}type") in ("separator", "continuationSeparator", "continuationNotice")
        if not separator:
            reading.blocks(child if child.tag in (f"{W}footnote", f"{W}endnote") else [child], ())
    reading.flush()
    return reading.only


def _style_names(styles: _Element | None) -> dict[str, str]:
    found = styles.iter(f"{W}style") if styles is not None else ()
    names = ((style.get(f"{W}styleId", ""), style.find(f"{W}name")) for style in found)
    return {id: (name.get(f"{W}val", "") if name is not None else id).lower() for id, name in names}


class _Reading:
    """One pass over the blocks of a story."""

    def __init__(self, numbering: Numbering, names: dict[str, str]) -> None:
        self._numbering, self._names = numbering, names
        self._reader = Reader()
        self._open: list[Unit] = []
        self._current: Unit | None = None
        self._pending: list[str] = []
        self._buffers: dict[str, tuple[Unit, str, str] | None] = {"before": None, "after": None}
        self._new = 0
        self.found: list[Unit] = []
        self.only: Unit | None = None
        self.named = False

    def blocks(self, parent: _Element | list[_Element], around: tuple[_Element, ...]) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child, around)
            elif child.tag == f"{W}tbl":
                self._table(child, around)
            elif child.tag == f"{W}bookmarkStart":
                self._pending.append(child.get(f"{W}name", ""))
            elif child.tag in _BLOCKS:
                self.blocks(child, (*around, child) if child.tag in KINDS else around)

    def _table(self, table: _Element, around: tuple[_Element, ...]) -> None:
        for row in table.iterchildren(f"{W}tr", f"{W}sdt"):
            for tr in [row] if row.tag == f"{W}tr" else row.iterfind(f"{W}sdtContent/{W}tr"):
                changes = tuple(tr.iterchildren(f"{W}trPr"))
                rows = tuple(change for properties in changes for change in properties if change.tag in KINDS)
                for change in rows:
                    self._note(Mark(f"row {KINDS[str(change.tag)]}", *_who(change), _words(tr)))
                for cell in (*tr.iterchildren(f"{W}tc"), *tr.iterfind(f"{W}sdt/{W}sdtContent/{W}tc")):
                    self._cell(cell, (*around, *rows))
                for change in (change for properties in changes for change in properties.iter(*FORMATS)):
                    self._note(Mark("formatting", *_who(change)))
        for change in table.iterchildren(f"{W}tblPr"):
            for inner in change.iter(*FORMATS):
                self._note(Mark("formatting", *_who(inner)))

    def _cell(self, cell: _Element, around: tuple[_Element, ...]) -> None:
        properties = cell.find(f"{W}tcPr")
        for change in properties if properties is not None else ():
            kind = {f"{W}cellIns": "inserted", f"{W}cellDel": "deleted", f"{W}cellMerge": "merged"}.get(str(change.tag))
            if kind:
                self._note(Mark(f"cell {kind}", *_who(change), _words(cell)))
            elif change.tag in FORMATS:
                self._note(Mark("formatting", *_who(change)))
        self.blocks(cell, around)

    def _note(self, mark: Mark) -> None:
        self._unit().marks.append(mark)

    def _unit(self) -> Unit:
        if self.only is not None:
            return self.only
        if self._current is None:
            self._current = Unit(FRONT)
            self.found.append(self._current)
        return self._current

    def _paragraph(self, element: _Element, around: tuple[_Element, ...]) -> None:
        number, level, _ = self._numbering.of(element)
        line = self._reader.line(element, around)
        line.bookmarks[:0] = self._pending
        self._pending.clear()
        unit = self.only or self._belongs(element, line, number, level)
        unit.marks += line.marks
        unit.comments += line.comments
        self._add("before", unit, line.before, line.key_before, line.break_inserted)
        gone = bool({change.tag for change in around} & COMING)
        self._add("after", unit, line.after, line.key_after, line.break_deleted and not gone)

    def _add(self, side: str, unit: Unit, text: str, key: str, goes_on: bool) -> None:
        """A line is whole at its paragraph's break, unless that break is not there on this side."""
        waiting = self._buffers[side]
        if waiting is not None:
            # A paragraph that has nothing on this side leaves no trace: the next one stays what it is.
            unit = waiting[0] if waiting[2] else unit
            text, key = f"{waiting[1]} {text}".strip(), f"{waiting[2]} {key}".strip()
        self._buffers[side] = (unit, text, key) if goes_on else None
        if not goes_on and key:
            getattr(unit, side).append(text)
            getattr(unit, f"keys_{side}").append(key)

    def flush(self) -> None:
        for side in ("before", "after"):
            if self._buffers[side] is not None:
                self._add(side, self._unit(), "", "", False)

    def _belongs(self, element: _Element, line: Line, number: str, level: int) -> Unit:
        names = sorted((name for name in line.bookmarks if is_unit(name)), key=lambda name: name.startswith("part_"))
        id = element.find(f"{W}pPr/{W}pStyle")
        style = self._names.get(id.get(f"{W}val", ""), "") if id is not None else ""
        goes_on = _GOES_ON.match(style)
        text = line.after or line.before
        if names:
            unit = self._begin(Unit(names[0], number, "", level if names[0].startswith("clause_") else 0, text[:80]))
            unit.also += [name for name in names[1:] if not name.startswith("part_")]
            return unit
        if goes_on and not number and len(self._open) >= int(goes_on[1]):
            self._current = self._open[int(goes_on[1]) - 1]
        elif self.named and number and _CLAUSE.match(style) and text:
            self._new += 1
            return self._begin(Unit(f"new:{self._new}", number, "", level, text[:80]))
        elif text and self._is_heading(style, number):
            return self._begin(Unit(f"heading:{text[:80]}", title=text[:80]))
        return self._unit()

    def _is_heading(self, style: str, number: str) -> bool:
        """Whether a heading divides the text: any where nothing has a bookmark, else those of parts."""
        if not self.named:
            return style.startswith("heading ") and not number
        return style == "unnumbered heading"

    def _begin(self, unit: Unit) -> Unit:
        del self._open[max(unit.level - 1, 0) :]
        unit.full = unit.number.rstrip(".")
        if unit.level > 2 and self._open:
            unit.full = self._open[-1].full + unit.number
        if unit.level:
            self._open.append(unit)
        self._current = unit
        self.found.append(unit)
        return unit


def _who(change: _Element) -> tuple[str, str]:
    return change.get(f"{W}author", ""), change.get(f"{W}date", "")


def _words(element: _Element) -> str:
    return " ".join(" ".join(node.text or "" for node in element.iter(f"{W}t", f"{W}delText")).split())
