"""``dossier evidence population``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from compliance.cli.evidence_add import RepeatedError
from compliance.cli.evidence_common import asked_for, describing, open_project, report, values_of
from compliance.cli.options import common
from compliance.evidence.filing import file_all
from compliance.evidence.given import Given, IntakeError, shown


@click.group("population", short_help="File the list of all items that samples are drawn from.")
def command() -> None:
    """The whole from which samples are drawn: what it is, how it was made, and that it is complete."""


@command.command("add", short_help="File a population.")
@click.argument("file", type=click.Path(path_type=Path))
@describing("kind")
@click.option("--filter", "filter_used", help="What the export left out, or `none`.")
@click.option("--time-zone", help="Time zone of the dates in it, for example UTC or Europe/Oslo.")
@click.option("--completeness", help="How it was made sure that no item is missing.")
@click.option("--extraction-proof", help="What shows that the export was made as stated.")
@click.option("--id-column", help="The column that identifies an item; else the first that can.")
@click.option("--expected-rows", type=click.IntRange(0), help="What the source counts: another number is refused.")
@click.option("--dry-run", is_flag=True, help="Say what would be filed, and write nothing.")
@common
def add(
    file: Path,
    filter_used: str | None,
    time_zone: str | None,
    completeness: str | None,
    extraction_proof: str | None,
    id_column: str | None,
    expected_rows: int | None,
    dry_run: bool,
    start: Path,
    today: datetime.date | None,
    **options: Any,
) -> None:
    """File FILE, a CSV with one line an item, as a population. Its rows are counted and its ids looked at."""
    opened = open_project(start, today)
    stated = {
        "completeness_check": completeness,
        "filter_used": filter_used,
        "time_zone": time_zone,
        "extraction_proof": extraction_proof,
        "id_column": id_column,
        "expected_rows": expected_rows,
    }
    population = {key: value for key, value in stated.items() if value is not None}
    values = {**values_of(options, opened.dossier), "kind": "population", "population": population}
    given = Given(file, values, like=options["like"], unreviewed=options["unreviewed"])
    outcome = file_all([asked_for(given, opened.dossier)], opened.dossier, opened.now, dry_run)
    if outcome.mistakes:
        raise IntakeError(outcome.mistakes)
    if outcome.repeated:
        raise RepeatedError(shown(file), outcome.repeated[0].id)
    for line in report(outcome, dry_run):
        click.echo(line)
