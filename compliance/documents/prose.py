"""Markdown of the registers becomes HTML of the closed vocabulary, each block with its line.

Headings are numbered here, once, for every format. Raw HTML in the Markdown prints as itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

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
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink"])
    # A relative address would lead out of the printed file, and would name the folder it was made in.
    parser.validateLink = lambda url: url.startswith(("https://", "http://", "mailto:"))  # type: ignore[method-assign]
    return parser


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


def _plain_links(children: Sequence[Token]) -> Iterator[Token]:
    """The same tokens, with nothing but text inside links (PDF/UA 7.18.5)."""
    inside = False
    for token in children:
        if token.type in ("link_open", "link_close"):
            inside = token.type == "link_open"
        elif inside and token.type == "code_inline":
            token = Token("text", "", 0, content=token.content)
        elif inside and token.nesting:
            continue
        yield token


def _by_line(children: Sequence[Token], lines: int) -> list[list[Token]]:
    """Tokens of each line of a paragraph; all as one where the breaks do not tell the lines apart."""
    found: list[list[Token]] = [[]]
    for token in children:
        found[-1].append(token)
        if token.type in ("softbreak", "hardbreak"):
            found.append([])
    return found if len(found) == lines else [list(children)]


class _Renderer(RendererHTML):
    """Renders tokens; each line of text carries its place."""

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
                children = list(_plain_links(token.children or []))
                for offset, part in enumerate(_by_line(children, token.content.count("\n") + 1)):
                    out.append(self._at(line + offset, self.renderInline(part, options, env)))
            elif token.type in ("fence", "code_block"):
                first = line + (token.type == "fence")
                text = (self._at(first + n, escape(s)) for n, s in enumerate(token.content.splitlines(), 0))
                out.append("<pre><code>" + "\n".join(text) + "</code></pre>\n")
            elif token.type == "table_open":
                out.append("<table>" + _columns(tokens[index:]))
            elif token.type in self.rules:
                out.append(str(self.rules[token.type](tokens, index, options, env)))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)

    def _at(self, line: int, html: str) -> str:
        """HTML marked with the place of a line, counted from 0 in the body."""
        return str(marked(html, (Place(self._file, f"L{line + 1 + self._first}"),)))


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
        heading = Heading(number, inline.content, f"{prefix}{number.replace('.', '-')}", min(base + depth, 4))
        token.tag = tokens[index + 2].tag = f"h{heading.level}"
        token.attrSet("id", heading.anchor)
        inline.children = [Token("text", "", 0, content=f"{number}\u2002"), *(inline.children or [])]
        headings.append(heading)
    return headings


@lru_cache(maxsize=256)
def prose(body: str, file: str, body_line: int, prefix: str = "s", base: int = 2) -> Prose:
    """HTML of a Markdown body. ``body_line`` lines stand before it in ``file``; headings start at ``base``.

    The same text is read once: the bound set and two states of a project share what did not change.
    """
    parser = _parser()
    tokens = parser.parse(body)
    headings = _number(tokens, prefix, base)
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            token.attrs = {"class": "number"} if token.attrGet("style") == "text-align:right" else {}
    html = _Renderer(file, body_line).render(tokens, parser.options, {})
    return Prose(Markup(html), tuple(headings))
