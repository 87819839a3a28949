"""Stacked bars of counts by state. States differ in lightness and in hatching, not only in colour."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from compliance.documents.views import Bar

WIDTH, LABEL, HEIGHT, GAP = 640, 170, 22, 12
SHADES = {"met": "#1F4E5F", "partly": "#7FA6B0", "not": "#D9822B", "excluded": "#E4E4E0"}
INK = {"met": "#FFFFFF", "partly": "#10242B", "not": "#10242B", "excluded": "#44443F"}
WORDS = {"met": "met", "partly": "partly", "not": "not met", "excluded": "excluded"}


def _hatch(x: float, y: float, width: float) -> str:
    """Diagonal strokes over a segment, so that "not met" shows without colour."""
    lines = []
    step = 6.0
    left = x - HEIGHT
    while left < x + width:
        x1, y1, x2, y2 = left, y + HEIGHT, left + HEIGHT, y
        if x1 < x:
            y1, x1 = y1 - (x - x1), x
        if x2 > x + width:
            y2, x2 = y2 + (x2 - x - width), x + width
        if x2 > x1:
            lines.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
        left += step
    return f'<path d="{"".join(lines)}" stroke="#FFFFFF" stroke-width="1" fill="none"/>'


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def _text(x: float, y: float, text: object, size: float, fill: str, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size:g}" fill="{fill}">{escape(text)}</text>'


def _segments(bar: Bar, y: float, scale: float) -> str:
    x = float(LABEL)
    parts: list[str] = []
    for state, shade in SHADES.items():
        count = bar.counts.get(state, 0)
        if not count:
            continue
        width, half = count * scale, 4 + 3.4 * len(str(count))
        parts.append(_rect(x, y, width, HEIGHT, shade))
        if state == "not":
            parts.append(_hatch(x, y, width))
        if width >= 9 + 6 * len(str(count)):
            if state == "not":
                parts.append(_rect(x + width / 2 - half, y + 4, 2 * half, HEIGHT - 8, shade))
            parts.append(_text(x + width / 2, y + 15, count, 11, INK[state], "middle"))
        x += width
    return "".join(parts)


def _legend(y: float) -> str:
    x = float(LABEL)
    parts: list[str] = []
    for state, shade in SHADES.items():
        parts.append(_rect(x, y, 12, 12, shade))
        if state == "not":
            strokes = f"M{x:.1f} {y + 8:.1f}L{x + 8:.1f} {y:.1f}M{x + 4:.1f} {y + 12:.1f}L{x + 12:.1f} {y + 4:.1f}"
            parts.append(f'<path d="{strokes}" stroke="#FFFFFF" stroke-width="1" fill="none"/>')
        parts.append(_text(x + 17, y + 10, WORDS[state], 10.5, "#33332F"))
        x += 34 + 6.2 * len(WORDS[state])
    return "".join(parts)


def bars(rows: Sequence[Bar], title: str) -> Markup:
    """A chart of stacked bars on one scale, with counts in the bars and a legend below."""
    longest = max((sum(bar.counts.values()) for bar in rows), default=1) or 1
    scale = (WIDTH - LABEL - 4) / longest
    height = len(rows) * (HEIGHT + GAP) + 24
    drawn: list[str] = []
    for index, bar in enumerate(rows):
        y = index * (HEIGHT + GAP) + 2
        drawn.append(_text(LABEL - 10, y + 15, bar.label, 11, "#1A1A18", "end"))
        drawn.append(_segments(bar, y, scale))
    numbers = "; ".join(f"{b.label}: " + ", ".join(f"{b.counts.get(s, 0)} {WORDS[s]}" for s in SHADES) for b in rows)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
    return Markup(
        f'{head} font-family="IBM Plex Sans, sans-serif"><title>{escape(title)}. {escape(numbers)}.</title>'
        f"{''.join(drawn)}{_legend(height - 16)}</svg>"
    )
