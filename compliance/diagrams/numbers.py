"""Where the numbers stand: each on its own line, clear of boxes, of other lines and of other numbers.

Every spot of a route is weighed; the lines with the fewest good spots choose first, and then all choose once more
with the others in place. No chance is involved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.diagrams import lettering
from compliance.diagrams.geometry import TOUCH, Point, Rect, Route, Segment, segments, together

SIZE = 20.0
"""Size of the figures: 6 points on paper."""

HEIGHT = 28.0
STEP = 14.0
"""Distance between the spots that are tried."""

ARROW = 30.0
"""Room kept for the head of the arrow."""

GAP = 5.0
ROUNDS = 3

ON_BOX, ON_NUMBER, ON_NAME, ON_LINE, ON_BORDER, AT_CORNER = 1000.0, 1000.0, 300.0, 60.0, 12.0, 25.0
AMBIGUOUS = 150.0
"""What each thing weighs that a number may cover; a stretch that two lines share says nothing about which is meant."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number on a line: where, and how wide the capsule around it is."""

    line: int
    text: str
    letter: str
    centre: Point
    width: float

    @property
    def rect(self) -> Rect:
        return Rect(self.centre.x - self.width / 2, self.centre.y - HEIGHT / 2, self.width, HEIGHT)


@dataclass(frozen=True, slots=True)
class Label:
    """What is to stand on a route: the numbers, and the letter of a state."""

    line: int
    text: str
    letter: str

    @property
    def width(self) -> float:
        wide = lettering.width(self.text, SIZE, "SemiBold")
        if self.letter:
            wide += lettering.width(self.letter, SIZE, "SemiBold") + 15
        return max(HEIGHT, wide + 17)


@dataclass(frozen=True, slots=True)
class _Spot:
    centre: Point
    rect: Rect
    weight: float


def place_numbers(
    labels: Sequence[Label],
    routes: Sequence[Route],
    boxes: Sequence[Rect],
    regions: Sequence[Rect],
    names: Sequence[Rect],
) -> tuple[Number, ...]:
    """A spot for each label. ``regions`` have borders that are better left free, ``names`` are their labels."""
    spots = {label.line: _spots(label, routes, boxes, regions, names) for label in labels}
    by_choice = sorted(labels, key=lambda label: (sum(1 for s in spots[label.line] if s.weight < ON_LINE), label.line))
    chosen: dict[int, _Spot] = {}
    for _ in range(ROUNDS):
        for label in by_choice:
            others = [spot.rect for line, spot in chosen.items() if line != label.line]
            chosen[label.line] = min(spots[label.line], key=lambda spot: _with(spot, others))
    return tuple(_number(label, chosen) for label in labels)


def _with(spot: _Spot, others: list[Rect]) -> float:
    wide = spot.rect.grown(GAP)
    return spot.weight + ON_NUMBER * sum(1 for rect in others if wide.meets(rect))


def _number(label: Label, chosen: dict[int, _Spot]) -> Number:
    return Number(label.line, label.text, label.letter, chosen[label.line].centre, label.width)


def _spots(
    label: Label, routes: Sequence[Route], boxes: Sequence[Rect], regions: Sequence[Rect], names: Sequence[Rect]
) -> list[_Spot]:
    route = routes[label.line]
    near = [s for n, other in enumerate(routes) if n != label.line for s in segments(other)]
    whole = sum(segment.length for segment in segments(route))
    found: list[_Spot] = []
    walked = 0.0
    for segment in segments(route):
        for along in _along(segment, route, label.width):
            centre = segment.start.towards(segment.end, along)
            rect = Rect(centre.x - label.width / 2, centre.y - HEIGHT / 2, label.width, HEIGHT)
            weight = _weight(rect, near, boxes, regions, names)
            weight += AMBIGUOUS * any(together(segment, other) > 1 and other.distance(centre) < TOUCH for other in near)
            weight += 0.02 * abs(walked + along - whole / 2) + _corner(segment, along, label.width)
            found.append(_Spot(centre, rect, weight))
        walked += segment.length
    return found


def _along(segment: Segment, route: Route, wide: float) -> Iterator[float]:
    """Distances from the start of a segment; the ends of the route are kept free."""
    half = (wide if segment.flat else HEIGHT) / 2
    first = half + 6 if segment.start == route[0] else 0.0
    last = segment.length - (half + ARROW if segment.end == route[-1] else 0.0)
    if last <= first:
        yield segment.length / 2
        return
    steps = max(1, int((last - first) / STEP))
    yield from (first + (last - first) * n / steps for n in range(steps + 1))


def _corner(segment: Segment, along: float, wide: float) -> float:
    """What it weighs that a number stands over a bend."""
    half = (wide if segment.flat else HEIGHT) / 2
    return AT_CORNER if min(along, segment.length - along) < half else 0.0


def _weight(
    rect: Rect, near: Sequence[Segment], boxes: Sequence[Rect], regions: Sequence[Rect], names: Sequence[Rect]
) -> float:
    close = rect.grown(GAP)
    weight = ON_BOX * sum(1 for box in boxes if close.meets(box))
    weight += ON_NAME * sum(1 for name in names if close.meets(name))
    weight += ON_BORDER * sum(1 for region in regions if _on_border(rect, region))
    return weight + ON_LINE * sum(1 for segment in near if _beside(close, segment))


def _beside(rect: Rect, segment: Segment) -> bool:
    (x1, y1), (x2, y2) = segment
    outside = max(x1, x2) <= rect.x or min(x1, x2) >= rect.right or max(y1, y2) <= rect.y or min(y1, y2) >= rect.bottom
    return not outside and rect.hit_by(segment)


def _on_border(rect: Rect, region: Rect) -> bool:
    inner = region.x < rect.x and rect.right < region.right and region.y < rect.y and rect.bottom < region.bottom
    return rect.meets(region) and not inner


def name_rect(region: Rect, wide: float, routes: Sequence[Route], boxes: Sequence[Rect]) -> Rect:
    """Where the label of a region stands: in the corner that the fewest lines run through."""
    x1, x2 = region.x + 14, region.right - 14 - wide
    y1, y2 = region.y + 9, region.bottom - 9 - NAME_HEIGHT
    middle = region.x + (region.width - wide) / 2
    spots = [Rect(x, y, wide, NAME_HEIGHT) for y in (y1, y2) for x in (x1, x2, middle)]
    lines = [segment for route in routes for segment in segments(route)]
    return min(spots, key=lambda spot: _weight(spot, lines, boxes, (), ()))


NAME_HEIGHT = 32.0
