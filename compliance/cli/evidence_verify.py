"""``dossier evidence verify``."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from compliance.cli.evidence_common import open_project
from compliance.cli.options import common
from compliance.evidence.verify import Verified, verify
from compliance.registers.positions import Positions
from compliance.reporters.report import plural, printable


@click.command("verify", short_help="Hash every file again and follow the custody log.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed."
)
@common
def command(form: str, start: Path, today: datetime.date | None) -> None:
    """Hash every file of evidence again, compare with its record, and follow the custody log line by line.

    Exit code 0: everything holds. 1: something does not.
    """
    dossier = open_project(start, today).dossier
    found = verify(dossier)
    positions = Positions(dossier.root)
    if form == "json":
        wrong = [{"at": str(positions.span(w.place)), "message": w.message} for w in found.wrong]
        click.echo(json.dumps({**asdict(found), "wrong": wrong}, indent=2, ensure_ascii=False))
    else:
        for line in _lines(found, positions):
            click.echo(line)
    if found.wrong:
        sys.exit(1)


def _lines(found: Verified, positions: Positions) -> Iterator[str]:
    for each in found.wrong:
        yield printable(f"{positions.span(each.place)}: {each.message}")
    elsewhere = f", {found.by_reference} kept elsewhere and not looked at" if found.by_reference else ""
    yield f"{plural(found.records, 'record')}; {plural(found.files, 'file')} hashed, {found.bytes:,} bytes{elsewhere}"
    if found.logged:
        yield f"custody log: {plural(found.entries, 'entry', 'entries')} followed"
    else:
        yield "there is no custody log; `dossier evidence log --adopt` begins one"
    yield f"{plural(len(found.wrong), 'thing does', 'things do')} not hold" if found.wrong else "everything holds"
