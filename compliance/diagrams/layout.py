"""From a picture to coordinates: several arrangements are tried, and the one with the fewest faults is taken.

Before: boxes and lines. After: rectangles, routes and the spots of the numbers, fitted to a page. The settings are
tried in a fixed order and chosen by counts alone, so the same registers give the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Literal

from compliance.diagrams import lettering
from compliance.diagrams.compaction import compacted
from compliance.diagrams.d2 import Arrangement, Graph, Node, Setting, arrange, program
from compliance.diagrams.geometry import Rect, Route, bounds
from compliance.diagrams.numbers import Label, Number, name_rect, place_numbers
from compliance.diagrams.quality import Quality, quality
from compliance.documents.flow_pictures import LETTERS, FlowPicture

BOX_WIDTH, BOX_HEIGHT = 240.0, 80.0
"""Room for two lines of a name and a caption, at nearly 7 points on paper."""

NAME_SIZE = 25.0
"""Size of a region's label."""

MARGIN = 14.0

SPREAD = tuple(Setting("tala", direction, seed) for seed in (58, 42, 24) for direction in ("down", "right"))
"""TALA places by chance; of six tries with fixed seeds the best is taken."""

LAYERED = (Setting("elk", "down"), Setting("elk", "right"))
"""ELK sets out large networks in layers, in a tenth of the time and often with fewer crossings."""

ACROSS = (Setting("elk", "right"),)

GOOD = 0.8
"""Faults for each line from which no further setting is tried."""

BATCH = 2
"""Settings that are tried at once."""

MANY_LINES = 70
"""With more lines than this a try by chance takes several seconds, and only one batch of them is made."""

Page = Literal["upright", "wide", "poster"]
PAGES: dict[Page, tuple[float, float]] = {"upright": (1700, 2160), "wide": (2690, 1330), "poster": (3920, 2180)}
"""Width and height that a page has for a picture, in tenths of a millimetre, without margins, heading and legend.

A poster is A3; the others are A4.
"""

READABLE = 0.7
"""A picture that would shrink to less on A4 stands on A3."""

LEGIBLE = 1.0
"""Scale that type is made for; fitted at more it counts as no better."""

SMALLER = 60.0
"""Faults that a loss of the whole scale weighs as."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture with coordinates. ``page`` is the way it stands on A4 and ``scale`` how much it shrinks there."""

    picture: FlowPicture
    boxes: dict[str, Rect]
    regions: dict[str, Rect]
    names: dict[str, Rect]
    routes: tuple[Route, ...]
    numbers: tuple[Number, ...]
    quality: Quality
    setting: Setting
    page: Page
    scale: float
    area: Rect
    """What the picture covers, numbers included, with a small margin."""


def graph_of(picture: FlowPicture) -> Graph:
    """The part of a picture that decides where things stand."""
    busy = {end: _busy(end, picture) for line in picture.lines for end in (line.source, line.target)}
    high = {
        box.id: BOX_HEIGHT if picture.spread else max(BOX_HEIGHT, PER_LINE * busy.get(box.id, 0))
        for box in picture.boxes
    }
    nodes = tuple(Node(box.id, BOX_WIDTH, high[box.id], box.region) for box in picture.boxes)
    return Graph(nodes, tuple((line.source, line.target) for line in picture.lines))


PER_LINE = 38.0
"""Height for each line that ends at one side of a box, in pictures that run from left to right."""


def _busy(id: str, picture: FlowPicture) -> int:
    """How many lines end at the busier side of a box."""
    into = sum(1 for line in picture.lines if line.target == id)
    return max(into, sum(1 for line in picture.lines if line.source == id))


@cache
def lay_out(picture: FlowPicture) -> Layout:
    """The best layout of a picture."""
    graph = graph_of(picture)
    found = _best(graph, SPREAD if picture.spread else ACROSS, _pages(picture))
    regions = found.arrangement.groups
    boxes, routes = found.arrangement.boxes, found.arrangement.routes
    names = {r.id: _name(r.label, regions[r.id], routes, tuple(boxes.values())) for r in picture.regions}
    labels = [Label(n, line.label, LETTERS[line.status]) for n, line in enumerate(picture.lines) if line.label]
    numbers = place_numbers(labels, routes, tuple(boxes.values()), tuple(regions.values()), tuple(names.values()))
    drawn = [*boxes.values(), *regions.values(), *(number.rect for number in numbers)]
    area = bounds(drawn, list(routes)).grown(MARGIN)
    page, scale = fit(area, _pages(picture))
    if picture.alone and scale < READABLE:
        page, scale = fit(area, ("poster",))
    return Layout(picture, boxes, regions, names, routes, numbers, found.quality, found.setting, page, scale, area)


def _name(label: str, region: Rect, routes: tuple[Route, ...], boxes: tuple[Rect, ...]) -> Rect:
    return name_rect(region, lettering.width(label, NAME_SIZE, "SemiBold"), routes, boxes)


def _pages(picture: FlowPicture) -> tuple[Page, ...]:
    return ("upright", "wide") if picture.alone else ("wide",)


def fit(area: Rect, pages: tuple[Page, ...]) -> tuple[Page, float]:
    """The page on which an area shrinks least, and how much it does."""
    scales = {page: min(PAGES[page][0] / area.width, PAGES[page][1] / area.height) for page in pages}
    page = max(scales, key=lambda found: scales[found])
    return page, scales[page]


@dataclass(frozen=True, slots=True)
class _Try:
    setting: Setting
    arrangement: Arrangement
    quality: Quality
    pages: tuple[Page, ...]

    @property
    def cost(self) -> float:
        _, scale = fit(self.quality.size, self.pages)
        return self.quality.faults + SMALLER * max(0.0, LEGIBLE - scale)


def _best(graph: Graph, settings: tuple[Setting, ...], pages: tuple[Page, ...]) -> _Try:
    """The try that costs least; none is made any more once one is good."""
    tries: list[_Try] = []
    few = settings if len(graph.edges) <= MANY_LINES else settings[:BATCH]
    for batch in _batches((*few, *LAYERED) if settings is SPREAD else few):
        tries += _tried(graph, batch, pages)
        if min(found.cost for found in tries) <= GOOD * len(graph.edges):
            break
    return min(tries, key=lambda found: found.cost)


def _batches(settings: tuple[Setting, ...]) -> Iterator[tuple[Setting, ...]]:
    return (settings[start : start + BATCH] for start in range(0, len(settings), BATCH))


def _tried(graph: Graph, settings: tuple[Setting, ...], pages: tuple[Page, ...]) -> list[_Try]:
    program()  # asked for here, so that a missing engine is one error and not one a thread
    with ThreadPoolExecutor(BATCH) as pool:
        found = list(pool.map(lambda setting: arrange(graph, setting), settings))
    return [_fitted(graph, s, a, page) for s, a in zip(settings, found, strict=True) for page in pages]


def _fitted(graph: Graph, setting: Setting, found: Arrangement, page: Page) -> _Try:
    """An arrangement, drawn together as far as a page asks for."""
    width, height = PAGES[page]
    compact = compacted(found, graph.edges, width - 2 * MARGIN, height - 2 * MARGIN)
    return _Try(setting, compact, quality(graph, compact), (page,))
