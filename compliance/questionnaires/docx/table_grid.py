"""A table of a Word file as the grid that the finder of questions looks at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compliance.questionnaires.docx.body import Body, W, text_of
from compliance.questionnaires.docx.controls import slots_in
from compliance.questionnaires.grid import Allowed
from compliance.questionnaires.model import Slot

if TYPE_CHECKING:
    from lxml.etree import _Element


class WordGrid:
    """See :class:`compliance.questionnaires.grid.Grid`."""

    def __init__(self, body: Body, table: _Element, number: int) -> None:
        self.name, self._number, self._body = f"table {number}", number, body
        self._protection = body.protection()
        self._cells: dict[tuple[int, int], _Element] = {}
        self._wide: dict[tuple[int, int], int] = {}
        self._merged: set[tuple[int, int]] = set()
        self._place(table)
        self._slots = {place: tuple(slots_in(body, cell, self.name)) for place, cell in self._cells.items()}
        self._texts = {place: self._shown(place, cell) for place, cell in self._cells.items()}
        self._rows = sorted({row for (row, _), text in self._texts.items() if text})
        self._columns = sorted({column for _, column in self._cells})[:256]

    def _place(self, table: _Element) -> None:
        for row, line in enumerate(rows_of(table), 1):
            column = 1
            for cell in cells_of(line):
                properties = cell.find(f"{W}tcPr")
                span = properties.find(f"{W}gridSpan") if properties is not None else None
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                width = int(span.get(f"{W}val", "1")) if span is not None else 1
                self._cells[row, column] = cell
                self._wide[row, column] = width
                if merge is not None and merge.get(f"{W}val", "continue") == "continue":
                    self._merged.add((row, column))
                column += max(1, min(width, 100))

    def _shown(self, place: tuple[int, int], cell: _Element) -> str:
        if place in self._merged:
            return ""
        slots = self._slots[place]
        if not slots:
            return text_of(cell)
        return ", ".join(slot.option or slot.filled for slot in slots if slot.filled)

    def rows(self) -> list[int]:
        return self._rows

    def columns(self) -> list[int]:
        return self._columns

    def text(self, row: int, column: int) -> str:
        return self._texts.get((row, column), "")

    def span(self, row: int, column: int) -> tuple[int, int]:
        return (1, self._wide.get((row, column), 1))

    def formula(self, row: int, column: int) -> bool:
        return False

    def bold(self, row: int, column: int) -> bool:
        cell = self._cells.get((row, column))
        return cell is not None and next(cell.iter(f"{W}b"), None) is not None

    def allowed(self, row: int, column: int) -> Allowed | None:
        return None

    def barred(self, row: int, column: int) -> str:
        if (row, column) not in self._cells:
            return "the table has no such cell"
        if (row, column) in self._merged:
            return "the cell is merged into the one above"
        if self._protection and not (self._protection == "forms" and self._slots[row, column]):
            return "the document is protected against changes"
        return ""

    def slots(self, row: int, column: int) -> tuple[Slot, ...]:
        return self._slots.get((row, column), ())

    def address(self, row: int, column: int) -> str:
        return f"t{self._number}r{row}c{column}"

    def letter(self, column: int) -> str:
        return str(column)

    def left_out(self) -> Iterator[str]:
        return iter(())


def rows_of(table: _Element) -> Iterator[_Element]:
    """Rows of a table, those inside content controls too; nested tables have rows of their own."""
    return _through(table, f"{W}tr")


def cells_of(row: _Element) -> Iterator[_Element]:
    """Cells of a row, those inside content controls too."""
    return _through(row, f"{W}tc")


def _through(element: _Element, tag: str) -> Iterator[_Element]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _through(child, tag)
