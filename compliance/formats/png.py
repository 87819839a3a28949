"""PNG: the first picture of a view in pixels, drawn by resvg with the shipped fonts and no others."""

from __future__ import annotations

from compliance.formats import svg
from compliance.formats.settings import Settings
from compliance.project import package_folder
from compliance.render.render import Rendered

PIXELS_PER_UNIT = 1.0
"""A unit is a tenth of a millimetre on A4, so this is 254 dots to an inch."""


def write(rendered: Rendered, settings: Settings) -> bytes:
    """The picture on a white ground."""
    import resvg_py

    fonts = sorted(str(path) for path in (package_folder("layouts") / "fonts").glob("IBMPlexSans-*.ttf"))
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg.write(rendered, settings).decode(),
            background="white",
            zoom=PIXELS_PER_UNIT,
            skip_system_fonts=True,
            font_files=fonts,
            sans_serif_family="IBM Plex Sans",
        )
    )
