"""The styles of a Word file: those of every document, and those of contracts.

A style that a company's reference document has stays as it is; what it lacks is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from compliance.formats.word_fields import tab_stops
from compliance.formats.word_page import text_width
from compliance.formats.wordml import child, w

if TYPE_CHECKING:
    from docx.document import Document

FONT = "Calibri"
"""On every machine with Word; LibreOffice has Carlito of the same widths."""

GREY, LINE, BROWN = "55554F", "CDD2CF", "7A3E00"
TABLE_STYLE = "Dossier Table"
HANG = ((36.0, 36.0), (36.0, 36.0), (64.35, 28.35), (92.7, 28.35))
"""Of each level of clauses: where its text stands, and how far its number hangs out to the left, in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a paragraph style looks; lengths in points. Without ``base`` it is one that Word knows by its name.

    ``plain`` takes borders, italics and spacing of letters away. ``level`` is that of the outline, from 1.
    """

    name: str
    base: str = ""
    size: float | None = None
    bold: bool | None = None
    colour: str = ""
    before: float | None = None
    after: float | None = None
    line: float | None = None
    indent: float | None = None
    keep: bool | None = None
    plain: bool = False
    new_page: bool | None = None
    level: int = 0
    next: str = ""
    toc: bool = False
    """An entry of the contents: number, title, and dots to the page."""


def looks(accent: str, contract: bool) -> tuple[Look, ...]:
    """Every style, in the order in which they build on each other. ``accent`` is ``RRGGBB``."""
    return (*_of_all(accent, contract), *(_of_contracts(accent) if contract else ()))


def _of_all(accent: str, contract: bool) -> Iterator[Look]:
    yield Look(name="Normal", size=10.5, after=5, line=1.12)
    yield Look(name="Title", size=22, bold=True, colour=accent, after=4, keep=True, plain=True)
    yield Look(name="Subtitle", size=12, colour=GREY, after=12, plain=True)
    first = (12, 16) if contract else (14, 16)
    for level, (size, before) in enumerate((first, (11 if contract else 11.5, 12), (10.5, 10), (10.5, 8)), 1):
        yield Look(
            name=f"Heading {level}", size=size, bold=True, colour=accent, before=before, after=4, keep=True, level=level
        )
    for name in ("List Bullet", "List Number"):
        for depth in ("", " 2", " 3"):
            yield Look(name=f"{name}{depth}", after=2)
    yield Look(name="Quote", size=10.5, colour="000000", indent=18, plain=True)
    yield Look(name="Header", size=8, colour=GREY)
    yield Look(name="Footer", size=8, colour=GREY)
    yield Look(name="Company", base="Normal", bold=True, colour=accent, after=10)
    yield Look(name="Statement", base="Normal", indent=12)
    yield Look(name="Note", base="Normal", size=8.5, colour=GREY)
    yield Look(name="Table Text", base="Normal", size=9, after=0, line=1.05)
    yield Look(name="Table Head", base="Table Text", size=9, bold=True, colour=accent, keep=True)


def _of_contracts(accent: str) -> Iterator[Look]:
    """Clauses and what stands around them. Their numbers and indents are in the list that they are linked to."""
    for level in (2, 3, 4):
        yield Look(name=f"Clause {level}", base="Normal", after=6 if level == 2 else 4, next=f"Clause {level}")
    for level, (indent, _) in enumerate(HANG, 1):
        yield Look(name=f"Clause Text {level}", base="Normal", after=6 if level < 3 else 4, indent=indent)
    yield Look(name="Unnumbered Heading", base="Heading 1", next="Normal")
    yield Look(name="Annex Heading", base="Heading 1", size=14, before=0, after=8, new_page=True, next="Normal")
    yield Look(name="TOC Heading", base="Normal", size=14, bold=True, colour=accent, after=8, keep=True)
    for level in (1, 2):
        yield Look(name=f"toc {level}", base="Normal", after=3, toc=True)


_TITLE_AT = 1300
"""Where titles stand in the contents, in twentieths of a point: behind ``Annex III``."""


def add_styles(document: Document, accent: str, contract: bool, own: frozenset[str]) -> None:
    """Put the product's styles into a file; those named ``own`` stay as they are."""
    made = looks(accent, contract)
    for look in made:
        if look.name not in own:
            _add(document, look)
    for look in made:
        if look.next and look.name not in own:
            document.styles[look.name].next_paragraph_style = document.styles[look.next]
    if TABLE_STYLE not in own:
        document.styles.element.append(_table_style(accent))


def names(document: Document) -> frozenset[str]:
    """The styles that a file has, by name."""
    return frozenset(str(style.name) for style in document.styles)


def _add(document: Document, look: Look) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    known = look.name in names(document)
    builtin = not look.base or look.name.startswith(("toc ", "TOC "))
    style: Any = (
        document.styles[look.name]
        if known
        else document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    )
    if look.base or not known:
        base = look.base or ("" if look.name == "Normal" else "Normal")
        style.base_style = document.styles[base] if base else None
        style.quick_style = True
        style.hidden = style.unhide_when_used = False
    if look.plain:
        for tag in ("pBdr", "spacing", "kern", "i", "iCs"):
            for found in list(style.element.iter(w(tag))):
                found.getparent().remove(found)
    form = style.paragraph_format
    for value, owner, field in (
        (look.size, style.font, "size"),
        (look.before, form, "space_before"),
        (look.after, form, "space_after"),
        (look.indent, form, "left_indent"),
    ):
        if value is not None:
            setattr(owner, field, Pt(value))
    for flag, owner, field in (
        (look.bold, style.font, "bold"),
        (look.keep, form, "keep_with_next"),
        (look.line, form, "line_spacing"),
        (look.new_page, form, "page_break_before"),
    ):
        if flag is not None:
            setattr(owner, field, flag)
    if look.colour:
        style.font.color.rgb = RGBColor.from_string(look.colour)
    if look.toc:
        properties = style.element.get_or_add_pPr()
        tab_stops(properties, ("left", _TITLE_AT, "none"), ("right", text_width(document.sections[0]) // 635, "dot"))
        child(properties, "ind", left=_TITLE_AT, hanging=_TITLE_AT)
    if look.level:
        child(style.element.get_or_add_pPr(), "outlineLvl", val=look.level - 1)


def _table_style(accent: str) -> Any:
    """Lines above and below, hairlines between rows, the head in the accent colour: as on the printed page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="DossierTable">'
        f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr>'
        f'<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{accent}"/>'
        f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="8C938F"/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/></w:tblBorders>'
        f'<w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        f'<w:bottom w:w="45" w:type="dxa"/><w:right w:w="115" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{accent}"/></w:tcBorders>'
        f'<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
    )
