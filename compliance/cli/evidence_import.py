"""``dossier evidence import``."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from compliance.cli.evidence_common import Opened, describing, open_project, report, values_of
from compliance.cli.options import common
from compliance.evidence import manifest
from compliance.evidence.filing import Outcome, file_all
from compliance.evidence.manifest import Manifest
from compliance.reporters.report import plural, printable


@click.command("import", short_help="File many at once.")
@click.argument("what", metavar="DIR|TABLE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--files",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the files of a table lie; else beside it.",
)
@describing("id")
@click.option("--dry-run", is_flag=True, help="Check everything, say what would be filed, and write nothing.")
@common
def command(
    what: Path,
    folder: Path | None,
    dry_run: bool,
    start: Path,
    today: datetime.date | None,
    **options: Any,
) -> None:
    """File every file of a folder, or every row of a table (CSV, or an answered request list).

    In a folder, names like A.8.13__restore-test__2026-09-30.pdf say what a file is. What is said by options
    holds for every file of which nothing else is said. All goes in or nothing does. A file that is in
    already is passed over.

    Exit code 0: everything is in. 1: something was wrong, and nothing was written.
    """
    opened = open_project(start, today)
    read = _read(what, folder, opened)
    defaults = values_of(options, opened.dossier)
    givens = [
        replace(g, like=g.like or options["like"], unreviewed=options["unreviewed"]).under(defaults)
        for g in read.givens
    ]
    outcome = file_all(givens, opened.dossier, opened.now, dry_run or bool(read.mistakes), in_table=True)
    wrong = (*read.mistakes, *outcome.mistakes)
    if wrong:
        # Rows that cannot be read are told together with what filing says of the others.
        outcome = Outcome(mistakes=wrong)
    for line in _lines(outcome, read, len(givens), dry_run):
        click.echo(line)
    if wrong:
        sys.exit(1)


def _read(what: Path, folder: Path | None, opened: Opened) -> Manifest:
    if what.is_dir():
        return manifest.of_folder(what, opened.dossier)
    if what.suffix.lower() == ".xlsx":
        from compliance.evidence.requests_read import read

        return manifest.of_rows(read(what), folder or what.parent, opened.dossier)
    return manifest.of_csv(what, folder, opened.dossier)


def _lines(outcome: Outcome, read: Manifest, count: int, dry_run: bool) -> Iterator[str]:
    for mistake in outcome.mistakes:
        yield printable(f"{mistake.where}: {mistake.message}")
        if mistake.help:
            yield f"    {printable(mistake.help)}"
    yield from report(outcome, dry_run)
    rows = count + len({m.where for m in read.mistakes})
    open_requests = f", {plural(read.unanswered, 'request')} not answered yet" if read.unanswered else ""
    if outcome.mistakes:
        found = plural(len(outcome.mistakes), "mistake")
        yield f"looked at {plural(rows, 'file')}: {found}, nothing was written{open_requests}"
    else:
        done = f"{len(outcome.filed)} filed, {len(outcome.repeated)} in already"
        yield f"looked at {plural(rows, 'file')}: {done}{open_requests}"
