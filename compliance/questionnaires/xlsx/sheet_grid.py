"""A worksheet as the grid that the finder of questions looks at."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.questionnaires.grid import Allowed
from compliance.questionnaires.model import Slot
from compliance.questionnaires.xlsx.lists import Rules
from compliance.questionnaires.xlsx.scan import address, column_letters
from compliance.questionnaires.xlsx.sheet import Sheet

COLUMNS = 256
"""Most columns that are looked at."""


class SheetGrid:
    """See :class:`compliance.questionnaires.grid.Grid`."""

    def __init__(self, sheet: Sheet, rules: Rules) -> None:
        self._sheet, self._rules, self.name = sheet, rules, sheet.name
        scan = sheet.scan
        self._texts: dict[tuple[int, int], str] = {}
        for place, cell in scan.cells.items():
            text = sheet.shown(cell).strip() if cell.value else ""
            if text and not sheet.hidden_column(place[1]) and place[0] not in scan.hidden:
                self._texts[place] = text
        self._allowed: dict[tuple[int, int], Allowed | None] = {}
        self._corners = {merge[:2]: merge for merge in sheet.merges}

        self._rows = sorted({row for row, _ in self._texts})
        self._columns = sorted({column for _, column in self._texts})

    def rows(self) -> list[int]:
        return self._rows

    def columns(self) -> list[int]:
        return self._columns[:COLUMNS]

    def text(self, row: int, column: int) -> str:
        return self._texts.get((row, column), "")

    def span(self, row: int, column: int) -> tuple[int, int]:
        merge = self._corners.get((row, column))
        return (merge[2] - merge[0] + 1, merge[3] - merge[1] + 1) if merge else (1, 1)

    def formula(self, row: int, column: int) -> bool:
        cell = self._sheet.scan.cells.get((row, column))
        return cell is not None and cell.formula

    def bold(self, row: int, column: int) -> bool:
        return self._sheet.style(row, column).bold

    def allowed(self, row: int, column: int) -> Allowed | None:
        place = (row, column)
        if place not in self._allowed:
            allowed = self._rules.allowed(row, column)
            if allowed is None and self._sheet.style(row, column).shows == "date":
                allowed = Allowed("date")
            self._allowed[place] = allowed
        return self._allowed[place]

    def barred(self, row: int, column: int) -> str:
        return self._sheet.barred(row, column)

    def slots(self, row: int, column: int) -> tuple[Slot, ...]:
        return ()

    def address(self, row: int, column: int) -> str:
        return address(row, column)

    def letter(self, column: int) -> str:
        return column_letters(column)

    def left_out(self) -> Iterator[str]:
        scan = self._sheet.scan
        if scan.hidden:
            yield f"{_count(len(scan.hidden), 'hidden row')} not read and not written to"
        hidden = [
            column_letters(low) if low == high else f"{column_letters(low)} to {column_letters(min(high, 16384))}"
            for low, high in self._sheet.hidden_columns
        ]
        if hidden:
            yield f"hidden columns not read and not written to: {', '.join(hidden[:10])}"
        if len(self._columns) > COLUMNS:
            yield f"only the first {COLUMNS} columns with content were looked at"
        if self._sheet.protected:
            yield "the sheet is protected: only cells that are not locked are written to"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
