"""Word files taken apart, for tests of writers and of what was written."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from compliance.formats import docx as writer
from compliance.formats import pdf
from compliance.formats.settings import Settings
from compliance.paper.returned import WordFile, open_bytes
from compliance.render.render import Rendered
from tests import company

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SETTINGS = Settings(Path(), "#1F4E5F", datetime(2026, 11, 20, 10, 30, 7, tzinfo=UTC))


def as_document(html: str) -> Rendered:
    """A page as if it were a document of the worked company."""
    rendered = company.rendered("sla")
    return replace(rendered, html=html)


def word(html: str, reference: bytes = b"") -> bytes:
    return writer.write(as_document(html), replace(SETTINGS, reference=reference))


def part(data: bytes, name: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return etree.fromstring(parts.read(name))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def packed(held: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in held.items():
            target.writestr(name, data)
    return out.getvalue()


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """A file with one text of one part replaced, which stands there."""
    held = parts(data)
    text = held[name].decode()
    assert old in text, old
    return packed({**held, name: text.replace(old, new, 1).encode()})


def read(data: bytes) -> WordFile:
    return open_bytes("it.docx", data)


def pdf_pages(html: str) -> list[str]:
    """The text of each page of the PDF, through the real writer."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf.write(as_document(html), SETTINGS))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
