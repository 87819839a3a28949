"""The page of a Word file: size, margins, header and footer, and sections that lie on their side."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from compliance.formats.word_fields import field
from compliance.formats.wordml import element, w

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph


def margins(section: Section, wide: bool) -> None:
    """A4 with the margins of the product."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height = (297, 210) if wide else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(16 if wide else 22)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.header_distance = section.footer_distance = Mm(12)


def turn(section: Section) -> None:
    """Lay a section on its side, with its own margins."""
    from docx.enum.section import WD_ORIENT

    if (section.page_width or 0) < (section.page_height or 0):
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE


def text_width(section: Section) -> int:
    """Width between the margins, in EMU."""
    return int((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def furniture(section: Section, left: str, right: str, below: str) -> tuple[str, ...]:
    """Header (company, title, class) and footer (version, day, page of pages), but for those of a reference document.

    Returns which of the two were filled.
    """
    filled = tuple(kind for kind in ("header", "footer") if _empty(getattr(section, kind)))
    if "header" in filled:
        header = section.header.paragraphs[0]
        _two_ends(header, f"{left}\t{right}", text_width(section))
    if "footer" in filled:
        footer = section.footer.paragraphs[0]
        _two_ends(footer, f"{below}\tPage ", text_width(section))
        field(footer, "PAGE")
        footer.add_run(" of ")
        field(footer, "NUMPAGES")
    return filled


def _empty(part: Any) -> bool:
    """Whether a header or footer shows nothing: no text, no picture, no table, no field."""
    found = part._element.iter(w("t"), w("drawing"), w("pict"), w("tbl"), w("fldChar"), w("fldSimple"))
    return next(found, None) is None


def _two_ends(paragraph: Paragraph, text: str, width: int) -> None:
    """Text at both margins, with one tab stop at the right one; those of the style are for another page."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Emu

    style: Any = paragraph.style
    own = [stop.position for stop in style.paragraph_format.tab_stops]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(width), WD_TAB_ALIGNMENT.RIGHT)
    for at in own:
        if abs(at - width) > 12700:
            paragraph.paragraph_format.tab_stops.add_tab_stop(at, WD_TAB_ALIGNMENT.CLEAR)
    paragraph.add_run(text)


class Sections:
    """Upright pages with stretches that lie on their side.

    ``furnish`` fills header and footer of a section, of which the product's own (``filled``) are made anew for these.
    """

    def __init__(
        self, document: Document, furnish: Callable[[Section], tuple[str, ...]], filled: tuple[str, ...]
    ) -> None:
        self._document = document
        self._furnish = furnish
        self._filled = filled
        self._upright = document.sections[0]._sectPr
        self._sideways: Any = None

    def _made(self) -> Any:
        """The properties of a section on its side, with header and footer of its own: their tab stops differ."""
        if self._sideways is None:
            from docx.section import Section

            made = copy.deepcopy(self._upright)
            section = Section(made, self._document.part)
            turn(section)
            for kind in self._filled:
                for reference in made.findall(w(f"{kind}Reference")):
                    if reference.get(w("type"), "default") == "default":
                        made.remove(reference)
                getattr(section, kind).is_linked_to_previous = False
            self._furnish(section)
            self._sideways = made
        return self._sideways

    def begin_wide(self) -> int:
        """End the upright section where the text is now; the width of what follows, in EMU."""
        self._end(self._upright)
        from docx.section import Section

        return text_width(Section(self._made(), self._document.part))

    def end_wide(self) -> int:
        """End the section on its side; the width of what follows, in EMU."""
        self._end(self._made())
        return text_width(self._document.sections[-1])

    def lie(self) -> None:
        """The last section of the document lies on its side."""
        body = self._document.element.body
        body.remove(body.sectPr)
        body.append(copy.deepcopy(self._made()))

    def _end(self, properties: Any) -> None:
        """Put the properties of the section that ends into its last paragraph."""
        body = self._document.element.body
        before = [child for child in body if child.tag != w("sectPr")]
        last = before[-1] if before else None
        if last is None or last.tag != w("p") or last.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            paragraph = self._document.add_paragraph(style="Table Text")
            paragraph.paragraph_format.space_after = 0
            last = paragraph._p
        made = copy.deepcopy(properties)
        for old in made.findall(w("type")):
            made.remove(old)
        made.append(element("type", val="nextPage"))
        last.get_or_add_pPr().append(made)
