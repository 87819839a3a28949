"""``dossier list``."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from compliance import pipeline, project
from compliance.cli.options import cache, common, no_cache
from compliance.diagnostics import Severity
from compliance.registers.kinds import BY_NAME, KINDS
from compliance.registers.load import Registers
from compliance.registers.positions import Positions
from compliance.reporters.report import plural, printable


@click.command("list", short_help="List the records of a kind.")
@click.argument("kind", required=False, type=click.Choice([k.name for k in KINDS] + ["role", "product", "plan"]))
@common
@no_cache
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How records are printed.")
def command(kind: str | None, start: Path, today: datetime.date | None, no_cache: bool, form: str) -> None:
    """List the records of KIND with the line that each stands on; without KIND, count them all."""
    root = project.find_root(start)
    loaded = pipeline.read(root, cache(no_cache))
    registers = loaded.registers
    if kind is None:
        counts = {k.name: len(registers.records.get(k.record, {})) for k in KINDS}
        click.echo(json.dumps(counts, indent=2) if form == "json" else _table(list(counts.items())))
        return
    positions = Positions(root)
    rows = [(id, _title(record), str(positions.span(record.place))) for id, record in _records(registers, kind).items()]
    if form == "json":
        click.echo(json.dumps([{"id": i, "title": t, "at": p} for i, t, p in rows], indent=2, ensure_ascii=False))
    elif rows:
        click.echo(_table(rows))
    errors = sum(1 for d in loaded.found if d.severity == Severity.ERROR)
    if errors:
        click.echo(f"{plural(errors, 'error')} kept records from being read; `dossier check` shows them", err=True)
        sys.exit(1)


def _records(registers: Registers, kind: str) -> Mapping[str, Any]:
    """Records of a kind, or of one that stands inside dossier.yaml."""
    if kind in BY_NAME:
        return registers.records.get(BY_NAME[kind].record, {})
    if not registers.ids("project"):
        return {}
    return {"role": registers.roles, "product": registers.products, "plan": registers.plans}[kind]


def _title(record: Any) -> str:
    for name in ("title", "name", "legal_name", "service", "question", "requirement", "description"):
        value = getattr(record, name, "")
        value = getattr(value, "value", value)
        if value:
            return printable(str(value))
    return ""


def _table(rows: list[Any]) -> str:
    columns = list(zip(*rows, strict=True))
    widths = [max(len(str(cell)) for cell in column) for column in columns]
    return "\n".join("  ".join(str(c).ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)
