"""Puts into a Word file what it is and what it was sent with, for ``dossier redlines`` to compare with.

The hashes are of the text as the reader of returned files reads it, so that the two cannot differ.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from compliance.documents.dpa_view import TermsInUse
from compliance.paper import stamp as stamps
from compliance.paper.bookmarks import UNITS, ids_by_bookmark
from compliance.paper.stamp import SentUnit, Stamp
from compliance.paper.units import units
from compliance.render.render import Rendered

if TYPE_CHECKING:
    from docx.document import Document

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = "application/xml"
_ITEM = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def stamp(document: Document, rendered: Rendered, ids: frozenset[str]) -> None:
    """Stamp a file. ``ids`` are those of its clauses, annexes and parts; a file without any has properties only."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    found = _stamp(document, rendered, ids)
    package = document.part.package
    custom = Part(PackURI("/docProps/custom.xml"), _CUSTOM, stamps.write_properties(found), package)
    package.relate_to(custom, f"{_RELATIONS}/custom-properties")
    if not found.units:
        return
    data = stamps.write(found)
    item = Part(PackURI("/customXml/item1.xml"), _XML, data, package)
    document.part.relate_to(item, f"{_RELATIONS}/customXml")
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, stamps.SPACE + hashlib.sha256(data).hexdigest())).upper()
    about = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
        f'ds:itemID="{{{name}}}"><ds:schemaRefs><ds:schemaRef ds:uri="{stamps.SPACE}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    )
    item.relate_to(
        Part(PackURI("/customXml/itemProps1.xml"), _ITEM, about.encode(), package), f"{_RELATIONS}/customXmlProps"
    )


def _stamp(document: Document, rendered: Rendered, ids: frozenset[str]) -> Stamp:
    terms = getattr(rendered.view, "terms", None)
    known = ids_by_bookmark(ids)
    held: tuple[SentUnit, ...] = ()
    if any(id.split("-", 1)[0] in UNITS for id in ids):
        numbering = document.part.numbering_part.element
        found = units(document.element.body, numbering, document.styles.element)
        held = tuple(SentUnit(u.name, known.get(u.name, ""), u.full, u.sha256) for u in found)
    return Stamp(
        rendered.document.name,
        rendered.subject,
        rendered.view.cover.as_of.isoformat(),
        terms.sha256.value if isinstance(terms, TermsInUse) else "",
        held,
    )
