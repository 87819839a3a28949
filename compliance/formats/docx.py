"""DOCX for people who edit: the same text as the page, in real styles, lists and tables of Word.

The rendered HTML is walked once; its closed vocabulary maps onto styles of :mod:`compliance.formats.word`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from compliance.formats import word
from compliance.formats.settings import Settings
from compliance.render.render import Rendered
from compliance.render.tree import Node, parse

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

HEADINGS = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3"}
PARAGRAPHS = frozenset({"p", "dt", "dd", "caption", "figcaption", "pre", *HEADINGS})
BLOCKS = PARAGRAPHS | {
    "section",
    "header",
    "footer",
    "div",
    "main",
    "ul",
    "ol",
    "dl",
    "table",
    "figure",
    "blockquote",
    "hr",
}
CLASSES = {
    "head-company": "Company",
    "cover-company": "Company",
    "head-subtitle": "Subtitle",
    "cover-subtitle": "Subtitle",
    "cover-statement": "Statement",
    "note": "Note",
    "empty": "Note",
}
SKIPPED = frozenset({"contents", "cover-logo"})
"""A contents page needs page numbers, which Word makes; a logo may be a drawing that Word cannot show."""

NARROW = (30.0, 70.0)
"""Widths of the two columns of facts, in per cent."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How a piece of text looks."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    open: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text, or a line break, in one form."""

    text: str
    form: _Form = _Form()


def write(rendered: Rendered, settings: Settings) -> bytes:
    """The document as a Word file."""
    root = parse(rendered.html)
    language = root.attrs.get("lang", "en")
    document = word.blank(settings.accent, language, rendered.document.wide)
    running = {name: node.text for node in root.find("p") for name in node.classes if name.startswith("running-")}
    title, company = running.get("running-title", ""), running.get("running-company", "")
    word.furniture(
        document, f"{company}  ·  {title}", running.get("running-class", ""), running.get("running-version", "")
    )
    _Walk(document).all(next(root.find("body")))
    word.properties(document, title, company, language, settings.made)
    return word.pack(document, settings.made)


class _Walk:
    """One pass over the tree. ``_at`` is where paragraphs go: the document, or a cell of a table."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._at: Any = document
        self._fresh = False  # a cell has a first paragraph before anybody adds one
        self._ids: list[str] = []
        self._marks = 0
        self._linked: set[str] = set()

    def all(self, body: Node) -> None:
        self._linked = {node.attrs.get("href", "")[1:] for node in body.find("a")}
        self._blocks(body, "Normal", 0)

    def _blocks(self, node: Node, style: str, depth: int) -> None:
        """The content of an element: its blocks, and what stands loose between them as paragraphs."""
        loose: list[Node | str] = []
        for child in node.children:
            if isinstance(child, Node) and child.tag in BLOCKS:
                self._loose(loose, style)
                self._block(child, style, depth)
            else:
                loose.append(child)
        self._loose(loose, style)

    def _loose(self, children: list[Node | str], style: str) -> None:
        pieces = _folded(_pieces(children, _Form()))
        if pieces:
            self._paragraph(pieces, style)
        children.clear()

    def _block(self, node: Node, style: str, depth: int) -> None:
        if node.classes & SKIPPED or any(name.startswith("running-") for name in node.classes):
            return
        if "id" in node.attrs:
            self._ids.append(node.attrs["id"])
        if node.tag in ("ul", "ol"):
            self._list(node, depth)
        elif node.tag == "table":
            self._table(node)
        elif node.tag in PARAGRAPHS:
            self._text(node, style)
        elif node.tag == "hr":
            self._paragraph([], "Normal")
        elif node.tag == "blockquote":
            self._blocks(node, "Quote", depth)
        else:
            self._blocks(node, style, depth)

    def _text(self, node: Node, style: str) -> None:
        named = next((CLASSES[name] for name in node.classes if name in CLASSES), "")
        form = _Form(bold=node.tag == "dt", open="cover-draft" in node.classes)
        pieces = list(_pieces(node.children, form))
        pieces = pieces if node.tag == "pre" else _folded(pieces)
        if not pieces:
            return
        paragraph = self._paragraph(pieces, HEADINGS.get(node.tag) or named or style)
        if "lead-in" in node.classes or node.tag in ("dt", "caption"):
            paragraph.paragraph_format.keep_with_next = True

    def _paragraph(self, pieces: Iterable[_Piece], style: str) -> Paragraph:
        if self._fresh:
            paragraph: Paragraph = self._at.paragraphs[0]
            paragraph.style = self._document.styles[style]
            self._fresh = False
        else:
            paragraph = self._at.add_paragraph(style=style)
        self._bookmarks(paragraph)
        for piece in pieces:
            self._run(paragraph, piece)
        return paragraph

    def _bookmarks(self, paragraph: Paragraph) -> None:
        """Names for links inside the document; only those that a link leads to."""
        for id in self._ids:
            if id in self._linked:
                self._marks += 1
                paragraph._p.append(word.element("bookmarkStart", id=self._marks, name=_bookmark(id)))
                paragraph._p.append(word.element("bookmarkEnd", id=self._marks))
        self._ids.clear()

    def _run(self, paragraph: Paragraph, piece: _Piece) -> None:
        from docx.shared import RGBColor

        run = paragraph.add_run()
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                run.add_break()
            run.add_text(line)
        form = piece.form
        run.bold, run.italic = form.bold or None, (form.italic or form.open) or None
        if form.code:
            run.font.name = "Consolas"
        if form.open:
            run.font.color.rgb = RGBColor.from_string(word.BROWN)
        if form.href:
            self._link(paragraph, run._r, form.href)

    def _link(self, paragraph: Paragraph, run: Any, href: str) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn

        if href.startswith("#"):
            link = word.element("hyperlink", anchor=_bookmark(href[1:]), history=1)
        else:
            link = word.element("hyperlink", history=1)
            relation = self._document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), relation)
        paragraph._p.remove(run)
        link.append(run)
        paragraph._p.append(link)

    def _list(self, node: Node, depth: int) -> None:
        name = "List Bullet" if node.tag == "ul" else "List Number"
        style = name if depth == 0 else f"{name} {min(depth + 1, 3)}"
        number = self._numbering(style) if node.tag == "ol" else None
        for item in node.elements:
            before = len(self._document.element.body)
            self._blocks(item, style, depth + 1)
            if number is not None and self._at is self._document:
                self._number(before, style, number)

    def _number(self, since: int, style: str, number: int) -> None:
        """Give the paragraphs of an item the list's own numbers; else every list would go on with the last one's."""
        body = self._document.element.body
        wanted = self._document.styles[style].style_id
        for element in list(body)[max(0, since - 1) :]:
            if element.tag.endswith("}p") and element.style == wanted:
                properties = element.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = number

    def _numbering(self, style: str) -> int:
        """A list that starts at 1."""
        numbering = self._document.part.numbering_part.element
        style_element: Any = self._document.styles[style].element
        number = style_element.pPr.numPr.numId.val
        abstract = numbering.num_having_numId(number).abstractNumId.val
        made = numbering.add_num(abstract)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def _table(self, node: Node) -> None:
        rows = list(node.find("tr"))
        if not rows:
            return
        for caption in (c for c in node.elements if c.tag == "caption"):
            self._block(caption, "Table Head", 0)
        cells = [[cell for cell in row.elements if cell.tag in ("td", "th")] for row in rows]
        count = max(len(line) for line in cells)
        heads = {id(row) for part in node.find("thead") for row in part.find("tr")}
        table = self._new_table(len(rows), _widths(node, count), any(id(row) in heads for row in rows))
        outside = self._at, self._fresh
        for made, row, line in zip(table.rows, rows, cells, strict=True):
            _keep_row(made._tr, repeat=id(row) in heads)
            for cell, target in zip(line, made.cells, strict=False):
                self._cell(cell, target, head=id(row) in heads)
        self._at, self._fresh = outside
        if self._at is self._document:
            space = self._document.add_paragraph(style="Table Text")
            space.paragraph_format.space_after = 0

    def _new_table(self, rows: int, widths: list[float], head: bool) -> Table:
        from docx.shared import Emu

        section = self._document.sections[0]
        page = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        table: Table = self._document.add_table(rows, len(widths))
        if self._at is not self._document:
            self._at._tc.append(table._tbl)
        table.style = word.TABLE_STYLE
        table.autofit = False
        look = table._tbl.tblPr.find(_w("tblLook"))
        if look is not None:
            table._tbl.tblPr.remove(look)
        table._tbl.tblPr.append(word.element("tblLook", val="0020" if head else "0000", firstRow=int(head)))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(int(page * width))
        return table

    def _cell(self, node: Node, cell: _Cell, head: bool) -> None:
        self._at, self._fresh = cell, True
        style = "Table Head" if head else "Table Text"
        cell.paragraphs[0].style = self._document.styles[style]  # an empty cell keeps it
        heading = node.tag == "th" and not head
        self._blocks(_bold(node) if heading else node, style, 0)


