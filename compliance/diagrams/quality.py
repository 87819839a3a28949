"""How good an arrangement is, in numbers: what a reader stumbles over is counted.

The same counts choose among arrangements and stand in the tests of the worked company.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from compliance.diagrams.d2 import Arrangement, Graph
from compliance.diagrams.geometry import Rect, Route, bounds, crossings, segments, shared

BESIDE = 2.0
"""A line may run along a border; this far inside it runs through."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Counts of faults. ``merged`` are pairs of lines with a common end that share a stretch, as branches of a tree
    do; ``confused`` are pairs that share a stretch and have no end in common."""

    crossings: int
    merged: int
    confused: int
    through_boxes: int
    through_zones: int
    slanted: int
    box_overlaps: int
    size: Rect

    @property
    def faults(self) -> float:
        """All counts as one number; what misleads weighs more than what only looks busy."""
        misleading = 4 * self.through_boxes + 3 * self.confused + 2 * self.through_zones + 8 * self.box_overlaps
        return self.crossings + 0.2 * self.merged + 3 * self.slanted + misleading


def quality(graph: Graph, found: Arrangement) -> Quality:
    """The counts of an arrangement."""
    lines = list(zip(graph.edges, found.routes, strict=True))
    crossed = merged = confused = 0
    for (ends, route), (other_ends, other) in combinations(lines, 2):
        crossed += len(crossings(route, other))
        if shared(route, other) > 1:
            common = set(ends) & set(other_ends)
            merged, confused = merged + bool(common), confused + (not common)
    group = {node.id: node.group for node in graph.nodes}
    boxes, groups = list(found.boxes.values()), list(found.groups.values())
    return Quality(
        crossings=crossed,
        merged=merged,
        confused=confused,
        through_boxes=sum(_through(route, found.boxes, set(ends)) for ends, route in lines),
        through_zones=sum(_through(route, found.groups, {group[end] for end in ends}) for ends, route in lines),
        slanted=sum(1 for _, route in lines if any(s.slanted for s in segments(route))),
        box_overlaps=overlaps(boxes) + overlaps(groups),
        size=bounds([*boxes, *groups], list(found.routes)),
    )


def _through(route: Route, rects: Mapping[str, Rect], own: set[str]) -> int:
    """How many rectangles a route runs through that are not its own."""
    others = (rect.grown(-BESIDE) for id, rect in rects.items() if id not in own)
    return sum(1 for rect in others if any(rect.hit_by(segment) for segment in segments(route)))


def overlaps(rects: Sequence[Rect]) -> int:
    """How many pairs of rectangles share some area."""
    return sum(1 for one, other in combinations(rects, 2) if one.grown(-0.5).meets(other.grown(-0.5)))
