"""``dossier evidence``: evidence goes in, is asked for, drawn from and verified; one module a command."""

from __future__ import annotations

from typing import ClassVar

import click

from compliance.cli import LazyGroup

TASKS: dict[str, tuple[str, str]] = {
    "add": ("compliance.cli.evidence_add", "File one piece of evidence: copied, hashed, recorded, logged."),
    "import": ("compliance.cli.evidence_import", "File many at once: a folder, a table, an answered request list."),
    "log": ("compliance.cli.evidence_log", "Show the custody log, or enter something in it."),
    "population": ("compliance.cli.evidence_population", "File the list of all items that samples are drawn from."),
    "requests": ("compliance.cli.evidence_requests", "Write the list of what to ask of whom, one sheet an owner."),
    "sample": ("compliance.cli.evidence_sample", "Draw a sample that can be drawn again, and record it."),
    "sample-size": ("compliance.cli.evidence_sample_size", "What the table of sample sizes says."),
    "status": ("compliance.cli.evidence_status", "Fresh, ageing, stale, missing; what is due in 30, 60, 90 days."),
    "verify": ("compliance.cli.evidence_verify", "Hash every file again and follow the custody log."),
}
"""Every task: the module that holds it, and its line in the help."""


class Tasks(LazyGroup):
    """The group of tasks; each is called ``command`` in its module."""

    table: ClassVar[dict[str, tuple[str, str]]] = TASKS


@click.group("evidence", cls=Tasks, short_help="File, draw, ask for and verify evidence.")
def command() -> None:
    """Keep evidence: files with a hash, a record, and a log of who did what with them.

    Exit code 0: done, nothing open. 1: something needs somebody. 2: wrong use; nothing was written.
    """
