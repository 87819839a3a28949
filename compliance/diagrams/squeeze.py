"""Takes idle space out of an arrangement: wide empty strips between things become narrower.

Both coordinates go through a function that never falls, so nothing changes sides: what crossed still crosses, what was
inside stays inside, level lines stay level, and boxes keep their size.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

from compliance.diagrams.d2 import Arrangement
from compliance.diagrams.geometry import Point, Rect

WIDE, HIGH = 120.0, 84.0
"""What is left of a wide strip: room for a number and an arrow's head, side by side or one above the other."""


def squeezed(found: Arrangement) -> Arrangement:
    """The same arrangement in less space."""
    boxes, groups = list(found.boxes.values()), list(found.groups.values())
    points = [point for route in found.routes for point in route]
    across = _narrower(
        [(b.x, b.right) for b in boxes], [*(p.x for p in points), *(x for g in groups for x in (g.x, g.right))], WIDE
    )
    down = _narrower(
        [(b.y, b.bottom) for b in boxes], [*(p.y for p in points), *(y for g in groups for y in (g.y, g.bottom))], HIGH
    )

    def moved(rect: Rect) -> Rect:
        x, y = across(rect.x), down(rect.y)
        return Rect(x, y, across(rect.right) - x, down(rect.bottom) - y)

    return Arrangement(
        {id: moved(rect) for id, rect in found.boxes.items()},
        {id: moved(rect) for id, rect in found.groups.items()},
        tuple(tuple(Point(across(p.x), down(p.y)) for p in route) for route in found.routes),
    )


def _narrower(solid: list[tuple[float, float]], marks: Iterable[float], most: float) -> Callable[[float], float]:
    """A function of one coordinate that leaves at most so much of each strip in which nothing begins or ends.

    ``solid`` are stretches that boxes cover and that keep their length.
    """
    stops = sorted({*marks, *(end for stretch in solid for end in stretch)})
    places = stops[:1]
    for before, after in zip(stops, stops[1:], strict=False):
        middle = (before + after) / 2
        kept = any(start < middle < end for start, end in solid)
        places.append(places[-1] + (after - before if kept else min(after - before, most)))

    def put(value: float) -> float:
        index = max(0, bisect_right(stops, value) - 1)
        return places[index] + (value - stops[index])

    return put
