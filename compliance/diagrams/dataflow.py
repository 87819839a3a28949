"""A picture of data flows as SVG: zones, lines, numbers, boxes and a legend, in plain elements and attributes.

No mask, no filter, no style sheet and no script is needed to see it, so it is the same in a PDF, in a browser and in
a PNG. Groups carry ``data-`` names, which the interactive map uses.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from compliance.diagrams import lettering
from compliance.diagrams.geometry import Point, Rect, Route
from compliance.diagrams.layout import NAME_SIZE, PAGES, Layout, lay_out
from compliance.diagrams.legend import legend
from compliance.diagrams.marks import INK, OPEN, SOFT, capsule, place, text
from compliance.diagrams.numbers import NAME_HEIGHT
from compliance.diagrams.shapes import BAR, DRUM, attach, outline
from compliance.diagrams.strokes import COLOURS, all_drawn, stroke_of
from compliance.documents.flow_pictures import STATUSES, Box, FlowPicture, Line

FILLS = {
    "data-subjects": ("#FFFFFF", "#4A4A45"),
    "public": ("#E7F1E3", "#47743A"),
    "clinical": ("#DFEBF0", "#1F4E5F"),
    "corporate": ("#EBE6F3", "#5D4A8A"),
    "commercial": ("#FAEFDA", "#8F5B0C"),
    "third-party": ("#F5E4E0", "#94453B"),
}
"""Fill and outline of each zone. The label or the caption names it too."""

REGIONS = {"clinical": "#F2F7F9", "corporate": "#F7F5FA", "commercial": "#FDF9F0", "public": "#F5F9F3"}
"""The ground of a region, lighter than its boxes; other zones print on white."""

FONT = "IBM Plex Sans, Liberation Sans, Arial, sans-serif"
NAME, CAPTION = 23.5, 18.5


def flow_picture(picture: FlowPicture, whole: bool = False) -> Markup:
    """The SVG of a picture, as wide as the page that it is made for.

    Lines that share a stretch are drawn as branches of one; with ``whole`` each is there in full, as a script that
    dims the others needs it.
    """
    found = lay_out(picture)
    if picture.spread:
        wide, high = PAGES[found.page]
        least = 1.0 / LARGEST if picture.alone else 1.0
        width = max(found.area.width, wide * max(least, found.area.height / high))
    else:
        wide, page = PAGES["wide"]
        high = max(LOW, min(LEGIBLE * found.area.height, page))
        width = max(found.area.width, wide * max(1.0, found.area.height / high))
    area = found.area
    left = area.x - (width - area.width) / 2
    key, key_height = legend(picture, left, area.bottom + 26, width) if picture.spread else ("", 0.0)
    view = f"{left:.1f} {area.y:.1f} {width:.1f} {area.height + (26 + key_height if key else 0):.1f}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" role="img" font-family="{FONT}">'
    body = (*_regions(found), *_lines(found, whole), *_boxes(found), *_numbers(found))
    return Markup(f"{head}<title>{escape(picture.title)}</title>{''.join(body)}{key}</svg>")


LARGEST = 1.3
"""How much a picture of few boxes may grow that has a page to itself."""
LOW = 760.0
"""Height that a picture of a supplier may have, so that its table stands on the same page."""
LEGIBLE = 0.84
"""No picture is made smaller than this for that: its table then begins on the next page."""


def flow_page(picture: FlowPicture) -> str:
    """``upright`` or ``wide``, the way the page of a picture stands, or ``poster`` for one that needs A3."""
    return lay_out(picture).page


def _regions(found: Layout) -> list[str]:
    drawn: list[str] = []
    for region in found.picture.regions:
        rect, name = found.regions[region.id], found.names[region.id]
        fill, line = REGIONS.get(region.id, "#FFFFFF"), FILLS[region.id][1]
        drawn.append(
            f'<g data-zone="{escape(region.id)}"><rect {place(rect)} rx="10" fill="{fill}" stroke="{line}" '
            f'stroke-width="2.4" stroke-dasharray="2 6" stroke-linecap="round"/>'
            f"{text(Point(name.x, name.y + NAME_HEIGHT - 9), region.label, NAME_SIZE, line, 600, 'start')}</g>"
        )
    return drawn


def routes(found: Layout) -> tuple[Route, ...]:
    """The routes with their ends on the outlines of the shapes."""
    kinds = {box.id: box.kind for box in found.picture.boxes}
    made: list[Route] = []
    for line, route in zip(found.picture.lines, found.routes, strict=True):
        first = attach(kinds[line.source], found.boxes[line.source], route[0])
        last = attach(kinds[line.target], found.boxes[line.target], route[-1])
        made.append((first, *route[1:-1], last))
    return tuple(made)


def _lines(found: Layout, whole: bool) -> list[str]:
    """What shares a stretch with a worse line is drawn with that one, so the worst come first."""
    placed, lines = routes(found), found.picture.lines
    order = sorted(range(len(lines)), key=lambda n: (-lines[n].special, -STATUSES.index(lines[n].status), n))
    strokes = [stroke_of(line) for line in lines]
    made = all_drawn(strokes, placed, order, whole)
    return [f"<g {_names(lines[n])}>{drawn}</g>" for n, drawn in zip(order, made, strict=True)]


def _boxes(found: Layout) -> list[str]:
    return [f'<g data-node="{escape(box.id)}">{shape(box, found.boxes[box.id])}</g>' for box in found.picture.boxes]


def shape(box: Box, rect: Rect) -> str:
    """A box with its name and caption."""
    fill, line = FILLS[box.zone]
    path, inner = outline(box.kind, rect)
    wide = 5.0 if box.main else 2.6
    parts = [f'<path d="{path}" fill="{fill}" stroke="{line}" stroke-width="{wide}" stroke-linejoin="round"/>']
    if inner:
        parts.append(f'<path d="{inner}" fill="none" stroke="{line}" stroke-width="2"/>')
    return "".join(parts) + _words(box, rect)


SHIFTS = {"application": BAR / 2, "datastore": DRUM - 2}
"""How far below the middle words stand, where a shape has a bar or a lid on top."""


def _words(box: Box, rect: Rect) -> str:
    """Name and caption in the middle of a box."""
    room = rect.width - {"process": 2 * BAR + 14, "data-subject": 44}.get(box.kind, 24)
    names = lettering.wrapped(box.name, room, NAME, "SemiBold")
    size, small = (NAME, CAPTION) if len(names) == 1 else (NAME - 2.5, CAPTION - 1.5)
    caption = lettering.fitted(box.caption, room, small)
    step, below = size + 1.0, small + 2.0 if caption else 0.0
    top = rect.centre.y - (step * len(names) + below) / 2 + SHIFTS.get(box.kind, 0.0)
    middle = rect.centre.x
    lines = [text(Point(middle, top + step * (n + 0.8)), line, size, INK, 600) for n, line in enumerate(names)]
    if caption:
        at = Point(middle, top + step * len(names) + small * 0.82)
        lines.append(text(at, caption, small, OPEN if box.open else SOFT, italic=box.open))
    return "".join(lines)


def _numbers(found: Layout) -> list[str]:
    made: list[str] = []
    for number in found.numbers:
        line = found.picture.lines[number.line]
        made.append(f"<g {_names(line)}>{capsule(number, COLOURS[line.status])}</g>")
    return made


def _names(line: Line) -> str:
    """What a script needs to know of a line."""
    numbers = " ".join(map(str, line.numbers))
    return f'data-from="{escape(line.source)}" data-to="{escape(line.target)}" data-flows="{numbers}"'
