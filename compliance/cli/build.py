"""``dossier build``."""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance import pipeline, project
from compliance.cli.options import cache, coloured, common, no_cache

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod

    from compliance.build import BuildOptions, Built, BuiltFile


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
@click.option(
    "--executor", default="", metavar="ADDRESS", help="A Dask scheduler whose workers typeset: tcp://HOST:PORT."
)
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
    executor: str,
    quiet: bool,
) -> None:
    """Print DOCUMENTS, or all of them, into output/.

    Drafts list their open points. --final refuses a document while an unverified fact or an open
    point would print. Exit code 0: all were built. 1: some were left out. 2: wrong use.
    """
    from compliance.build import BuildOptions

    root = project.find_root(start)
    options = BuildOptions(documents, subjects, formats, output, final, jobs or 0, since, customers, executor)
    if listing:
        _list(root, options, today)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    started = time.monotonic()
    bar = Progress(
        TextColumn("building"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[stem]}"),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
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
        _summary(built, time.monotonic() - started, out)
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


LONG = 80
"""Files from which on the table has a row for each document and format, not for each file."""


def _table(built: Built, console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    long = len(built.files) > LONG
    table = Table(box=None, pad_edge=False, header_style="bold")
    heads = ("document", "format", "files" if long else "pages", "size", "path")
    for title in heads:
        side: JustifyMethod = "right" if title in ("files", "pages", "size") else "left"
        table.add_column(title, justify=side, no_wrap=title != "path", overflow="fold")
    rows = _by_format(built.files) if long else ((_name(f), f.format, f.pages, f.bytes, f.path) for f in built.files)
    here = Path.cwd()
    for name, form, count, size, path in rows:
        shown = path.relative_to(here) if path.is_relative_to(here) else path
        table.add_row(name, form, str(count or ""), _size(size), Text(str(shown)))
    console.print(table)


def _name(file: BuiltFile) -> str:
    return f"{file.document} {file.subject}".strip()


def _by_format(files: tuple[BuiltFile, ...]) -> Iterator[tuple[str, str, int, int, Path]]:
    """For each document and format: how many files, their size together, and a path that they share."""
    groups: dict[tuple[str, str], list[BuiltFile]] = {}
    for file in files:
        groups.setdefault((file.document, file.format), []).append(file)
    for (document, form), found in groups.items():
        path = found[0].path if len(found) == 1 else found[0].path.parent
        yield document, form, len(found), sum(file.bytes for file in found), path


def _summary(built: Built, seconds: float, console: Console) -> None:
    """What was done, in one line."""
    printed = [f for f in built.files if f.format == "pdf"]
    cached = sum(1 for f in printed if f.cached)
    written = sum(1 for f in built.files if f.written)
    left_out = f"; {built.left_out} left out" if built.left_out else ""
    console.print(
        f"{len(built.files)} files; {len(printed)} PDFs, of which {cached} from the cache; {built.typeset} typeset; "
        f"{written} written, {len(built.files) - written} unchanged{left_out}; {seconds:.1f} s",
        highlight=False,
    )


def _size(count: int) -> str:
    return f"{count / 1000:,.0f} kB" if count >= 1000 else f"{count} B"


def _report(findings: object) -> None:
    """Findings as ``dossier check`` prints them, without its summary."""
    from compliance.reporters import Report, text

    assert isinstance(findings, tuple)
    click.echo(text.findings(Report(findings, {}, colour=coloured(sys.stderr))), err=True, nl=False)
