"""``dossier flows hubs`` and ``dossier flows cycles``: what the graph looks like."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import click

from compliance.cli.flows_common import Asked, answer, asked
from compliance.graph.queries import Hub, Ring, rings
from compliance.graph.queries import hubs as hubs_of


@click.command("hubs", short_help="Systems on which others hang.")
@asked
def hubs(start: Path, today: datetime.date | None, no_cache: bool, form: str) -> None:
    """List systems that others hang on: what data reaches through them only, what falls apart without them, and
    which may forward all they hold. None of it is an error.

    Exit code 0 always; 2: wrong use.
    """
    project = Asked(start, today, no_cache)
    found = hubs_of(project.dossier.dataflows)
    data = {
        "examined": project.dossier.dataflows.examined,
        "hubs": [
            {
                "id": hub.node.id,
                "sources": hub.sources,
                "targets": hub.targets,
                "may_forward_all": hub.forwards,
                "articulation_point": hub.joint,
                "dominates": list(hub.dominates),
                "betweenness": round(hub.between, 4),
                "at": project.at(hub.node.place),
            }
            for hub in found
        ],
    }
    answer(data, _hubs(project, found), form, False)


def _hubs(asked: Asked, found: tuple[Hub, ...]) -> Iterator[str]:
    for hub in found:
        marks = [
            *(["may forward all it holds"] if hub.forwards else []),
            *(["the graph falls apart without it"] if hub.joint else []),
        ]
        yield f"{hub.node.name}: from {hub.sources}, to {hub.targets}; on {hub.between:.1%} of the shortest ways" + (
            f"; {', '.join(marks)}" if marks else ""
        )
        if hub.dominates:
            yield f"    people's data gets only through it to: {', '.join(hub.dominates)}"
        yield f"    ({asked.at(hub.node.place)})"
    yield ""
    yield asked.examined() + f", hubs: {len(found)}"


@click.command("cycles", short_help="Systems that send to each other in a ring.")
@asked
def cycles(start: Path, today: datetime.date | None, no_cache: bool, form: str) -> None:
    """List systems that data can go round in, with the flows between them and what comes back. Synchronisation, as a
    rule, and no error; but a deletion must reach every one of them, or the data comes back.

    Exit code 0 always; 2: wrong use.
    """
    project = Asked(start, today, no_cache)
    found = rings(project.dossier.dataflows)
    data = {
        "examined": project.dossier.dataflows.examined,
        "rings": [
            {
                "systems": [node.id for node in ring.nodes],
                "returned": list(ring.returned),
                "flows": [{"flow": e.id, "number": e.number, "at": project.at(e.place)} for e in ring.flows],
            }
            for ring in found
        ],
    }
    answer(data, _rings(project, found), form, False)


def _rings(asked: Asked, found: tuple[Ring, ...]) -> Iterator[str]:
    nodes = asked.dossier.dataflows.nodes
    for ring in found:
        back = f"; comes back: {', '.join(ring.returned)}" if ring.returned else ""
        yield f"{', '.join(node.name for node in ring.nodes)}{back}"
        for edge in ring.flows:
            ends = f"{nodes[edge.source].name} to {nodes[edge.target].name}"
            yield f"    flow {edge.number}, {ends}: {', '.join(edge.categories)}  ({asked.at(edge.place)})"
    yield ""
    yield asked.examined() + f", rings: {len(found)}"
