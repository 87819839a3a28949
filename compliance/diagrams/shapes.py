"""The shape of each kind of box, and how far a line may reach into the rectangle that it fills.

A shape says what a thing is where colour cannot: people are rounded, stores are drums, processes have bars at their
sides, applications a title bar, suppliers a cut corner.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from compliance.diagrams.geometry import Point, Rect

DRUM = 7.0
"""Half the height of a drum's lid."""

CORNER = 20.0
BAR = 9.0


def _people(r: Rect) -> tuple[str, str]:
    round_ = r.height / 2
    outline = (
        f"M{r.x + round_:.1f} {r.y:.1f}H{r.right - round_:.1f}A{round_:.1f} {round_:.1f} 0 0 1 {r.right - round_:.1f} "
        f"{r.bottom:.1f}H{r.x + round_:.1f}A{round_:.1f} {round_:.1f} 0 0 1 {r.x + round_:.1f} {r.y:.1f}Z"
    )
    return outline, ""


def _store(r: Rect) -> tuple[str, str]:
    half, top, low = r.width / 2, r.y + DRUM, r.bottom - DRUM
    outline = (
        f"M{r.x:.1f} {top:.1f}A{half:.1f} {DRUM} 0 0 1 {r.right:.1f} {top:.1f}V{low:.1f}"
        f"A{half:.1f} {DRUM} 0 0 1 {r.x:.1f} {low:.1f}Z"
    )
    return outline, f"M{r.x:.1f} {top:.1f}A{half:.1f} {DRUM} 0 0 0 {r.right:.1f} {top:.1f}"


def _process(r: Rect) -> tuple[str, str]:
    bars = "".join(f"M{x:.1f} {r.y:.1f}V{r.bottom:.1f}" for x in (r.x + BAR, r.right - BAR))
    return _plain(r)[0], bars


def _application(r: Rect) -> tuple[str, str]:
    return _plain(r)[0], f"M{r.x:.1f} {r.y + BAR:.1f}H{r.right:.1f}"


def _supplier(r: Rect) -> tuple[str, str]:
    cut = f"M{r.right - CORNER:.1f} {r.y:.1f}L{r.right:.1f} {r.y + CORNER:.1f}"
    return (
        f"M{r.x:.1f} {r.y:.1f}H{r.right - CORNER:.1f}L{r.right:.1f} {r.y + CORNER:.1f}V{r.bottom:.1f}H{r.x:.1f}Z",
        cut,
    )


def _control(r: Rect) -> tuple[str, str]:
    c = CORNER
    outline = (
        f"M{r.x + c:.1f} {r.y:.1f}H{r.right - c:.1f}L{r.right:.1f} {r.y + c:.1f}V{r.bottom - c:.1f}"
        f"L{r.right - c:.1f} {r.bottom:.1f}H{r.x + c:.1f}L{r.x:.1f} {r.bottom - c:.1f}V{r.y + c:.1f}Z"
    )
    return outline, ""


def _plain(r: Rect) -> tuple[str, str]:
    return f"M{r.x:.1f} {r.y:.1f}H{r.right:.1f}V{r.bottom:.1f}H{r.x:.1f}Z", ""


SHAPES: dict[str, Callable[[Rect], tuple[str, str]]] = {
    "data-subject": _people,
    "application": _application,
    "process": _process,
    "datastore": _store,
    "vendor-service": _supplier,
    "control": _control,
    "zone": _plain,
}


def outline(kind: str, rect: Rect) -> tuple[str, str]:
    """The outline of a shape as a path, and the strokes inside it as another; empty where there are none."""
    return SHAPES[kind](rect)


def attach(kind: str, rect: Rect, point: Point) -> Point:
    """Where a line that ends at the rectangle meets the shape itself, going straight on."""
    upright = min(abs(point.y - rect.y), abs(point.y - rect.bottom)) < min(
        abs(point.x - rect.x), abs(point.x - rect.right)
    )
    depth = _depth(kind, rect, point, upright)
    if upright:
        return Point(
            point.x, rect.y + depth if abs(point.y - rect.y) < abs(point.y - rect.bottom) else rect.bottom - depth
        )
    return Point(rect.x + depth if abs(point.x - rect.x) < abs(point.x - rect.right) else rect.right - depth, point.y)


def _depth(kind: str, rect: Rect, point: Point, upright: bool) -> float:
    """How far the shape lies inside its rectangle where a line comes in."""
    if kind == "data-subject":
        radius = rect.height / 2
        if not upright:
            return radius - sqrt(max(0.0, radius**2 - (point.y - rect.centre.y) ** 2))
        past = max(0.0, rect.x + radius - point.x, point.x - rect.right + radius)
        return radius - sqrt(max(0.0, radius**2 - past**2))
    if kind == "datastore" and upright:
        share = (point.x - rect.centre.x) / (rect.width / 2)
        return DRUM * (1 - sqrt(max(0.0, 1 - share**2)))
    if kind == "vendor-service" and upright and point.y < rect.centre.y:
        return max(0.0, point.x - rect.right + CORNER)
    if kind == "vendor-service" and not upright and point.x > rect.centre.x:
        return max(0.0, rect.y + CORNER - point.y)
    return 0.0
