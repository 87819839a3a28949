"""``dossier evidence requests``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from compliance.cli.evidence_common import open_project, owner_id
from compliance.cli.options import common
from compliance.evidence.requests import requests
from compliance.reporters.report import plural


@click.command("requests", short_help="Write the list of what to ask of whom.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="evidence-requests.xlsx",
    help="The workbook to write.",
)
@click.option("--days", type=click.IntRange(0, 90), default=90, help="Ask for what ends within so many days.")
@click.option("--owner", default="", metavar="ROLE", help="Only of this role.")
@click.option("--place", metavar="TEXT", help="Where owners put their files, as the list tells them.")
@common
def command(output: Path, days: int, owner: str, place: str | None, start: Path, today: datetime.date | None) -> None:
    """Write a workbook with one sheet for each owner: what is asked, until when, and columns to fill in.

    Read it back with `dossier evidence import LIST.xlsx --files DIR`.
    """
    from compliance.evidence.requests_book import WHERE, write

    dossier = open_project(start, today).dossier
    found = requests(dossier, days, owner_id(owner, dossier))
    if not found.rows:
        click.echo(f"nothing is due within {days} days: no list was written")
        return
    output.write_bytes(write(found, dossier, place or WHERE))
    drawn = f"; {plural(found.samples, 'sample')} to draw again" if found.samples else ""
    click.echo(f"{output}: {plural(len(found.rows), 'request')} to {plural(len(found.owners), 'owner')}{drawn}")
