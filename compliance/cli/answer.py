"""``dossier answer``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from compliance.diagnostics import DossierError


class _NothingAskedError(DossierError):
    def __init__(self) -> None:
        super().__init__("nothing to do with the file was named", "give --inspect to see what was found in it")


@click.command("answer", short_help="Read a customer's questionnaire and say what was found in it.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--inspect", is_flag=True, help="Print the questions and columns that were found, and why; write nothing."
)
@click.option("--sheet", "sheets", multiple=True, metavar="NAME", help="Use this sheet (or table) and no other.")
@click.option("--question-column", default="", metavar="COLUMN", help="Column of the questions: letter or heading.")
@click.option("--answer-column", default="", metavar="COLUMN", help="Column of the answers: letter or heading.")
@click.option("--comment-column", default="", metavar="COLUMN", help="Column of the comments: letter or heading.")
@click.option("--verbose", "-v", is_flag=True, help="With --inspect: every question with its place and its list.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the outcome is printed."
)
def command(
    file: Path,
    inspect: bool,
    sheets: tuple[str, ...],
    question_column: str,
    answer_column: str,
    comment_column: str,
    verbose: bool,
    form: str,
) -> None:
    """Read a questionnaire (xlsx, xlsm, docx, csv) and say what was found in it.

    With --inspect: sheet by sheet which columns hold questions, answers and comments, and why; which sheets are left
    alone, and why; lists that could not be read. Where the guess is wrong, name the sheet and the columns.

    Exit code 0: questions were found. 1: none were. 2: wrong use, or a file that cannot be read.
    """
    from compliance.cli import answer_inspect as show
    from compliance.questionnaires.files import ReadOptions, read

    if not inspect:
        raise _NothingAskedError
    found = read(file, ReadOptions(sheets, question_column, answer_column, comment_column))
    if form == "json":
        click.echo(json.dumps(show.data(found), indent=2, ensure_ascii=False))
    else:
        for line in show.text(found, verbose):
            click.echo(line)
    if not found.questions:
        raise SystemExit(1)
