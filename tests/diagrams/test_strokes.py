"""Lines as they are drawn: which of two that cross is broken, and where."""

from __future__ import annotations

import re

import pytest

from compliance.diagrams.geometry import Point, Route
from compliance.diagrams.strokes import NEAR_END, Stroke, all_drawn

LEVEL: Route = (Point(0, 100), Point(400, 100))


def pieces(*routes: Route) -> list[int]:
    """Into how many pieces the shaft of each line falls."""
    strokes = [Stroke("#000000")] * len(routes)
    made = all_drawn(strokes, routes, range(len(routes)))
    return [len(re.findall("M", re.findall(r' d="([^"]*)"', svg)[0])) for svg in made]


@pytest.mark.parametrize(
    ("tip", "broken"),
    [
        (300.0, [1, 2]),  # far from the crossing: the upright line passes under
        (100 + NEAR_END - 1, [2, 1]),  # its head would lose its line: the level one passes under
        (-200.0, [1, 2]),
        (100 - NEAR_END + 1, [2, 1]),
    ],
)
def test_of_two_lines_that_cross_one_is_broken(tip: float, broken: list[int]) -> None:
    start = -300.0 if tip > 100 else 400.0
    assert pieces(LEVEL, (Point(200, start), Point(200, tip))) == broken


def test_lines_that_do_not_cross_are_whole() -> None:
    assert pieces(LEVEL, (Point(200, 120), Point(200, 400))) == [1, 1]
