"""How wide words are in the shipped typeface, so that they fit their boxes on paper and on every screen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

from compliance.project import package_folder

Weight = Literal["Regular", "SemiBold"]


@cache
def _advances(weight: Weight) -> tuple[dict[int, float], float]:
    """The advance of each character at size 1, and that of one that the typeface lacks."""
    from fontTools.ttLib import TTFont

    with TTFont(package_folder("layouts") / "fonts" / f"IBMPlexSans-{weight}.ttf", lazy=True) as font:
        units, widths = font["head"].unitsPerEm, font["hmtx"]
        found = {code: widths[name][0] / units for code, name in font.getBestCmap().items()}
    return found, 0.6


def width(text: str, size: float, weight: Weight = "Regular") -> float:
    """The width of a line of text."""
    advances, other = _advances(weight)
    return size * sum(advances.get(ord(character), other) for character in text)


def fitted(text: str, room: float, size: float, weight: Weight = "Regular") -> str:
    """A text cut with an ellipsis where it is too wide."""
    if width(text, size, weight) <= room:
        return text
    while text and width(text + "\N{HORIZONTAL ELLIPSIS}", size, weight) > room:
        text = text[:-1]
    return text.rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def wrapped(text: str, room: float, size: float, weight: Weight, most: int = 2) -> tuple[str, ...]:
    """A text on as few lines as it needs, and no more than allowed; what is too long is cut."""
    lines = list(_lines(text.split(), room, size, weight))
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(fitted(line, room, size, weight) for line in _balanced(lines, room, size, weight))


def _lines(words: list[str], room: float, size: float, weight: Weight) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".strip()
        if line and width(longer, size, weight) > room:
            yield line
            longer = word
        line = longer
    yield line


def _balanced(lines: list[str], room: float, size: float, weight: Weight) -> list[str]:
    """Two lines of about the same width, where both fit so."""
    if len(lines) != 2:
        return lines
    words = " ".join(lines).split()
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    widths = [max(width(a, size, weight), width(b, size, weight)) for a, b in cuts]
    if not widths or min(widths) > room:
        return lines
    return list(cuts[widths.index(min(widths))])
