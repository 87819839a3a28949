"""``dossier build``."""

from __future__ import annotations

import datetime
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance import pipeline, project
from compliance.cli.options import cache, coloured, common, no_cache

if TYPE_CHECKING:
    from rich.console import Console

    from compliance.build import BuildOptions, Built


@click.command("build", short_help="Print documents.")
@click.argument("documents", nargs=-1)
@common
@no_cache
@click.option("--list", "listing", is_flag=True, help="Show what can be built.")
@click.option("--subject", "subjects", multiple=True, help="Only these subjects, for example one vendor's id.")
@click.option("--customer", "customers", multiple=True, metavar="ID", help="Only what is made for this customer.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["pdf", "docx", "xlsx", "html", "json", "svg", "png", "interactive"]),
    help="Only these formats.",
)
@click.option("--since", default="", metavar="REV", help="What documents about changes compare with: a git revision.")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Folder to write to; else output/."
)
@click.option("--final", is_flag=True, help="Print as final; refused while open points would print.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes that typeset; else one a core.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but findings.")
def command(
    documents: tuple[str, ...],
    start: Path,
    today: datetime.date | None,
    no_cache: bool,
    listing: bool,
    subjects: tuple[str, ...],
    customers: tuple[str, ...],
    formats: tuple[str, ...],
    since: str,
    output: Path | None,
    final: bool,
    jobs: int | None,
    quiet: bool,
) -> None:
    """Print DOCUMENTS, or all of them, into output/.

    Drafts list their open points. --final refuses a document while an unverified fact or an open
    point would print. Exit code 0: all were built. 1: some were left out. 2: wrong use.
    """
    from compliance.build import BuildOptions

    root = project.find_root(start)
    options = BuildOptions(documents, subjects, formats, output, final, jobs or 0, since, customers)
    if listing:
        _list(root, options, today)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("typesetting"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[stem]}"),
        console=console,
        transient=True,
        disable=quiet,
    )
    with bar:
        task = bar.add_task("", total=None, stem="")
        built, findings = pipeline.build(
            root,
            options,
            today,
            cache(no_cache),
            lambda done, total, stem: bar.update(task, completed=done, total=total, stem=stem),
        )
    if not quiet:
        out = Console(width=None if sys.stdout.isatty() else 400)
        _table(built, out)
        for line in built.remarks:
            click.echo(line)
    if findings:
        _report(findings)
        sys.exit(1)


def _list(root: Path, options: BuildOptions, today: datetime.date | None) -> None:
    from compliance.build import exports_of, plan
    from compliance.documents import DOCUMENTS
    from compliance.exports import EXPORTS

    loaded = pipeline.read(root)
    read = pipeline.link(root, loaded, pipeline.CheckOptions(today))
    if read is None:
        raise pipeline.BrokenRegistersError(1)
    dossier = pipeline.since(read, options.since)
    waiting = {d.name for d in DOCUMENTS if d.needs_before and dossier.before is None}
    named = tuple(name for name in options.documents if name not in waiting)
    jobs = plan(dossier, replace(options, documents=named)) if named or not options.documents else ()
    for document in DOCUMENTS:
        subjects = [job.subject for job in jobs if job.document is document]
        waits = document.name in waiting and document.name in (options.documents or waiting)
        if subjects or waits:
            click.echo(f"{document.name.ljust(18)} {document.title.ljust(38)} {', '.join(document.formats)}")
        if waits:
            click.echo(f"{''.ljust(18)} about changes: needs --since REV")
        elif subjects and document.subjects:
            click.echo(f"{''.ljust(18)} one each: {', '.join(subjects)}")
    for export in EXPORTS:
        if export in exports_of(options):
            click.echo(f"{export.name.ljust(18)} {export.title.ljust(38)} {export.format}")


def _table(built: Built, console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title, justify in (
        ("document", "left"),
        ("format", "left"),
        ("pages", "right"),
        ("size", "right"),
        ("path", "left"),
    ):
        wraps = title == "path"
        table.add_column(title, justify=justify, no_wrap=not wraps, overflow="fold")  # type: ignore[arg-type]  # the two words that rich knows
    here = Path.cwd()
    for file in built.files:
        path = file.path.relative_to(here) if file.path.is_relative_to(here) else file.path
        name = f"{file.document} {file.subject}".strip()
        table.add_row(name, file.format, str(file.pages or ""), _size(file.bytes), Text(str(path)))
    console.print(table)
    typeset = [f for f in built.files if f.format == "pdf"]
    cached = sum(1 for f in typeset if f.cached)
    left_out = f"; {built.left_out} left out" if built.left_out else ""
    console.print(
        f"{len(built.files)} files; {len(typeset)} PDFs, of which {cached} from the cache{left_out}", highlight=False
    )


def _size(count: int) -> str:
    return f"{count / 1000:,.0f} kB" if count >= 1000 else f"{count} B"


def _report(findings: object) -> None:
    """Findings as ``dossier check`` prints them, without its summary."""
    from compliance.reporters import Report, text

    assert isinstance(findings, tuple)
    click.echo(text.findings(Report(findings, {}, colour=coloured(sys.stderr))), err=True, nl=False)
