"""One part of a document as a PDF of its own, with what whoever joins parts must know of it.

Page numbers are taken off its pages, because only the whole knows them; where they stood is remembered.
Links into other parts become destinations by name, which resolve once the parts are one file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote

from compliance.cache import key
from compliance.formats.pdf import PdfTask, laid_out, typeset
from compliance.render.parts import ELSEWHERE

PX = 0.75
"""Points in a pixel of CSS."""

FOLIO = re.compile(r"^Page \d+ of \d+$")
"""The page number that ``print.css`` puts into a margin."""

Bookmark = tuple[int, str, int, float, float]
"""Level from 1, title, page of the part from 0, and the point on the page in points from its lower left."""


@dataclass(frozen=True, slots=True)
class Folio:
    """Where a page's number ends: its right end on the baseline, the size of its letters, all in points."""

    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of a part. ``anchors`` are ids with the page from 0 that they stand on."""

    folios: tuple[Folio | None, ...]
    anchors: dict[str, int]
    bookmarks: tuple[Bookmark, ...]

    @property
    def pages(self) -> int:
        return len(self.folios)


def pack(head: dict[str, Any], data: bytes) -> bytes:
    """A line of JSON and a file, as one entry of the cache."""
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + data


def unpack(packed: bytes) -> tuple[dict[str, Any], bytes]:
    """Both again."""
    head, _, data = packed.partition(b"\n")
    return json.loads(head), data


def index(packed: bytes) -> Index:
    """What is known of a typeset part."""
    head = json.loads(packed[: packed.index(b"\n")])
    folios = tuple(Folio(**folio) if folio else None for folio in head["folios"])
    marks = tuple((level, title, page, x, y) for level, title, page, x, y in head["bookmarks"])
    return Index(folios, head["anchors"], marks)


@dataclass(frozen=True, slots=True)
class PartTask:
    """A part to typeset. Its bytes are the packed index and PDF."""

    page: PdfTask

    @property
    def key(self) -> str:
        return key("part 1", self.page.key)

    @property
    def kept(self) -> bool:
        return True

    def run(self) -> bytes:
        """Typeset."""
        found: list[Index] = []

        def prepare(document: Any) -> Callable[[Any, Any], None]:
            found.append(_index(document))
            return lambda _, pdf: _finish(pdf, self.key[:12])

        data = typeset(self.page, prepare)
        return pack(asdict(found[0]), data)


@dataclass(frozen=True, slots=True)
class MeasureTask:
    """A part of which only the length is asked. Its bytes are the packed index, with no PDF: nothing is drawn."""

    page: PdfTask

    @property
    def key(self) -> str:
        return key("length 1", self.page.key)

    @property
    def kept(self) -> bool:
        return True

    def run(self) -> bytes:
        """Lay out; about half the work of typesetting."""
        return pack(asdict(_index(laid_out(self.page))), b"")


def _index(document: Any) -> Index:
    """What WeasyPrint's pages say; their page numbers are taken off."""
    folios: list[Folio | None] = []
    anchors: dict[str, int] = {}
    bookmarks: list[Bookmark] = []
    for number, page in enumerate(document.pages):
        folios.append(_take_folio(page))
        for name in page.anchors:
            anchors.setdefault(name, number)
        for level, title, (x, y), _ in page.bookmarks:
            bookmarks.append((level, title, number, _round(x * PX), _round((page.height - y) * PX)))
    return Index(tuple(folios), anchors, tuple(bookmarks))


def _round(points: float) -> float:
    return round(points, 3)


def _take_folio(page: Any) -> Folio | None:
    """Remove the margin box that says the page number; where it ends."""
    box = page._page_box
    for margin in box.children:
        if not hasattr(margin, "at_keyword"):
            continue
        texts = [inner for inner in margin.descendants() if isinstance(getattr(inner, "text", None), str)]
        if texts and FOLIO.match("".join(inner.text for inner in texts).strip()):
            box.children = [child for child in box.children if child is not margin]
            last = texts[-1]
            x, y = (last.position_x + last.width) * PX, (page.height - last.position_y - last.baseline) * PX
            return Folio(_round(x), _round(y), _round(float(last.style["font_size"]) * PX))
    return None


def _finish(pdf: Any, prefix: str) -> None:
    """Before the file is written: no outline of its own, links by name, ids of table heads that no other part has."""
    pdf.catalog.pop("Outlines", None)
    for thing in pdf.objects:
        if not isinstance(thing, dict):
            continue
        if thing.get("S") == "/TH" and "ID" in thing:
            thing["ID"].string = f"{prefix}-{thing['ID'].string}"  # cells name their heads by this very object
        elif thing.get("Subtype") == "/Link" and _text(thing.get("Contents")).startswith(ELSEWHERE):
            name = thing["Contents"]
            name.string = unquote(_text(name).removeprefix(ELSEWHERE))
            thing["Dest"] = name
            del thing["A"]


def _text(string: Any) -> str:
    found = getattr(string, "string", "")
    return found.decode() if isinstance(found, bytes) else str(found)
