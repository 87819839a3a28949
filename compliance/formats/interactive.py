"""A picture to explore in a browser: one file with its script inside, no network, and the lines of the registers.

It names files and lines, so it is for the company itself and says so; what customers get is the plain HTML.
"""

from __future__ import annotations

from compliance.diagrams.interactive import page
from compliance.documents.flow_pictures import PicturedView
from compliance.formats.settings import Settings
from compliance.registers.positions import Positions
from compliance.render.render import Rendered


def write(rendered: Rendered, settings: Settings) -> bytes:
    """The page of the first picture of a view."""
    view = rendered.view
    assert isinstance(view, PicturedView), rendered.document.name  # only such documents come as pictures
    positions = Positions(settings.root)
    return page(view, lambda place: (place.file, positions.span(place).line), settings.accent, rendered.final).encode()
