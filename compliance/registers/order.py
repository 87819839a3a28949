"""Natural order: A.5.9 before A.5.10."""

from __future__ import annotations

import re

_PIECES = re.compile(r"(\d+)")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in which numbers inside a text compare as numbers."""
    return tuple((0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in _PIECES.split(text) if piece)
