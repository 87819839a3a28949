"""Takes idle space out of an arrangement, until it fits a page.

Compaction along one axis, as chips are compacted: boxes, borders of zones and upright stretches of lines are bars that
keep their order wherever they face each other, and the distances between them shrink to what numbers and arrows need.
Nothing changes sides, so what crossed still crosses and nothing else does. The other axis is the same, lying down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from compliance.diagrams.d2 import Arrangement
from compliance.diagrams.geometry import TOUCH, Point, Rect, Route, bounds, segments

FACING = 16.0
"""Two bars face each other where their stretches come this near."""

STEPS = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.4, 0.3, 0.2)
"""By how much everything is drawn together, until it fits."""

ROOM = {
    ("box", "box"): (60.0, 36.0),
    ("border", "box"): (26.0, 42.0),
    ("border", "border"): (34.0, 34.0),
    ("box", "line"): (40.0, 34.0),
    ("border", "line"): (24.0, 24.0),
    ("line", "line"): (28.0, 28.0),
}
"""What two things keep between them, side by side and one above the other; less where they stood nearer before."""

JOINED = (150.0, 68.0)
"""The same for two boxes that a line joins: there its number and the head of its arrow stand."""


@dataclass
class _Bar:
    """A thing with a place on the axis (``near`` to ``far``) and a stretch across it (``low`` to ``high``)."""

    kind: str
    near: float
    far: float
    low: float
    high: float
    body: int = 0
    """Bars of one body move together."""
    joined: set[int] = field(default_factory=set)
    """Of a box, the boxes that a line joins it with, by the places of their bars."""


@dataclass
class _Axis:
    """An arrangement as bars of one axis."""

    bars: list[_Bar] = field(default_factory=list)
    boxes: dict[str, int] = field(default_factory=dict)
    groups: dict[str, tuple[int, int]] = field(default_factory=dict)
    lines: list[dict[int, int]] = field(default_factory=list)
    """For each route the bars of its upright stretches, by the place of the stretch."""

    def add(self, bar: _Bar) -> int:
        bar.body = len(self.bars)
        self.bars.append(bar)
        return bar.body

    def tie(self, one: int, other: int) -> None:
        """Let two bars move together."""
        gone, kept = self.bars[one].body, self.bars[other].body
        for bar in self.bars:
            if bar.body == gone:
                bar.body = kept


def compacted(found: Arrangement, ends: tuple[tuple[str, str], ...], width: float, height: float) -> Arrangement:
    """The arrangement in at most this width and height, or as near to it as it goes.

    One with a slanted line is left as it is.
    """
    if any(segment.slanted for route in found.routes for segment in segments(route)):
        return found
    found = _levelled(found)
    across = _along(found, ends, width, 0)
    return _turned(_along(_turned(across), ends, height, 1))


def _levelled(found: Arrangement) -> Arrangement:
    """Routes whose stretches are exactly level or upright; an engine may be off by a fraction."""
    routes: list[Route] = []
    for route in found.routes:
        points = list(route)
        for n, (a, b) in enumerate(pairwise(points)):
            points[n + 1] = Point(b.x, a.y) if abs(a.y - b.y) <= abs(a.x - b.x) else Point(a.x, b.y)
        routes.append(tuple(points))
    return Arrangement(found.boxes, found.groups, tuple(routes))


def _turned(found: Arrangement) -> Arrangement:
    """The arrangement with its axes exchanged."""

    def rect(r: Rect) -> Rect:
        return Rect(r.y, r.x, r.height, r.width)

    return Arrangement(
        {id: rect(r) for id, r in found.boxes.items()},
        {id: rect(r) for id, r in found.groups.items()},
        tuple(tuple(Point(p.y, p.x) for p in route) for route in found.routes),
    )


def _along(found: Arrangement, ends: tuple[tuple[str, str], ...], most: float, axis: int) -> Arrangement:
    bars = _bars(found, ends)
    limits = tuple(_limits(bars, axis))
    tries: list[tuple[float, Arrangement]] = []
    for step in STEPS:
        made = _moved(found, ends, bars, _placed(bars, limits, step))
        size = bounds([*made.boxes.values(), *made.groups.values()], list(made.routes)).width
        if size <= most:
            return made
        tries.append((size, made))
    return min(tries, key=lambda made: made[0])[1]


def _bars(found: Arrangement, ends: tuple[tuple[str, str], ...]) -> _Axis:
    axis = _Axis()
    for id, r in found.boxes.items():
        axis.boxes[id] = axis.add(_Bar("box", r.x, r.right, r.y, r.bottom))
    for id, r in found.groups.items():
        edges = (axis.add(_Bar("border", x, x, r.y, r.bottom)) for x in (r.x, r.right))
        axis.groups[id] = (next(edges), next(edges))
    for (source, target), route in zip(ends, found.routes, strict=True):
        axis.bars[axis.boxes[source]].joined.add(axis.boxes[target])
        upright: dict[int, int] = {}
        for n, (a, b) in enumerate(pairwise(route)):
            if a.x == b.x and a.y != b.y:
                upright[n] = axis.add(_Bar("line", a.x, a.x, min(a.y, b.y), max(a.y, b.y)))
        axis.lines.append(upright)
        if 0 in upright:
            axis.tie(upright[0], axis.boxes[source])
        if len(route) - 2 in upright:
            axis.tie(upright[len(route) - 2], axis.boxes[target])
    _tie_shared(axis)
    return axis


def _tie_shared(axis: _Axis) -> None:
    """Lines that lie on each other stay so."""
    lines = [n for n, bar in enumerate(axis.bars) if bar.kind == "line"]
    for one, other in combinations(lines, 2):
        a, b = axis.bars[one], axis.bars[other]
        if abs(a.near - b.near) < TOUCH and a.low <= b.high and b.low <= a.high and a.body != b.body:
            axis.tie(one, other)


def _limits(axis: _Axis, which: int) -> Iterator[tuple[int, int, float]]:
    """Triples ``(a, b, d)``: body b stays at least d behind body a."""
    found: dict[tuple[int, int], float] = {}
    for (i, one), (j, other) in combinations(enumerate(axis.bars), 2):
        a, b = (one, other) if (one.near, one.far) <= (other.near, other.far) else (other, one)
        if a.body == b.body or a.low > b.high + FACING or b.low > a.high + FACING or a.far > b.near:
            continue
        room = ROOM[min(a.kind, b.kind), max(a.kind, b.kind)]
        if j in one.joined or i in other.joined:
            room = JOINED
        gap = min(b.near - a.far, room[which])
        distance = gap - (b.near - a.far)  # how far b may move towards a, as a negative number
        key = (a.body, b.body)
        found[key] = max(found.get(key, distance), distance)
    yield from ((a, b, d) for (a, b), d in found.items())


def _placed(axis: _Axis, limits: tuple[tuple[int, int, float], ...], step: float) -> dict[int, float]:
    """How far each body moves: between the two extremes of what the limits allow, near where scaling would put it."""
    middle: dict[int, float] = {}
    for body in {bar.body for bar in axis.bars}:
        mine = [bar for bar in axis.bars if bar.body == body]
        middle[body] = (min(bar.near for bar in mine) + max(bar.far for bar in mine)) / 2
    start = min(bar.near for bar in axis.bars)
    wanted = {body: (step - 1) * (at - start) for body, at in middle.items()}
    late = _settled(wanted, limits)
    early = {
        b: -v for b, v in _settled({b: -v for b, v in wanted.items()}, tuple((b, a, d) for a, b, d in limits)).items()
    }
    return {body: (late[body] + early[body]) / 2 for body in wanted}


def _settled(wanted: dict[int, float], limits: tuple[tuple[int, int, float], ...]) -> dict[int, float]:
    """The smallest moves, none below what is wanted, that keep every limit (Bellman and Ford)."""
    moves = dict(wanted)
    for _ in range(len(moves) + 1):
        changed = False
        for a, b, distance in limits:
            if moves[b] < moves[a] + distance - 1e-9:
                moves[b], changed = moves[a] + distance, True
        if not changed:
            break
    return moves


def _moved(found: Arrangement, ends: tuple[tuple[str, str], ...], axis: _Axis, moves: dict[int, float]) -> Arrangement:
    def move(bar: int) -> float:
        return moves[axis.bars[bar].body]

    groups: dict[str, Rect] = {}
    for id, (near, far) in axis.groups.items():
        r = found.groups[id]
        x, right = r.x + move(near), r.right + move(far)
        groups[id] = Rect(x, r.y, right - x, r.height)
    boxes = {id: r._replace(x=r.x + move(axis.boxes[id])) for id, r in found.boxes.items()}
    routes: list[Route] = []
    for (source, target), route, upright in zip(ends, found.routes, axis.lines, strict=True):
        points: list[Point] = []
        for n, point in enumerate(route):
            bar = upright.get(n, upright.get(n - 1))
            if bar is None:
                bar = axis.boxes[source] if n == 0 else axis.boxes[target]
            points.append(Point(point.x + move(bar), point.y))
        routes.append(tuple(points))
    return Arrangement(boxes, groups, tuple(routes))
