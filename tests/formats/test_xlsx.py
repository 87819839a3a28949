"""Workbooks as people who filter and print want them, read back with another library."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from compliance.build import settings
from compliance.documents.text import Text
from compliance.documents.views import Column, Table, View
from compliance.formats import xlsx
from tests import company

WORKBOOKS = ("soa", "subprocessors", "risk-treatment", "coverage")
HEAD = 4
"""The row of column heads; title and state stand above it."""

workbooks = pytest.mark.parametrize("name", WORKBOOKS)


@cache
def made(name: str) -> bytes:
    rendered = company.rendered(name)
    return xlsx.write(rendered, settings(company.dossier()))


@cache
def book(name: str) -> Workbook:
    return load_workbook(io.BytesIO(made(name)))


def tables(name: str) -> list[Worksheet]:
    return [sheet for sheet in book(name).worksheets if sheet.title != "Signs"]


def heads(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[HEAD]]


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    names = heads(sheet)
    return [dict(zip(names, values, strict=True)) for values in sheet.iter_rows(min_row=HEAD + 1, values_only=True)]


@workbooks
def test_heads_are_frozen_filtered_and_repeated(name: str) -> None:
    for sheet in tables(name):
        last = sheet.cell(max(HEAD + 1, sheet.max_row), len(heads(sheet))).coordinate
        assert sheet.freeze_panes == f"B{HEAD + 1}"
        assert sheet.auto_filter.ref == f"A{HEAD}:{last}"
        assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
        assert all(heads(sheet))


@workbooks
def test_pages_are_set_up_for_printing(name: str) -> None:
    for sheet in tables(name):
        a3, a4 = 8, 9
        assert sheet.page_setup.paperSize in (a3, a4)
        assert sheet.page_setup.paperSize == a4 or sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert "Page &P of &N" in str(sheet.oddFooter.right.text)


@workbooks
def test_cells_wrap_and_columns_are_wide_enough(name: str) -> None:
    for sheet in tables(name):
        for column, title in enumerate(heads(sheet), 1):
            width = sheet.column_dimensions[sheet.cell(HEAD, column).column_letter].width
            assert width >= 8, (sheet.title, title)
        for row in sheet.iter_rows(min_row=HEAD + 1):
            for cell in row:
                assert cell.data_type != "s" or cell.alignment.wrap_text, cell.coordinate
            assert sheet.row_dimensions[row[0].row].height >= 13


@workbooks
def test_names_of_sheets_are_short_and_all_different(name: str) -> None:
    titles = book(name).sheetnames
    assert all(0 < len(t) <= 31 for t in titles)
    assert all(n == 1 for n in Counter(t.lower() for t in titles).values())
    assert not any(re.search(r"[\[\]:*?/\\']", t) for t in titles)


@workbooks
def test_sheets_of_different_tables_can_be_told_apart(name: str) -> None:
    """A name that was cut and numbered says nothing."""
    assert not [t for t in book(name).sheetnames if re.search(r" \d$", t) and len(t) > 25]


@workbooks
def test_no_cell_is_a_formula_or_a_link(name: str) -> None:
    for sheet in book(name).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                assert cell.hyperlink is None, cell.coordinate


@workbooks
def test_properties_name_document_and_company(name: str) -> None:
    properties = book(name).properties
    assert properties.creator == "Kvitfjord Clinical AS"
    assert properties.created == datetime(2026, 11, 20)
    assert "Draft" in str(tables(name)[0]["A2"].value)
    assert "2026-11-20" in str(tables(name)[0]["A2"].value)


def test_the_statement_has_every_column_that_auditors_ask_for() -> None:
    sheet = tables("soa")[0]
    assert heads(sheet) == [
        "Control",
        "Title",
        "Applicable",
        "Law",
        "Contract",
        "Risk",
        "Good practice",
        "Reason for exclusion",
        "Status",
        "Implementation",
        "Owner",
        "Policies",
        "Evidence and its date",
        "Last verified",
    ]
    assert sheet.page_setup.orientation == "landscape"


def test_the_statement_has_a_row_for_every_control() -> None:
    found = rows(tables("soa")[0])
    ids = [str(row["Control"]) for row in found]
    assert len([i for i in ids if i.startswith("A.")]) == 93
    assert len(ids) == len(set(ids))
    assert {row["Applicable"] for row in found} == {"Yes", "No"}
    for row in found:
        reasons = [row[c] for c in ("Law", "Contract", "Risk", "Good practice")]
        assert any(reasons) == (row["Applicable"] == "Yes"), row["Control"]
        assert bool(row["Reason for exclusion"]) == (row["Applicable"] == "No"), row["Control"]


@pytest.mark.parametrize(
    ("name", "sheet", "column"),
    [
        ("soa", 0, "Last verified"),
        ("risk-treatment", 0, "Next review"),
        ("risk-treatment", 1, "Due"),
        ("subprocessors", 0, "Since"),
    ],
)
def test_dates_are_dates(name: str, sheet: int, column: str) -> None:
    page = tables(name)[sheet]
    number = heads(page).index(column) + 1
    cells = [page.cell(row, number) for row in range(HEAD + 1, page.max_row + 1)]
    dated = [cell for cell in cells if cell.value]
    assert dated
    assert all(isinstance(cell.value, datetime) for cell in dated)
    assert {cell.number_format for cell in dated} == {"yyyy-mm-dd"}


def test_counts_are_numbers() -> None:
    sheet = next(s for s in tables("soa") if "theme" in s.title.lower())
    for row in rows(sheet):
        numbers = list(row.values())[1:]
        assert all(isinstance(n, int) for n in numbers), row
        *parts, total = numbers
        assert sum(int(str(p)) for p in parts) == total


def test_open_points_have_a_sheet_in_drafts_only() -> None:
    rendered = company.rendered("subprocessors")
    assert "Open points" in book("subprocessors").sheetnames
    final = load_workbook(io.BytesIO(xlsx.write(replace(rendered, final=True), settings(company.dossier()))))
    assert "Open points" not in final.sheetnames
    assert "Draft" not in str(final.worksheets[0]["A2"].value)


def hostile(*texts: str) -> Worksheet:
    """A workbook whose one table holds these texts."""

    class Own(View):
        tables = (Table("t", "T", (Column("a", "A", 10), Column("n", "N", 5, "number"), Column("d", "D", 5, "date")),
                        tuple((Text(t), Text(t), Text(t)) for t in texts)),)  # fmt: skip

    rendered = company.documents()[0][1]
    view = Own(cover=rendered.view.cover)
    done = xlsx.write(replace(rendered, view=view), settings(company.dossier()))
    return load_workbook(io.BytesIO(done)).worksheets[0]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example","click")',
        "=1+1",
        "@SUM(A1)",
        "+1-1",
        "-2+3",
        "{=SUM(A1)}",
        "http://x.example",
        "mailto:a@x.example",
        "internal:A1",
        "<b>x</b> &amp; {{ 7*7 }}",
        "0012",
        "1e5",
        "🧬 עברית",
        "_x0041_ stays",
        "  spaces  ",
        "word " * 1_000 + "x" * 5_000,
    ],
)
def test_text_stays_text(text: str) -> None:
    for cell in hostile(text)[HEAD + 1]:
        assert cell.data_type in ("s", "inlineStr"), (cell.coordinate, cell.data_type)
        assert cell.value == text
        assert cell.hyperlink is None


def test_text_longer_than_a_cell_may_be_is_cut_and_says_so() -> None:
    """Excel refuses more than 32,767 characters; a cell that is silently empty would be worse."""
    value = str(hostile("x" * 40_000)["A5"].value)
    assert len(value) == 32_767
    assert value.endswith("[cut]")


def test_a_sheet_too_wide_to_read_prints_on_several_pages() -> None:
    for title, pages in (("As controller", 5), ("Overview", 1)):
        sheet = load_workbook(io.BytesIO(made("ropa")))[title]
        assert (sheet.page_setup.fitToWidth or 1) == pages
        assert bool(sheet.print_title_cols) == (pages > 1)


def test_heads_of_numbers_stand_above_their_numbers() -> None:
    sheet = load_workbook(io.BytesIO(made("coverage")))["Coverage by framework"]
    heads = {cell.value: cell.alignment.horizontal for cell in sheet[HEAD]}
    assert heads["Met"] == "right"
    assert heads["Framework"] is None
