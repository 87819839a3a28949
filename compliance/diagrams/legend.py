"""What shapes, strokes and letters mean, in rows below a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from compliance.diagrams import lettering
from compliance.diagrams.geometry import Point, Rect
from compliance.diagrams.marks import SOFT, capsule, text
from compliance.diagrams.numbers import Label, Number
from compliance.diagrams.shapes import outline
from compliance.diagrams.strokes import COLOURS, drawn, stroke_of
from compliance.documents.flow_pictures import LETTERS, STATUS_WORDS, STATUSES, FlowPicture, Line, Status

SIZE = 19.5
ROW = 46.0
SAMPLE_SHAPE, SAMPLE_LINE = 50.0, 104.0
SHAPES = {
    "data-subject": "people",
    "application": "application",
    "process": "process",
    "datastore": "store",
    "vendor-service": "supplier",
    "control": "control",
}
"""Kinds of box in the order of the legend."""


@dataclass(frozen=True, slots=True)
class _Entry:
    words: str
    sample: float
    draw: Callable[[float, float], str]
    """Draws the sample with its left end and middle at a point."""

    @property
    def width(self) -> float:
        return self.sample + 12 + lettering.width(self.words, SIZE) + 40


def legend(picture: FlowPicture, left: float, top: float, width: float) -> tuple[str, float]:
    """The legend of a picture as SVG, in rows of at most a width, and its height."""
    parts: list[str] = []
    x, y = left, top
    for entry in _entries(picture):
        if x > left and x + entry.width - 40 > left + width:
            x, y = left, y + ROW
        parts.append(entry.draw(x, y + ROW / 2))
        parts.append(
            text(Point(x + entry.sample + 12, y + ROW / 2 + SIZE * 0.35), entry.words, SIZE, SOFT, anchor="start")
        )
        x += entry.width
    rule = f'<path d="M{left:.1f} {top - 8:.1f}H{left + width:.1f}" stroke="#C9CFCF" stroke-width="1.5" fill="none"/>'
    return f'<g data-legend="legend">{rule}{"".join(parts)}</g>', y + ROW - top


def _entries(picture: FlowPicture) -> Iterator[_Entry]:
    """Only what the picture has."""
    kinds = {box.kind for box in picture.boxes}
    yield from (_shape(kind, words) for kind, words in SHAPES.items() if kind in kinds)
    flows = [line for line in picture.lines if line.relation == "flow"]
    yield from (
        _line(status, False, STATUS_WORDS[status]) for status in STATUSES if status in {f.status for f in flows}
    )
    if any(line.special for line in flows):
        yield _line("inside", True, "special categories (GDPR Articles 9 and 10)")
    for relation, words in (("engages", "engages"), ("hosts", "stands on its machines")):
        if any(line.relation == relation for line in picture.lines):
            yield _tie(Line("", "", relation=relation), words)  # type: ignore[arg-type]  # one of the two


def _shape(kind: str, words: str) -> _Entry:
    def draw(x: float, y: float) -> str:
        path, inner = outline(kind, Rect(x, y - 14, SAMPLE_SHAPE, 28))
        strokes = f'<path d="{path}" fill="#F4F4F1" stroke="{SOFT}" stroke-width="2"/>'
        return strokes + (f'<path d="{inner}" fill="none" stroke="{SOFT}" stroke-width="1.6"/>' if inner else "")

    return _Entry(words, SAMPLE_SHAPE, draw)


def _line(status: Status, special: bool, words: str) -> _Entry:
    sample = Line("", "", (7,), status=status, special=special)
    label = Label(0, "7", LETTERS[status])

    def draw(x: float, y: float) -> str:
        route = (Point(x, y), Point(x + wide, y))
        number = Number(0, label.text, label.letter, Point(x + (wide - 14) / 2, y), label.width)
        return drawn(stroke_of(sample), route, ()) + capsule(number, COLOURS[status])

    wide = max(SAMPLE_LINE, label.width + 70)
    return _Entry(words, wide, draw)


def _tie(line: Line, words: str) -> _Entry:
    def draw(x: float, y: float) -> str:
        route = (Point(x, y), Point(x + SAMPLE_LINE, y))
        return drawn(stroke_of(line), route, ())

    return _Entry(words, SAMPLE_LINE, draw)
