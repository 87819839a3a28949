"""``dossier pack diff``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.reporters.report import plural, printable

if TYPE_CHECKING:
    from compliance.packs.diff import Change, Difference
    from compliance.packs.verify import Verified

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LONGEST = 300


@click.command("diff", short_help="What changed since an older pack.")
@click.argument("before", metavar="A.zip", type=FILE)
@click.argument("after", metavar="B.zip", type=FILE)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "md"]), default="text", help="How the answer is printed."
)
def command(before: Path, after: Path, form: str) -> None:
    """Compare two packs, A the older, by their manifests: controls, statements, evidence, samples, exceptions.

    Both are verified first, for their integrity; `dossier verify --trust` says who sealed them.

    Exit code 0: no difference, and both hold. 1: they differ, or one does not hold. 2: one cannot be read.
    """
    from compliance.packs.diff import compare

    found = compare(before, after)
    if form == "json":
        click.echo(json.dumps(_data(found), indent=2, ensure_ascii=False))
    else:
        for line in _markdown(found) if form == "md" else _text(found):
            click.echo(line)
    if found.changes or not found.sound:
        sys.exit(1)


def _text(found: Difference) -> Iterator[str]:
    yield from (f"{sign}: {_about(pack)}" for sign, pack in (("A", found.before), ("B", found.after)))
    for line in _unsound(found):
        yield f"!! {line}"
    for area, changes in groupby(found.changes, key=lambda change: change.area):
        yield f"{area}:"
        yield from (f"  {_line(change)}" for change in changes)
    yield _end(found)


def _markdown(found: Difference) -> Iterator[str]:
    """The same as a Markdown document: a table an area."""
    yield "# What changed between two packs\n"
    yield from (f"* {sign}: {_cell(_about(pack))}" for sign, pack in (("A", found.before), ("B", found.after)))
    yield from (f"\n> **{_cell(line)}**" for line in _unsound(found))
    for area, changes in groupby(found.changes, key=lambda change: change.area):
        yield f"\n## {area.capitalize()}\n\n| | what | | A | B |\n|---|---|---|---|---|"
        for change in changes:
            cells = (change.kind, change.id, change.field, _short(change.before), _short(change.after))
            yield f"| {' | '.join(_cell(cell) for cell in cells)} |"
    yield f"\n{_cell(_end(found))}"


def _about(pack: Verified) -> str:
    if pack.manifest is None:
        return f"{printable(pack.path.name)}: its manifest cannot be read"
    about = pack.manifest.pack
    seal = "sealed" if pack.sealed else "not sealed"
    demo = ", DEMONSTRATION KEY" if pack.demo else ""
    days = f"{about.period.FROM} to {about.period.to}"
    return printable(f"{pack.path.name}: {about.title}, {days}, as of {about.date}, {seal}{demo}")


def _unsound(found: Difference) -> Iterator[str]:
    for sign, pack in (("A", found.before), ("B", found.after)):
        if pack.faults:
            faults = plural(len(pack.faults), "thing does", "things do")
            yield f"{sign} DOES NOT HOLD: {faults} not hold; `dossier verify` names them"
    if found.before.manifest is None or found.after.manifest is None:
        yield "nothing was compared"


def _line(change: Change) -> str:
    what = " ".join(part for part in (change.kind, change.id, change.field.lower()) if part)
    before, after = _short(change.before), _short(change.after)
    if change.field == "evidence":
        return printable(f"{what}: {'; '.join(_signed(before, after))}")
    if change.field:
        return printable(f"{what}: {before or 'nothing'} -> {after or 'nothing'}")
    return printable(f"{what}: {before or after}")


def _signed(gone: str, new: str) -> Iterator[str]:
    if gone:
        yield f"no longer {gone}"
    if new:
        yield f"now {new}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 3] + "..."


def _cell(text: str) -> str:
    """Text of a pack inside Markdown: as text."""
    safe = printable(text).replace("&", "&amp;").replace("<", "&lt;")
    for sign in "\\`*_[]|#":
        safe = safe.replace(sign, "\\" + sign)
    return safe


def _end(found: Difference) -> str:
    looked = ", ".join(f"{area} {number:,}" for area, number in found.compared)
    return f"{plural(len(found.changes), 'difference')}; compared {looked or 'nothing'}"


def _data(found: Difference) -> dict[str, Any]:
    return {
        "a": _side(found.before),
        "b": _side(found.after),
        "compared": dict(found.compared),
        "changes": [asdict(change) for change in found.changes],
    }


def _side(pack: Verified) -> dict[str, Any]:
    return {
        "pack": pack.path.name,
        "holds": not pack.faults,
        "sealed": pack.sealed,
        "demo": pack.demo,
        "faults": [str(fault) for fault in pack.faults],
    }
