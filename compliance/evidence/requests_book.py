"""The list of requests as a workbook: one sheet an owner, with columns to fill in, as people send and return it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from compliance.derive.freshness import known_types
from compliance.evidence.requests import Request, Requests
from compliance.graph.dossier import Dossier

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ACCENT = "#1F4E5F"
"""Colour of heads where the project names none."""

LISTS = "Lists"
"""The hidden sheet that the drop-down lists come from."""

HEAD = 4
"""Row of the column heads, counted from 0."""

SPARE = 12
"""Empty rows below the requests that the drop-down lists reach, for a second file to one request."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: head, width in characters, text (none where the owner fills it in), and which rows want it."""

    head: str
    width: int
    text: Callable[[Request], str | date] | None = None
    wanted: Callable[[Request], bool] = lambda request: True
    list: str = ""


def _columns(place: str) -> tuple[_Column, ...]:
    return (
        _Column("Request", 13, lambda r: r.id),
        _Column("Control", 30, lambda r: "\n".join(r.proves)),
        _Column("What is asked", 46, lambda r: r.asked),
        _Column("Last evidence", 26, lambda r: r.last),
        _Column("Due", 12, lambda r: r.due),
        _Column("Where to put it", 22, lambda r: place),
        _Column("File name", 28),
        _Column("Collected on", 13, list="date"),
        _Column("Collected by", 22, list="roles"),
        _Column("Period from", 12, wanted=lambda r: r.covers_period, list="date"),
        _Column("Period to", 12, wanted=lambda r: r.covers_period, list="date"),
        _Column("Type", 22, wanted=lambda r: not r.type, list="types"),
        _Column("Completeness", 30, wanted=lambda r: r.population),
        _Column("Remark", 30),
    )


HELP = (
    "One sheet for each owner. Every row asks for one piece of evidence.",
    "Fill in the light columns: the file's name, the day it was collected, and the role that collected it.",
    "Period: the first and last day that the file covers. Completeness: how it was made sure that no item is missing.",
    "Two files to one request: copy the row below, with its number in the column Request.",
    "Leave what you do not have empty; it is asked for again. Do not change the column Request.",
    "Send this list back with the files in one folder. Do not send more personal data than the proof needs.",
)
"""What stands on the first sheet."""

WHERE = "In one folder with this list, under the name you write here"
"""Where files go, where nobody says otherwise."""


class _Book:
    """The workbook and its few formats."""

    def __init__(self, out: io.BytesIO, dossier: Dossier) -> None:
        from xlsxwriter import Workbook

        options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Workbook = Workbook(out, options)
        self.dossier = dossier
        documents = dossier.project.documents
        accent = (documents.accent if documents else "") or ACCENT
        font = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        line = {"text_wrap": True, "bottom": 1, "bottom_color": "#CDD2CF"}
        fill = {"bg_color": "#FFF8E1", "border": 1, "border_color": "#E0D3A8", "text_wrap": True}
        add = self.book.add_format
        self.title = add({**font, "bold": True, "font_size": 14, "font_color": accent})
        self.note = add({**font, "font_color": "#55554F"})
        head = {**font, "bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}
        self.head = add({**head, "bg_color": accent, "border_color": accent})
        self.head_fill = add({**head, "bg_color": "#8A6A12", "border_color": "#8A6A12"})
        self.text = add({**font, **line})
        self.id = add({**font, **line, "bold": True})
        self.day = add({**font, **line, "num_format": "yyyy-mm-dd", "align": "left"})
        self.late = add(
            {**font, **line, "num_format": "yyyy-mm-dd", "align": "left", "bold": True, "font_color": "#9B1C1C"}
        )
        middle = {**font, **line, "align": "left", "valign": "vcenter"}
        self.owner = add({**middle, "bold": True, "font_color": accent})
        self.first = add({**middle, "num_format": "yyyy-mm-dd"})
        self.number = add(middle)
        self.fill = add({**font, **fill})
        self.fill_day = add({**font, **fill, "num_format": "yyyy-mm-dd", "align": "left"})
        self.lists: dict[str, str] = {}


def write(found: Requests, dossier: Dossier, place: str = WHERE) -> bytes:
    """The workbook. The same requests on the same day give the same bytes."""
    out = io.BytesIO()
    made = _Book(out, dossier)
    made.book.set_properties(
        {
            "title": "Evidence requests",
            "author": dossier.company.legal_name,
            "created": datetime.combine(dossier.today, time()),
        }
    )
    names = _names(found.owners, dossier)
    _cover(made, found, names)
    _lists(made, dossier)
    for owner in found.owners:
        _sheet(made, names[owner], [row for row in found.rows if row.owner == owner], owner, place)
    made.book.close()
    return out.getvalue()


def _names(owners: Sequence[str], dossier: Dossier) -> dict[str, str]:
    """A sheet's name for each owner: the role's title in the 31 characters that a workbook allows, once each."""
    made: dict[str, str] = {}
    taken = {LISTS.lower(), "read me"}
    for owner in owners:
        clean = " ".join("".join(" " if c in "[]:*?/\\'" else c for c in dossier.role(owner)).split())
        name, number = clean[:31].strip(), 2
        while name.lower() in taken:
            name = f"{clean[:27].strip()} {number}"
            number += 1
        taken.add(name.lower())
        made[owner] = name
    return made


def _cover(made: _Book, found: Requests, names: dict[str, str]) -> None:
    sheet, dossier = made.book.add_worksheet("Read me"), made.dossier
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 2, 14)
    sheet.set_column(3, 3, 40)
    sheet.write_string(0, 0, "Evidence requests", made.title)
    sheet.write_string(1, 0, f"{dossier.company.legal_name}, as of {dossier.today}", made.note)
    for row, text in enumerate(HELP, 3):
        sheet.write_string(row, 0, text, made.note)
    first = len(HELP) + 4
    for column, head in enumerate(("Owner", "Requests", "First due")):
        sheet.write_string(first, column, head, made.head)
    for row, (owner, name) in enumerate(names.items(), first + 1):
        mine = [each for each in found.rows if each.owner == owner]
        sheet.set_row(row, 17)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", made.owner, dossier.role(owner))
        sheet.write_number(row, 1, len(mine), made.number)
        sheet.write_datetime(row, 2, datetime.combine(min(each.due for each in mine), time()), made.first)
    if found.samples:
        text = f"Samples due, which are drawn and not asked for: {found.samples}."
        sheet.write_string(first + len(names) + 2, 0, text, made.note)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _day(made: _Book, sheet: Worksheet, row: int, column: int, day: date) -> None:
    sheet.write_datetime(
        row, column, datetime.combine(day, time()), made.late if day < made.dossier.today else made.day
    )


