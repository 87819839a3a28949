"""Page numbers, written onto the pages of a joined file as artifacts, in the letters of the running footer.

The letters come from a page that WeasyPrint typeset once (:data:`LETTERS`), so that their font is embedded,
mapped to text and measured like every other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from compliance.formats.part import Folio

WORDS = "Page {number} of {total}"
"""What ``print.css`` says in the margin of a page of a whole document."""

LETTERS = (
    '<!DOCTYPE html><html lang="en"><head><title>Letters</title></head><body><p>Page 0123456789 of</p></body></html>'
)
"""The page whose font has every letter of :data:`WORDS`."""

COLOUR = "0.353 0.353 0.333 rg"
"""The grey of ``print.css``: #5A5A55."""

_NAME = "/Folio"
_PAIR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]{4})>")


@dataclass(frozen=True)
class Letters:
    """A font inside a file, and for each character its code and its width in thousandths of the size."""

    font: Any
    codes: dict[str, str]
    widths: dict[str, float]

    def width(self, text: str) -> float:
        """Of a text of size 1."""
        return sum(self.widths[character] for character in text) / 1000

    def coded(self, text: str) -> str:
        return "".join(self.codes[character] for character in text)


def letters(source: Any, target: Any) -> Letters:
    """The letters of a typeset :data:`LETTERS`, copied into the file that is stamped."""
    fonts = source.pages[0].obj.Resources.Font
    font = next(iter(dict(fonts.items()).values()))
    mapped = font.ToUnicode.read_bytes().partition(b"beginbfchar")[2]
    codes = {chr(int(char, 16)): code.decode() for code, char in _PAIR.findall(mapped)}
    by_code = _widths(font.DescendantFonts[0].W)
    widths = {character: by_code[int(code, 16)] for character, code in codes.items()}
    return Letters(target.copy_foreign(font), codes, widths)


def _widths(array: Any) -> dict[int, float]:
    """The W array of a font whose codes are glyphs: a first code and the widths from there on."""
    found: dict[int, float] = {}
    items = list(array)
    for first, widths in zip(items[0::2], items[1::2], strict=True):
        found.update({int(first) + n: float(width) for n, width in enumerate(widths)})
    return found


def stamp(document: Any, folios: Sequence[Folio | None], chosen: Letters) -> None:
    """Number the pages of a document, those that have a place for it."""
    from pikepdf import Array

    saved = document.make_stream(b"q\n")
    dressed: set[tuple[int, int]] = set()
    for number, (page, folio) in enumerate(zip(document.pages, folios, strict=True), 1):
        if folio is None:
            continue
        fonts = page.obj.Resources.Font
        if fonts.objgen not in dressed:
            fonts[_NAME] = chosen.font
            dressed.add(fonts.objgen)
        text = WORDS.format(number=number, total=len(folios))
        # WeasyPrint leaves the page upside down behind its last mark: what it drew is shut in first.
        stamped = document.make_stream(f"\nQ\n{_drawn(text, folio, chosen)}".encode("ascii"))
        page.obj.Contents = Array([saved, page.obj.Contents, stamped])


def _drawn(text: str, folio: Folio, chosen: Letters) -> str:
    left = folio.x - chosen.width(text) * folio.size
    return (
        f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q {COLOUR} BT {_NAME} {folio.size:g} Tf "
        f"{left:.3f} {folio.y:.3f} Td <{chosen.coded(text)}> Tj ET Q EMC\n"
    )
