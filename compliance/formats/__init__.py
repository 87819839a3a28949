"""Formats decide how a document looks: HTML, PDF, DOCX, XLSX, JSON.

Before: rendered HTML or a view's tables. After: bytes. A format knows no document by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compliance.formats import assembly, docx, html, interactive, json, png, svg, xlsx
from compliance.formats.making import planner
from compliance.formats.settings import Settings
from compliance.formats.steps import Plan
from compliance.render.render import Rendered


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the ending of its files, and the function that makes the bytes."""

    name: str
    suffix: str
    write: Callable[[Rendered, Settings], bytes]
    plan: Callable[[Rendered, Settings], Plan] | None = None
    """How it is made in steps that are kept in the cache; None where it is quick, and made each time."""


FORMATS: tuple[Format, ...] = (
    Format("pdf", ".pdf", assembly.write, assembly.plan),
    Format("docx", ".docx", docx.write, planner(docx.write, "python-docx", "lxml")),
    Format("xlsx", ".xlsx", xlsx.write),
    Format("html", ".html", html.write),
    Format("json", ".json", json.write),
    Format("svg", ".svg", svg.write),
    Format("png", ".png", png.write),
    Format("interactive", ".interactive.html", interactive.write),
)
BY_NAME: dict[str, Format] = {form.name: form for form in FORMATS}
