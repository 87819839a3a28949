"""Takes the source marks out of rendered HTML and says which block rests on which places.

What is hashed, typeset and shipped has no marks: a comment added to a register typesets nothing
anew, and no customer gets our file names.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import unquote

from compliance.diagnostics import Place
from compliance.documents.text import CLOSE, MIDDLE, OPEN
from compliance.render.parts import PartsError, pieces

_TOKEN = re.compile(rf"{OPEN}([^{MIDDLE}]*){MIDDLE}|{CLOSE}|<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>")
"""Sources; nothing; or whether a tag ends, and its name."""
_MARK = re.compile(rf"{OPEN}([^{MIDDLE}]*){MIDDLE}|{CLOSE}")

BLOCKS = frozenset({"p", "td", "th", "li", "h1", "h2", "h3", "h4", "dd", "dt", "caption", "figcaption", "title", "pre"})
"""Elements that count as a block of text."""

_text = json.encoder.encode_basestring
"""A text as JSON, in the letters that it has."""

_SILENT = frozenset({"style", "script", "svg"})


@dataclass
class Block:
    """A block of printed text and the places that it rests on."""

    tag: str
    text: str = ""
    sources: list[Place] = field(default_factory=list)
    pieces: list[tuple[str, tuple[Place, ...]]] = field(default_factory=list)
    """Each marked piece of the text with its own places."""

    @cached_property
    def told(self) -> str:
        """The block as the side file has it, set in by two; of a part that many documents share, made once."""
        pieces = _listed([_object(text, places) for text, places in self.pieces], "   ")
        return f'  {{\n   "tag": {_text(self.tag)},\n   "text": {_text(self.text)},\n   "pieces": {pieces}\n  }}'


def _object(text: str, places: tuple[Place, ...]) -> str:
    """A piece as JSON. By hand, because Python's own writer of indented JSON takes as long as the rest of a page."""
    sources = _listed([_text(str(place)) for place in places], "     ")
    return f'{{\n     "text": {_text(text)},\n     "sources": {sources}\n    }}'


def _listed(items: list[str], margin: str) -> str:
    inside = f",\n{margin} ".join(items)
    return f"[\n{margin} {inside}\n{margin}]" if items else "[]"


def _place(name: str) -> Place:
    file, _, pointer = name.partition("#")
    return Place(unquote(file), unquote(pointer))


@lru_cache(maxsize=16_384)
def _places(names: str) -> tuple[Place, ...]:
    return tuple(_place(name) for name in names.split(" ") if name)


class _Reader:
    """One pass over marked HTML: clean text out, blocks on the side."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.blocks: list[Block] = []
        self._open: list[Block] = []
        self._silent = 0
        self._mark: tuple[Place, ...] | None = None
        self._piece: list[str] = []

    def text(self, raw: str) -> None:
        if not raw:
            return
        self.out.append(raw)
        if self._silent:
            return
        plain = html.unescape(raw)
        if self._open:
            self._open[-1].text += plain
        if self._mark is not None:
            self._piece.append(plain)

    def mark(self, sources: str) -> None:
        self._mark, self._piece = _places(sources), []

    def unmark(self) -> None:
        if self._mark is None:
            return
        if self._open:
            block = self._open[-1]
            block.sources += [place for place in self._mark if place not in block.sources]
            block.pieces.append(("".join(self._piece), self._mark))
        self._mark = None

    def tag(self, name: str, end: bool, whole: str) -> None:
        self.out.append(_MARK.sub("", whole) if OPEN in whole or CLOSE in whole else whole)
        if name in _SILENT:
            self._silent += -1 if end else 1
        if name == "br" and self._open:
            self._open[-1].text += " "
        if name not in BLOCKS:
            return
        if end:
            if self._open:
                self._open.pop()
        else:
            block = Block(name)
            self.blocks.append(block)
            self._open.append(block)


def strip(marked: str) -> tuple[str, tuple[Block, ...]]:
    """Clean HTML, and its blocks with their places."""
    clean: list[str] = []
    blocks: list[Block] = []
    try:
        found = pieces(marked)
    except PartsError:  # whoever cuts the document says what is wrong with it
        found = (("", marked),)
    for _, piece in found:
        text, own = _strip(piece)
        clean.append(text)
        blocks += own
    return "".join(clean), tuple(blocks)


@lru_cache(maxsize=64)
def _strip(marked: str) -> tuple[str, tuple[Block, ...]]:
    """The same of one piece. Parts that many documents share are read once: the text is all that it depends on."""
    reader = _Reader()
    position = 0
    for match in _TOKEN.finditer(marked):
        reader.text(marked[position : match.start()])
        position = match.end()
        sources, end, tag = match.groups()
        if sources is not None:
            reader.mark(sources)
        elif tag is None:
            reader.unmark()
        else:
            reader.tag(tag.lower(), bool(end), match[0])
    reader.text(marked[position:])
    for block in reader.blocks:
        block.text = " ".join(block.text.split())
    return "".join(reader.out), tuple(block for block in reader.blocks if block.text)
