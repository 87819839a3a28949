"""``dossier evidence log``."""

from __future__ import annotations

import datetime
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import cast

import click

from compliance.cli.evidence_common import Opened, open_project, owner_id
from compliance.cli.options import common
from compliance.derive import custody
from compliance.derive.custody import Action
from compliance.diagnostics import DossierError
from compliance.evidence import custody_log
from compliance.reporters.report import plural, printable

BY_HAND = ("reviewed", "moved", "shared", "sealed")
"""What is entered by hand; the other actions are entered by the commands that do them."""


class _IncompleteError(DossierError):
    def __init__(self, missing: str) -> None:
        super().__init__(
            f"an entry needs {missing}", "--action shared --who ciso --reason 'sent to the auditor' EV-0113"
        )


@click.command("log", short_help="Show the custody log, or enter something in it.")
@click.argument("ids", nargs=-1)
@click.option(
    "--adopt", is_flag=True, help="Enter all evidence that the log does not have yet, after hashing it again."
)
@click.option("--action", type=click.Choice(BY_HAND), help="Enter that this was done with the evidence named.")
@click.option("--who", default="", metavar="ROLE", help="Who did it.")
@click.option("--reason", default="", help="Why, for whom, or where to.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the log is printed.")
@common
def command(
    ids: tuple[str, ...],
    adopt: bool,
    action: str | None,
    who: str,
    reason: str,
    form: str,
    start: Path,
    today: datetime.date | None,
) -> None:
    """Print the custody log, all of it or of the evidence named; or enter something at its end.

    Exit code of printing 0: the log is whole. 1: it is damaged.
    """
    opened = open_project(start, today)
    if adopt:
        entered = custody_log.adopt(opened.dossier, opened.now)
        click.echo(f"{plural(len(entered), 'record')} entered in {custody.LOG}")
    elif action:
        _enter(ids, cast("Action", action), who, reason, opened)
    else:
        _print(ids, form, opened)


def _enter(ids: tuple[str, ...], action: Action, who: str, reason: str, opened: Opened) -> None:
    missing = [name for name, value in (("evidence", ids), ("--who", who), ("--reason", reason.strip())) if not value]
    if missing:
        raise _IncompleteError(" and ".join(missing))
    role = owner_id(who, opened.dossier)
    custody_log.note(opened.dossier, ids, action, role, reason.strip(), opened.now)
    click.echo(f"{plural(len(ids), 'entry', 'entries')} made in {custody.LOG}")


def _print(ids: tuple[str, ...], form: str, opened: Opened) -> None:
    log = custody.read(opened.dossier.root)
    for id in ids:
        if id not in opened.dossier.registers.ids("evidence") and all(id != e.evidence for _, e in log.entries):
            raise custody_log.NoEvidenceError(id)
    shown = [(line, entry) for line, entry in log.entries if not ids or entry.evidence in ids]
    if form == "json":
        faults = [{"line": fault.line, "message": fault.message} for fault in log.faults]
        entries = [{"line": line, **asdict(entry)} for line, entry in shown]
        click.echo(json.dumps({"entries": entries, "faults": faults, "head": log.head}, indent=2, ensure_ascii=False))
    else:
        for _, entry in shown:
            reason = f": {entry.reason}" if entry.reason else ""
            click.echo(printable(f"{entry.at}  {entry.evidence}  {entry.action} by {entry.who}{reason}"))
        for fault in log.faults:
            click.echo(f"{custody.LOG}:{fault.line}: {fault.message}")
        click.echo(
            f"{plural(len(shown), 'entry', 'entries')} of {len(log.entries)}" if log.exists else "there is no log yet"
        )
    if log.faults:
        sys.exit(1)
