"""SVG: the first picture of a view as a file of its own, for slides and web pages."""

from __future__ import annotations

from compliance.diagrams.dataflow import flow_picture
from compliance.documents.flow_pictures import PicturedView
from compliance.formats.settings import Settings
from compliance.render.render import Rendered


def write(rendered: Rendered, settings: Settings) -> bytes:
    """The picture, with nothing but plain elements."""
    view = rendered.view
    assert isinstance(view, PicturedView), rendered.document.name  # only such documents come as pictures
    return (str(flow_picture(view.picture)) + "\n").encode()
