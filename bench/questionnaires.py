"""Benchmarks of questionnaires: a workbook read and filled, against openpyxl loading and saving the same file.

The workbook is made here: 330 questions on ten sheets with lists, 18,000 formulas that score them on further sheets,
long guidance, conditional formats and notes: what the largest public questionnaires look like.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bench.measure import Bench, Pair
from compliance import pipeline
from compliance.graph.dossier import Dossier
from compliance.questionnaires.answer_file import Request, answer_file, inputs
from compliance.questionnaires.files import ReadOptions, read, write
from compliance.questionnaires.model import Entry
from compliance.registers.records.answers import Answer

SHEETS, EACH, FORMULAS = 10, 33, 18_000


def workbook(path: Path, texts: Sequence[str] = ()) -> Path:
    """A questionnaire of 330 questions and 18,000 formulas; the questions are ``texts``, or made up."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in range(SHEETS):
        _asking(book, f"Section {sheet + 1}", sheet, bold, wrap, texts[sheet * EACH : (sheet + 1) * EACH])
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


def _asking(book: object, name: str, number: int, bold: object, wrap: object, texts: Sequence[str]) -> None:
    sheet = book.add_worksheet(name)  # type: ignore[attr-defined]
    sheet.merge_range("A1:F1", f"Vendor assessment, {name}", bold)
    sheet.write_row(3, 0, ["ID", "Question", "Answer", "Additional information", "Guidance", "Reference"], bold)
    for row in range(4, 4 + EACH):
        made_up = f"Do you keep control {number}.{row} in place for systems that process our data, and is it reviewed?"
        text = texts[row - 4] if texts else made_up
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
        "from pathlib import Path; from bench.measure import peak; from bench.questionnaires import fill; "
        f"fill(Path({str(path)!r}), Path({str(folder / 'ours.xlsx')!r})); "
        "assert peak() < 300, f'{peak()} MB at its peak'"
    )
    return Pair(lambda: subprocess.run([sys.executable, "-c", ours], check=True), lambda: None)


def asked() -> tuple[str, ...]:
    """330 questions that the worked company's library answers, from all of its parts."""
    topics = _company().all(Answer)
    phrases = [text for n in range(9) for topic in topics for text in topic.phrasings[n : n + 1] if len(text) > 25]
    return tuple(phrases[: SHEETS * EACH])


@cache
def _company() -> Dossier:
    root = Path(__file__).parent.parent
    dossier = pipeline.link(root, pipeline.read(root), pipeline.CheckOptions())
    assert dossier is not None
    return dossier


def _answered(folder: Path) -> Pair:
    """Read, answer, write, compare, manifest and review, with the registers loaded."""
    path, dossier = workbook(folder / "questionnaire.xlsx", asked()), _company()

    def ours() -> int:
        out = folder / "ours.xlsx"
        given = inputs(Request(file=path, options=ReadOptions(), out=out, nda=True, force=True))
        return answer_file(given, dossier, str, commit="", version="bench").triage.now

    if ours() < 0.8 * SHEETS * EACH:
        raise SystemExit("fewer than four of five questions of the generated workbook were answered")
    return Pair(ours, lambda: _openpyxl(path, folder / "theirs.xlsx"))


def _process(folder: Path) -> Pair:
    """The command itself, registers and start included: stops above 5 s of one core or 300 MB."""
    path = workbook(folder / "questionnaire.xlsx", asked())
    command = [sys.executable, "-m", "compliance", "answer", str(path), "--nda", "--force", "-o",
               str(folder / "ours.xlsx"), "--project", str(Path(__file__).parent.parent)]  # fmt: skip
    ours = (
        "import resource, subprocess; "
        f"done = subprocess.run({command!r}, stdout=subprocess.DEVNULL); assert done.returncode in (0, 1); "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); peak = used.ru_maxrss // 1024; "
        "seconds = used.ru_utime + used.ru_stime; "
        "assert seconds < 5 and peak < 300, f'{seconds:.1f} s of one core, {peak} MB at its peak'"
    )
    theirs = f"import openpyxl; openpyxl.load_workbook({str(path)!r}).save({str(folder / 'theirs.xlsx')!r})"
    return Pair(
        lambda: subprocess.run([sys.executable, "-c", ours], check=True),
        lambda: subprocess.run([sys.executable, "-W", "ignore", "-c", theirs], check=True),
    )


AGAINST = "openpyxl, load and save"
BENCHES: tuple[Bench, ...] = (
    Bench("fill 330 questions, 18,000 formulas", AGAINST, _end_to_end, 1, rounds=5),
    Bench("answer 330 questions, 18,000 formulas", AGAINST, _answered, 4, rounds=3),
    Bench("answer, under 5 s CPU and 300 MB", f"{AGAINST}, whole processes", _process, 6, rounds=3),
    Bench("fill, whole process under 300 MB", "nothing", _memory, 5, unit="s", rounds=3),
)
