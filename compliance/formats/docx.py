"""DOCX for people who edit: the same text as the page, in real styles, lists, numbers and tables of Word.

The rendered HTML is walked once; its closed vocabulary maps onto styles of :mod:`compliance.formats.word_styles`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compliance.formats import docx_clauses, word, word_numbering, word_page, word_stamp
from compliance.formats.docx_inline import Form, folded, pieces
from compliance.formats.docx_lists import plain_list
from compliance.formats.docx_sheet import Sheet
from compliance.formats.docx_tables import table
from compliance.formats.settings import Settings
from compliance.paper.bookmarks import UNITS
from compliance.render.render import Rendered
from compliance.render.tree import Node, parse

if TYPE_CHECKING:
    from docx.document import Document

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
CONTAINERS = frozenset({"section", "header", "footer", "div", "main"})
CLASSES = {
    "head-company": "Company",
    "cover-company": "Company",
    "head-subtitle": "Subtitle",
    "cover-subtitle": "Subtitle",
    "cover-statement": "Statement",
    "note": "Note",
    "empty": "Note",
    "terms-title": "Unnumbered Heading",
}
SKIPPED = frozenset({"cover-logo"})
"""A logo may be a drawing that Word cannot show."""


def write(rendered: Rendered, settings: Settings) -> bytes:
    """The document as a Word file."""
    root = parse(rendered.html)
    language = root.attrs.get("lang", "en")
    contract = docx_clauses.is_contract(root)
    document = word.blank(settings.accent, language, rendered.document.wide, contract, settings.reference)
    running = {name: node.text for node in root.find("p") for name in node.classes if name.startswith("running-")}
    title, company = running.get("running-title", ""), running.get("running-company", "")
    lines = f"{company}  ·  {title}", running.get("running-class", ""), running.get("running-version", "")
    filled = word_page.furniture(document.sections[0], *lines)
    sections = word_page.Sections(document, lambda section: word_page.furniture(section, *lines), filled)
    walk = Walk(document, root, contract, sections)
    walk.all(next(root.find("body")))
    word.properties(document, title, company, language, settings.made)
    word_stamp.stamp(document, rendered, walk.units)
    return word.pack(document, settings.made)


class Walk:
    """One pass over the tree. Clauses, lists and tables have modules of their own, which call back here."""

    def __init__(self, document: Document, root: Node, contract: bool, sections: word_page.Sections) -> None:
        linked = frozenset(node.attrs.get("href", "")[1:] for node in root.find("a"))
        self.units = frozenset(node.attrs["id"] for node in root.walk() if _is_unit(node)) | {
            f"part-{node.attrs['data-part']}" for node in root.walk() if _is_part(node)
        }
        self.sheet = Sheet(document, word_page.text_width(document.sections[0]), linked, self.units)
        self.clause_list = word_numbering.contract_lists(document, docx_clauses.annex_word(root)) if contract else 0
        self.has_clauses = False
        """Whether clauses stand in the text already; others would begin a list of their own."""
        self._numbered = any("clauses" in node.classes for node in root.find("ol"))
        self._contract = contract
        self._sections = sections
        self._landscape = document.sections[0].page_width > document.sections[0].page_height  # type: ignore[operator]
        self._in_wide = False
        self._lying = False
        """Whether the last section that was begun lies on its side; ended when text comes that does not."""

    def all(self, body: Node) -> None:
        """The whole page."""
        self.blocks(body, "Normal", 0)
        if self._lying:
            self._sections.lie()

    def blocks(self, node: Node, style: str, depth: int, inside: float = 0) -> None:
        """The content of an element: its blocks, and what stands loose between them as paragraphs."""
        loose: list[Node | str] = []
        for child in node.children:
            if isinstance(child, Node) and child.tag in BLOCKS:
                self._loose(loose, style)
                self.block(child, style, depth, inside)
            else:
                loose.append(child)
        self._loose(loose, style)

    def _loose(self, children: list[Node | str], style: str) -> None:
        found = folded(pieces(children, Form()))
        if found:
            self._stand_up()
            self.sheet.paragraph(found, style)
        children.clear()

    def block(self, node: Node, style: str, depth: int, inside: float = 0) -> None:
        """One block, ``inside`` a clause whose text stands so many points from the margin."""
        if node.classes & SKIPPED or any(name.startswith("running-") for name in node.classes):
            return
        wide = self._lies(node)
        if wide:
            self._lie_down()
        elif node.tag not in CONTAINERS or node.classes & {"annex", "contents"}:
            self._stand_up()
        if _is_part(node):
            self.sheet.ids.append(f"part-{node.attrs['data-part']}")
        if "id" in node.attrs:
            self.sheet.ids.append(node.attrs["id"])
        if node.classes & {"new-page", "signatures"}:  # who signs sees both blocks on one page
            self.sheet.new_page = True
        self._content(node, style, depth, inside)
        self._in_wide = self._in_wide and not wide

    def _content(self, node: Node, style: str, depth: int, inside: float) -> None:
        if "contents" in node.classes:
            docx_clauses.contents(self, node)
        elif "clauses" in node.classes:
            docx_clauses.clauses(self, node)
        elif "annex" in node.classes and node.tag == "section":
            docx_clauses.annex(self, node)
        elif node.tag in ("ul", "ol"):
            plain_list(self, node, depth, inside)
        elif node.tag == "table":
            table(self, node)
        elif node.tag in PARAGRAPHS:
            self._text(node, style)
        elif node.tag == "hr":
            self.sheet.paragraph([], "Normal")
        elif node.tag == "blockquote":
            self.blocks(node, "Quote", depth)
        else:
            self.blocks(node, style, depth, inside)
            if node.tag == "header" and "cover" in node.classes:
                self.sheet.new_page = True

    def _lies(self, node: Node) -> bool:
        """Whether a section that is marked wide begins here, on a page that else stands upright."""
        marked = node.tag == "section" and "wide" in node.classes
        return marked and self.sheet.outside and not self._in_wide and not self._landscape

    def _lie_down(self) -> None:
        self._in_wide, self.sheet.new_page = True, False
        if not self._lying:
            self._lying = True
            self.sheet.width = self._sections.begin_wide()

    def _stand_up(self) -> None:
        if self._lying and not self._in_wide and self.sheet.outside:
            self._lying, self.sheet.new_page = False, False
            self.sheet.width = self._sections.end_wide()

    def _text(self, node: Node, style: str) -> None:
        named = next((CLASSES[name] for name in node.classes if name in CLASSES), "")
        found = list(pieces(node.children, Form(bold=node.tag == "dt", open="cover-draft" in node.classes)))
        found = found if node.tag == "pre" else folded(found)
        if not found:
            return
        heading = HEADINGS.get(node.tag, "")
        if heading == "Heading 1" and (self._numbered or (self._contract and _NUMBERED.match(node.text))):
            heading = word_numbering.UNNUMBERED
        paragraph = self.sheet.paragraph(found, heading or named or style)
        if "lead-in" in node.classes or node.tag in ("dt", "caption"):
            paragraph.paragraph_format.keep_with_next = True


_NUMBERED = re.compile(r"\s*\d+(?:\.\d+)*\s")
"""A heading that the page numbers itself: Word would put a second number before it."""


def _is_unit(node: Node) -> bool:
    return node.attrs.get("id", "").split("-", 1)[0] in UNITS and bool(node.classes & {"clause", "annex"})


def _is_part(node: Node) -> bool:
    return bool(node.attrs.get("data-part")) and "annex" not in node.classes
