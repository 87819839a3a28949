"""``dossier import``: registers from what other tools wrote, one module a tool."""

from __future__ import annotations

from typing import ClassVar

import click

from compliance.cli import LazyGroup

TOOLS: dict[str, tuple[str, str]] = {
    "fides": ("compliance.cli.import_fides", "Systems, flows and activities from Fides manifests (fideslang)."),
}
"""Every tool that can be read: the module that holds it, and its line in the help."""


class Tools(LazyGroup):
    """The group of tools."""

    table: ClassVar[dict[str, tuple[str, str]]] = TOOLS


@click.group("import", cls=Tools, short_help="Draft registers from another tool's files.")
def command() -> None:
    """Write draft registers from files of another tool, and say what could not be carried over.

    Nothing in the project is written over. What the other tool did not say is not made up: `dossier check`
    lists it, and documents show it as an open point.
    """
