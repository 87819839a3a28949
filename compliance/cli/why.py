"""``dossier why``."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

import click

from compliance import project
from compliance.cli.options import common
from compliance.documents import BY_NAME
from compliance.exports import EXPORTS
from compliance.reporters.report import printable
from compliance.trace import Trace, trace


@click.command("why", short_help="Say where a printed text came from.")
@click.argument("document", type=click.Choice(sorted([*BY_NAME, *(export.name for export in EXPORTS)])))
@click.argument("text")
@common
@click.option("--subject", default="", help="Only in this subject's file, for example one vendor's id.")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Folder that was built to.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How origins are printed.")
@click.option("--limit", type=click.IntRange(min=1), default=10, help="Show at most so many matches.")
def command(
    document: str,
    text: str,
    start: Path,
    today: datetime.date | None,
    subject: str,
    output: Path | None,
    form: str,
    limit: int,
) -> None:
    """Say which register lines, and which commits, TEXT in DOCUMENT came from.

    Exit code 0: found. 1: no printed register text holds it.
    """
    root = project.find_root(start)
    found = trace(root, output or root / "output", document, text, subject)
    if form == "json":
        click.echo(json.dumps([_data(t) for t in found], indent=2, ensure_ascii=False))
    else:
        _print(found, limit, text)
    if not found:
        sys.exit(1)


def _data(trace: Trace) -> dict[str, object]:
    origins = [
        {
            "path": o.span.file,
            "line": o.span.line,
            "column": o.span.column,
            "pointer": o.place.pointer,
            "commit": o.commit._asdict() if o.commit else None,
            "changed_since": o.changed,
        }
        for o in trace.origins
    ]
    return {"file": trace.file, "tag": trace.tag, "text": trace.text, "origins": origins}


def _print(found: tuple[Trace, ...], limit: int, text: str) -> None:
    if not found:
        click.echo(f"no text from a register holds {text!r}; words of the template itself have no source")
        return
    for each in found[:limit]:
        shown = each.text if len(each.text) <= 90 else each.text[:87] + "..."
        click.echo(f"{each.file}: {printable(shown)}")
        for origin in each.origins:
            changed = "  (changed since the document was built)" if origin.changed else ""
            click.echo(f"  {origin.span}: {printable(origin.source.strip())}{changed}")
            if origin.commit:
                click.echo(
                    f"      commit {origin.commit.hash} of {origin.commit.day}: {printable(origin.commit.summary)}"
                )
        click.echo("")
    if len(found) > limit:
        click.echo(f"and {len(found) - limit} more; --limit shows them")
