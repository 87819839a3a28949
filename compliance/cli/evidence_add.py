"""``dossier evidence add``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from compliance.cli.evidence_common import asked_for, describing, open_project, report, values_of
from compliance.cli.options import common
from compliance.diagnostics import DossierError
from compliance.evidence.filing import file_all
from compliance.evidence.given import Given, IntakeError, shown


class RepeatedError(DossierError):
    """The file is in already."""

    def __init__(self, name: str, id: str) -> None:
        super().__init__(
            f"{name} is in already, as {id}; nothing was written",
            f"where it proves another control too, add that to `controls` in controls/evidence/{id}.yaml",
        )


@click.command("add", short_help="File one piece of evidence.")
@click.argument("file", type=click.Path(path_type=Path))
@describing()
@click.option("--by-reference", is_flag=True, help="Leave the file where it is; record hash, size and place.")
@click.option("--location", help="Where the file is kept, with --by-reference.")
@click.option(
    "--redacted-from", metavar="ORIGINAL", type=click.Path(path_type=Path), help="The original: its hash is kept."
)
@click.option("--redaction-note", help="What was taken out, and why.")
@click.option("--dry-run", is_flag=True, help="Say what would be filed, and write nothing.")
@common
def command(
    file: Path,
    by_reference: bool,
    location: str | None,
    redacted_from: Path | None,
    redaction_note: str | None,
    dry_run: bool,
    start: Path,
    today: datetime.date | None,
    **options: Any,
) -> None:
    """Copy FILE into controls/evidence/files under its name there, hash it, write its record and log it.

    What is missing is asked for at a terminal, and listed elsewhere. Nothing that is there is written over.
    """
    opened = open_project(start, today)
    values = values_of(options, opened.dossier)
    values |= {k: v for k, v in (("location", location), ("redaction_note", redaction_note)) if v}
    given = Given(
        file,
        values,
        like=options["like"],
        by_reference=by_reference,
        redacted_from=redacted_from,
        unreviewed=options["unreviewed"],
    )
    outcome = file_all([asked_for(given, opened.dossier)], opened.dossier, opened.now, dry_run)
    if outcome.mistakes:
        raise IntakeError(outcome.mistakes)
    if outcome.repeated:
        raise RepeatedError(shown(file), outcome.repeated[0].id)
    for line in report(outcome, dry_run):
        click.echo(line)
