"""A list of requests read back, filled in by its owners, in whatever program they used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from compliance.evidence.manifest import NotATableError, Row, column_of

ANSWERS = frozenset(
    {"request", "file", "collected_on", "collector", "period_from", "period_to", "type", "completeness", "note"}
)
"""Columns that are read; the others only inform."""

LARGEST = 50_000_000
"""Bytes of a workbook that is read: lists of requests have some ten thousand."""


def read(path: Path) -> list[Row]:
    """Every row with a request, sheet by sheet."""
    from python_calamine import CalamineError, load_workbook

    if path.stat().st_size > LARGEST:
        raise NotATableError(path, "is too large for a list of requests")
    try:
        book = load_workbook(path)
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise NotATableError(path, f"cannot be read as a workbook: {error}") from None
    found = [row for name, cells in sheets for row in _rows(path.name, name, cells)]
    if not found:
        raise NotATableError(path, "has no sheet with a column `Request`")
    return found


def _rows(file: str, sheet: str, cells: Sequence[Sequence[Any]]) -> Iterator[Row]:
    head = next((n for n, row in enumerate(cells[:20]) if row and _text(row[0]) == "Request"), None)
    if head is None:
        return
    names = [column_of(_text(cell)) for cell in cells[head]]
    for number, row in enumerate(cells[head + 1 :], head + 2):
        texts = {name: _text(cell) for name, cell in zip(names, row, strict=False) if name in ANSWERS}
        kept = {name: text for name, text in texts.items() if text}
        if kept:
            yield Row(f"{file}, sheet {sheet}, row {number}", kept)


def _text(cell: Any) -> str:
    """A cell as text: days as YYYY-MM-DD, whole numbers without a point."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
