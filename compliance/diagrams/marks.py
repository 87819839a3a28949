"""The small pieces that pictures and their legends are made of: a line of text, a number in its capsule."""

from __future__ import annotations

from markupsafe import escape

from compliance.diagrams import lettering
from compliance.diagrams.geometry import Point, Rect
from compliance.diagrams.numbers import SIZE, Number

INK, SOFT, OPEN = "#1A1A18", "#45453F", "#7A3E00"


def place(rect: Rect) -> str:
    """A rectangle as attributes."""
    return f'x="{rect.x:.1f}" y="{rect.y:.1f}" width="{rect.width:.1f}" height="{rect.height:.1f}"'


def text(
    at: Point, words: str, size: float, colour: str, weight: int = 400, anchor: str = "middle", italic: bool = False
) -> str:
    """A line of text by its baseline."""
    style = ' font-style="italic"' if italic else ""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    return (
        f'<text x="{at.x:.1f}" y="{at.y:.1f}" text-anchor="{anchor}" font-size="{size:g}"{bold}{style} '
        f'fill="{colour}">{escape(words)}</text>'
    )


def capsule(number: Number, colour: str) -> str:
    """A number in a white capsule, and the letter of its state on a dark ground."""
    rect = number.rect
    base = rect.centre.y + SIZE * 0.36
    ring = f'<rect {place(rect)} rx="{rect.height / 2:.1f}" fill="#FFFFFF" stroke="{colour}" stroke-width="2.2"/>'
    if not number.letter:
        return ring + text(Point(rect.centre.x, base), number.text, SIZE, INK, 600)
    wide = lettering.width(number.letter, SIZE, "SemiBold") + 10
    badge = Rect(rect.right - wide - 6, rect.y + 3.5, wide, rect.height - 7)
    middle = (rect.x + 8 + badge.x) / 2
    return (
        f'{ring}<rect {place(badge)} rx="6" fill="{colour}"/>'
        f"{text(Point(badge.centre.x, base), number.letter, SIZE - 2, '#FFFFFF', 600)}"
        f"{text(Point(middle, base), number.text, SIZE, INK, 600)}"
    )
