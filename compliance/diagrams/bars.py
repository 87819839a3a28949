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


def _segments(bar: Bar, y: float, scale: float) -> str:
    x = float(LABEL)
    parts = []
    for state, shade in SHADES.items():
        count = bar.counts.get(state, 0)
        if not count:
            continue
        width = count * scale
        parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{HEIGHT}" fill="{shade}"/>')
        if state == "not":
            parts.append(_hatch(x, y, width))
        if width >= 9 + 6 * len(str(count)):
            ink = INK[state]
            if state == "not":
                half = 4 + 3.4 * len(str(count))
                parts.append(
                    f'<rect x="{x + width / 2 - half:.1f}" y="{y + 4:.1f}" width="{2 * half:.1f}" height="{HEIGHT - 8}" fill="{shade}"/>'
                )
            parts.append(
                f'<text x="{x + width / 2:.1f}" y="{y + 15:.1f}" text-anchor="middle" font-size="11" fill="{ink}">{count}</text>'
            )
        x += width
    return "".join(parts)


def _legend(y: float) -> str:
    x = float(LABEL)
    parts = []
    for state, shade in SHADES.items():
        parts.append(f'<rect x="{x}" y="{y}" width="12" height="12" fill="{shade}"/>')
        if state == "not":
            parts.append(
                f'<path d="M{x} {y + 8}L{x + 8} {y}M{x + 4} {y + 12}L{x + 12} {y + 4}" stroke="#FFFFFF" stroke-width="1" fill="none"/>'
            )
        parts.append(f'<text x="{x + 17}" y="{y + 10}" font-size="10.5" fill="#33332F">{WORDS[state]}</text>')
        x += 34 + 6.2 * len(WORDS[state])
    return "".join(parts)


def bars(rows: Sequence[Bar], title: str) -> Markup:
    """A chart of stacked bars on one scale, with counts in the bars and a legend below."""
    longest = max((sum(bar.counts.values()) for bar in rows), default=1) or 1
    scale = (WIDTH - LABEL - 4) / longest
    height = len(rows) * (HEIGHT + GAP) + 24
    drawn = []
    for index, bar in enumerate(rows):
        y = index * (HEIGHT + GAP) + 2
        drawn.append(
            f'<text x="{LABEL - 10}" y="{y + 15}" text-anchor="end" font-size="11" fill="#1A1A18">{escape(bar.label)}</text>'
        )
        drawn.append(_segments(bar, y, scale))
    numbers = "; ".join(f"{b.label}: " + ", ".join(f"{b.counts.get(s, 0)} {WORDS[s]}" for s in SHADES) for b in rows)
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="IBM Plex Sans, sans-serif">'
        f"<title>{escape(title)}. {escape(numbers)}.</title>{''.join(drawn)}{_legend(height - 16)}</svg>"
    )
