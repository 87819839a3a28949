"""Lines as SVG: bends rounded, a gap where another line passes over, two strokes for special categories.

Of two lines that cross, the upright one is broken, so that no crossing can be taken for a junction. Near its ends the
level one is: an arrow's head that a gap parts from its line looks lost.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from compliance.diagrams.geometry import Point, Route, Segment, crossing, segments, together
from compliance.documents.flow_pictures import Line, Status

BEND = 15.0
GAP = 9.0
"""Half the width of the gap in a line that passes under another."""

HEAD, WING = 21.0, 9.0
"""Length of an arrow's head and half its width."""

NEAR_END = HEAD + 3 * GAP

COLOURS: dict[Status, str] = {"inside": "#3F4A47", "ground": "#1B5FAA", "open": "#B45309", "fault": "#B42318"}
TIE = "#77776F"
DASHES: dict[Status, str] = {"inside": "", "ground": "", "open": "15 8", "fault": "5 7"}
WIDTH, DOUBLE, CORE = 3.2, 9.4, 3.8
WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn."""

    colour: str
    dash: str = ""
    double: bool = False
    heads: tuple[bool, bool] = (False, True)
    """Whether it has an arrow's head at its start and at its end."""


def stroke_of(line: Line) -> Stroke:
    """The stroke of a line: its state by colour and dashes, special categories by two strokes."""
    if line.relation != "flow":
        return Stroke(TIE, "3 7", heads=(False, line.relation == "engages"))
    return Stroke(COLOURS[line.status], DASHES[line.status], line.special, (line.both, True))


def drawn(stroke: Stroke, route: Route, over: Iterable[Route], before: Iterable[Route] = ()) -> str:
    """The SVG of one line.

    ``over`` are routes that pass over it, and it has a gap where they do; a stretch that it shares with a route of
    ``before`` was drawn with that one.
    """
    shaft = _shortened(route, stroke)
    path = _path(shaft, _gaps(shaft, route, tuple(over), tuple(before)))
    first, last = stroke.heads
    heads = [_head(route[-1], route[-2], stroke.colour)] if last else []
    heads += [_head(route[0], route[1], stroke.colour)] if first else []
    if not path:
        return "".join(heads)
    dash = f' stroke-dasharray="{stroke.dash}"' if stroke.dash else ""
    wide = DOUBLE if stroke.double else WIDTH
    parts = [f'<path d="{path}" fill="none" stroke="{stroke.colour}" stroke-width="{wide}"{dash}/>']
    if stroke.double:
        parts.append(f'<path d="{path}" fill="none" stroke="{WHITE}" stroke-width="{CORE}"/>')
    return "".join(parts + heads)


def all_drawn(
    strokes: Sequence[Stroke], routes: Sequence[Route], order: Sequence[int], whole: bool = False
) -> list[str]:
    """The lines of a picture in an order; the first draws what it shares with later ones.

    With ``whole`` each line is drawn in full.
    """
    made: list[str] = []
    for place, index in enumerate(order):
        earlier = () if whole else tuple(routes[n] for n in order[:place])
        others = tuple(routes[n] for n in order if n != index)
        made.append(drawn(strokes[index], routes[index], others, earlier))
    return made


def _shortened(route: Route, stroke: Stroke) -> Route:
    """The route without the stretches that arrows' heads cover."""
    points = list(route)
    if stroke.heads[1]:
        points[-1] = points[-1].towards(points[-2], min(HEAD - 3, math.dist(points[-1], points[-2]) / 2))
    if stroke.heads[0]:
        points[0] = points[0].towards(points[1], min(HEAD - 3, math.dist(points[0], points[1]) / 2))
    return tuple(points)


def _head(tip: Point, behind: Point, colour: str) -> str:
    base = tip.towards(behind, HEAD)
    across = Point((base.y - tip.y) / HEAD * WING, (tip.x - base.x) / HEAD * WING)
    corners = (tip, Point(base.x + across.x, base.y + across.y), Point(base.x - across.x, base.y - across.y))
    return f'<polygon points="{" ".join(f"{p.x:.1f},{p.y:.1f}" for p in corners)}" fill="{colour}"/>'


Interval = tuple[float, float]


def _gaps(shaft: Route, route: Route, over: tuple[Route, ...], before: tuple[Route, ...]) -> list[list[Interval]]:
    """For each stretch of a shaft, what is left out, as distances from its start. ``route`` is the whole line."""
    upper = [(segment, line) for line in over for segment in segments(line)]
    done = [segment for line in before for segment in segments(line)]
    found: list[list[Interval]] = []
    for segment in segments(shaft):
        hits = (
            at
            for other, line in upper
            if other.flat != segment.flat and (at := crossing(segment, other))
            if _near_end(at, line if segment.flat else route) == segment.flat
        )
        cut = [(math.dist(segment.start, at) - GAP, math.dist(segment.start, at) + GAP) for at in hits]
        found.append(sorted([*cut, *(part for other in done if (part := _part(segment, other)))]))
    return found


def _near_end(at: Point, upright: Route) -> bool:
    """Whether a crossing is so near an end of the upright line that the level one is broken in its place."""
    return min(math.dist(at, upright[0]), math.dist(at, upright[-1])) <= NEAR_END


def _part(segment: Segment, other: Segment) -> Interval | None:
    """The stretch of a segment that lies on another one."""
    if together(segment, other) <= 1:
        return None
    along = 0 if segment.flat else 1
    here, sign = segment.start[along], 1 if segment.end[along] >= segment.start[along] else -1
    ends = sorted((sign * (other.start[along] - here), sign * (other.end[along] - here)))
    return max(0.0, ends[0]), min(segment.length, ends[1])


def _path(route: Route, gaps: list[list[Interval]]) -> str:
    """A path along a route, interrupted at its gaps and rounded at its bends."""
    pieces: list[str] = []
    straight = list(segments(route))
    bends = [min(BEND, a.length / 2, b.length / 2) for a, b in pairwise(straight)]
    pen: Point | None = None
    for index, segment in enumerate(straight):
        start = bends[index - 1] if index else 0.0
        end = segment.length - (bends[index] if index < len(bends) else 0.0)
        if index and not _bend_done(gaps[index - 1], straight[index - 1].length, gaps[index]):
            before = straight[index - 1]
            first = before.end.towards(before.start, start)
            pen = _go(pieces, pen, first)
            pen = segment.start.towards(segment.end, start)
            pieces.append(f"Q{segment.start.x:.1f} {segment.start.y:.1f} {pen.x:.1f} {pen.y:.1f}")
        for one, two in _left(start, end, gaps[index]):
            _go(pieces, pen, segment.start.towards(segment.end, one))
            pen = segment.start.towards(segment.end, two)
            pieces.append(f"L{pen.x:.1f} {pen.y:.1f}")
    return "".join(pieces)


def _go(pieces: list[str], pen: Point | None, to: Point) -> Point:
    """Lift the pen, where it is not there already."""
    if pen is None or math.dist(pen, to) > 0.05:
        pieces.append(f"M{to.x:.1f} {to.y:.1f}")
    return to


def _bend_done(before: list[Interval], length: float, after: list[Interval]) -> bool:
    """Whether a bend lies on a stretch that another line has drawn."""
    return any(end > length - 1 for _, end in before) and any(start < 1 for start, _ in after)


def _left(start: float, end: float, gaps: list[Interval]) -> Iterator[Interval]:
    """What is left of a stretch between its gaps."""
    here = start
    for first, last in gaps:
        if first > here:
            yield here, min(first, end)
        here = max(here, last)
    if here < end:
        yield here, end
