"""``dossier impact``."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from compliance import project
from compliance.between import Pair, Side, between
from compliance.cli.options import cache, common, no_cache
from compliance.diagnostics import Place
from compliance.impact import DocumentImpact, Impact, impact
from compliance.registers.positions import Positions
from compliance.render.units import Edit

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
WIDTH = 160
"""Characters of a text that are shown; JSON has all of it."""
CONTEXT = 4
"""So many words on either side of a difference are shown."""


@click.command("impact", short_help="What a change does to documents and customers.")
@click.argument("revisions", metavar="REV..REV")
@common
@no_cache
@click.option("--document", "documents", multiple=True, help="Only this document, for example soa.")
@click.option("--limit", type=click.IntRange(min=1), default=12, help="Show at most so many differences a document.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed."
)
def command(
    revisions: str,
    start: Path,
    today: datetime.date | None,
    no_cache: bool,
    documents: tuple[str, ...],
    limit: int,
    form: str,
) -> None:
    """Say which documents read otherwise, in which sentences and rows, and which customers that concerns.

    REV.. and REV alone compare with the files as they are. The printed texts are compared, both as of
    the same day. Exit code 0: nothing reads otherwise. 1: something does. 2: wrong use.
    """
    with between(project.find_root(start), revisions, today, cache(no_cache)) as pair:
        found = impact(pair, documents)
        lines = _Lines(pair)
        if form == "json":
            click.echo(json.dumps(_data(found, pair, lines), indent=2, ensure_ascii=False))
        else:
            for line in _text(found, pair, lines, limit):
                click.echo(line)
    if found:
        sys.exit(1)


class _Lines:
    """Places of either state as ``file:line:column``."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._positions = [Positions(side.dossier.root) for side in pair]

    def of(self, edit: Edit) -> tuple[str, ...]:
        """The lines that an edit rests on: of the newer state, and of the older where a unit is gone."""
        return tuple(self._line(place, newer=edit.after is not None) for place in edit.places)

    def _line(self, place: Place, newer: bool) -> str:
        side = self._pair[newer]
        name = f"{side.name}:" if side.commit else ""
        return f"{name}{self._positions[newer].span(place)}"


def _text(found: Impact, pair: Pair, lines: _Lines, limit: int) -> Iterator[str]:
    yield f"{pair.before.words} to {pair.after.words}, on {pair.after.dossier.today}"
    if found.documents:
        yield f"\ndocuments: {len(found.documents)} affected"
    for each in found.documents:
        yield from _document(each, lines, limit)
    if found.customers:
        yield f"\ncustomers: {len(found.customers)} affected"
    for customer in found.customers:
        yield f"  {customer.customer.legal_name}"
        yield from (f"      {reason}" for reason in customer.reasons)
    for fault in found.faults:
        yield f"\nnot compared: {fault.name} cannot be printed at {fault.state}: {fault.fault.message}"
    counts = ", ".join(f"{a} and {b} {name}" for name, (a, b) in found.examined.items())
    yield f"\nexamined {counts}" + ("" if found else "; nothing reads otherwise")


def _document(each: DocumentImpact, lines: _Lines, limit: int) -> Iterator[str]:
    if each.verb != "changed":
        yield f"  {SIGNS[each.verb]} {each.name}: {'new' if each.verb == 'added' else 'not made any more'}"
        return
    yield f"  ~ {each.name}: {_counts(each.edits)}"
    for edit in each.edits[:limit]:
        yield from _edit(edit, lines)
    if len(each.edits) > limit:
        yield f"      and {len(each.edits) - limit} more; --limit shows them"


def _counts(edits: tuple[Edit, ...]) -> str:
    found: list[str] = []
    for kind in ("row", "sentence"):
        for verb in ("added", "removed", "changed"):
            count = sum(1 for e in edits if e.verb == verb and e.unit.kind == kind)
            if count:
                found.append(f"{count} {kind}{'s' if count > 1 else ''} {verb}")
    return ", ".join(found)


def _edit(edit: Edit, lines: _Lines) -> Iterator[str]:
    unit, at = edit.unit, lines.of(edit)
    where = f"{unit.under}, {_short(unit.name)}" if unit.kind == "row" else unit.under
    yield f"    {SIGNS[edit.verb]} {where}" + (f"  ({', '.join(at[:2])})" if at else "")
    for column, before, after in edit.cells:
        if edit.verb == "changed":
            head = f"{column}: " if column else ""
            old, new = around(before, after)
            yield f"        {head}{old or 'nothing'} → {new or 'nothing'}"
        elif unit.kind == "sentence":
            yield f"        {_short(before or after)}"
        elif (before or after) != unit.name:
            yield f"        {f'{column}: ' if column else ''}{_short(before or after)}"


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 3]}..."


def around(before: str, after: str) -> tuple[str, str]:
    """Two texts cut to where they differ, with a few words on either side, when one is too long for a line."""
    if len(before) <= WIDTH and len(after) <= WIDTH:
        return before, after
    old, new = before.split(), after.split()
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    return _cut(old, head, tail), _cut(new, head, tail)


def _cut(words: list[str], head: int, tail: int) -> str:
    """Words without most of the ``head`` first and the ``tail`` last of them."""
    first, last = max(head - CONTEXT, 0), min(len(words) - tail + CONTEXT, len(words))
    shown = _short(" ".join(words[first:last]))
    return f"{'... ' if first else ''}{shown}{' ...' if last < len(words) else ''}"


def _data(found: Impact, pair: Pair, lines: _Lines) -> dict[str, Any]:
    return {
        "from": _side(pair.before),
        "to": _side(pair.after),
        "today": pair.after.dossier.today.isoformat(),
        "documents": [
            {
                "document": each.document,
                "subject": each.subject or None,
                "change": each.verb,
                "edits": [_edit_data(edit, lines) for edit in each.edits],
            }
            for each in found.documents
        ],
        "customers": [
            {"id": c.customer.id, "name": c.customer.legal_name, "reasons": list(c.reasons)} for c in found.customers
        ],
        "not_compared": [{"name": f.name, "at": f.state, "fault": f.fault.message} for f in found.faults],
        "examined": {name: {"from": a, "to": b} for name, (a, b) in found.examined.items()},
    }


def _side(side: Side) -> dict[str, str | None]:
    commit = side.commit
    return {"name": side.name, "commit": commit.hash if commit else None, "day": commit.day if commit else None}


def _edit_data(edit: Edit, lines: _Lines) -> dict[str, Any]:
    return {
        "change": edit.verb,
        "kind": edit.unit.kind,
        "under": edit.unit.under,
        "cells": [{"column": c or None, "before": b or None, "after": a or None} for c, b, a in edit.cells],
        "at": list(lines.of(edit)),
    }
