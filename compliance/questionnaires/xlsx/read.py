"""A workbook becomes a questionnaire."""

from __future__ import annotations

from compliance.frameworks.questionnaire_words import heading_role
from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.layout import Choice
from compliance.questionnaires.legend import explain
from compliance.questionnaires.model import Questionnaire, fingerprint_of
from compliance.questionnaires.package import Package
from compliance.questionnaires.survey import notes, survey, used_questions
from compliance.questionnaires.xlsx.book import Book
from compliance.questionnaires.xlsx.lists import Lists, Rules
from compliance.questionnaires.xlsx.sheet_grid import SheetGrid


def workbook(package: Package, kind: str, chosen: Choice, named: tuple[str, ...]) -> Questionnaire:
    """The questions of a workbook. Raises :class:`QuestionnaireError` for what cannot be read."""
    book = Book(package)
    lists = Lists(book)
    shown = [entry for entry in book.sheets if entry.part and entry.state == "visible"]
    others = {
        entry.name: "it is no worksheet" if not entry.part else "it is hidden"
        for entry in book.sheets
        if entry not in shown
    }
    _known(book, named, others)
    wanted = [entry for entry in shown if not named or entry.name in named]
    others.update({entry.name: "it was not named on the command line" for entry in shown if entry not in wanted})
    grids = [SheetGrid(sheet, Rules(lists, sheet)) for sheet in (lists.sheet(entry.index) for entry in wanted)]
    parts = survey(grids, chosen, named, package.name)
    explain(parts)
    found = used_questions(parts)
    return Questionnaire(
        package.name,
        "xlsm" if kind == "xlsm" else "xlsx",
        _title(grids),
        found,
        notes(parts, others, [entry.name for entry in book.sheets]),
        fingerprint_of(found),
    )


def _known(book: Book, named: tuple[str, ...], others: dict[str, str]) -> None:
    for name in named:
        if name not in {entry.name for entry in book.sheets}:
            sheets = ", ".join(entry.name for entry in book.sheets if entry.name not in others)
            raise QuestionnaireError(f"{book.package.name} has no sheet {name!r}", f"its sheets are: {sheets}")
        if name in others:
            raise QuestionnaireError(
                f"sheet {name!r} of {book.package.name} is never written to: {others[name]}",
                "show it in the workbook first",
            )


def _title(grids: list[SheetGrid]) -> str:
    """The first text of the first sheets that is long enough to be a title; headings of a table are none."""
    for grid in grids[:3]:
        for row in grid.rows()[:5]:
            texts = [" ".join(grid.text(row, column).split()) for column in grid.columns()[:8]]
            if sum(bool(heading_role(text)[0]) for text in texts if text) >= 2:
                continue
            for text in texts[:4]:
                if 12 <= len(text) <= 120 and " " in text and not text.endswith((".", "?", ":")):
                    return text
    return ""
