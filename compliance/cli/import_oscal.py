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
@click.option("--force", is_flag=True, help="Write over the file; what you added to its requirements is kept.")
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
    from compliance.oscal.framework import ImportOptions, carry_over, from_file, write

    root = _root(start, output)
    name = id or (output.stem if output else "")
    imported = from_file(catalog, ImportOptions(name, kind, with_text, _today(root, today)))
    _findings(imported)
    if imported.failed:
        sys.exit(1)
    path = output or (root or start) / "frameworks" / f"{imported.id}.yaml"
    if path.exists() and not force:
        raise _ThereError(path)
    gone = carry_over(imported, path) if path.exists() else ()
    data = write(imported)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    _report(imported, path, gone)


def _root(start: Path, output: Path | None) -> Path | None:
    """The project; None where there is none and a file was named that needs none."""
    try:
        return project.find_root(start)
    except project.NoProjectError:
        if output is None:
            raise
        return None


def _today(root: Path | None, option: datetime.date | None) -> datetime.date:
    """The day on which the catalog counts as read: the project's, where there is one that can be read."""
    from compliance import pipeline
    from compliance.registers.records.company import Project

    projects = pipeline.read(root).registers.all(Project) if root and option is None else ()
    return project.today(option, projects[0].as_of if projects else None)


def _findings(imported: Imported) -> None:
    from compliance.oscal.check import shown

    for found in imported.found:
        click.echo(f"{shown(found)}: {found.severity.word}[{found.code}]: {printable(found.message)}", err=True)
        click.echo(f"  help: {printable(found.help)}", err=True)


ONE = {"properties": "property", "parts with prose": "part with prose"}


def _report(imported: Imported, path: Path, gone: tuple[str, ...]) -> None:
    kept = imported.kept
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    click.echo(f"{shown}: {plural(kept['controls'], 'requirement')} in {plural(kept['groups'], 'group')}")
    left = ", ".join(
        plural(count, ONE.get(what, what.removesuffix("s")), what) for what, count in imported.left_out.items() if count
    )
    click.echo(f"left out: {left or 'nothing'}")
    if gone:
        click.echo(f"no longer in the catalog, with what you had added to them: {', '.join(gone)}")
    click.echo("put it in scope in dossier.yaml:")
    click.echo(f"  frameworks:\n    - id: {imported.id}\n      minimum_coverage: 0")
