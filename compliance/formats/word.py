"""What every Word file is made with: styles, page, header and footer, properties, a zip that stays the same.

It starts from the blank file of python-docx. Its pictures, macros of another machine and 140 styles that
no document uses are taken out, so that what is left in the style list is what a lawyer will see used.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

FONT = "Calibri"
"""On every machine with Word; LibreOffice has Carlito of the same widths."""

GREY, LINE, BROWN = "55554F", "CDD2CF", "7A3E00"
TABLE_STYLE = "Dossier Table"
LANGUAGES = {"en": "en-GB", "nb": "nb-NO", "nn": "nn-NO", "no": "nb-NO", "da": "da-DK", "sv": "sv-SE", "de": "de-DE"}

_KEPT = frozenset(
    {"Normal", "Header", "Footer", "Title", "Subtitle", "Quote", "List Paragraph", "Normal Table", "No List"}
    | {"Default Paragraph Font"}
    | {f"Heading {level}" for level in range(1, 5)}
    | {f"{kind}{level}" for kind in ("List Bullet", "List Number") for level in ("", " 2", " 3")}
)


def blank(accent: str, language: str, wide: bool) -> Document:
    """An empty document with the styles and the page of the product. ``accent`` is ``#RRGGBB``."""
    import docx

    document = docx.Document()
    _prune(document)
    _styles(document, accent.lstrip("#").upper(), LANGUAGES.get(language, language))
    _page(document, wide)
    body = document.element.body
    for child in list(body):
        if child.tag.endswith("}p"):
            body.remove(child)
    return document


def element(tag: str, **attributes: str | int) -> Any:
    """An element of the ``w:`` namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def _prune(document: Document) -> None:
    """Take out what the blank file brings along and no document needs."""
    from docx.oxml.ns import qn

    package = document.part.package
    for relations, endings in (
        (package.rels, ("/thumbnail",)),
        (document.part.rels, ("/customXml", "/stylesWithEffects")),
    ):
        for key in [key for key, rel in relations.items() if rel.reltype.endswith(endings)]:
            del relations[key]
    settings = document.settings.element
    for name in ("savePreviewPicture", "rsids", "proofState"):
        for found in settings.findall(qn(f"w:{name}")):
            settings.remove(found)
    for part in package.iter_parts():
        if str(part.partname) == "/docProps/app.xml":
            part._blob = _APP
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        name = style.find(qn("w:name")).get(qn("w:val")).removesuffix(" Char")
        known = {"heading": "Heading", "header": "Header", "footer": "Footer"}
        first, _, rest = name.partition(" ")
        if " ".join(filter(None, (known.get(first, first), rest))) not in _KEPT:
            styles.remove(style)


_APP = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Dossier</Application></Properties>"
)


def _styles(document: Document, accent: str, language: str) -> None:
    from docx.oxml.ns import qn

    styles = document.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[name]
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{name}"), FONT)
    for lang in styles.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
    _style(document, "Normal", size=10.5, after=5, line=1.12)
    _style(document, "Title", size=22, bold=True, colour=accent, after=4, keep=True, plain=True)
    _style(document, "Subtitle", size=12, colour=GREY, after=12, plain=True)
    for level, size, before in ((1, 14, 16), (2, 11.5, 12), (3, 10.5, 10), (4, 10.5, 8)):
        _style(document, f"Heading {level}", size=size, bold=True, colour=accent, before=before, after=4, keep=True)
    for name in (*_lists("List Bullet"), *_lists("List Number")):
        _style(document, name, after=2)
    _style(document, "Quote", size=10.5, colour="000000", indent=18, plain=True)
    _style(document, "Header", size=8, colour=GREY)
    _style(document, "Footer", size=8, colour=GREY)
    _style(document, "Company", base="Normal", bold=True, colour=accent, after=10)
    _style(document, "Statement", base="Normal", indent=12)
    _style(document, "Note", base="Normal", size=8.5, colour=GREY)
    _style(document, "Table Text", base="Normal", size=9, after=0, line=1.05)
    _style(document, "Table Head", base="Table Text", size=9, bold=True, colour=accent, keep=True)
    styles.append(_table_style(accent))


def _lists(name: str) -> tuple[str, ...]:
    return (name, f"{name} 2", f"{name} 3")


def _style(
    document: Document,
    name: str,
    *,
    base: str = "",
    size: float | None = None,
    bold: bool | None = None,
    colour: str = "",
    before: float | None = None,
    after: float | None = None,
    line: float | None = None,
    indent: float | None = None,
    keep: bool | None = None,
    plain: bool = False,
) -> None:
    """Set a paragraph style; lengths in points. ``plain`` takes borders, italics and spacing of letters away."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if base else document.styles[name]
    if base:
        style.base_style = document.styles[base]
        style.quick_style = True
    if plain:
        for tag in ("pBdr", "spacing", "kern", "i", "iCs"):
            for found in list(style.element.iter(qn(f"w:{tag}"))):
                found.getparent().remove(found)
    form = style.paragraph_format
    for value, owner, field in (
        (size, style.font, "size"),
        (before, form, "space_before"),
        (after, form, "space_after"),
        (indent, form, "left_indent"),
    ):
        if value is not None:
            setattr(owner, field, Pt(value))
    for flag, owner, field in (
        (bold, style.font, "bold"),
        (keep, form, "keep_with_next"),
        (line, form, "line_spacing"),
    ):
        if flag is not None:
            setattr(owner, field, flag)
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)


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


def _page(document: Document, wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = document.sections[0]
    width, height = (297, 210) if wide else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(16 if wide else 22)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.header_distance = section.footer_distance = Mm(12)


def furniture(document: Document, left: str, right: str, below: str) -> None:
    """Header and footer: company and title, class; version and day, page of pages."""
    section = document.sections[0]
    widths = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph, text in ((header, f"{left}\t{right}"), (footer, f"{below}\tPage ")):
        paragraph.clear()
        _one_tab(paragraph, widths)
        paragraph.add_run(text)
    field(footer, "PAGE")
    footer.add_run(" of ")
    field(footer, "NUMPAGES")


def _one_tab(paragraph: Paragraph, at: int) -> None:
    """One tab stop, at the right margin; those of the style are for another page."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Emu

    style: Any = paragraph.style
    style.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(at), WD_TAB_ALIGNMENT.RIGHT)


def field(paragraph: Paragraph, instruction: str) -> None:
    """A field that Word fills in: a page number."""
    from docx.oxml.ns import qn

    for kind in ("begin", "instruction", "separate", "text", "end"):
        run = paragraph.add_run("1" if kind == "text" else "")._r
        if kind == "instruction":
            text = element("instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {instruction} "
            run.append(text)
        elif kind != "text":
            run.append(element("fldChar", fldCharType=kind))


def properties(document: Document, title: str, author: str, language: str, made: datetime) -> None:
    """The file's properties: nothing of the machine, and one time for all."""
    core, day = document.core_properties, made.replace(tzinfo=None)
    core.title, core.author, core.last_modified_by = title, author, author
    core.created = core.modified = day
    core.language = LANGUAGES.get(language, language)
    core.revision = 1
    core.comments = core.keywords = core.subject = core.category = ""


def pack(document: Document, made: datetime) -> bytes:
    """The file's bytes: the same for the same content, with one date on every part."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    when = (max(made.year, 1980), made.month, made.day, made.hour, made.minute, made.second // 2 * 2)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, when)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            info.create_system = 3
            target.writestr(info, source.read(entry.filename))
    return out.getvalue()
