"""``dossier pack diff``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from compliance.packs.changes import Change
    from compliance.packs.diff import Difference
    from compliance.packs.verify import Verified

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("diff", short_help="What changed since an older pack.")
@click.argument("before", metavar="A.zip", type=FILE)
@click.argument("after", metavar="B.zip", type=FILE)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "md"]), default="text", help="How the answer is printed."
)
def command(before: Path, after: Path, form: str) -> None:
    """Compare two packs, A the older, by their manifests: exceptions, controls and statements, clauses or criteria,
    findings, gaps, evidence, populations and samples, the custody log, documents.

    Both are verified first, for their integrity; `dossier verify --trust` says who sealed them.

    Exit code 0: no difference, and both hold. 1: they differ, or one does not hold. 2: one cannot be read.
    """
    from compliance.cli.pack_diff_text import markdown, text
    from compliance.packs.diff import compare

    found = compare(before, after)
    if form == "json":
        click.echo(json.dumps(_data(found), indent=2, ensure_ascii=False))
    else:
        for line in markdown(found) if form == "md" else text(found):
            click.echo(line)
    if found.changes or not found.sound:
        sys.exit(1)


def _data(found: Difference) -> dict[str, Any]:
    return {
        "a": _side(found.before),
        "b": _side(found.after),
        "compared": dict(found.compared),
        "changes": [_change(change) for change in found.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    """A change with its whole texts; running text has its words beside them."""
    words = {"words": [asdict(stretch) for stretch in change.words]} if change.words else {}
    return asdict(change) | words


def _side(pack: Verified) -> dict[str, Any]:
    return {
        "pack": pack.path.name,
        "holds": not pack.faults,
        "sealed": pack.sealed,
        "demo": pack.demo,
        "faults": [str(fault) for fault in pack.faults],
    }
