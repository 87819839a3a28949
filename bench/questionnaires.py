"""Benchmarks of questionnaires: a workbook read and filled, against openpyxl loading and saving the same file.

The workbook is made here: 330 questions on ten sheets with lists, 18,000 formulas that score them on further sheets,
long guidance, conditional formats and notes: what the largest public questionnaires look like.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

from bench.measure import Bench, Pair
from compliance.questionnaires.files import read, write
from compliance.questionnaires.model import Entry

SHEETS, EACH, FORMULAS = 10, 33, 18_000


def workbook(path: Path) -> Path:
    """A questionnaire of 330 questions and 18,000 formulas."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in range(SHEETS):
        _asking(book, f"Section {sheet + 1}", sheet, bold, wrap)
    scores = [book.add_worksheet(f"Scoring {n + 1}") for n in range(3)]
    rows = FORMULAS // len(scores) // 10
    for score in scores:
        for row in range(rows):
            source = f"'Section {row % SHEETS + 1}'!C{5 + row % EACH}"
            for column in range(10):
                score.write_formula(row, column, f'=IF({source}="Yes",{column},IF({source}="No",0,""))', None, 0)
    book.add_worksheet("Lists").write_column(0, 0, ["Yes", "No", "Partial", "N/A"])
    book.close()
    return path


def _asking(book: object, name: str, number: int, bold: object, wrap: object) -> None:
    sheet = book.add_worksheet(name)  # type: ignore[attr-defined]
    sheet.merge_range("A1:F1", f"Vendor assessment, {name}", bold)
    sheet.write_row(3, 0, ["ID", "Question", "Answer", "Additional information", "Guidance", "Reference"], bold)
    for row in range(4, 4 + EACH):
        text = f"Do you keep control {number}.{row} in place for systems that process our data, and is it reviewed?"
        sheet.write_row(
            row, 0, [f"Q-{number + 1:02}.{row:02}", text, None, None, "Describe who does what. " * 12, "A.5"], wrap
        )
        sheet.write_blank(row, 2, None, wrap)
    sheet.data_validation(4, 2, 3 + EACH, 2, {"validate": "list", "source": "=Lists!$A$1:$A$4"})
    sheet.conditional_format(4, 2, 3 + EACH, 2, {"type": "cell", "criteria": "==", "value": '"No"', "format": bold})
    sheet.write_comment("C5", "Choose from the list")


def fill(path: Path, out: Path) -> int:
    """Read the workbook, answer every question with a comment, write and read back; how many cells were written."""
    found = read(path)
    entries = []
    for number, question in enumerate(found.questions):
        slot = question.answers[0]
        entries.append(Entry(slot, slot.options[number % len(slot.options)]))
        if question.comment:
            entries.append(Entry(question.comment, f"Control {number} is in place and was reviewed."))
    return len(write(path, entries, out).written)


def _openpyxl(path: Path, out: Path) -> None:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(path).save(out)


def _end_to_end(folder: Path) -> Pair:
    path = workbook(folder / "questionnaire.xlsx")
    if fill(path, folder / "out.xlsx") != 2 * SHEETS * EACH:
        raise SystemExit("not every question of the generated workbook was found and filled")
    return Pair(lambda: fill(path, folder / "ours.xlsx"), lambda: _openpyxl(path, folder / "theirs.xlsx"))


def _memory(folder: Path) -> Pair:
    """Whole processes, start included; ours prints its peak and stops where it is above 300 MB."""
    path = workbook(folder / "questionnaire.xlsx")
    ours = (
        "import resource; from pathlib import Path; from bench.questionnaires import fill; "
        f"fill(Path({str(path)!r}), Path({str(folder / 'ours.xlsx')!r})); "
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024; "
        "assert peak < 300, f'{peak} MB at its peak'"
    )
    return Pair(lambda: subprocess.run([sys.executable, "-c", ours], check=True), lambda: None)


AGAINST = "openpyxl, load and save"
BENCHES: tuple[Bench, ...] = (
    Bench("fill 330 questions, 18,000 formulas", AGAINST, _end_to_end, 1, rounds=5),
    Bench("fill, whole process under 300 MB", "nothing", _memory, 5, unit="s", rounds=3),
)
