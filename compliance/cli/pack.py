"""``dossier pack``: evidence packs are made and compared; one module a command."""

from __future__ import annotations

from typing import ClassVar

import click

from compliance.cli import LazyGroup

TASKS: dict[str, tuple[str, str]] = {
    "iso27001": ("compliance.cli.pack_iso27001", "Make the pack for an audit of ISO/IEC 27001."),
    "soc2": ("compliance.cli.pack_soc2", "Make the SOC 2 readiness pack."),
    "diff": ("compliance.cli.pack_diff", "What changed since an older pack."),
}
"""Every task: the module that holds it, and its line in the help."""


class Tasks(LazyGroup):
    """The group of tasks; each is called ``command`` in its module."""

    table: ClassVar[dict[str, tuple[str, str]]] = TASKS


@click.group("pack", cls=Tasks, short_help="Make evidence packs for auditors, and compare them.")
def command() -> None:
    """Evidence packs: one sealed file with a binder, the evidence, a manifest of all of it, and how to verify it."""
