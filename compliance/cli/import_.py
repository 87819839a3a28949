"""``dossier import``: what others wrote becomes registers, one module a source."""

from __future__ import annotations

from typing import ClassVar

import click

from compliance.cli import LazyGroup

SOURCES: dict[str, tuple[str, str]] = {
    "fides": ("compliance.cli.import_fides", "Systems, flows and activities from Fides manifests (fideslang)."),
    "oscal": ("compliance.cli.import_oscal", "An OSCAL catalog becomes a framework of the project."),
}
"""Every source: the module that holds it, and its line in the help."""


class Sources(LazyGroup):
    """The group of sources, each imported when it is called."""

    table: ClassVar[dict[str, tuple[str, str]]] = SOURCES


@click.group("import", cls=Sources, short_help="Make registers from what others wrote.")
def command() -> None:
    """Make registers from files of other tools, and say what could not be carried over.

    Nothing in the project is written over unless --force says so. What the other tool did not say is not made up:
    `dossier check` lists it, and documents show it as an open point.
    """
