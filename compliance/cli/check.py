"""``dossier check``."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from compliance import __version__, pipeline, project
from compliance.cli.options import cache, coloured, common, no_cache
from compliance.derive import acceptance
from compliance.diagnostics import DossierError, Severity
from compliance.frameworks.catalog import frameworks
from compliance.reporters import REPORTERS, Report
from compliance.reporters.report import RuleInfo


class _MinimumError(DossierError):
    def __init__(self, text: str, frameworks: Iterable[str]) -> None:
        known = ", ".join(sorted(frameworks))
        super().__init__(f"{text!r} is not FRAMEWORK=PERCENT", f"a framework of {known} and a number from 0 to 100")


def _not_empty(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """An empty value, such as an unset variable of a CI script, must not switch a gate off."""
    if value == "":
        raise _EmptyError(param.name or "")
    return value


class _EmptyError(DossierError):
    def __init__(self, name: str) -> None:
        super().__init__(f"--{name} was given without a value", "name a git revision, or leave the option out")


def _minimum(values: tuple[str, ...]) -> dict[str, float]:
    made: dict[str, float] = {}
    for text in values:
        framework, _, number = text.partition("=")
        try:
            percent = float(number.rstrip("%"))
        except ValueError:
            raise _MinimumError(text, frameworks()) from None
        if not 0 <= percent <= 100:
            raise _MinimumError(text, frameworks())
        made[framework] = percent
    return made


def _codes(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for value in values for code in value.split(",") if code)


def _report(checked: pipeline.Checked, options: pipeline.CheckOptions, verbose: bool, colour: bool) -> Report:
    coverage = {
        c.framework.id: {**c.counts, "percent": c.percent, "in_scope": c.in_scope, "minimum": c.minimum}
        for c in checked.coverage
    }
    rules = tuple(RuleInfo(r.code, r.title, r.page, r.severity) for r in pipeline.chosen(options))
    return Report(
        checked.findings, checked.examined, coverage, rules, __version__, verbose, colour, checked.dossier is not None
    )


@click.command("check", short_help="Check the registers.")
@common
@no_cache
@click.option(
    "--format", "form", type=click.Choice(sorted(REPORTERS)), default="text", help="How findings are printed."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to a file.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    help="Exit with 1 on findings of this severity or worse.",
)
@click.option("--select", multiple=True, help="Only these rules (codes, comma-separated).")
@click.option("--ignore", multiple=True, help="Not these rules.")
@click.option("--min-coverage", multiple=True, metavar="FRAMEWORK=PERCENT", help="Minimum coverage of a framework.")
@click.option("--ratchet", metavar="REV", callback=_not_empty, help="Fail where coverage fell since this git revision.")
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Findings listed in this file are known and do not fail.",
)
@click.option("--write-baseline", type=click.Path(dir_okay=False, path_type=Path), help="Write today's findings there.")
@click.option("-v", "--verbose", is_flag=True, help="Say how much each rule examined.")
def command(
    start: Path,
    today: datetime.date | None,
    no_cache: bool,
    form: str,
    output: Path | None,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    min_coverage: tuple[str, ...],
    ratchet: str | None,
    baseline: Path | None,
    write_baseline: Path | None,
    verbose: bool,
) -> None:
    """Check every register: schema, references, rules, coverage.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: wrong use or a broken set-up.
    """
    options = pipeline.CheckOptions(
        today, _codes(select), _codes(ignore), _minimum(min_coverage), ratchet or "", baseline
    )
    checked = pipeline.check(project.find_root(start), options, cache(no_cache))
    known = checked.dossier.frameworks if checked.dossier else frameworks()
    for text in min_coverage:
        if text.partition("=")[0] not in known:
            raise _MinimumError(text, known)
    if write_baseline:
        write_baseline.write_text(acceptance.write_baseline(checked.findings), encoding="utf-8")
    colour = output is None and form == "text" and coloured(sys.stdout)
    text = REPORTERS[form](_report(checked, options, verbose, colour))
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)
    worst = checked.worst()
    if fail_on != "never" and worst is not None and worst >= Severity[fail_on.upper()]:
        sys.exit(1)
