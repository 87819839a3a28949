"""One pass over the XML of a sheet: every cell that says something, and where its bytes lie.

The pass keeps what stands in the rows that have any content, and goes over everything else: a million empty rows and
a dimension of the whole sheet cost time for their bytes and no memory. Since each cell knows its first and last byte,
an answer is written by exchanging these, and every other byte of the sheet stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from compliance.questionnaires.faults import DamagedFileError, UnsafeFileError

ROWS, COLUMNS = 1_048_576, 16_384
"""Size of a sheet (ISO/IEC 29500-1 18.3.1.73; the limits of spreadsheet programs)."""
ELEMENTS = 6_000_000
"""Most rows and cells that are gone over, with content or without."""
KEPT = 1_000_000
"""Most cells in rows with content."""

_TAG = re.compile(rb"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


class Cell(NamedTuple):
    """A cell as it stands in the XML. ``value`` is the text of ``v`` or of the inline string; an index for ``s``."""

    style: int
    type: str
    value: str
    formula: bool
    start: int
    end: int


class RowSpan(NamedTuple):
    """Bytes of a row: its first, the first behind its start tag, and the first of its end tag (the same if none)."""

    start: int
    inside: int
    close: int
    style: int
    """Style of cells that are not there; -1 where the row has none."""
    empty: bool
    """Whether it is written as one tag without content."""


@dataclass(slots=True)
class Scan:
    """What a sheet holds. Rows and columns count from 1."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    rows: dict[int, RowSpan] = field(default_factory=dict)
    """Rows with content, and those that were asked for."""
    before: dict[int, int] = field(default_factory=dict)
    """For rows that were asked for and are missing: the byte that they would stand at."""
    hidden: set[int] = field(default_factory=set)
    data: tuple[int, int] = (0, 0)
    """Bytes of the ``sheetData`` element."""
    prefix: str = ""
    """Namespace prefix of the sheet's elements with its colon, mostly empty."""
    formulas: int = 0
    """Formula cells on the sheet, those in rows that were not kept too."""
    encoding: str = "utf-8"


@lru_cache(COLUMNS)
def column_number(letters: str) -> int:
    """1 for A, 27 for AA; more than any sheet has for what is no column."""
    number = 0
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return 0 if not letters else COLUMNS + 1
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """``C14`` for row 14 and column 3."""
    return f"{column_letters(column)}{row}"


def position(reference: str) -> tuple[int, int] | None:
    """Row and column of ``C14`` or ``$C$14``; None for what is no cell of a sheet."""
    match = _REFERENCE.match(reference.strip())
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if 1 <= row <= ROWS and 1 <= column <= COLUMNS else None


def tag_end(content: bytes, start: int) -> int:
    """The first byte behind the tag that begins at ``start``."""
    match = _TAG.match(content, start)
    return match.end() if match else content.index(b">", start) + 1


def in_utf8(content: bytes) -> bytes:
    """A part in UTF-16, which spreadsheet programs do not write but may, in UTF-8; any other as it is."""
    if content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return content
    text = content.decode("utf-16", "replace")
    return re.sub(r"^(<\?xml[^>]*encoding=)([\"'])[^\"']*\2", r"\1\2UTF-8\2", text).encode()


def scan(content: bytes, part: str, name: str, wanted: Iterable[int] = ()) -> Scan:
    """Go over a sheet. ``wanted`` are rows whose bytes are needed even where they are empty or missing.

    Raises :class:`QuestionnaireError` for broken XML, a document type, and more cells than a questionnaire has.
    """
    pass_ = _Pass(content, name, sorted(set(wanted)))
    parser = expat.ParserCreate()
    pass_.attach(parser)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as fault:
        raise DamagedFileError(name, f"{part}: {fault}") from None
    except _TypeDeclaredError:
        raise UnsafeFileError(name, f"declares a document type in {part}, which no file of this kind may") from None
    pass_.finish()
    return pass_.found


class _TypeDeclaredError(Exception):
    pass


def _refuse(*_: object) -> None:
    raise _TypeDeclaredError


