"""``OUT.review.xlsx``: what a person has to look at, one row a question, with a column to decide in.

Every text is written as text, never as a formula. The values that a cell of the questionnaire takes stand in hidden
columns of their row, because a list inside a validation may hold 255 characters and no comma.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from compliance.graph.dossier import Dossier
from compliance.questionnaires.answering import Answers
from compliance.questionnaires.decisions import AT, DECISION, EXPLANATION, QUESTION, RESTS, SHEET, TOPIC, Decision
from compliance.questionnaires.filling import Item
from compliance.questionnaires.library import Library
from compliance.questionnaires.slots import places

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

COLUMNS: tuple[tuple[str, float], ...] = (
    (AT, 16), ("No", 7), (QUESTION, 46), ("Answers taken", 16), ("Proposal", 38), ("Why a person", 38),
    ("Nearest topics of the library", 62), ("Who would know", 18), (DECISION, 18), (EXPLANATION, 44),
    (TOPIC, 24), (RESTS, 18),
)  # fmt: skip
"""Headings and widths in characters; the last four are filled in by a person."""

_TOP = 4
"""Rows above the headings."""
_TYPED = 8
"""First column that a person fills in."""
_LISTS = len(COLUMNS) + 1
"""First hidden column, behind an empty one."""
_LONGEST = 32_000


def review_rows(answers: Answers, decisions: Mapping[str, Decision]) -> tuple[Item, ...]:
    """What a person looks at; whatever was decided stays, so that a review written anew loses nothing."""
    return tuple(item for item in answers.items if item.open or item.question.key in decisions)


def review(answers: Answers, decisions: Mapping[str, Decision], dossier: Dossier, out: str) -> bytes:
    """The workbook. Decisions that were read are in it again as they were typed."""
    import xlsxwriter

    items = review_rows(answers, decisions)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Review of {out}", "created": _midnight(dossier.today)})
    sheet = book.add_worksheet(SHEET)
    styles = _styles(book)
    _frame(sheet, styles, answers, len(items), out)
    for number, item in enumerate(items):
        _row(sheet, styles, _TOP + 1 + number, item, decisions.get(item.question.key), dossier)
    _settings(sheet, items)
    if items:
        _topics(book, styles, sheet, len(items), dossier)
    book.close()
    return buffer.getvalue()


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day)


def _styles(book: Workbook) -> dict[str, Format]:
    cell = {"text_wrap": True, "valign": "top", "font_name": "Calibri", "font_size": 10,
            "border": 1, "border_color": "#D0D5DB"}  # fmt: skip
    return {
        "title": book.add_format({"bold": True, "font_size": 15, "font_color": "#1F3A4D"}),
        "note": book.add_format({"font_size": 10, "font_color": "#4A5560"}),
        "head": book.add_format({**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A4D",
                                 "valign": "vcenter"}),
        "cell": book.add_format(cell),
        "bold": book.add_format({**cell, "bold": True}),
        "open": book.add_format({**cell, "bg_color": "#FFF8DC", "locked": False}),
    }  # fmt: skip


def _frame(sheet: Worksheet, styles: Mapping[str, Format], answers: Answers, count: int, out: str) -> None:
    sheet.write_string(0, 0, f"Review of {out}", styles["title"])
    customer = f" for {answers.customer}" if answers.customer else ""
    sheet.write_string(1, 0, f"{count} of {len(answers.items)} questions{customer} need a person.", styles["note"])
    told = (
        "Fill in Decision and Explanation, and give this file back: dossier answer FILE --review THIS.xlsx. Same as "
        "topic (an id of the sheet Topics) answers it from the library; Rests on names controls and evidence. "
        "--learn keeps both for the next time."
    )
    sheet.write_string(2, 0, told, styles["note"])
    for column, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(_TOP, column, heading, styles["head"])
    sheet.set_row(_TOP, 24)


def _row(
    sheet: Worksheet, styles: Mapping[str, Format], row: int, item: Item, decision: Decision | None, dossier: Dossier
) -> None:
    where = item.places
    critical = item.reply.topic is not None and item.reply.topic.critical
    proposal = item.proposal or (f"(written) {item.value}" if item.outcome == "answered" else "")
    why = [*item.why, *item.remarks] if item.outcome == "person" else [*item.remarks, *item.why]
    texts = (
        item.question.key,
        item.question.number,
        item.question.text,
        "\n".join(where.options) or (where.main.kind if where.main else ""),
        proposal,
        "\n".join(dict.fromkeys([*(["critical to customers"] if critical else []), *why])),
        "\n".join(_suggested(item)),
        dossier.role(item.reply.owner) if item.reply.owner else "",
    )
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text[:_LONGEST], styles["bold" if column == 2 else "cell"])
    typed = (
        (decision.answer, decision.explanation, decision.topic, ", ".join(decision.rests)) if decision else ("",) * 4
    )
    for column, text in enumerate(typed, _TYPED):
        if text:
            sheet.write_string(row, column, text[:_LONGEST], styles["open"])
        else:
            sheet.write_blank(row, column, None, styles["open"])
    sheet.set_row(row, 13.5 * min(25, _lines(texts)) + 3)
    _list(sheet, row, where.options)


def _typed(decision: Decision | None) -> tuple[str, ...]:
    """What a person filled in, in the order of the columns."""
    if decision is None:
        return ("",) * (len(COLUMNS) - _TYPED)
    return decision.answer, decision.explanation, decision.topic, ", ".join(decision.rests)


_SAYS = {"yes": "Yes", "no": "No", "partial": "In part", "planned": "Planned", "not-applicable": "N/A", "": "(open)"}


def _suggested(item: Item) -> Iterable[str]:
    for one in item.reply.suggestions:
        said = f" {_SAYS[one.word]}" if one.topic.type == "yes-no" else ""
        yield f"{one.topic.question}{said} [{one.topic.id}]"


def _lines(texts: Iterable[str]) -> int:
    """Lines of the tallest cell; Excel does not find the height of a row that it did not write."""
    widths = [width for _, width in COLUMNS]
    return max(
        sum(1 + int(len(line) / (width * 1.2)) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
    )


def _list(sheet: Worksheet, row: int, options: tuple[str, ...]) -> None:
    if not options:
        return
    from xlsxwriter.utility import xl_rowcol_to_cell

    for number, option in enumerate(options):
        sheet.write_string(row, _LISTS + number, option)
    first = xl_rowcol_to_cell(row, _LISTS, True, True)
    last = xl_rowcol_to_cell(row, _LISTS + len(options) - 1, True, True)
    sheet.data_validation(
        row, _TYPED, row, _TYPED,
        {"validate": "list", "source": f"={first}:{last}", "error_title": "Not in the customer's list",
         "error_message": "The customer's file takes one of the listed values only."},
    )  # fmt: skip


def _topics(book: Workbook, styles: Mapping[str, Format], review: Worksheet, count: int, dossier: Dossier) -> None:
    """The topics of the library with what they ask, to choose from."""
    topics = Library.of(dossier).topics
    sheet = book.add_worksheet("Topics")
    for column, (heading, width) in enumerate((("Topic", 30), ("Asks", 70), ("Good answer", 14), ("Owner", 28))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, styles["head"])
    for row, topic in enumerate(topics, 1):
        good = ("Yes" if topic.polarity == "yes-is-good" else "No") if topic.type == "yes-no" else "a text"
        for column, text in enumerate((topic.id, topic.question, good, dossier.role(topic.owner))):
            sheet.write_string(row, column, text, styles["cell"])
    sheet.freeze_panes(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if topics:
        at = _TYPED + 2
        review.data_validation(
            _TOP + 1, at, _TOP + count, at,
            {"validate": "list", "source": f"=Topics!$A$2:$A${len(topics) + 1}", "error_type": "information",
             "error_title": "Not in the list", "error_message": "`opposite of ` may stand before the id of a topic."},
        )  # fmt: skip


def _settings(sheet: Worksheet, items: tuple[Item, ...]) -> None:
    most = max((len(places(item.question).options) for item in items), default=0)
    if most:
        sheet.set_column(_LISTS, _LISTS + most - 1, None, None, {"hidden": True})
    sheet.freeze_panes(_TOP + 1, 3)
    sheet.autofilter(_TOP, 0, _TOP + max(1, len(items)), len(COLUMNS) - 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TOP)
    sheet.print_area(0, 0, _TOP + max(1, len(items)), len(COLUMNS) - 1)
    sheet.set_footer("&L&8&F&R&8&P of &N")
