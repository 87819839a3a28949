"""XLSX: one sheet a table, as people who filter and print want it."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from compliance.documents.text import MARK_WORDS, Text
from compliance.documents.views import Cell, Column, Table
from compliance.formats.settings import Settings
from compliance.render.render import Rendered

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

WIDTH_PER_UNIT = 1.15
"""Characters of column width for one unit of a column's share of the page."""


A3_FROM = 150
"""Share of width from which a sheet prints on A3: on A4 nobody could read it."""


LEGIBLE = 330
"""Characters side by side that can still be read on a page of A3; a wider sheet prints on several, side by side."""


LONGEST = 32_767
"""Characters that Excel takes in a cell; it calls a file with more of them damaged."""

CUT = " [cut]"


def _value(cell: Cell, kind: str = "text") -> str:
    between = ", " if kind == "ids" else "\n"
    value = cell.plain if isinstance(cell, Text) else between.join(text.plain for text in cell)
    return value if len(value) <= LONGEST else value[: LONGEST - len(CUT)] + CUT


def _width(column: Column) -> float:
    """The width of a column in characters."""
    return max(9.0, column.width * WIDTH_PER_UNIT)


def _sheet_name(title: str, taken: set[str]) -> str:
    """Excel allows 31 characters, without some signs, once each."""
    clean = "".join(" " if c in "[]:*?/\\'" else c for c in title)
    name = " ".join(clean.split())[:31].strip()
    number = 2
    while name.lower() in taken:
        name = f"{name[:27]} {number}"
        number += 1
    taken.add(name.lower())
    return name


class _Styles:
    """The few cell formats of a workbook."""

    def __init__(self, book: Workbook, accent: str) -> None:
        font = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        self.title = book.add_format({**font, "bold": True, "font_size": 14, "font_color": accent})
        self.note = book.add_format({**font, "italic": True, "font_color": "#55554F"})
        head = {
            **font,
            "valign": "vcenter",
            "bold": True,
            "font_color": "#FFFFFF",
            "bg_color": accent,
            "text_wrap": True,
            "border": 1,
            "border_color": accent,
        }
        self.head = book.add_format(head)
        self.head_number = book.add_format({**head, "align": "right"})
        body = {**font, "text_wrap": True, "bottom": 1, "bottom_color": "#CDD2CF"}
        self.text = book.add_format(body)
        self.id = book.add_format({**body, "bold": True})
        self.open = book.add_format({**body, "italic": True, "font_color": "#7A3E00"})
        self.date = book.add_format({**body, "num_format": "yyyy-mm-dd", "align": "left"})
        self.number = book.add_format({**body, "align": "right"})


def _write_cell(sheet: Worksheet, row: int, number: int, cell: Cell, column: Column, styles: _Styles) -> None:
    value = _value(cell, column.kind)
    texts = (cell,) if isinstance(cell, Text) else cell
    if texts and all(text.mark == "open" for text in texts):
        sheet.write_string(row, number, value, styles.open)
    elif column.kind == "date" and _is_date(value):
        sheet.write_datetime(row, number, date.fromisoformat(value), styles.date)
    elif column.kind == "number" and value.isdecimal() and str(int(value)) == value:
        sheet.write_number(row, number, int(value), styles.number)
    else:
        style = styles.id if column.kind == "id" else styles.number if column.kind == "number" else styles.text
        sheet.write_string(row, number, value, style)


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _lines(cell: Cell, column: Column, width: float) -> int:
    """How many lines a cell takes at a width in characters."""
    return sum(max(1, -(-len(line) // max(4, int(width)))) for line in _value(cell, column.kind).split("\n"))


def _sheet(book: Workbook, table: Table, rendered: Rendered, styles: _Styles, taken: set[str]) -> None:
    cover = rendered.view.cover
    sheet = book.add_worksheet(_sheet_name(table.title, taken))
    state = "Final" if rendered.final else "Draft"
    version = f", version {cover.version.value}" if cover.version else ""
    sheet.write_string(0, 0, table.title, styles.title)
    sheet.write_string(
        1, 0, f"{cover.company.value}: {cover.title}{version}, registers as of {cover.as_of}. {state}.", styles.note
    )
    first = 3
    widths = [_width(column) for column in table.columns]
    for number, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(number, number, width)
        style = styles.head_number if column.kind == "number" else styles.head
        sheet.write_string(first, number, column.title, style)
    # Bold letters are wider, and the button of the filter takes a share of the cell.
    titles = (
        -(-len(column.title) // max(4, int(width * 0.8))) for column, width in zip(table.columns, widths, strict=True)
    )
    sheet.set_row(first, 13.5 * max(titles, default=1) + 6)
    for offset, row in enumerate(table.rows, 1):
        for number, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(sheet, first + offset, number, cell, column, styles)
        lines = max((_lines(*triple) for triple in zip(row, table.columns, widths, strict=True)), default=1)
        sheet.set_row(first + offset, min(409, 13.5 * lines + 3))
    last = first + max(1, len(table.rows))
    sheet.autofilter(first, 0, last, len(table.columns) - 1)
    sheet.freeze_panes(first + 1, 1)
    sheet.repeat_rows(first)
    sheet.print_area(0, 0, last, len(table.columns) - 1)
    _page(sheet, table, cover.classification.value)


def _page(sheet: Worksheet, table: Table, classification: str) -> None:
    sheet.set_paper(8 if table.total_width > A3_FROM else 9)
    if table.total_width > 90:
        sheet.set_landscape()
    wide = -(-sum(map(_width, table.columns)) // LEGIBLE)
    sheet.fit_to_pages(int(max(1, wide)), 0)
    if wide > 1:
        sheet.repeat_columns(0)
        sheet.print_across()
    sheet.set_margins(0.5, 0.5, 0.7, 0.6)
    sheet.set_footer(f"&L&8{classification.capitalize()}&R&8Page &P of &N")


def _notes(book: Workbook, rendered: Rendered, styles: _Styles, taken: set[str]) -> None:
    """Open points and the meaning of signs, where there are any."""
    points = rendered.view.open_points
    if rendered.final or not points:
        return
    columns = (Column("what", "What is open", 70), Column("owner", "Owner", 28), Column("due", "Due", 12, "date"))
    rows = tuple((p.text, p.owner, p.due) for p in points)
    _sheet(book, Table("open_points", "Open points", columns, rows), rendered, styles, taken)


def write(rendered: Rendered, settings: Settings) -> bytes:
    """A workbook with every table of the view. Text is written as text: no cell becomes a formula."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(out, options)
    made = settings.made.replace(tzinfo=None)
    view = rendered.view
    book.set_properties(
        {
            "title": view.cover.title.value,
            "author": view.cover.company.value,
            "company": view.cover.company.value,
            "created": made,
        }
    )
    styles, taken = _Styles(book, settings.accent), set[str]()
    for table in view.tables:
        _sheet(book, table, rendered, styles, taken)
    _notes(book, rendered, styles, taken)
    if any(sign in _value(cell) for sign in "†‡" for t in view.tables for row in t.rows for cell in row):
        sheet = book.add_worksheet("Signs")
        sheet.write_string(0, 0, "Signs", styles.title)
        sheet.write_string(2, 0, f"†  {MARK_WORDS['secondary']}", styles.note)
        sheet.write_string(3, 0, f"‡  {MARK_WORDS['catalogue']}", styles.note)
    book.close()
    return out.getvalue()
