"""Workbooks as customers send them: made here, so that every test says what is in its file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = list[list[Any]]
"""What stands in the cells of a sheet, row by row; None for a cell that is not there."""
ASKED: Rows = [
    ["No", "Question", "Answer", "Comment"],
    [1, "Do you encrypt data?", None, None],
    [2, "Do you keep logs?", None, None],
]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
SECTIONS = {
    "Access control": (
        "Do you require multi-factor authentication?",
        "Are accounts of leavers closed within 24 hours?",
    ),
    "Encryption": (
        "Is data encrypted at rest with AES-256?",
        "Is TLS 1.2 or higher used in transit?",
        "Describe how keys are managed.",
    ),
    "Continuity": ("Is a restore of backups tested at least annually?",),
}


def edited(path: Path, edits: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, bytes] | None = None) -> Path:
    """The file with some parts changed by hand, as programs that we do not have would write them."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info.filename)
            edit = edits.get(info.filename)
            if edit:
                changed = edit(content)
                assert changed != content, f"the edit of {info.filename} changes nothing"
                content = changed
            target.writestr(info, content)
        for name, content in (added or {}).items():
            target.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path


def swap(old: str, new: str) -> Callable[[bytes], bytes]:
    """An edit that exchanges a piece of text."""
    return lambda content: content.replace(old.encode(), new.encode())


