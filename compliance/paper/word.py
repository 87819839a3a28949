"""A Word file becomes passages: paragraphs, list items, rows of tables, footnotes, in the order of the text.

The package is read with a zip reader and an XML parser that load nothing from outside and stop at stated
sizes. Insertions that are tracked count as text, deletions do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compliance.paper.numbering import Numbering
from compliance.paper.package import Package
from compliance.paper.passages import Paper, PaperError, Passage
from compliance.paper.tidy import kind_of, tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def word(name: str, data: bytes) -> Paper:
    """The passages of a .docx. Raises :class:`PaperError` for what is no Word file, or too large to be one."""
    package = Package(name, data)
    document = package.root("word/document.xml")
    if document is None:
        raise PaperError(f"{name} is a zip file and no Word document", "lint-dpa reads .pdf, .docx, .md and .txt")
    numbering = Numbering(package.root("word/numbering.xml"), package.root("word/styles.xml"))
    body = document.find(f"{W}body")
    found = list(_blocks(body, numbering)) if body is not None else []
    notes = package.root("word/footnotes.xml")
    found += list(_footnotes(notes)) if notes is not None else []
    deleted = sum(1 for _ in document.iter(f"{W}delText"))
    comments = "word/comments.xml" in package.names
    remarks = [f"{deleted} tracked deletions were left out; insertions were read as text"] if deleted else []
    remarks += ["the file has comments, which were not read"] if comments else []
    return Paper(name, "docx", tuple(found), remarks=tuple(remarks))


def _blocks(parent: _Element, numbering: Numbering) -> Iterator[Passage]:
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph(child, numbering)
        elif child.tag == f"{W}tbl":
            yield from _rows(child, numbering)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _blocks(child, numbering)


def _paragraph(element: _Element, numbering: Numbering) -> Iterator[Passage]:
    text = tidy(_text(element))
    if not text:
        return
    label, level, heading = numbering.of(element)
    shown = f"{label} {text}" if label else text
    kind = "heading" if heading and len(text) <= 120 else kind_of(shown)
    kind = "item" if kind == "paragraph" and label and level > 1 else kind
    yield Passage(shown, kind=kind, level=heading if kind == "heading" else 0)


def _rows(table: _Element, numbering: Numbering) -> Iterator[Passage]:
    for row in table.iterchildren(f"{W}tr"):
        cells = [" ".join(p.text for p in _blocks(cell, numbering)) for cell in row.iter(f"{W}tc")]
        text = " | ".join(cell for cell in cells if cell)
        if text:
            yield Passage(text, kind="row")


def _text(element: _Element) -> str:
    parts: list[str] = []
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag == f"{W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            parts.append(" ")
        elif node.tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif node.tag not in (f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", FALLBACK):
            stack.extend(reversed(node))
    return "".join(parts)


def _footnotes(root: _Element) -> Iterator[Passage]:
    for note in root.iterchildren(f"{W}footnote"):
        if note.get(f"{W}type") is None:
            text = tidy(" ".join(_text(p) for p in note.iter(f"{W}p")))
            if text:
                yield Passage(text, kind="footnote")
