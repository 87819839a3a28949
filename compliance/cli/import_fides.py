"""``dossier import fides``."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance import pipeline, project
from compliance.cli.options import common
from compliance.diagnostics import Diagnostic, DossierError, Severity
from compliance.reporters.report import plural, printable

if TYPE_CHECKING:
    from compliance.imports.fides import Carried
    from compliance.registers.load import Registers


class _NoOwnerError(DossierError):
    def __init__(self, role: str, known: list[str]) -> None:
        what = f"dossier.yaml has no role `{role}`" if role else "dossier.yaml has no role that could own an activity"
        super().__init__(what, f"choose --owner from {', '.join(known)}" if known else "add one under `roles`")


class _BadNameError(DossierError):
    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` is no name of a file", "use letters, digits, dots and hyphens")


@click.command("fides", short_help="Systems, flows and activities from Fides manifests (fideslang).")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@common
@click.option("--name", default="fides", show_default=True, help="Name of the files that are written, without ending.")
@click.option("--owner", default="", help="Role that owns the activities until you say otherwise; else the officer's.")
@click.option("--dry-run", is_flag=True, help="Say what would be written and what not, and write nothing.")
def command(
    paths: tuple[Path, ...], start: Path, today: datetime.date | None, name: str, owner: str, dry_run: bool
) -> None:
    """Write draft registers from Fides manifests at PATHS (files, or folders with YAML files in them).

    Systems and datasets become systems, egress and ingress flows, privacy declarations activities, and
    named legal persons parties. Fields that registers do not have stay under `x-fides`.
    Exit code 0: everything was carried over or kept. 1: something was left out. 2: wrong use.
    """
    from compliance.imports import drafts
    from compliance.imports.fides import carry, manifests

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise _BadNameError(name)
    root = project.find_root(start)
    registers = pipeline.read(root).registers
    files = manifests.files_at(paths)
    found: list[Diagnostic] = []
    resources = manifests.read(files, found)
    carried = carry(resources, _owner(registers, owner), _taken(registers), _next_number(registers))
    made = drafts.drafts(carried.records, name, "Fides manifests")
    if not dry_run:
        drafts.write(root, made)
    for row in _report(carried, (*found, *carried.found), list(made), len(files), dry_run):
        click.echo(row)
    sys.exit(int(any(d.severity == Severity.ERROR for d in (*found, *carried.found))))


def _owner(registers: Registers, wanted: str) -> str:
    from compliance.registers.records.company import Project

    if not registers.all(Project):
        raise _NoOwnerError(wanted, [])
    known = [role.id for role in registers.project.roles]
    officer = registers.project.company.dpo
    owner = wanted or (officer.role if officer else next(iter(known), ""))
    if owner not in known:
        raise _NoOwnerError(owner, known)
    return owner


def _taken(registers: Registers) -> dict[str, frozenset[str]]:
    from compliance.registers.kinds import BY_NAME

    kinds = ("party", "system", "flow", "activity")
    return {kind: frozenset(registers.records.get(BY_NAME[kind].record, {})) for kind in kinds}


def _next_number(registers: Registers) -> int:
    from compliance.registers.records.flows import Flow

    return 1 + max((flow.number for flow in registers.all(Flow)), default=0)


_HEADS = {
    Severity.ERROR: "left out, for a person to see to:",
    Severity.WARNING: "kept aside or without a counterpart:",
    Severity.NOTE: "guessed, because the manifests do not say:",
}


def _report(
    carried: Carried, found: tuple[Diagnostic, ...], made: list[str], files: int, dry_run: bool
) -> Iterator[str]:
    from compliance.registers.positions import Positions

    positions = Positions(Path())
    for severity, head in _HEADS.items():
        some = [d for d in found if d.severity == severity]
        if some:
            yield head
        for diagnostic in some:
            span = positions.span(diagnostic.label.at, diagnostic.label.part)
            yield f"  {printable(str(span))}: {printable(diagnostic.message)}"
            if diagnostic.help:
                yield f"      help: {printable(diagnostic.help)}"
    for path in made:
        yield f"{'would write' if dry_run else 'wrote'} {path}"
    counts = ", ".join(plural(len(many), *_WORDS[kind]) for kind, many in carried.records.items())
    yield f"read {plural(files, 'file')} with {plural(carried.resources, 'resource')}: {counts}"
    if made:
        yield "trust zones, ways and roles of flows follow from `system_type` and `responsibility`: look at each"
        yield "next: dossier check, which lists what the manifests did not say"


_WORDS = {
    "party": ("legal person", "legal persons"),
    "system": ("system", "systems"),
    "flow": ("flow", "flows"),
    "activity": ("activity", "activities"),
}