def simple(path: Path, rows: Rows, name: str = "Questions", **validations: Any) -> Path:
    """One sheet with these rows, and data validations by range."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    for where, rule in validations.items():
        sheet.data_validation(where.replace("_", ":"), rule)
    book.close()
    return path


def answer_list(*values: str) -> dict[str, Any]:
    return {"validate": "list", "source": list(values)}


def messy(path: Path) -> Path:
    """What a customer's workbook looks like at its worst.

    Sheets: Instructions; Company (a form); Security (banner, a row of headings for each section without the word
    "question", questions that are formulas on a hidden sheet, x14 lists on a third sheet, pictures, notes, charts,
    rich text, conditional formats); Matrix (marks); Maturity (a scale, protected, some cells locked, Norwegian);
    Evaluation (repeats every question by formula); Lists; a hidden sheet with the texts.
    """
    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True, "bg_color": "#DDDDDD"})
    open_ = book.add_format({"locked": False, "text_wrap": True, "bg_color": "#FFFFCC"})
    wrap = book.add_format({"text_wrap": True})
    _instructions(book, bold)
    _company(book, bold)
    _security(book, bold, wrap)
    _matrix(book, bold)
    _maturity(book, bold, open_)
    _evaluation(book, bold)
    _lists(book)
    book.close()
    return edited(path, {"xl/worksheets/sheet3.xml": _x14})


def _instructions(book: Any, bold: Any) -> None:
    sheet = book.add_worksheet("Instructions")
    sheet.write(0, 0, "How to fill in this questionnaire", bold)
    for row, text in enumerate(("Answer every question.", "Do you need help? Write to us.", "Use the lists."), 2):
        sheet.write(row, 0, text)


def _company(book: Any, bold: Any) -> None:
    sheet = book.add_worksheet("Company")
    sheet.merge_range("A1:C1", "Supplier security assessment 2026", bold)
    for row, label in enumerate(("Company name:", "Address:", "Contact person:", "Date completed:"), 3):
        sheet.write(row, 0, label, bold)


def _texts() -> list[tuple[str, str, str]]:
    """Number, section and question of each."""
    return [
        (f"{n}.{m}", section, text)
        for n, (section, texts) in enumerate(SECTIONS.items(), 1)
        for m, text in enumerate(texts, 1)
    ]


def _security(book: Any, bold: Any, wrap: Any) -> None:
    sheet = book.add_worksheet("Security")
    sheet.merge_range("A1:F1", "ACME Hospital Group - vendor questionnaire", bold)
    sheet.merge_range("A2:F2", "Confidential. Answer in the yellow cells only; do you have questions, ask us.")
    sheet.insert_image("H1", "logo.png", {"image_data": io.BytesIO(PNG)})
    row, number = 3, 0
    for n, (section, texts) in enumerate(SECTIONS.items(), 1):
        sheet.merge_range(row, 0, row, 1, section, bold)
        for column, heading in enumerate(("Vendor answer", "Additional information", "Guidance"), 2):
            sheet.write(row, column, heading, bold)
        for m, text in enumerate(texts, 1):
            row, number = row + 1, number + 1
            sheet.write(row, 0, f"{n}.{m}")
            sheet.write_formula(row, 1, f"=Texts!B{number}", wrap, text)
            sheet.write_rich_string(row, 4, "See ", bold, "policy", " for details")
        row += 2
    sheet.write_comment("C5", "Pick from the list")
    sheet.conditional_format("C4:C40", {"type": "cell", "criteria": "==", "value": '"No"', "format": bold})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Security!$G$1:$G$3"})
    sheet.insert_chart("H10", chart)
    sheet.write_formula("G1", '=COUNTIF(C5:C40,"Yes")', None, 0)


def _matrix(book: Any, bold: Any) -> None:
    sheet = book.add_worksheet("Matrix")
    sheet.write_row(0, 0, ["No.", "Requirement", "Answer", None, None, "Comment"], bold)
    sheet.merge_range("C1:E1", "Answer", bold)
    sheet.write_row(1, 2, ["Yes", "Partial", "No"], bold)
    sheet.write(2, 1, "PHYSICAL SECURITY", bold)
    for row, text in enumerate(("Offices are locked outside working hours", "Visitors are registered at the desk"), 3):
        sheet.write_row(row, 0, [row - 2, text])


def _maturity(book: Any, bold: Any, open_: Any) -> None:
    sheet = book.add_worksheet("Modenhet")
    sheet.write_row(0, 0, ["Krav-ID", "Krav", "Modenhetsnivå", "Kommentar"], bold)
    texts = (
        "Leverandøren skal ha rutiner for tilgangsstyring",
        "Tilganger skal gjennomgås hvert halvår",
        "Logger skal lagres",
    )
    for row, text in enumerate(texts, 1):
        sheet.write_row(row, 0, [f"K-{row:02}", text])
        sheet.write_blank(row, 3, None, open_)
        if row != 3:
            sheet.write_blank(row, 2, None, open_)
    sheet.data_validation("C2:C4", {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 5})
    sheet.protect("secret")


def _evaluation(book: Any, bold: Any) -> None:
    sheet = book.add_worksheet("Evaluation")
    sheet.write_row(0, 0, ["ID", "Question", "Answer", "Score", "Reviewer comments"], bold)
    rows = [5, 6, 9, 10, 11, 14]
    for row, ((number, _, text), source) in enumerate(zip(_texts(), rows, strict=True), 1):
        sheet.write(row, 0, number)
        sheet.write_formula(row, 1, f"=Security!B{source}", None, text)
        sheet.write_formula(row, 2, f"=Security!C{source}", None, "")
        sheet.write_formula(row, 3, f'=IF(C{row + 1}="Yes",1,0)', None, 0)


def _lists(book: Any) -> None:
    sheet = book.add_worksheet("Lists")
    sheet.write_column(0, 0, ["Yes", "No", "Partial", "N/A"])
    hidden = book.add_worksheet("Texts")
    hidden.write_column(0, 1, [text for _, _, text in _texts()])
    hidden.hide()


def _x14(content: bytes) -> bytes:
    """Lists on another sheet, kept in ``extLst`` as Excel keeps them; and a dimension that is wrong."""
    rows = "C5:C6 C9:C11 C14"
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>Lists!$A$1:$A$4</xm:f>'
        f"</x14:formula1><xm:sqref>{rows}</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    content = content.replace(b"</worksheet>", extension.encode() + b"</worksheet>")
    start = content.index(b'<dimension ref="') + 16
    return content[:start] + b"A1" + content[content.index(b'"', start) :]
