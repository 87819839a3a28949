"""Formats decide how a document looks: HTML, PDF, DOCX, XLSX, JSON.

Before: rendered HTML or a view's tables. After: bytes. A format knows no document by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compliance.formats import docx, html, interactive, json, pdf, png, svg, xlsx
from compliance.formats.settings import Settings
from compliance.render.render import Rendered


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the ending of its files, and the function that makes the bytes."""

    name: str
    suffix: str
    write: Callable[[Rendered, Settings], bytes]


FORMATS: tuple[Format, ...] = (
    Format("pdf", ".pdf", pdf.write),
    Format("docx", ".docx", docx.write),
    Format("xlsx", ".xlsx", xlsx.write),
    Format("html", ".html", html.write),
    Format("json", ".json", json.write),
    Format("svg", ".svg", svg.write),
    Format("png", ".png", png.write),
    Format("interactive", ".interactive.html", interactive.write),
)
BY_NAME: dict[str, Format] = {form.name: form for form in FORMATS}
