"""``dossier check-oscal``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.diagnostics import Diagnostic, Place, Severity
from compliance.reporters.report import plural, printable

if TYPE_CHECKING:
    from compliance.oscal.check import Checked


@click.command("check-oscal", short_help="Check OSCAL files: NIST's schema, and references that it cannot check.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How findings are printed.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="warning",
    help="Exit with 1 on findings of this severity or worse.",
)
def command(files: tuple[Path, ...], form: str, fail_on: str) -> None:
    """Check FILES, OSCAL documents in JSON or YAML, or folders of them: ours or anybody's.

    First NIST's JSON schema, then what no schema can say: references within and between the documents, ids that
    stand twice, values and property names outside OSCAL's lists. Documents may name each other and files beside
    them; nothing is fetched from a network. Exit code 0: nothing at or above --fail-on. 1: findings. 2: wrong use.
    """
    from compliance.oscal import read
    from compliance.oscal.check import check_files

    named, sides = read.files(files)
    checked = check_files(named)
    if form == "json":
        click.echo(json.dumps(_data(checked), indent=2, ensure_ascii=False))
    else:
        _print(checked, len(named), sides)
    worst = max((d.severity for d in checked.found), default=None)
    if fail_on != "never" and worst is not None and worst >= Severity[fail_on.upper()]:
        sys.exit(1)


def _data(checked: Checked) -> dict[str, object]:
    return {
        "documents": [{"path": d.name, "model": d.model} for d in checked.documents],
        "examined": checked.examined,
        "findings": [_finding(d) for d in checked.found],
    }


def _finding(found: Diagnostic) -> dict[str, object]:
    at = found.label.at
    place = {"pointer": at.pointer} if isinstance(at, Place) else {"line": at.line, "column": at.column}
    return {
        "code": found.code,
        "severity": found.severity.word,
        "message": found.message,
        "path": at.file,
        **place,
        "help": found.help,
    }


def _print(checked: Checked, files: int, sides: int) -> None:
    from compliance.oscal import schema
    from compliance.oscal.check import shown

    for found in checked.found:
        click.echo(f"{printable(shown(found))}: {found.severity.word}[{found.code}]: {printable(found.message)}")
        if found.help:
            click.echo(f"  = help: {printable(found.help)}")
    counts = ", ".join(
        plural(sum(1 for d in checked.found if d.severity == severity), severity.word)
        for severity in reversed(Severity)
    )
    click.echo(
        f"{plural(len(checked.documents), 'document')} of {plural(files, 'file')}, {checked.examined:,} objects, "
        f"held against OSCAL {schema.version()}: {counts}"
        + (f"; {plural(sides, 'file')} of sources left out" if sides else "")
    )
