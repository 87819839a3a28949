"""The counter counts what a reader stumbles over, each fault once."""

from __future__ import annotations

import pytest

from compliance.diagrams.d2 import Arrangement, Graph, Node
from compliance.diagrams.geometry import Point, Rect, Route
from compliance.diagrams.quality import Quality, quality

BOXES = {
    "a": Rect(0, 0, 10, 10),
    "b": Rect(100, 0, 10, 10),
    "c": Rect(0, 100, 10, 10),
    "d": Rect(100, 100, 10, 10),
    "e": Rect(50, 40, 10, 10),
}


def counted(edges: tuple[str, ...], *routes: tuple[tuple[float, float], ...], zone: Rect | None = None) -> Quality:
    """The counts for lines such as ``ab``; box e stands in a zone where one is given."""
    nodes = tuple(Node(id, 10, 10, "z" if zone and id == "e" else "") for id in BOXES)
    drawn: tuple[Route, ...] = tuple(tuple(Point(*p) for p in route) for route in routes)
    return quality(
        Graph(nodes, tuple((e[0], e[1]) for e in edges)), Arrangement(BOXES, {"z": zone} if zone else {}, drawn)
    )


def test_two_lines_that_cross_are_one_crossing() -> None:
    found = counted(("ad", "cb"), ((10, 10), (100, 100)), ((10, 100), (100, 10)))
    assert found.crossings == 1
    assert found.slanted == 2


def test_two_lines_that_touch_do_not_cross() -> None:
    assert counted(("ab", "cb"), ((10, 5), (100, 5)), ((5, 100), (5, 5))).crossings == 0


@pytest.mark.parametrize(("edges", "merged", "confused"), [(("ab", "cb"), 1, 0), (("ab", "cd"), 0, 1)])
def test_a_shared_stretch_is_a_branch_or_confuses(edges: tuple[str, ...], merged: int, confused: int) -> None:
    found = counted(edges, ((10, 20), (100, 20)), ((40, 20), (100, 20)))
    assert (found.merged, found.confused) == (merged, confused)


def test_a_line_through_a_box_and_a_foreign_zone() -> None:
    found = counted(("cd",), ((10, 45), (100, 45)), zone=Rect(40, 30, 30, 30))
    assert (found.through_boxes, found.through_zones) == (1, 1)


def test_a_line_into_its_own_zone_is_no_fault() -> None:
    found = counted(("ce",), ((10, 45), (50, 45)), zone=Rect(40, 30, 30, 30))
    assert (found.through_boxes, found.through_zones) == (0, 0)


def test_what_misleads_weighs_more_than_what_looks_busy() -> None:
    busy = counted(("ad", "cb"), ((5, 5), (5, 50), (105, 50), (105, 100)), ((70, 100), (70, 10)))
    misleading = counted(("cd",), ((10, 45), (100, 45)))
    assert busy.faults < misleading.faults
