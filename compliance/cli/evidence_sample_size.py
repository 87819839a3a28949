"""``dossier evidence sample-size``."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from compliance.cli.evidence_common import open_project
from compliance.cli.options import common
from compliance.derive.sample_sizes import asked, source_of, table
from compliance.diagnostics import DossierError
from compliance.evidence.samples import SampleError
from compliance.registers.records.controls import Control


class _NoFrequencyError(DossierError):
    def __init__(self, control: str) -> None:
        super().__init__(
            f"{control} does not say how often it is carried out",
            "write `frequency:` into its decision, or say how many items there were with --items",
        )


@click.command("sample-size", short_help="What the table of sample sizes says.")
@click.argument("control", required=False)
@click.option("--items", type=click.IntRange(0), help="Number of items in the population.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed."
)
@common
def command(control: str | None, items: int | None, form: str, start: Path, today: datetime.date | None) -> None:
    """Say how many items of CONTROL are looked at, by how often it is carried out; without CONTROL, the table.

    The table is this product's own judgement until the auditor's stands under `sampling` in dossier.yaml.
    """
    dossier = open_project(start, today).dossier
    if control is None and items is None:
        rows = [
            {"frequency": r.frequency, "title": r.title, "size": r.size, "source": source_of(r, dossier)}
            for r in table(dossier).rows
        ]
        if form == "json":
            click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        for row in rows:
            click.echo(f"{row['title']!s:<20}  {row['size']:>3}")
        for source in dict.fromkeys(str(row["source"]) for row in rows):
            click.echo(f"\n{source}")
        return
    frequency = _frequency(control, dossier.get(Control, control) if control else None)
    found = asked(dossier, frequency, items)
    if found is None:
        raise _NoFrequencyError(control or "the control")
    if form == "json":
        answer = {"control": control, "frequency": found.row.frequency, "items": items, "size": found.size}
        click.echo(json.dumps({**answer, "source": found.source}, indent=2, ensure_ascii=False))
        return
    per_event = " (by the number of items: it is carried out per event)" if frequency in ("", "per-event") else ""
    of = f" of {items}" if items is not None else ""
    click.echo(f"{control or 'a control'}: {found.size}{of}, as of what happens {found.row.title.lower()}{per_event}")
    click.echo(f"\n{found.source}")


def _frequency(id: str | None, control: Control | None) -> str:
    if id is not None and control is None:
        raise SampleError(f"there is no control `{id}`", "`dossier list control` shows those there are")
    return (control.frequency or "") if control else ""
