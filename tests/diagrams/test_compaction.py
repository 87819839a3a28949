"""Taking space out of an arrangement moves things and changes nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.diagrams.compaction import compacted
from compliance.diagrams.d2 import Arrangement, Graph, Node
from compliance.diagrams.geometry import Point, Rect
from compliance.diagrams.quality import quality

NODES = tuple(Node(id, 100, 50) for id in "abcd")
FAR = Arrangement(
    {"a": Rect(0, 0, 100, 50), "b": Rect(900, 0, 100, 50), "c": Rect(0, 700, 100, 50), "d": Rect(900, 700, 100, 50)},
    {},
    (
        (Point(100, 25), Point(500, 25), Point(500, 725), Point(900, 725)),
        (Point(50, 700), Point(50, 400), Point(950, 400), Point(950, 50)),
    ),
)
"""Four boxes in the corners of a wide field; a-d and c-b cross once."""

GRAPH = Graph(NODES, (("a", "d"), ("c", "b")))


def test_a_wide_field_becomes_small_and_still_has_its_crossing() -> None:
    made = compacted(FAR, GRAPH.edges, 400, 400)
    before, after = quality(GRAPH, FAR), quality(GRAPH, made)
    assert (before.crossings, after.crossings) == (1, 1)
    assert after.size.width <= 400
    assert after.size.height <= 400
    assert all((r.width, r.height) == (100, 50) for r in made.boxes.values())


def test_what_fits_already_stays_where_it_is() -> None:
    assert compacted(FAR, GRAPH.edges, 2000, 2000) == FAR


def test_a_slanted_line_leaves_everything_as_it_is() -> None:
    slanted = replace(FAR, routes=((Point(100, 25), Point(900, 725)), FAR.routes[1]))
    assert compacted(slanted, GRAPH.edges, 100, 100) is slanted


def test_a_straight_line_between_two_boxes_stays_straight() -> None:
    tall = Arrangement({"a": Rect(0, 0, 100, 50), "b": Rect(30, 900, 100, 50)}, {}, ((Point(60, 50), Point(60, 900)),))
    made = compacted(tall, (("a", "b"),), 100, 200)
    (start, end) = made.routes[0]
    assert start.x == end.x
    assert made.boxes["b"].y < 200


@settings(max_examples=60, deadline=None)
@given(st.integers(60, 3000), st.integers(60, 3000))
def test_no_size_of_page_makes_boxes_meet_or_lines_cross(width: int, height: int) -> None:
    made = quality(GRAPH, compacted(FAR, GRAPH.edges, width, height))
    assert (made.crossings, made.box_overlaps, made.through_boxes) == (1, 0, 0)
