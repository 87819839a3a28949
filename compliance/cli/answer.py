"""``dossier answer``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.options import common, no_cache

if TYPE_CHECKING:
    from compliance.questionnaires.files import ReadOptions
    from compliance.questionnaires.outputs import Done


@click.command("answer", short_help="Answer a customer's questionnaire in the customer's own file.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The answered file; else FILE with `.answered`.")
@click.option("--customer", "customer_id", default="", metavar="ID", help="Whose questionnaire it is.")
@click.option("--nda", is_flag=True, help="A confidentiality agreement binds the reader, though none is on record.")
@click.option("--review", "decided", type=click.Path(path_type=Path), help="Fill in what was decided in this review.")
@click.option("--against", type=click.Path(path_type=Path), help="Manifest of the old version: keep what is the same.")
@click.option("--learn", is_flag=True, help="Keep approved links and answers of the review in the library; needs --by.")
@click.option("--known", default="", metavar="TITLE", help="With --learn: keep fingerprints of this questionnaire too.")
@click.option("--record", is_flag=True, help="Record what was told in answers/told; needs --customer and --by.")
@click.option("--by", default="", metavar="ROLE", help="With --record or --learn: the role that answers or approves.")
@click.option("--force", is_flag=True, help="Overwrite files that a run before has written.")
@click.option("--inspect", is_flag=True, help="Print what was found in the file, and why; write nothing.")
@click.option("--sheet", "sheets", multiple=True, metavar="NAME", help="Use this sheet (or table) and no other.")
@click.option("--question-column", default="", metavar="COLUMN", help="Column of the questions: letter or heading.")
@click.option("--answer-column", default="", metavar="COLUMN", help="Column of the answers: letter or heading.")
@click.option("--comment-column", default="", metavar="COLUMN", help="Column of the comments: letter or heading.")
@click.option("--verbose", "-v", is_flag=True, help="With --inspect: every question with its place and its list.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the outcome is printed."
)
@no_cache
@common
def command(
    file: Path,
    inspect: bool,
    sheets: tuple[str, ...],
    question_column: str,
    answer_column: str,
    comment_column: str,
    verbose: bool,
    form: str,
    **more: Any,
) -> None:
    """Answer a questionnaire (xlsx, xlsm, docx, csv) from the registers, in a copy of the customer's own file.

    Prints a triage and writes, beside OUT, a report of what was compared, a manifest of what each answer rests on, and
    a review workbook with whatever needs a person. What is filled in already is left alone. A review that was filled in
    is read back with --review; then give --force or another OUT.

    With --learn, what the review approves is kept in the library for the next time, after it was tried. With --against,
    a new version of a questionnaire is compared with the manifest of the old one: what is the same keeps its answers.

    With --inspect nothing is written and no project is needed: which columns hold questions, answers and comments, and
    why. Where the guess is wrong, name the sheet and the columns.

    Exit code 0: everything is answered (with --inspect: questions were found). 1: something is left to a person (or
    there are no questions). 2: wrong use, or a file that cannot be read.
    """
    from compliance.questionnaires.files import ReadOptions

    options = ReadOptions(sheets, question_column, answer_column, comment_column)
    if inspect:
        _inspect(file, options, verbose, form)
        return
    from compliance.cli import answer_show as show
    from compliance.cli.flows_common import answer

    done = _answer(file, options, **more)
    wanting = not done.answers.items or any(item.open for item in done.answers.items)
    answer(show.data(done), show.text(done), form, wanting)


def _inspect(file: Path, options: ReadOptions, verbose: bool, form: str) -> None:
    from compliance.cli import answer_inspect as show
    from compliance.cli.flows_common import answer
    from compliance.questionnaires.files import read

    found = read(file, options)
    lines: Iterator[str] = show.text(found, verbose)
    answer(show.data(found) if form == "json" else {}, lines, form, not found.questions)


def _answer(
    file: Path,
    options: ReadOptions,
    start: Path,
    today: datetime.date | None,
    no_cache: bool,
    customer_id: str,
    decided: Path | None,
    **more: Any,
) -> Done:
    from compliance import __version__
    from compliance.cli.flows_common import Asked
    from compliance.questionnaires.answer_file import Request, answer_file, inputs

    given = inputs(Request(file=file, options=options, customer=customer_id, review=decided, **more))
    project = Asked(start, today, no_cache)
    commit = _commit(project.dossier.root)
    return answer_file(given, project.dossier, project.at, commit=commit, version=__version__)


def _commit(root: Path) -> str:
    """The commit of the project's checkout; empty outside git."""
    from compliance.revision import GitError, commit_of

    try:
        return commit_of(root, "HEAD").hash
    except GitError:
        return ""
