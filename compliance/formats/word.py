"""What every Word file is made with: styles, page, header and footer, properties, a zip that stays the same.

It starts from the blank file of python-docx. Its pictures, macros of another machine and 140 styles that
no document uses are taken out, so that what is left in the style list is what a lawyer will see used.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from compliance.formats import word_numbering, word_order, word_page, word_styles
from compliance.formats.word_styles import FONT
from compliance.formats.wordml import element, w

if TYPE_CHECKING:
    from docx.document import Document

LANGUAGES = {"en": "en-GB", "nb": "nb-NO", "nn": "nn-NO", "no": "nb-NO", "da": "da-DK", "sv": "sv-SE", "de": "de-DE"}

_KEPT = frozenset(
    {"Normal", "Header", "Footer", "Title", "Subtitle", "Quote", "List Paragraph", "Normal Table", "No List"}
    | {"Default Paragraph Font"}
    | {f"Heading {level}" for level in range(1, 5)}
    | {f"{kind}{level}" for kind in ("List Bullet", "List Number") for level in ("", " 2", " 3")}
)


def blank(accent: str, language: str, wide: bool, contract: bool = False, reference: bytes = b"") -> Document:
    """An empty document with the styles and the page of the product. ``accent`` is ``#RRGGBB``.

    ``reference`` is a company's own Word file: its styles, page, header and footer stay, its text goes.
    """
    import docx

    document = docx.Document(io.BytesIO(reference) if reference else None)
    own = word_styles.names(document) if reference else frozenset()
    if reference:
        emptied(document)
    else:
        _prune(document)
        _fonts(document)
    for lang in document.styles.element.iter(w("lang")):
        lang.set(w("val"), LANGUAGES.get(language, language))
    if not reference:
        word_page.margins(document.sections[0], wide)
    elif wide:
        word_page.turn(document.sections[0])
    word_styles.add_styles(document, accent.lstrip("#").upper(), contract, own)
    word_numbering.plain_lists(document)
    for child_ in list(document.element.body):
        if not child_.tag.endswith("}sectPr"):
            document.element.body.remove(child_)
    _settings(document)
    return document


def _prune(document: Document) -> None:
    """Take out what the blank file brings along and no document needs."""
    package = document.part.package
    for relations, endings in (
        (package.rels, ("/thumbnail",)),
        (document.part.rels, ("/customXml", "/stylesWithEffects")),
    ):
        for key in [key for key, rel in relations.items() if rel.reltype.endswith(endings)]:
            del relations[key]
    settings = document.settings.element
    for name in ("savePreviewPicture", "rsids", "proofState"):
        for found in settings.findall(w(name)):
            settings.remove(found)
    for part in package.iter_parts():
        if str(part.partname) == "/docProps/app.xml":
            part._blob = _APP
    styles = document.styles.element
    for style in styles.findall(w("style")):
        name = style.find(w("name")).get(w("val")).removesuffix(" Char")
        known = {"heading": "Heading", "header": "Header", "footer": "Footer"}
        first, _, rest = name.partition(" ")
        if " ".join(filter(None, (known.get(first, first), rest))) not in _KEPT:
            styles.remove(style)


def emptied(document: Document) -> None:
    """Take a reference document's content out, with what only that content needed and what names its author."""
    part = document.part
    kept = ("/styles", "/numbering", "/settings", "/fontTable", "/theme", "/webSettings", "/header", "/footer")
    for key in [key for key, rel in part.rels.items() if not rel.reltype.endswith((*kept, "/footnotes", "/endnotes"))]:
        del part.rels[key]
    used = {node.get(_RELATION) for node in document.sections[-1]._sectPr if node.get(_RELATION)}
    for key in [key for key, rel in part.rels.items() if rel.reltype.endswith(("/header", "/footer"))]:
        if key not in used:
            del part.rels[key]
    package = part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype.endswith(("/thumbnail", "/custom-properties"))]:
        del package.rels[key]
    settings = document.settings
    for name in ("attachedTemplate", "rsids", "mailMerge", "savePreviewPicture", "updateFields", "proofState"):
        for found in settings.element.findall(w(name)):
            settings.element.remove(found)
    held = (rel.target_part.rels for rel in part.rels.values() if rel.reltype.endswith("/settings"))
    for relations in held:
        for key in [key for key, rel in relations.items() if rel.is_external]:
            del relations[key]
    for other in package.iter_parts():
        if str(other.partname) == "/docProps/app.xml":
            other._blob = _APP


_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_APP = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Dossier</Application></Properties>"
)


def _fonts(document: Document) -> None:
    """One font for all, and none of a theme."""
    for fonts in document.styles.element.iter(w("rFonts")):
        for name in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[name]
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(w(name), FONT)


def _settings(document: Document) -> None:
    """Of today's Word, so that it opens no file in compatibility mode."""
    settings = document.settings.element
    compat = settings.find(w("compat"))
    if compat is None:
        compat = element("compat")
        behind = next(
            (found for found in settings if found.tag in _BEHIND_COMPAT or not found.tag.startswith(w(""))), None
        )
        if behind is None:
            settings.append(compat)
        else:
            behind.addprevious(compat)
    for old in compat.findall(w("compatSetting")):
        if old.get(w("name")) == "compatibilityMode":
            compat.remove(old)
    uri = "http://schemas.microsoft.com/office/word"
    compat.append(element("compatSetting", name="compatibilityMode", uri=uri, val=15))


_BEHIND_COMPAT = frozenset(
    {
        *(w("docVars"), w("rsids"), w("attachedSchema"), w("themeFontLang"), w("clrSchemeMapping"), w("captions")),
        *(w("doNotIncludeSubdocsInStats"), w("doNotAutoCompressPictures"), w("forceUpgrade"), w("smartTagType")),
        *(w("readModeInkLockDown"), w("shapeDefaults"), w("doNotEmbedSmartTags"), w("decimalSymbol")),
        w("listSeparator"),
    }
)
"""Settings that stand behind ``compat`` in the schema, as do those of other namespaces."""


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
    from docx.opc.part import XmlPart

    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            word_order.tidy(part.element)
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
