"""``dossier flows diff``."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from compliance import project
from compliance.between import Pair, between
from compliance.cli.options import cache, common, no_cache
from compliance.derive.changes import Changes, changes
from compliance.derive.differences import Aspect, Change, Value
from compliance.diagnostics import Place
from compliance.registers.positions import Positions

SIGNS = {"gained": "+", "lost": "-", "changed": "~"}


@click.command("diff", short_help="What two revisions differ in: flows, holders, sub-processors, transfers.")
@click.argument("revisions", metavar="REV..REV")
@common
@no_cache
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed."
)
def diff(revisions: str, start: Path, today: datetime.date | None, no_cache: bool, form: str) -> None:
    """Say which flows, holders, sub-processors, countries and transfers were gained, lost or changed.

    REV.. and REV alone compare with the files as they are. Records are compared, not files; both
    states are judged on the same day. Exit code 0: no difference. 1: some. 2: wrong use.
    """
    with between(project.find_root(start), revisions, today, cache(no_cache)) as pair:
        found = changes(pair.before.dossier, pair.after.dossier)
        lines = _Lines(pair)
        if form == "json":
            click.echo(json.dumps(_data(found, pair, lines), indent=2, ensure_ascii=False))
        else:
            for line in _text(found, pair, lines):
                click.echo(line)
    if found:
        sys.exit(1)


class _Lines:
    """Places of either state as ``file:line:column``."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._then, self._now = Positions(pair.before.dossier.root), Positions(pair.after.dossier.root)

    def then(self, place: Place) -> str:
        """A line of the older state, with its name before it, as git writes it."""
        return f"{self._pair.before.name}:{self._then.span(place)}"

    def now(self, place: Place) -> str:
        """A line of the newer state."""
        name = f"{self._pair.after.name}:" if self._pair.after.commit else ""
        return f"{name}{self._now.span(place)}"


def _text(found: Changes, pair: Pair, lines: _Lines) -> Iterator[str]:
    yield f"{pair.before.words} to {pair.after.words}, on {pair.after.dossier.today}"
    for name, listed in found.parts:
        if listed:
            yield ""
            yield f"{name}: {_counts(listed)}"
        for change in listed:
            yield from _change(change, lines)
    yield ""
    counts = ", ".join(f"{a} and {b} {name}" for name, (a, b) in found.examined.items())
    yield f"examined {counts}" + ("" if found else "; nothing differs")


def _counts(listed: tuple[Change, ...]) -> str:
    counts = {verb: sum(1 for change in listed if change.verb == verb) for verb in SIGNS}
    return ", ".join(f"{count} {verb}" for verb, count in counts.items() if count)


def _change(change: Change, lines: _Lines) -> Iterator[str]:
    at = lines.now(change.now.place) if change.now else lines.then(change.was.place) if change.was else ""
    yield f"  {SIGNS[change.verb]} {change.title}  ({at})"
    for aspect in change.aspects:
        yield f"      {_aspect(aspect)}  ({_where(aspect, change, lines)})"
    whole = change.now or change.was
    if not change.aspects and whole:
        for name, values in whole.aspects.items():
            if values:
                yield f"      {name}: {', '.join(value.label for value in values)}"


def _aspect(aspect: Aspect) -> str:
    if aspect.gained and aspect.lost:
        return f"{aspect.name}: {aspect.was} → {aspect.now}"
    return f"{aspect.name}: + {aspect.now}" if aspect.gained else f"{aspect.name}: - {aspect.was}"


def _where(aspect: Aspect, change: Change, lines: _Lines) -> str:
    if aspect.gained:
        return lines.now(aspect.gained[0].place)
    return lines.then(aspect.lost[0].place)


def _data(found: Changes, pair: Pair, lines: _Lines) -> dict[str, Any]:
    return {
        "from": _side(pair.before),
        "to": _side(pair.after),
        "today": pair.after.dossier.today.isoformat(),
        **{name: [_entry(change, lines) for change in listed] for name, listed in found.parts},
        "examined": {name: {"from": a, "to": b} for name, (a, b) in found.examined.items()},
    }


def _side(side: Any) -> Mapping[str, str | None]:
    commit = side.commit
    return {"name": side.name, "commit": commit.hash if commit else None, "day": commit.day if commit else None}


def _entry(change: Change, lines: _Lines) -> dict[str, Any]:
    return {
        "change": change.verb,
        "id": change.id,
        "title": change.title,
        "was_at": lines.then(change.was.place) if change.was else None,
        "now_at": lines.now(change.now.place) if change.now else None,
        "aspects": [
            {
                "name": name,
                "gained": [_value(value, lines.now(value.place)) for value in gained],
                "lost": [_value(value, lines.then(value.place)) for value in lost],
            }
            for name, gained, lost in _differences(change)
            if gained or lost
        ],
    }


def _differences(change: Change) -> Iterator[tuple[str, tuple[Value, ...], tuple[Value, ...]]]:
    """The values gained and lost by aspect; all of them where the thing itself was gained or lost."""
    if change.verb == "changed":
        yield from ((aspect.name, aspect.gained, aspect.lost) for aspect in change.aspects)
    elif change.now:
        yield from ((name, values, ()) for name, values in change.now.aspects.items())
    elif change.was:
        yield from ((name, (), values) for name, values in change.was.aspects.items())


def _value(value: Value, at: str) -> dict[str, str | None]:
    return {"key": value.key or None, "label": value.label, "at": at}
