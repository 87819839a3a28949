"""A worksheet as a grid: texts, merges, what is hidden, and why a cell may not be written to."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from compliance.questionnaires.faults import UnsafeFileError
from compliance.questionnaires.package import parse
from compliance.questionnaires.xlsx.book import Book, SheetEntry, Style, children, descendants, unescaped
from compliance.questionnaires.xlsx.scan import COLUMNS, ROWS, Cell, address, column_number, in_utf8, scan

if TYPE_CHECKING:
    from lxml.etree import _Element

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""
RANGES = 50_000
"""Most ranges of validations or merges on a sheet."""
MERGED_ROWS = 2_000_000
"""Most rows that all merged ranges of a sheet may have together."""
_RANGE = re.compile(r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})(?::\$?([A-Za-z]{0,3})\$?([0-9]{0,7}))?$")


@dataclass(frozen=True, slots=True)
class Validation:
    """A data validation as the file has it: its kind, ranges, formulas, and whether it stands in ``extLst``."""

    kind: str
    boxes: tuple[Box, ...]
    formulas: tuple[str, str]
    operator: str
    extended: bool


class Sheet:
    """One worksheet. Everything but cells is read from the little that is left when the rows are cut out."""

    def __init__(self, book: Book, entry: SheetEntry, wanted: Iterable[int] = ()) -> None:
        """``wanted`` are rows whose bytes are needed even where they are empty or missing."""
        self.book, self.entry, self.name = book, entry, entry.name
        self.content = in_utf8(book.package.part(entry.part))
        self.scan = scan(self.content, entry.part, book.package.name, wanted)

    @cached_property
    def frame(self) -> _Element:
        """The sheet without its rows."""
        start, end = self.scan.data
        return parse(self.content[:start] + self.content[end:], self.entry.part, self.book.package.name)

    @cached_property
    def merges(self) -> tuple[Box, ...]:
        """Merged ranges."""
        references = [m.get("ref") or "" for g in children(self.frame, "mergeCells") for m in children(g, "mergeCell")]
        self._few(references, "merged ranges")
        return tuple(found for ref in references if (found := box(ref)))

    @cached_property
    def hidden_columns(self) -> tuple[tuple[int, int], ...]:
        """First and last of each run of hidden columns."""
        return tuple(
            (_number(c.get("min")), _number(c.get("max")))
            for group in children(self.frame, "cols")
            for c in children(group, "col")
            if c.get("hidden") in ("1", "true") or c.get("width") == "0"
        )

    @cached_property
    def column_styles(self) -> tuple[tuple[int, int, int], ...]:
        """First and last column and the style of cells that are not there."""
        return tuple(
            (_number(c.get("min")), _number(c.get("max")), _number(c.get("style")))
            for group in children(self.frame, "cols")
            for c in children(group, "col")
            if c.get("style")
        )

    @cached_property
    def protected(self) -> bool:
        """Whether locked cells of the sheet cannot be edited."""
        return any(p.get("sheet") in ("1", "true") for p in children(self.frame, "sheetProtection"))

    @cached_property
    def rows_hidden_by_default(self) -> bool:
        """Whether rows that are not there are hidden (``zeroHeight``)."""
        return any(f.get("zeroHeight") in ("1", "true") for f in children(self.frame, "sheetFormatPr"))

    @cached_property
    def validations(self) -> tuple[Validation, ...]:
        """Data validations, those of ``extLst`` too, in which lists on other sheets are kept."""
        found = tuple(_validation(v) for v in descendants(self.frame, "dataValidation"))
        self._few([b for v in found for b in v.boxes], "ranges of validations")
        return found

    def _few(self, found: list[Box] | list[str], what: str) -> None:
        if len(found) > RANGES:
            raise UnsafeFileError(self.book.package.name, f"has {len(found):,} {what} on sheet {self.name!r}")

    def style(self, row: int, column: int) -> Style:
        """The format of a cell, whether it is there or not."""
        index, styles = self.style_index(row, column), self.book.styles
        return styles[index] if index < len(styles) else Style()

    def style_index(self, row: int, column: int) -> int:
        """Index of the format: the cell's own, else its row's, else its column's."""
        cell = self.scan.cells.get((row, column))
        if cell is not None:
            return cell.style
        span = self.scan.rows.get(row)
        if span is not None and span.style >= 0:
            return span.style
        return next((style for low, high, style in self.column_styles if low <= column <= high), 0)

    def text(self, row: int, column: int) -> str:
        """What a cell shows, near enough: text, cached result of a formula, number, date in ISO form."""
        cell = self.scan.cells.get((row, column))
        return self.shown(cell) if cell is not None else ""

    def shown(self, cell: Cell) -> str:
        """The text of a cell of this sheet."""
        if not cell.value:
            return ""
        if cell.type == "s":
            index = _number(cell.value)
            return self.book.strings[index] if index < len(self.book.strings) else ""
        if cell.type in ("str", "inlineStr"):
            return unescaped(cell.value)
        if cell.type == "b":
            return "TRUE" if cell.value == "1" else "FALSE"
        if cell.type == "e":
            return ""
        styles = self.book.styles
        return shown_number(
            cell.value, styles[cell.style] if cell.style < len(styles) else Style(), self.book.epoch_1904
        )

    def hidden_column(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(low <= column <= high for low, high in self.hidden_columns)

    def barred(self, row: int, column: int) -> str:
        """Why a cell may not be written to; empty where it may."""
        cell = self.scan.cells.get((row, column))
        if self.entry.state != "visible":
            return "the sheet is hidden"
        if cell is not None and cell.formula:
            return "the cell holds a formula"
        if row in self.scan.hidden or (self.rows_hidden_by_default and row not in self.scan.rows):
            return "the row is hidden"
        if self.hidden_column(column):
            return "the column is hidden"
        if self.protected and self.style(row, column).locked:
            return "the sheet is protected and the cell is locked"
        top = self.covering(row, column)
        if top is not None and top[:2] != (row, column):
            return f"the cell is merged into {address(*top[:2])}"
        return ""

    def covering(self, row: int, column: int) -> Box | None:
        """The merged range that a cell lies in."""
        return next((b for b in self._merges_by_row.get(row, ()) if b[1] <= column <= b[3]), None)

    @cached_property
    def _merges_by_row(self) -> dict[int, list[Box]]:
        found: dict[int, list[Box]] = {}
        rows = sorted(self.scan.rows)
        total = 0
        for merge in self.merges:
            low = merge[2] - merge[0] < 2_000  # one that is taller can only matter where rows have content
            inside = range(merge[0], merge[2] + 1) if low else rows
            total += len(inside)
            if total > MERGED_ROWS:
                raise UnsafeFileError(self.book.package.name, f"has merged ranges without end on sheet {self.name!r}")
            for row in inside:
                if merge[0] <= row <= merge[2]:
                    found.setdefault(row, []).append(merge)
        return found


def box(reference: str) -> Box | None:
    """The range of ``A1:C5``, ``B2``, ``A:A`` or ``2:4``; None for anything else."""
    match = _RANGE.match(reference.strip())
    if match is None or not (match[1] or match[2]):
        return None
    left, top = column_number(match[1]) or 1, int(match[2] or 1)
    if match[3] is None and match[4] is None:
        right = left if match[1] else COLUMNS
        bottom = top if match[2] else ROWS
    else:
        right, bottom = column_number(match[3] or "") or COLUMNS, int(match[4] or ROWS)
    top, bottom, left, right = min(top, bottom), max(top, bottom), min(left, right), max(left, right)
    return (top, left, bottom, right) if top >= 1 and bottom <= ROWS and right <= COLUMNS else None


def boxes(references: str) -> Iterator[Box]:
    """The ranges of a list with spaces between them."""
    return (found for reference in references.split() if (found := box(reference)))


def _validation(element: _Element) -> Validation:
    extended = "office/spreadsheetml/2009" in str(element.tag)
    texts = {"formula1": "", "formula2": "", "sqref": element.get("sqref") or ""}
    for child in element:
        name = str(child.tag).rpartition("}")[2]
        if name in texts:
            texts[name] = "".join(str(text) for text in child.itertext()).strip()
    return Validation(
        element.get("type") or "none",
        tuple(boxes(texts["sqref"])),
        (texts["formula1"], texts["formula2"]),
        element.get("operator") or "between",
        extended,
    )


def shown_number(value: str, style: Style, epoch_1904: bool) -> str:
    """A number as text: ``3``, ``50%``, ``2026-11-20``."""
    try:
        number = float(value)
    except ValueError:
        return value
    if style.shows == "date" and 0 < number < 2_958_466:
        return shown_date(number, epoch_1904)
    if style.shows == "percent":
        return f"{number * 100:.10g}%"
    return f"{number:.15g}"


def shown_date(number: float, epoch_1904: bool) -> str:
    """A serial date as ``YYYY-MM-DD``, with ``HH:MM`` where it has a time."""
    start = datetime.datetime(1904, 1, 1) if epoch_1904 else datetime.datetime(1899, 12, 30)
    try:
        moment = start + datetime.timedelta(days=number)
    except OverflowError:
        return f"{number:.15g}"
    return f"{moment:%Y-%m-%d}" if number == int(number) else f"{moment:%Y-%m-%d %H:%M}"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