class _Pass:
    """State of the pass. Handlers are plain methods, because they are called once for each tag of a sheet."""

    def __init__(self, content: bytes, name: str, wanted: list[int]) -> None:
        self.content, self.name, self.found = content, name, Scan()
        self.missing, self.wanted = wanted[::-1], set(wanted)
        self.elements = self.row = self.column = 0
        self.in_cell = self.content_in_row = self.phonetic = False
        self.cells: list[tuple[int, Cell]] = []
        self.text: list[str] = []

    def attach(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        parser.buffer_text = True
        parser.XmlDeclHandler = self.declared
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self.started

    def declared(self, version: str, encoding: str | None, standalone: int) -> None:
        self.found.encoding = (encoding or "utf-8").lower()

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local != "sheetData":
            return
        at = self.parser.CurrentByteIndex
        prefix = tag[: -len(local)]
        self.found.prefix, self.found.data = prefix, (at, at)
        self.row_tag, self.cell_tag, self.data_tag = f"{prefix}row", f"{prefix}c", tag
        self.parser.StartElementHandler = self.started_inside
        self.parser.EndElementHandler = self.ended_inside

    def started_inside(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == self.cell_tag:
            self.start_cell(attributes)
        elif tag == self.row_tag:
            self.start_row(attributes)
        elif self.in_cell:
            local = tag.rpartition(":")[2]
            if local == "f":
                self.formula = self.content_in_row = True
                self.found.formulas += 1
            elif local == "rPh":
                self.phonetic = True
            elif local in ("v", "t") and not self.phonetic:
                self.parser.CharacterDataHandler = self.text.append

    def too_many(self) -> UnsafeFileError:
        return UnsafeFileError(self.name, f"has a sheet of more than {ELEMENTS:,} rows and cells")

    def start_row(self, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > ELEMENTS:
            raise self.too_many()
        given = attributes.get("r", "")
        self.row = int(given) if given.isdecimal() and len(given) < 8 else self.row + 1
        self.column, self.cells, self.content_in_row = 0, [], False
        self.row_start = self.parser.CurrentByteIndex
        self.row_attributes = attributes
        while self.missing and self.missing[-1] <= self.row:
            row = self.missing.pop()
            if row < self.row:
                self.found.before[row] = self.row_start

    def start_cell(self, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > ELEMENTS:
            raise self.too_many()
        column = column_number(attributes.get("r", "").rstrip("0123456789"))
        self.column = column if 0 < column <= COLUMNS else self.column + 1
        self.in_cell, self.formula, self.text = True, False, []
        self.cell_start = self.parser.CurrentByteIndex
        self.style, self.type = _number(attributes.get("s")), attributes.get("t", "n")

    def ended_inside(self, tag: str) -> None:
        if tag == self.cell_tag:
            self.end_cell(tag)
        elif tag == self.row_tag:
            if self.content_in_row or self.row in self.wanted:
                self.end_row(tag)
        elif tag == self.data_tag:
            self.found.data = (self.found.data[0], self.behind(tag, self.found.data[0])[1])
            self.parser.StartElementHandler = self.parser.EndElementHandler = None
        else:
            local = tag.rpartition(":")[2]
            if local in ("v", "t"):
                self.parser.CharacterDataHandler = None
            elif local == "rPh":
                self.phonetic = False

    def behind(self, tag: str, start: int) -> tuple[int, int]:
        """First byte of the end tag of the element that just ended, and the first behind it.

        Both are the same for an element of one tag, where expat gives the byte behind it.
        """
        at = self.parser.CurrentByteIndex
        if self.content.startswith(b"</" + tag.encode(), at):
            return at, self.content.index(b">", at) + 1
        end = at if at > start else tag_end(self.content, start)
        return end, end

    def end_cell(self, tag: str) -> None:
        value = "".join(self.text)
        if value:
            self.content_in_row = True
        self.in_cell = False
        _, end = self.behind(tag, self.cell_start)
        cell = Cell(self.style, self.type, value, self.formula, self.cell_start, end)
        self.cells.append((self.column, cell))

    def end_row(self, tag: str) -> None:
        inside = tag_end(self.content, self.row_start)
        close, end = self.behind(tag, self.row_start)
        empty = close == end
        attributes = self.row_attributes
        style = _number(attributes.get("s")) if attributes.get("customFormat") in ("1", "true") else -1
        self.found.rows[self.row] = RowSpan(self.row_start, inside, close, style, empty)
        if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
            self.found.hidden.add(self.row)
        for column, cell in self.cells:
            self.found.cells[self.row, column] = cell
        if len(self.found.cells) > KEPT:
            raise UnsafeFileError(self.name, f"has a sheet of more than {KEPT:,} cells")

    def finish(self) -> None:
        end = self.content.rfind(b"</", *self.found.data)
        for row in self.missing:
            self.found.before[row] = end


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0
