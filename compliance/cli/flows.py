"""``dossier flows``: questions about the graph of flows, one module a question."""

from __future__ import annotations

from typing import ClassVar

import click

from compliance.cli import LazyGroup

QUESTIONS: dict[str, tuple[str, str]] = {
    "breach": ("compliance.cli.flows_breach", "A breach at a vendor: what it had, and who must be told by when."),
    "cycles": ("compliance.cli.flows_shape", "Systems that send to each other in a ring."),
    "diff": ("compliance.cli.flows_diff", "What two revisions differ in: flows, holders, sub-processors, transfers."),
    "erasure": ("compliance.cli.flows_erasure", "Where a person's data must be erased, how, and by when."),
    "hubs": ("compliance.cli.flows_shape", "Systems on which others hang."),
    "orphans": ("compliance.cli.flows_orphans", "What lacks a flow, an activity, an agreement or an origin."),
    "reach": ("compliance.cli.flows_reach", "Where data of a category gets to, and the cheapest way to stop it."),
    "retention": ("compliance.cli.flows_retention", "Copies that stay longer than what they were made from."),
    "transfers": ("compliance.cli.flows_transfers", "On which ground data leaves the EEA, hop by hop."),
}
"""Every question: the module that holds it, and its line in the help."""


class Questions(LazyGroup):
    """The group of questions; each is a function with the question's name."""

    table: ClassVar[dict[str, tuple[str, str]]] = QUESTIONS
    function: ClassVar[str] = ""


@click.group("flows", cls=Questions, short_help="Ask the graph of flows.")
def command() -> None:
    """Answer questions about where data is and where it goes, each with the lines that prove it.

    Live flows count. Every answer says how many nodes and flows it examined.
    Exit code 0: nothing to do. 1: the answer lists something that needs somebody. 2: wrong use.
    """
