"""Where paragraphs go: the document or a cell of a table, with bookmarks, links and references."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from compliance.formats import word_fields, word_styles
from compliance.formats.docx_inline import Form, Piece
from compliance.formats.wordml import element, w
from compliance.paper.bookmarks import bookmark

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_NUMBER = re.compile(r"^(.*?)(\d+(?:\.\d+)?(?:\([a-z]+\))*)$")
"""``clause 9.2(b)``: the words, and the number that Word works out."""


class Sheet:
    """The text as it grows. ``linked`` are ids that a link leads to, ``units`` those of clauses, annexes and parts."""

    def __init__(self, document: Document, width: int, linked: frozenset[str], units: frozenset[str]) -> None:
        self.document = document
        self.at: Any = document
        self.fresh = False
        """A cell has a first paragraph before anybody adds one."""
        self.width = width
        """Width of the text, in EMU."""
        self.new_page = False
        """The next paragraph begins a page."""
        self.ids: list[str] = []
        """Ids of elements that are open and have no paragraph yet."""
        self._kept = linked | units
        self._units = units
        self._marks = 0
        self._styles: dict[str, str | None] = {}

    @property
    def outside(self) -> bool:
        """Whether paragraphs go into the document itself and not into a table."""
        return self.at is self.document

    def paragraph(self, pieces: Iterable[Piece], style: str) -> Paragraph:
        """Append a paragraph; a bookmark of each open id that something needs goes around its text."""
        if self.fresh:
            paragraph: Paragraph = self.at.paragraphs[0]
            self.fresh = False
        else:
            paragraph = self.at.add_paragraph()
        self.style(paragraph, style)
        if self.new_page:
            paragraph.paragraph_format.page_break_before = True
            self.new_page = False
        marks = self._open(paragraph)
        for piece in pieces:
            self._piece(paragraph, piece)
        for mark in reversed(marks):
            paragraph._p.append(element("bookmarkEnd", id=mark))
        return paragraph

    def style(self, paragraph: Paragraph, name: str) -> None:
        """Give a paragraph its style. python-docx would read all styles anew for each, to find the default one."""
        if name not in self._styles:
            found: Any = self.document.styles[name]
            default = found == self.document.styles.default(found.type)
            self._styles[name] = None if default else found.style_id
        paragraph._p.style = self._styles[name]

    def _open(self, paragraph: Paragraph) -> list[int]:
        marks = []
        for id in self.ids:
            if id in self._kept:
                self._marks += 1
                marks.append(self._marks)
                paragraph._p.append(element("bookmarkStart", id=self._marks, name=bookmark(id)))
        self.ids.clear()
        return marks

    def _piece(self, paragraph: Paragraph, piece: Piece) -> None:
        form = piece.form
        if form.ref in self._units:
            self._reference(paragraph, piece)
            return
        run = paragraph.add_run()
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                run.add_break()
            run.add_text(line)
        self._dress(run, form)
        if form.href:
            self._link(paragraph, run._r, form.href)

    def _dress(self, run: Any, form: Form) -> None:
        from docx.shared import RGBColor

        run.bold, run.italic = form.bold or None, (form.italic or form.open) or None
        if form.code:
            run.font.name = "Consolas"
        if form.open:
            run.font.color.rgb = RGBColor.from_string(word_styles.BROWN)
        if form.raised:
            run.font.subscript, run.font.superscript = form.raised == "sub" or None, form.raised == "sup" or None

    def _reference(self, paragraph: Paragraph, piece: Piece) -> None:
        """``clause`` and a field that gives ``9.2(b)``; of an annex the field gives all, ``Annex II``."""
        from docx.text.run import Run

        annex = piece.form.ref.startswith("annex-")
        match = None if annex else _NUMBER.match(piece.text)
        before, number = (match[1], match[2]) if match else ("", piece.text)
        if not annex and match is None:
            self._piece(paragraph, Piece(piece.text, Form(href=piece.form.href, bold=piece.form.bold)))
            return
        if before:
            self._piece(paragraph, Piece(before, Form(bold=piece.form.bold, italic=piece.form.italic)))
        switch = r"\r" if annex else r"\w"
        for run in word_fields.field(paragraph, rf"REF {bookmark(piece.form.ref)} {switch} \h", number):
            self._dress(Run(run, paragraph), piece.form)

    def _link(self, paragraph: Paragraph, run: Any, href: str) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn

        paragraph._p.remove(run)
        if href.startswith("#"):
            link = word_fields.hyperlink(bookmark(href[1:]), [run])
        else:
            link = element("hyperlink", history=1)
            relation = self.document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), relation)
            link.append(run)
        paragraph._p.append(link)

    def indent(self, paragraph: Paragraph, left: float, hanging: float) -> None:
        """Set a paragraph in; lengths in points."""
        properties = paragraph._p.get_or_add_pPr()
        old = properties.find(w("ind"))
        if old is not None:
            properties.remove(old)
        properties.append(element("ind", left=round(left * 20), hanging=round(hanging * 20)))