def _lists(made: _Book, dossier: Dossier) -> None:
    """The hidden sheet with the words that may be chosen from."""
    sheet = made.book.add_worksheet(LISTS)
    sheet.hide()
    roles = sorted(role.title for role in dossier.registers.roles.values())
    for column, (name, words) in enumerate((("roles", roles), ("types", list(known_types(dossier))))):
        sheet.write_column(0, column, words)
        letter = "AB"[column]
        made.lists[name] = f"={LISTS}!${letter}$1:${letter}${len(words)}"


def _sheet(made: _Book, name: str, rows: Sequence[Request], owner: str, place: str) -> None:
    sheet, dossier = made.book.add_worksheet(name), made.dossier
    columns = [column for column in _columns(place) if any(column.wanted(row) for row in rows)]
    title = f"Evidence requested from: {dossier.role(owner)}"
    sheet.write_string(0, 0, title, made.title)
    count = "1 request" if len(rows) == 1 else f"{len(rows)} requests"
    sheet.write_string(1, 0, f"{dossier.company.legal_name}, as of {dossier.today}. {count}.", made.note)
    sheet.write_string(2, 0, "Please fill in the light columns and send the list back with the files.", made.note)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEAD, number, column.head, made.head if column.text else made.head_fill)
    sheet.set_row(HEAD, 22)
    for offset, row in enumerate(rows, HEAD + 1):
        _row(made, sheet, offset, row, columns)
    last = HEAD + len(rows) + SPARE
    for number, column in enumerate(columns):
        _choices(made, sheet, number, column, last)
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.repeat_rows(HEAD)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.set_footer("&L&8Evidence requests&R&8Page &P of &N")
    sheet.print_area(0, 0, HEAD + len(rows), len(columns) - 1)


def _row(made: _Book, sheet: Worksheet, at: int, row: Request, columns: Sequence[_Column]) -> None:
    tall = 1
    for number, column in enumerate(columns):
        if column.text is None:
            wanted = column.wanted(row)
            style = made.fill_day if column.list == "date" else made.fill
            sheet.write_blank(at, number, None, style if wanted else made.text)
            continue
        value = column.text(row)
        if isinstance(value, date):
            _day(made, sheet, at, number, value)
        else:
            sheet.write_string(at, number, value, made.id if number == 0 else made.text)
            tall = max(tall, sum(-(-len(line) // max(4, column.width)) or 1 for line in value.split("\n")))
    sheet.set_row(at, min(409, 13.5 * tall + 6))


def _choices(made: _Book, sheet: Worksheet, number: int, column: _Column, last: int) -> None:
    """What may be entered, as a hint: a workbook that somebody pastes into is read with care all the same."""
    if column.list == "date":
        rule: dict[str, Any] = {"validate": "date", "criteria": ">", "value": date(2000, 1, 1)}
        rule |= {
            "error_title": "A date",
            "error_message": "Write a date, for example 2026-11-20.",
            "error_type": "warning",
        }
    elif column.list:
        rule = {"validate": "list", "source": made.lists[column.list], "error_type": "warning"}
    else:
        return
    sheet.data_validation(HEAD + 1, number, last, number, rule)