def _w(tag: str) -> str:
    from docx.oxml.ns import qn

    name: str = qn(f"w:{tag}")
    return name


def _bookmark(id: str) -> str:
    return ("_" + re.sub(r"[^A-Za-z0-9_]", "_", id))[:40]


def _bold(node: Node) -> Node:
    """A row's head: its content in bold, unless the page sets it light."""
    return node if "light" in node.classes else Node(node.tag, {}, [Node("strong", {}, node.children)])


def _keep_row(row: Any, repeat: bool) -> None:
    """A row stays on one page; the head comes again on the next."""
    properties = row.get_or_add_trPr()
    properties.append(word.element("cantSplit"))
    if repeat:
        properties.append(word.element("tblHeader"))


def _widths(node: Node, count: int) -> list[float]:
    """Shares of the page's width, from the template's columns."""
    found: list[float] = []
    for column in node.find("col"):
        with suppress(ValueError, IndexError):
            found.append(float(column.attrs.get("style", "").split("width:")[1].strip().rstrip("%;")))
    if len(found) != count:
        found = list(NARROW) if count == 2 and node.classes & {"facts", "block"} else [1.0] * count
    return [width / sum(found) for width in found]


def _pieces(children: Iterable[Node | str], form: _Form) -> Iterable[_Piece]:
    """Inline content as texts with their forms."""
    for child in children:
        if isinstance(child, str):
            yield _Piece(child, form)
        elif child.tag == "br":
            yield _Piece("\n", form)
        elif child.tag == "svg":
            title = next(child.find("title"), None)
            yield _Piece(f"[Drawing: {title.text if title else ''}]", replace(form, italic=True))
        elif child.tag == "img":
            yield _Piece(f"[Picture: {child.attrs.get('alt', '')}]", replace(form, italic=True))
        else:
            yield from _pieces(child.children, _formed(child, form))


def _formed(node: Node, form: _Form) -> _Form:
    names = node.classes
    return _Form(
        bold=form.bold or node.tag in ("strong", "b", "dt") or bool(names & {"chip", "why", "head-draft"}),
        italic=form.italic or node.tag in ("em", "i"),
        code=form.code or node.tag == "code",
        open=form.open or bool(names & {"open", "head-draft"}),
        href=node.attrs.get("href", "") or form.href if node.tag == "a" else form.href,
    )


def _folded(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Blanks folded as a browser does: one between words, none at the ends and around line breaks."""
    found: list[_Piece] = []
    blank = True
    for piece in pieces:
        if piece.text == "\n":
            if found:
                found[-1] = replace(found[-1], text=found[-1].text.rstrip(" "))
            found.append(piece)
            blank = True
            continue
        text = re.sub(r"[ \t\r\n\f]+", " ", piece.text)
        text = text.lstrip(" ") if blank else text
        if text:
            found.append(replace(piece, text=text))
            blank = text.endswith(" ")
    while found and not found[-1].text.strip(" \n"):
        found.pop()
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" "))
    return found
