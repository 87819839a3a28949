"""What all questions of ``dossier flows`` share: options, the project, and a path as text and as data."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from compliance import pipeline, project
from compliance.cli.options import cache, common, no_cache
from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.graph.taint import Path as Way
from compliance.graph.taint import Reading
from compliance.graph.witness import named, steps_of
from compliance.registers.positions import Positions

F = TypeVar("F", bound=Callable[..., Any])


def asked(function: F) -> F:
    """The options that every question has: --project, --today, --no-cache, --format."""
    form = click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed."
    )
    return common(no_cache(form(function)))


class Asked:
    """A project that is asked something, and the lines of its registers."""

    def __init__(self, start: Path, today: datetime.date | None, no_cache: bool) -> None:
        root = project.find_root(start)
        loaded = pipeline.read(root, cache(no_cache))
        dossier = pipeline.link(root, loaded, pipeline.CheckOptions(today))
        if dossier is None:
            raise pipeline.BrokenRegistersError(1)
        self.dossier: Dossier = dossier
        self._positions = Positions(root)

    @property
    def hubs(self) -> tuple[str, ...]:
        """Keys of the systems that may forward all they hold."""
        return tuple(sorted(self.dossier.dataflows.hubs))

    def at(self, place: Place) -> str:
        """A place as ``file:line:column``."""
        return str(self._positions.span(place))

    def way(self, path: Way, reading: Reading = "declared") -> Iterator[str]:
        """A path as lines of text, one a hop, each with the line of the register that declares it."""
        for step in steps_of(path, self.dossier.dataflows, reading):
            yield f"    {step.text}  ({self.at(step.at)})"

    def way_data(self, path: Way, reading: Reading = "declared") -> list[dict[str, Any]]:
        """A path as data."""
        steps = steps_of(path, self.dossier.dataflows, reading)
        if not path.hops:
            return [{"text": steps[0].text, "at": self.at(steps[0].at)}]
        return [
            {
                "flow": hop.edge.flow.id if hop.edge.flow else None,
                "number": hop.edge.number or None,
                "kind": hop.edge.kind,
                "from": hop.edge.source.partition(":")[2],
                "to": hop.edge.target.partition(":")[2],
                "carries": named(hop.before),
                "leaves": named(hop.after),
                "text": step.text,
                "at": self.at(step.at),
            }
            for hop, step in zip(path.hops, steps, strict=True)
        ]

    def examined(self, **more: int) -> str:
        """How much was looked at, as the last line of an answer."""
        counts = {**self.dossier.dataflows.examined, **more}
        words = ", ".join(f"{count} {name}" for name, count in counts.items())
        return f"examined {words} on {self.dossier.today}"


def answer(data: dict[str, Any], lines: Iterator[str], form: str, wanting: bool) -> None:
    """Print an answer in the form asked for. Exit code 1 where something needs somebody."""
    if form == "json":
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        for line in lines:
            click.echo(line)
    if wanting:
        sys.exit(1)
