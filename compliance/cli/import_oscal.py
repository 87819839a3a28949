"""``dossier import oscal``."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance import project
from compliance.cli.options import common
from compliance.diagnostics import DossierError
from compliance.reporters.report import plural, printable

if TYPE_CHECKING:
    from compliance.oscal.framework import Imported


class _ThereError(DossierError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already", "name another with -o, or overwrite it with --force")


@click.command("oscal", short_help="An OSCAL catalog becomes a framework of the project.")
@click.argument("catalog", type=click.Path(path_type=Path))
@common
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else frameworks/ID.yaml."
)
@click.option("--id", "id", default="", help="Id of the framework; else the file's name, or one made of the title.")
@click.option(
    "--kind",
    type=click.Choice(["criteria", "controls"]),
    default="criteria",
    help="criteria: requirements are met through your controls. controls: each is a control that you decide on.",
)
@click.option("--with-text", is_flag=True, help="Keep the requirements' own texts; only where their licence allows it.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
def command(
    catalog: Path,
    start: Path,
    today: datetime.date | None,
    output: Path | None,
    id: str,
    kind: str,
    with_text: bool,
    force: bool,
) -> None:
    """Make a framework of the project from CATALOG, an OSCAL catalog in JSON or YAML.

    Identifiers, titles and groups are kept. Texts, parameters, links and withdrawn controls are left out and
    counted. Put the framework's id under `frameworks:` in dossier.yaml to have it in scope. Exit code 0: written.
    1: the catalog has faults that stand in the way, and nothing was written. 2: wrong use.
    """
    from compliance.oscal.framework import ImportOptions, from_file, write

    root = None if output else project.find_root(start)
    day = project.today(today, None)
    name = id or (output.stem if output else "")
    imported = from_file(catalog, ImportOptions(name, kind, with_text, day))
    _findings(imported)
    if imported.failed:
        sys.exit(1)
    path = output or (root or start) / "frameworks" / f"{imported.id}.yaml"
    if path.exists() and not force:
        raise _ThereError(path)
    data = write(imported)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    _report(imported, path)


def _findings(imported: Imported) -> None:
    from compliance.oscal.check import shown

    for found in imported.found:
        click.echo(f"{shown(found)}: {found.severity.word}[{found.code}]: {printable(found.message)}", err=True)
        click.echo(f"  help: {printable(found.help)}", err=True)


def _report(imported: Imported, path: Path) -> None:
    kept = imported.kept
    click.echo(f"{path}: {plural(kept['controls'], 'requirement')} in {plural(kept['groups'], 'group')}")
    left = ", ".join(f"{count:,} {what}" for what, count in imported.left_out.items() if count)
    click.echo(f"left out: {left or 'nothing'}")
    click.echo("put it in scope in dossier.yaml:")
    click.echo(f"  frameworks:\n    - id: {imported.id}\n      minimum_coverage: 0")
