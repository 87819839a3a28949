"""``dossier redlines``: what a returned Word file changes in the agreement that was sent."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

import click

from compliance.cli.options import common


@click.command("redlines", short_help="Show what a returned Word file changes, clause by clause.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
@click.option(
    "--sent",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file that was sent: compares every word with it.",
)
@click.option("--customer", default="", metavar="ID", help="Whom it was sent to, where the file no longer says so.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How changes are printed.")
def command(file: Path, start: Path, today: datetime.date | None, sent: Path | None, customer: str, form: str) -> None:
    """Show what FILE, a Word file that came back, changes: tracked changes, comments, and changes without a mark.

    Each is told by the clause's number and id. Without --sent, the hashes that the file carries say which clauses
    differ from what was sent although no tracked change says so. Exit code 0: nothing differs. 1: something does.
    2: wrong use, or a file that cannot be read.
    """
    from compliance.cli import redlines_text
    from compliance.redlining import compare

    found = compare(file, sent, customer, start, today)
    if form == "json":
        click.echo(json.dumps(redlines_text.data(found), indent=2, ensure_ascii=False))
    else:
        for line in redlines_text.text(found):
            click.echo(line)
    if found.found.changes:
        sys.exit(1)
