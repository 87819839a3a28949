"""``dossier init``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from compliance import project
from compliance.cli.options import today_option


@click.command("init", short_help="Start a project in an empty folder.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--name", default="Example Company", help="The company's legal name.")
@today_option
def command(folder: Path, name: str, today: datetime.date | None) -> None:
    """Write a small, valid, commented project into FOLDER (here, if none is named).

    Nothing is written over: where a file is already there, nothing is written at all.
    """
    from compliance import starter

    made = starter.project(name, project.today(today, None))
    starter.write(folder, made)
    click.echo(f"{len(made)} files written to {folder.resolve()}; next: dossier check, then dossier build")
