"""A paragraph of a Word file as it was and as it is: tracked changes, fields, comments, formatting that hides text.

Two texts of each paragraph come out: with every change refused, and with every change accepted. Beside the words
that are shown each has a key for comparing, in which a reference stands as the bookmark that it leads to: Word
counts references anew when a clause is added, and that is no change of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

INSERTED, DELETED = f"{W}ins", f"{W}del"
MOVED_HERE, MOVED_AWAY = f"{W}moveTo", f"{W}moveFrom"
COMING, GOING = frozenset({INSERTED, MOVED_HERE}), frozenset({DELETED, MOVED_AWAY})
KINDS = {INSERTED: "inserted", DELETED: "deleted", MOVED_HERE: "moved here", MOVED_AWAY: "moved away"}
FORMATS = frozenset(
    f"{W}{name}Change" for name in ("rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "numbering")
)
_HIDING = {f"{W}vanish": "hidden", f"{W}strike": "struck", f"{W}dstrike": "struck"}
_SKIPPED = frozenset({f"{W}pPr", f"{W}rPr", f"{W}sdtPr", FALLBACK})


@dataclass(frozen=True, slots=True)
class Mark:
    """One tracked change. ``kind`` is one of ``KINDS``, ``formatting``, ``row inserted`` and the like."""

    kind: str
    author: str
    date: str
    text: str = ""


@dataclass(slots=True)
class Line:
    """A paragraph: its text before and after, the keys of both, its changes, and what is anchored in it."""

    before: str = ""
    after: str = ""
    key_before: str = ""
    key_after: str = ""
    break_inserted: bool = False
    break_deleted: bool = False
    marks: list[Mark] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    """Id of each comment that is anchored here, and the words it is about."""
    bookmarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Field:
    code: str = ""
    result: bool = False

    @property
    def name(self) -> str:
        return self.code.split()[0].upper() if self.code.split() else ""

    @property
    def key(self) -> str:
        words = self.code.split()
        return f"{{{words[1]}}}" if self.name in ("REF", "PAGEREF") and len(words) > 1 else f"{{{self.name}}}"


class Reader:
    """Reads paragraphs in the order of the text; fields and ranges of comments may go over several."""

    def __init__(self) -> None:
        self._fields: list[_Field] = []
        self._ranges: dict[str, str] = {}

    def line(self, paragraph: _Element, around: tuple[_Element, ...] = ()) -> Line:
        """A paragraph; ``around`` are changes that take it in whole, such as an inserted row."""
        line = Line()
        properties = paragraph.find(f"{W}pPr/{W}rPr")
        if properties is not None:
            for child in properties:
                if child.tag in KINDS:
                    line.break_inserted |= child.tag in COMING
                    line.break_deleted |= child.tag in GOING
                    line.marks.append(_mark(child, f"paragraph break {KINDS[str(child.tag)]}"))
        context = frozenset(str(element.tag) for element in around)
        self._walk(paragraph, line, context, None)
        line.marks += [_mark(change, "formatting") for change in paragraph.iter(*FORMATS)]
        line.marks[:] = _joined(line.marks)
        for name in ("before", "after", "key_before", "key_after"):
            setattr(line, name, " ".join(getattr(line, name).replace("\xa0", " ").split()))
        return line

    def _walk(self, parent: _Element, line: Line, context: frozenset[str], change: _Element | None) -> None:
        for node in parent:
            tag = node.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag == f"{W}r":
                self._run(node, line, context, change)
            elif tag in KINDS:
                self._walk(node, line, context | {tag}, node)
            elif tag == f"{W}fldSimple":
                self._fields.append(_Field(node.get(f"{W}instr", ""), result=True))
                self._say(line, self._fields[-1].key, context, key_only=True)
                self._walk(node, line, context, change)
                self._fields.pop()
            elif tag == f"{W}bookmarkStart":
                line.bookmarks.append(node.get(f"{W}name", ""))
            elif tag == f"{W}commentRangeStart":
                self._ranges[node.get(f"{W}id", "")] = ""
            elif tag == f"{W}commentRangeEnd":
                id = node.get(f"{W}id", "")
                line.comments.append((id, " ".join(self._ranges.pop(id, "").split())))
            else:
                self._walk(node, line, context, change)

    def _run(self, run: _Element, line: Line, context: frozenset[str], change: _Element | None) -> None:
        hiding = _hiding(run)
        said = ""
        for node in run:
            tag = node.tag
            if tag == f"{W}fldChar":
                self._field(node.get(f"{W}fldCharType", ""), line, context)
            elif tag in (f"{W}instrText", f"{W}delInstrText"):
                if self._fields:
                    self._fields[-1].code += node.text or ""
            elif tag == f"{W}commentReference":
                id = node.get(f"{W}id", "")
                if id not in {known for known, _ in line.comments} and id not in self._ranges:
                    line.comments.append((id, ""))
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{{{_MC}}}AlternateContent"):
                self._walk(node, line, context, change)
                if next(node.iter(f"{W}t"), None) is None:
                    said += "[picture]"
            else:
                said += _text(node)
        if not said:
            return
        self._say(line, said, context, hiding=hiding)
        for id in self._ranges:
            self._ranges[id] += said
        if change is not None:
            line.marks.append(_mark(change, KINDS[str(change.tag)], said))

    def _field(self, kind: str, line: Line, context: frozenset[str]) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
            self._say(line, self._fields[-1].key, context, key_only=True)
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _say(self, line: Line, text: str, context: frozenset[str], key_only: bool = False, hiding: str = "") -> None:
        """Add text to the sides that it belongs to. A table of contents is worked out and says nothing of its own."""
        outer = self._fields[:-1] if key_only else self._fields
        if any(one.name == "TOC" for one in self._fields) or any(not one.result for one in outer):
            return
        computed = any(one.result for one in outer)
        key = "" if computed else f"[{hiding}: {text}]" if hiding and text.strip() else text
        if not context & COMING:
            line.before += "" if key_only else text
            line.key_before += key
        if not context & GOING:
            line.after += "" if key_only else text
            line.key_after += key


_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def _hiding(run: _Element) -> str:
    """Formatting that takes text away from the reader: hidden or struck through."""
    properties = run.find(f"{W}rPr")
    for child in properties if properties is not None else ():
        if child.tag in _HIDING and child.get(f"{W}val", "1") not in ("0", "false", "off"):
            return _HIDING[str(child.tag)]
    return ""


def _text(node: _Element) -> str:
    if node.tag in (f"{W}t", f"{W}delText"):
        return node.text or ""
    if node.tag in (f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"):
        return " "
    if node.tag == f"{W}noBreakHyphen":
        return "-"
    if node.tag == f"{W}sym":
        return f"[sign {node.get(f'{W}char', '')}]"
    return ""


def _mark(change: _Element, kind: str, text: str = "") -> Mark:
    return Mark(kind, change.get(f"{W}author", ""), change.get(f"{W}date", ""), text)


def _joined(marks: list[Mark]) -> Iterator[Mark]:
    """Runs of one change as one: Word splits text wherever its formatting changes."""
    last: Mark | None = None
    for mark in marks:
        same = last and (last.kind, last.author, last.date[:10]) == (mark.kind, mark.author, mark.date[:10])
        if last and same and mark.text:
            last = Mark(last.kind, last.author, last.date, last.text + mark.text)
            continue
        if last:
            yield last
        last = mark
    if last:
        yield last


def squeezed(text: str) -> str:
    """A text for matching: letters and digits only, in lower case."""
    return re.sub(r"[\W_]+", "", text.lower())
