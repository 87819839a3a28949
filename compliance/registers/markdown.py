"""Markdown with front matter: where the YAML ends and the text begins."""

from __future__ import annotations

import re
from typing import NamedTuple

from compliance.registers.lines import position

_FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)


class FrontMatter(NamedTuple):
    """The two halves of a file. ``first_line`` lines stand before the YAML, ``body_line`` before the body."""

    yaml: str
    body: str
    first_line: int
    body_line: int


def split_front_matter(text: str) -> FrontMatter | None:
    """The front matter and the body, or None where the file does not start with ``---``."""
    match = _FRONT.match(text)
    if match is None:
        return None
    return FrontMatter(match["yaml"], text[match.end() :], 1, position(text, match.end())[0])
