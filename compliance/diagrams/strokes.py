"""Lines as SVG: bends rounded, a gap where another line passes over, two strokes for special categories.

Of two lines that cross, the upright one is broken, so that no crossing can be taken for a junction.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from compliance.diagrams.geometry import Point, Route, Segment, crossing, segments
from compliance.documents.flow_pictures import Line, Status

BEND = 15.0
GAP = 9.0
"""Half the width of the gap in a line that passes under another."""

HEAD, WING = 21.0, 9.0
"""Length of an arrow's head and half its width."""

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


def drawn(stroke: Stroke, route: Route, others: Sequence[Route], before: int) -> str:
    """The SVG of one line. ``others`` are all routes of the picture, ``before`` is the place of this one among them."""
    shaft = _shortened(route, stroke)
    path = _path(shaft, _gaps(shaft, others, before))
    dash = f' stroke-dasharray="{stroke.dash}"' if stroke.dash else ""
    wide = DOUBLE if stroke.double else WIDTH
    parts = [f'<path d="{path}" fill="none" stroke="{stroke.colour}" stroke-width="{wide}"{dash}/>']
    if stroke.double:
        parts.append(f'<path d="{path}" fill="none" stroke="{WHITE}" stroke-width="{CORE}"/>')
    first, last = stroke.heads
    parts += [_head(route[-1], route[-2], stroke.colour)] if last else []
    parts += [_head(route[0], route[1], stroke.colour)] if first else []
    return "".join(parts)


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


def _gaps(route: Route, others: Sequence[Route], mine: int) -> list[list[float]]:
    """For each segment of a route, the distances along it at which another line passes over."""
    found: list[list[float]] = []
    for segment in segments(route):
        hits = (
            (crossing(segment, other), other, index)
            for index, line in enumerate(others)
            if index != mine
            for other in segments(line)
        )
        found.append([math.dist(segment.start, at) for at, other, index in hits if at and _under(segment, other, mine > index)])
    return found


def _under(segment: Segment, other: Segment, later: bool) -> bool:
    return not segment.flat if segment.flat != other.flat else later


def _path(route: Route, gaps: list[list[float]]) -> str:
    """A path along a route, interrupted at its gaps and rounded at its bends."""
    pieces: list[str] = []
    straight = list(segments(route))
    bends = [min(BEND, a.length / 2, b.length / 2) for a, b in zip(straight, straight[1:], strict=False)]
    pen: Point | None = None
    for index, segment in enumerate(straight):
        start = bends[index - 1] if index else 0.0
        end = segment.length - (bends[index] if index < len(bends) else 0.0)
        if index:
            corner, first = segment.start, segment.start.towards(segment.end, start)
            pieces.append(f"Q{corner.x:.1f} {corner.y:.1f} {first.x:.1f} {first.y:.1f}")
            pen = first
        for a, b in _left(start, end, gaps[index]):
            one, two = segment.start.towards(segment.end, a), segment.start.towards(segment.end, b)
            if pen is None or math.dist(pen, one) > 0.05:
                pieces.append(f"M{one.x:.1f} {one.y:.1f}")
            pieces.append(f"L{two.x:.1f} {two.y:.1f}")
            pen = two
        bend = segment.start.towards(segment.end, end)
        if index < len(bends) and (pen is None or math.dist(pen, bend) > 0.05):
            pieces.append(f"M{bend.x:.1f} {bend.y:.1f}")
    return "".join(pieces)


def _left(start: float, end: float, gaps: list[float]) -> list[tuple[float, float]]:
    """What is left of a stretch between its gaps."""
    kept: list[tuple[float, float]] = []
    here = start
    for gap in sorted(gaps):
        if gap - GAP > here:
            kept.append((here, min(gap - GAP, end)))
        here = max(here, gap + GAP)
    return [*kept, (here, end)] if here < end else kept
