"""``dossier migrate``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from compliance import pipeline, project
from compliance.cli.options import common
from compliance.diagnostics import DossierError
from compliance.registers.kinds import SCHEMA_VERSION
from compliance.registers.records.company import Project


class _UnreadableError(DossierError):
    def __init__(self) -> None:
        super().__init__("the project's dossier.yaml cannot be read", "`dossier check` says why")


class _NewerError(DossierError):
    def __init__(self, version: int) -> None:
        super().__init__(
            f"the registers are of schema version {version}, this Dossier reads {SCHEMA_VERSION}",
            "install a newer Dossier",
        )


@click.command("migrate", short_help="Bring older registers forward.")
@common
def command(start: Path, today: datetime.date | None) -> None:
    """Bring registers of an older schema version forward. Version 1 is the first, so there is none yet."""
    registers = pipeline.read(project.find_root(start)).registers
    if not registers.all(Project):
        raise _UnreadableError
    version = registers.project.schema_version
    if version > SCHEMA_VERSION:
        raise _NewerError(version)
    click.echo(f"schema version {version} is the current one; nothing to do")
