"""``dossier flows retention``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from compliance.cli.flows_common import Asked, answer, asked
from compliance.derive.holding import Compared, Conflict, compare

VERDICTS = {
    "longer": "stays longer than what it was made from",
    "own-duty": "stays longer, by a law of its own",
    "other-start": "runs from another event, and its period is longer",
}


@click.command("retention", short_help="Copies that stay longer than what they were made from.")
@asked
def retention(start: Path, today: datetime.date | None, no_cache: bool, form: str) -> None:
    """List copies that outlive the holding they were made from, backups included, with the way between them.

    Periods are compared where they run from the same event, and for replicas. A copy that stays longer by
    a law that its own rule names is listed and does not count, nor does one whose period runs
    from another event.

    Exit code 0: none stays longer. 1: one does.
    """
    project = Asked(start, today, no_cache)
    found = compare(project.dossier)
    wanting = any(conflict.verdict == "longer" for conflict in found.conflicts)
    answer(_data(project, found), _text(project, found), form, wanting)


def _text(asked: Asked, found: Compared) -> Iterator[str]:
    nodes = asked.dossier.dataflows.nodes
    for conflict in found.conflicts:
        source, target = nodes[conflict.source].name, nodes[conflict.target].name
        what = f"{', '.join(conflict.categories)} of {', '.join(conflict.subjects)}"
        yield f"{target}: {what} {VERDICTS[conflict.verdict]}"
        yield f"    {source}: {conflict.before.words}  ({asked.at(conflict.before.holding.at('category'))})"
        for edge in conflict.edges:
            ends = f"{nodes[edge.source].name} to {nodes[edge.target].name}"
            yield f"    flow {edge.number}, {ends}  ({asked.at(edge.place)})"
        yield f"    {target}: {conflict.after.words}  ({asked.at(conflict.after.holding.at('category'))})"
        yield f"    {conflict.days[0]:.0f} days before, {conflict.days[1]:.0f} days after"
        yield ""
    longer = sum(1 for conflict in found.conflicts if conflict.verdict == "longer")
    yield asked.examined(**{"pairs of holdings": found.pairs}) + f": {longer} stay longer"


def _data(asked: Asked, found: Compared) -> dict[str, Any]:
    examined = {**asked.dossier.dataflows.examined, "pairs": found.pairs}
    return {"examined": examined, "conflicts": [_conflict(asked, conflict) for conflict in found.conflicts]}


def _conflict(asked: Asked, conflict: Conflict) -> dict[str, Any]:
    return {
        "verdict": conflict.verdict,
        "categories": list(conflict.categories),
        "subjects": list(conflict.subjects),
        "before": _side(asked, conflict.source, conflict.before, conflict.days[0]),
        "after": _side(asked, conflict.target, conflict.after, conflict.days[1]),
        "path": [{"flow": e.id, "number": e.number, "at": asked.at(e.place)} for e in conflict.edges],
    }


def _side(asked: Asked, node: str, kept: Any, days: float) -> dict[str, Any]:
    return {
        "system": node.partition(":")[2],
        "rule": kept.rule.id if kept.rule else None,
        "period": kept.words,
        "days": days,
        "at": asked.at(kept.holding.at("category")),
    }
