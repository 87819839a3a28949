"""Points, rectangles and routes: what crosses what, what overlaps what.

Units are those of a picture: one is about a tenth of a millimetre on an A4 page. Routes are polylines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

TOUCH = 3.0
"""Two parallel segments closer than this lie on each other."""


class Point(NamedTuple):
    """A spot; y grows downwards."""

    x: float
    y: float

    def towards(self, other: Point, distance: float) -> Point:
        """The point that lies at a distance from here on the way to another."""
        length = math.dist(self, other) or 1.0
        return Point(self.x + (other.x - self.x) * distance / length, self.y + (other.y - self.y) * distance / length)


class Segment(NamedTuple):
    """A straight piece of a route."""

    start: Point
    end: Point

    @property
    def length(self) -> float:
        return math.dist(self.start, self.end)

    @property
    def flat(self) -> bool:
        """Whether it lies more than it stands."""
        return abs(self.end.x - self.start.x) >= abs(self.end.y - self.start.y)

    @property
    def slanted(self) -> bool:
        """Whether it is neither level nor upright."""
        return abs(self.end.x - self.start.x) > 1 and abs(self.end.y - self.start.y) > 1

    def distance(self, point: Point) -> float:
        """How far a point is from the nearest spot of the segment."""
        (x1, y1), (x2, y2) = self
        square = (x2 - x1) ** 2 + (y2 - y1) ** 2
        share = ((point.x - x1) * (x2 - x1) + (point.y - y1) * (y2 - y1)) / square if square else 0.0
        share = min(1.0, max(0.0, share))
        return math.dist(point, (x1 + share * (x2 - x1), y1 + share * (y2 - y1)))


class Rect(NamedTuple):
    """A rectangle by its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def grown(self, by: float) -> Rect:
        """The rectangle with a margin around it; a negative one makes it smaller."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Rect) -> bool:
        """Whether two rectangles share some area."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, point: Point) -> bool:
        """Whether a point lies inside."""
        return self.x < point.x < self.right and self.y < point.y < self.bottom

    def hit_by(self, segment: Segment) -> bool:
        """Whether a segment runs through the inside (Liang and Barsky's clipping)."""
        (x, y), (to_x, to_y) = segment
        enter, leave = 0.0, 1.0
        for step, room in (
            (x - to_x, x - self.x),
            (to_x - x, self.right - x),
            (y - to_y, y - self.y),
            (to_y - y, self.bottom - y),
        ):
            if step == 0 and room < 0:
                return False
            if step < 0:
                enter = max(enter, room / step)
            elif step > 0:
                leave = min(leave, room / step)
        return enter < leave


Route = tuple[Point, ...]


def segments(route: Route) -> Iterator[Segment]:
    """The straight pieces of a route, in its order."""
    return (Segment(a, b) for a, b in pairwise(route))


def straightened(points: list[Point]) -> Route:
    """A route without points that lie on the straight line between their neighbours."""
    kept = points[:1]
    for here, after in pairwise(points[1:]):
        before = kept[-1]
        if abs((here.x - before.x) * (after.y - here.y) - (here.y - before.y) * (after.x - here.x)) > 1e-6:
            kept.append(here)
    return (*kept, *points[-1:])


def _side(a: Point, b: Point, c: Point) -> float:
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)


def crossing(one: Segment, other: Segment) -> Point | None:
    """Where two segments cross in their insides; None where they do not, or only touch."""
    (a, b), (c, d) = one, other
    ab_c, ab_d, cd_a, cd_b = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if ab_c * ab_d >= -1e-6 or cd_a * cd_b >= -1e-6:
        return None
    share = cd_a / (cd_a - cd_b)
    return Point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))


def crossings(one: Route, other: Route) -> tuple[Point, ...]:
    """Every point at which two routes cross."""
    found = (crossing(s, t) for s in segments(one) for t in segments(other))
    return tuple(point for point in found if point is not None)


def shared(one: Route, other: Route) -> float:
    """The length over which two routes lie on each other."""
    return sum(together(s, t) for s in segments(one) for t in segments(other))


def together(one: Segment, other: Segment) -> float:
    """The length over which two level or two upright segments lie on each other."""
    if one.slanted or other.slanted or one.flat != other.flat:
        return 0.0
    along, across = (0, 1) if one.flat else (1, 0)
    if abs(one.start[across] - other.start[across]) >= TOUCH:
        return 0.0
    start = max(min(one.start[along], one.end[along]), min(other.start[along], other.end[along]))
    end = min(max(one.start[along], one.end[along]), max(other.start[along], other.end[along]))
    return max(0.0, end - start)


def bounds(rects: list[Rect], routes: list[Route]) -> Rect:
    """The smallest rectangle around all."""
    xs = [x for r in rects for x in (r.x, r.right)] + [p.x for route in routes for p in route]
    ys = [y for r in rects for y in (r.y, r.bottom)] + [p.y for route in routes for p in route]
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
