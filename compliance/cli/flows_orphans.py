"""``dossier flows orphans``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import click

from compliance.cli.flows_common import Asked, answer, asked
from compliance.derive.gaps import KINDS, Gap, gaps


@click.command("orphans", short_help="What lacks a flow, an activity, an agreement or an origin.")
@asked
def orphans(start: Path, today: datetime.date | None, no_cache: bool, form: str) -> None:
    """List what the graph lacks: systems without a flow, flows without a record of processing, vendors without an
    agreement, data from nowhere, purposes without an activity, and what only one end of a flow knows of.

    Exit code 0: nothing lacks. 1: something does.
    """
    project = Asked(start, today, no_cache)
    found = gaps(project.dossier)
    data = {
        "examined": project.dossier.dataflows.examined,
        "gaps": [
            {
                "kind": gap.kind,
                "message": gap.message,
                "at": project.at(gap.place),
                "path": project.way_data(gap.path) if gap.path else [],
            }
            for gap in found
        ],
    }
    answer(data, _text(project, found), form, bool(found))


def _text(asked: Asked, found: tuple[Gap, ...]) -> Iterator[str]:
    for kind, words in KINDS.items():
        listed = [gap for gap in found if gap.kind == kind]
        yield f"{words}: {len(listed) or 'none'}"
        for gap in listed:
            yield f"  {gap.message}  ({asked.at(gap.place)})"
            if gap.path:
                yield from asked.way(gap.path)
    yield ""
    yield asked.examined() + f", gaps: {len(found)}"
