"""Lines as editors count them: they end at ``\\r\\n``, ``\\n`` or ``\\r`` and nowhere else.

``str.splitlines`` also ends one at a form feed, U+0085, U+2028 and others, after which every line
number of a finding would be too high.
"""

from __future__ import annotations

import re

BREAK = re.compile(r"\r\n|\r|\n")


def lines(text: str) -> list[str]:
    """The lines of a text without their ends. A break at the end of the text starts no further line."""
    found = BREAK.split(text)
    if not found[-1]:
        found.pop()
    return found


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 0, of the character at ``index``."""
    line, start = 0, 0
    for found in BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return line, index - start
