"""``dossier evidence status``."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from compliance.cli.evidence_common import UnknownError, open_project, owner_id
from compliance.cli.options import common
from compliance.derive.evidence_status import HORIZONS, STANDINGS, ControlEvidence, Due, Status, status
from compliance.graph.dossier import Dossier
from compliance.registers.positions import Positions
from compliance.reporters.report import plural, printable

FAILS = {"stale": ("missing", "stale"), "ageing": ("missing", "stale", "ageing"), "never": ()}


@click.command("status", short_help="Fresh, ageing, stale, missing; what is due.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed."
)
@click.option("--owner", default="", metavar="ROLE", help="Only what this role owns.")
@click.option("--control", default="", metavar="ID", help="Only this control.")
@click.option("--all", "everything", is_flag=True, help="List fresh controls too.")
@click.option(
    "--fail-on", type=click.Choice(list(FAILS)), default="stale", help="From which state on the exit code is 1."
)
@common
def command(
    form: str, owner: str, control: str, everything: bool, fail_on: str, start: Path, today: datetime.date | None
) -> None:
    """Say for each control in force whether evidence in date proves it, and what has to be collected again by when.

    Exit code 0: every control has evidence in date. 1: one is stale or missing, and no waiver accepts that.
    """
    dossier = open_project(start, today).dossier
    role = owner_id(owner, dossier)
    if control and control not in dossier.registers.ids("control"):
        raise UnknownError("control", control)
    found = status(dossier, role, control)
    if form == "json":
        click.echo(json.dumps(_data(found, dossier), indent=2, ensure_ascii=False))
    else:
        for line in _lines(found, dossier, everything or bool(control or owner)):
            click.echo(line)
    if _fails(found, fail_on):
        sys.exit(1)


def _fails(found: Status, fail_on: str) -> bool:
    late = fail_on != "never" and any(d.days < 0 and not d.waived for d in found.due)
    return late or any(c.standing in FAILS[fail_on] and not c.waived for c in found.controls)


def _lines(found: Status, dossier: Dossier, everything: bool) -> Iterator[str]:
    positions = Positions(dossier.root)
    shown = [c for c in found.controls if everything or c.standing != "fresh"]
    for standing in STANDINGS:
        for each in shown:
            if each.standing == standing:
                yield printable(_control(each, dossier, positions))
    if shown:
        yield ""
    yield from _due_lines(found, dossier)
    yield from _owners(found, dossier)
    counts = ", ".join(f"{count} {standing}" for standing, count in found.counts().items())
    yield f"{plural(len(found.controls), 'control')} in force: {counts}; {found.not_in_force} not in force"
    newer = f", {found.renewed} of them renewed since" if found.renewed else ""
    yield f"examined {plural(found.evidence, 'piece')} of evidence{newer}, on {dossier.today}"


def _control(each: ControlEvidence, dossier: Dossier, positions: Positions) -> str:
    owner, best = dossier.role(each.control.owner), each.best
    waived = f"; accepted by {each.waived}" if each.waived else ""
    if best is None:
        lost = ", ".join(p.evidence.id for p in each.proofs)
        why = f"the files of {lost} are gone, changed or of a later day" if lost else "no evidence names it"
        return (
            f"{each.standing:<8}{each.control.id:<8} {why} ({owner}; {positions.span(each.control.at('id'))}){waived}"
        )
    held = "held until" if each.standing == "stale" else "holds until"
    return (
        f"{each.standing:<8}{each.control.id:<8} {best.evidence.id} {held} {best.freshness.expires} ({owner}){waived}"
    )


def _due_lines(found: Status, dossier: Dossier) -> Iterator[str]:
    """What is over, and what ends within each horizon."""
    edges = ((None, -1, "over"), *((low, high, f"due within {high} days") for low, high in _spans()))
    for low, high, title in edges:
        rows = [d for d in found.due if (low is None or d.days >= low) and d.days <= high]
        if rows:
            yield f"{title}: {len(rows)}"
            yield from (printable(_due(row, dossier)) for row in rows)
            yield ""


def _spans() -> Iterator[tuple[int, int]]:
    low = 0
    for high in HORIZONS:
        yield low, high
        low = high + 1


def _due(row: Due, dossier: Dossier) -> str:
    waived = f"; accepted by {row.waived}" if row.waived else ""
    return f"  {row.expires}  {row.evidence.id}  {row.evidence.title} ({dossier.role(row.owner)}){waived}"


def _owners(found: Status, dossier: Dossier) -> Iterator[str]:
    """Counts by owner, as a small table."""
    owners = sorted({c.control.owner for c in found.controls}, key=dossier.role)
    if len(owners) < 2:
        return
    width = max(len(dossier.role(owner)) for owner in owners)
    yield f"{'owner':<{width}}" + "".join(f"{standing:>9}" for standing in STANDINGS)
    for owner in owners:
        mine = [c.standing for c in found.controls if c.control.owner == owner]
        yield f"{dossier.role(owner):<{width}}" + "".join(f"{mine.count(standing):>9}" for standing in STANDINGS)
    yield ""


def _data(found: Status, dossier: Dossier) -> dict[str, Any]:
    positions = Positions(dossier.root)
    return {
        "today": dossier.today.isoformat(),
        "counts": found.counts(),
        "not_in_force": found.not_in_force,
        "examined": {"controls": len(found.controls), "evidence": found.evidence, "renewed": found.renewed},
        "controls": [
            {
                "control": c.control.id,
                "owner": c.control.owner,
                "standing": c.standing,
                "evidence": c.best.evidence.id if c.best else None,
                "holds_until": c.best.freshness.expires.isoformat() if c.best else None,
                "waived_by": c.waived or None,
                "at": str(positions.span(c.control.at("id"))),
            }
            for c in found.controls
        ],
        "due": [
            {
                "evidence": d.evidence.id,
                "title": d.evidence.title,
                "type": d.evidence.type,
                "owner": d.owner,
                "holds_until": d.expires.isoformat(),
                "days": d.days,
                "waived_by": d.waived or None,
            }
            for d in found.due
        ],
    }
