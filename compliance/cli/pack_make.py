"""``dossier pack iso27001`` and ``dossier pack soc2``: the same command for each kind of pack."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance import pipeline, project
from compliance.cli.options import cache, coloured, common, no_cache
from compliance.cli.seal_options import chosen, seal_options
from compliance.diagnostics import DossierError
from compliance.reporters.report import plural, printable

if TYPE_CHECKING:
    from compliance.packs.items import Period
    from compliance.packs.making import Packed

SHOWN = 20
"""Exceptions that are printed; the pack has them all."""


class NoPeriodError(DossierError):
    """A period that cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no period", "write --period FROM..TO, for example 2025-11-01..2026-10-31")


def period(text: str) -> Period:
    """``FROM..TO`` as two days, both included."""
    from compliance.packs.items import Period

    start, dots, end = text.partition("..")
    if not dots:
        raise NoPeriodError(text)
    return Period(project.parse_date(start), project.parse_date(end))


def make(kind: str, title: str, about: str) -> click.Command:
    """The command of a kind of pack. ``about`` is its paragraph in the help."""

    @click.command(kind, short_help=title)
    @common
    @no_cache
    @click.option("--period", "span", required=True, metavar="FROM..TO", help="Days that it is about, both included.")
    @click.option(
        "--level",
        type=click.Choice(["public", "nda", "internal"]),
        default="internal",
        show_default=True,
        help="Who gets it; evidence and chapters above it are withheld, and named.",
    )
    @click.option(
        "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file; else output/packs/."
    )
    @click.option("--allow-exceptions", is_flag=True, help="Exit with 0 although exceptions stand in the pack.")
    @click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes that typeset; else one a core.")
    @click.option("-q", "--quiet", is_flag=True, help="Print nothing but findings and exceptions.")
    @seal_options
    def command(
        start: Path,
        today: datetime.date | None,
        no_cache: bool,
        span: str,
        level: Any,
        output: Path | None,
        allow_exceptions: bool,
        jobs: int | None,
        quiet: bool,
        **seal: Any,
    ) -> None:
        from compliance.packs.kinds import BY_NAME
        from compliance.packs.making import PackOptions

        root = project.find_root(start)
        options = PackOptions(BY_NAME[kind], period(span), level, output, jobs or 0)
        packed = _run(root, options, today, no_cache, quiet, seal)
        if packed.sealed is None:
            _report(packed, root)
            sys.exit(1)
        if not quiet:
            for line in _told(packed):
                click.echo(line)
        for line in (*_warnings(packed), *_exceptions(packed)):
            click.echo(line, err=True)
        if packed.scope.counting and not allow_exceptions:
            sys.exit(1)

    command.help = (
        f"{about}\n\nEvidence that is out of date, missing, changed or fails a check stands in the pack's exceptions "
        "and makes the exit code 1, unless --allow-exceptions. Exit code 0: made, none stands. 1: exceptions stand, "
        "or a document could not be printed and nothing was written. 2: wrong use."
    )
    return command


def _run(
    root: Path, options: Any, today: datetime.date | None, no_cache: bool, quiet: bool, seal: dict[str, Any]
) -> Packed:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("typesetting"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        return pipeline.pack(
            root,
            options,
            today,
            cache(no_cache),
            lambda done, total, _: bar.update(task, completed=done, total=total),
            lambda found: chosen(seal, found, root),
        )


def _told(packed: Packed) -> Iterator[str]:
    """What was made, in a few lines."""
    sealed, scope = packed.sealed, packed.scope
    assert sealed is not None
    size = sealed.path.stat().st_size
    yield f"{_shown(sealed.path)}  {size / 1e6:,.1f} MB, {len(sealed.members)} files, binder of {packed.pages} pages"
    fates = [item.fate for item in scope.items]
    enclosed = sum(item.enclosed for item in scope.items)
    yield (
        f"  evidence: {plural(len(fates), 'piece')}, {enclosed} enclosed, {fates.count('by-reference')} by reference, "
        f"{fates.count('withheld')} withheld, {fates.count('missing')} missing; {len(scope.outside)} of other periods"
    )
    checks, standing = scope.examined.checks, len(scope.counting)
    examined, waived = sum(row.examined for row in checks), len(scope.exceptions) - standing
    yield f"  checks: {len(checks)} on {examined:,} things; {plural(standing, 'exception')}, {waived} waived"
    if sealed.manifest.seal is None:
        yield "  not signed"
    elif sealed.manifest.pack.demo:
        yield "  signed with a DEMONSTRATION key: it proves nothing"
    else:
        stamped = ", with timestamps of an authority" if sealed.manifest.seal.timestamp else ""
        yield f"  signed{stamped}; `dossier verify` checks it"


def _warnings(packed: Packed) -> Iterator[str]:
    return (f"warning: {printable(one)}" for one in packed.scope.kind.warnings(packed.scope))


def _exceptions(packed: Packed) -> Iterator[str]:
    found = packed.scope.counting
    for one in found[:SHOWN]:
        yield f"exception[{one.code}]: {one.message}"
    if len(found) > SHOWN:
        yield f"and {len(found) - SHOWN} more, in chapter “Exceptions, waivers and gaps” of the binder"


def _shown(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _report(packed: Packed, root: Path) -> None:
    """Why a document could not be printed, as ``dossier build`` says it."""
    from compliance.reporters import Report, text

    findings = pipeline.located(packed.found, root)
    click.echo(text.findings(Report(findings, {}, colour=coloured(sys.stderr))), err=True, nl=False)
