"""``dossier flows reach``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from compliance.cli.flows_common import Asked, answer, asked
from compliance.frameworks.taxonomy import label, special
from compliance.graph.queries import Cut, Reached
from compliance.graph.queries import cut as cheapest
from compliance.graph.queries import reach as reached


@click.command("reach", short_help="Where data of a category gets to.")
@click.argument("category")
@click.argument("target", required=False, default="")
@click.option("--cut", is_flag=True, help="Also the cheapest flows to stop or change, so that it does not get there.")
@asked
def reach(
    category: str, target: str, cut: bool, start: Path, today: datetime.date | None, no_cache: bool, form: str
) -> None:
    """Say where data of CATEGORY gets to, and by which way; with TARGET only there.

    TARGET is the id of a system or vendor, a zone, a tag (analytics, marketing, billing, support, ai), a
    country's two letters, or outside-eea. Declared is what flows say that they carry; possible is what a
    hub could forward of all it holds.

    Exit code 0: it does not get to the target, or none was named. 1: it does.
    """
    if cut and not target:
        raise click.UsageError("--cut needs a TARGET")
    project = Asked(start, today, no_cache)
    found = reached(project.dossier.dataflows, category, target)
    stop = cheapest(project.dossier.dataflows, category, target) if cut and found else None
    lines = _text(project, category, target, found, stop)
    answer(_data(project, category, target, found, stop), lines, form, bool(target and found))


def _text(asked: Asked, category: str, target: str, found: tuple[Reached, ...], stop: Cut | None) -> Iterator[str]:
    article = {"art9": ", special category (GDPR Art. 9)", "art10": ", GDPR Art. 10"}.get(special(category), "")
    yield f"{label('category', category)} ({category}{article})" + (f" to {target}" if target else "")
    for each in found:
        yield ""
        yield from _reached(asked, each)
    if not found:
        yield (
            f"does not get to {target}, neither by what flows declare nor by what hubs could forward"
            if target
            else ("is nowhere in the registers")
        )
    if stop is not None:
        yield ""
        yield from _cut(asked, stop, target)
    counts = {reading: sum(1 for r in found if r.reading == reading) for reading in ("declared", "possible")}
    yield ""
    yield asked.examined(hubs=len(asked.hubs)) + f": {counts['declared']} declared, {counts['possible']} possible"


def _reached(asked: Asked, each: Reached) -> Iterator[str]:
    path = each.got.path
    end = asked.dossier.dataflows.nodes[path.end]
    where = f"{each.node.name} ({each.node.kind})" + (
        f", {end.name}" if end.kind == "country" != each.node.kind else ""
    )
    yield f"{where}: {each.reading}, as {', '.join(each.got.categories)}"
    yield from asked.way(path, each.reading)


def _cut(asked: Asked, stop: Cut, target: str) -> Iterator[str]:
    if not stop.possible:
        yield f"no flow to cut: it begins at {target}, or gets there without a flow"
        return
    yield f"cheapest cut, weight {stop.weight}: stop these flows, or drop or anonymise it on them ({stop.reading})"
    for edge, cost in stop.flows:
        flows = asked.dossier.dataflows
        ends = f"{flows.nodes[edge.source].name} to {flows.nodes[edge.target].name}"
        yield f"    flow {edge.number} `{edge.id}`, {ends}; weight {cost.weight}: {cost.why}  ({asked.at(edge.place)})"


def _data(asked: Asked, category: str, target: str, found: tuple[Reached, ...], stop: Cut | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "category": category,
        "target": target or None,
        "special": special(category) or None,
        "examined": {**asked.dossier.dataflows.examined, "hubs": len(asked.hubs)},
        "hubs": [key.partition(":")[2] for key in asked.hubs],
        "reached": [
            {
                "id": each.node.id,
                "kind": each.node.kind,
                "name": each.node.name,
                "at_country": each.got.path.end.partition(":")[2] if each.got.path.end.startswith("country:") else None,
                "reading": each.reading,
                "categories": list(each.got.categories),
                "path": asked.way_data(each.got.path, each.reading),
            }
            for each in found
        ],
    }
    if stop is not None:
        flows = [
            {"flow": e.id, "number": e.number, "weight": c.weight, "why": c.why, "at": asked.at(e.place)}
            for e, c in stop.flows
        ]
        data["cut"] = {"possible": stop.possible, "reading": stop.reading, "weight": stop.weight, "flows": flows}
    return data
