"""Markdown of the registers becomes HTML of the closed vocabulary, each block with its line.

Headings are numbered here, once, for every format. Raw HTML in the Markdown prints as itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from compliance.diagnostics import Place
from compliance.documents.text import marked


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: its number, text and anchor, and its level from 2."""

    number: str
    text: str
    anchor: str
    level: int


@dataclass(frozen=True, slots=True)
class Prose:
    """HTML of a Markdown text, and its headings."""

    html: Markup
    headings: tuple[Heading, ...]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink"])


def _columns(tokens: Sequence[Token]) -> str:
    """A column group whose widths follow what stands in the columns: tables have a fixed layout."""
    columns: list[list[str]] = []
    column = -1
    for index, token in enumerate(tokens):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            column = -1
        elif token.type in ("th_open", "td_open"):
            column += 1
            columns += [[]] * (column + 1 - len(columns))
            columns[column] = [*columns[column], tokens[index + 1].content]
    weights = [_weight(cells) for cells in columns]
    total = sum(weights) or 1
    return "<colgroup>" + "".join(f'<col style="width: {100 * w / total:.1f}%">' for w in weights) + "</colgroup>"


def _weight(cells: Sequence[str]) -> float:
    """The share of a column: room for its longest word, and more the more it holds."""
    word = max((len(w) for cell in cells for w in cell.split()), default=1)
    mean = sum(len(cell) for cell in cells) / max(1, len(cells))
    return max(float(word), 3.2 * math.sqrt(mean))


class _Renderer(RendererHTML):
    """Renders tokens; each run of text carries the place of its lines."""

    def __init__(self, file: str, first_line: int) -> None:
        super().__init__()
        self._file, self._first = file, first_line

    def render(self, tokens: Sequence[Token], options: Any, env: Any) -> str:
        out: list[str] = []
        line = 0
        for index, token in enumerate(tokens):
            if token.map:
                line = token.map[0]
            if token.type == "inline":
                inner = self.renderInline(token.children or [], options, env)
                out.append(str(marked(inner, (Place(self._file, f"L{line + 1 + self._first}"),))))
            elif token.type == "table_open":
                out.append("<table>" + _columns(tokens[index:]))
            elif token.type in self.rules:
                out.append(str(self.rules[token.type](tokens, index, options, env)))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)


def _number(tokens: list[Token], prefix: str, base: int) -> list[Heading]:
    """Number the headings in place and move them to start at level ``base``."""
    counters: list[int] = []
    headings: list[Heading] = []
    shallowest = min((int(t.tag[1]) for t in tokens if t.type == "heading_open"), default=2)
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        # A level that was skipped closes up: PDF/UA allows no gap between headings.
        depth = min(int(token.tag[1]) - shallowest, 2, len(counters))
        counters = [*counters[:depth], (counters[depth] if depth < len(counters) else 0) + 1]
        number = ".".join(str(c) for c in counters)
        inline = tokens[index + 1]
        heading = Heading(number, inline.content, f"{prefix}{number.replace('.', '-')}", base + depth)
        token.tag = tokens[index + 2].tag = f"h{heading.level}"
        token.attrSet("id", heading.anchor)
        inline.children = [Token("text", "", 0, content=f"{number}\u2002"), *(inline.children or [])]
        headings.append(heading)
    return headings


def prose(body: str, file: str, body_line: int, prefix: str = "s", base: int = 2) -> Prose:
    """HTML of a Markdown body. ``body_line`` lines stand before it in ``file``; headings start at ``base``."""
    parser = _parser()
    tokens = parser.parse(body)
    headings = _number(tokens, prefix, base)
    html = _Renderer(file, body_line).render(tokens, parser.options, {})
    return Prose(Markup(html), tuple(headings))
