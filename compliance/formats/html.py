"""HTML as one file: the same text as the PDF, with a sheet for screens and no network."""

from __future__ import annotations

from functools import cache

from compliance.formats.settings import Settings
from compliance.formats.type_faces import families
from compliance.project import package_folder
from compliance.render.render import Rendered


@cache
def _screen() -> str:
    return (package_folder("layouts") / "screen.css").read_text(encoding="utf-8")


def write(rendered: Rendered, settings: Settings) -> bytes:
    """The document with its sheet inside."""
    style = f"<style>:root {{ --accent: {settings.accent} }}\n{families(_screen(), settings.faces)}</style>\n</head>"
    return rendered.html.replace("</head>", style, 1).encode()
