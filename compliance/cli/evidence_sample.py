"""``dossier evidence sample``."""

from __future__ import annotations

import datetime
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from compliance.cli.evidence_add import RepeatedError
from compliance.cli.evidence_common import Opened, asked_for, describing, open_project, report, values_of
from compliance.cli.options import common
from compliance.derive import redraw
from compliance.derive.sampling import METHODS
from compliance.evidence import samples
from compliance.evidence.filing import file_all
from compliance.evidence.given import Given, IntakeError, stamp
from compliance.evidence.samples import Drawn, Wanted
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.reporters.report import plural, printable

WORDS = {"agrees": "agrees", "differs": "DIFFERS", "inside": "cannot be drawn again", "elsewhere": "not looked at"}


class _NoPopulationError(samples.SampleError):
    def __init__(self) -> None:
        super().__init__("nothing says from which population to draw", "name its id, or use --check for all samples")


@click.command("sample", short_help="Draw a sample that can be drawn again.")
@click.argument("population", required=False)
@click.option("--size", type=int, help="How many items; else what the table of sample sizes asks for.")
@click.option("--seed", default="", help="Decides the draw; else the hash of the population, which nobody chose.")
@click.option("--method", "how", type=click.Choice(METHODS), default="random", help="How items are drawn.")
@click.option(
    "--exception", "exceptions", multiple=True, metavar="ID=REASON", help="An item that did not pass, and why."
)
@click.option(
    "--workpaper",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The tested sample, filed in the place of the bare list of items.",
)
@click.option("--list", "only_list", is_flag=True, help="Print the rows drawn as CSV, and record nothing.")
@click.option(
    "--check", "again", is_flag=True, help="Draw recorded samples again and compare; POPULATION is one, or all."
)
@describing("kind", "method", "like")
@common
def command(
    population: str | None,
    size: int | None,
    seed: str,
    how: str,
    exceptions: tuple[str, ...],
    workpaper: Path | None,
    only_list: bool,
    again: bool,
    start: Path,
    today: datetime.date | None,
    **options: Any,
) -> None:
    """Draw from POPULATION, whose hash is checked first, and record the items with all it takes to draw them again.

    Each item has the rank SHA-256(seed|id); the lowest ranks are drawn. Order of rows and version do not matter.

    Exit code of --check 0: every sample that can be drawn again agrees. 1: one differs.
    """
    opened = open_project(start, today)
    if again:
        _check(population, opened.dossier)
        return
    if population is None:
        raise _NoPopulationError
    wanted = Wanted(how, size, seed, options["controls"], tuple(_exception(text) for text in exceptions))
    drawn = samples.draw_from(population, wanted, opened.dossier)
    if only_list:
        click.echo(samples.listing(drawn, opened.dossier).decode(), nl=False)
        return
    _record(drawn, wanted, workpaper, opened, options)


def _exception(text: str) -> tuple[str, str]:
    id, equals, reason = text.partition("=")
    if not equals or not reason.strip():
        raise samples.SampleError(
            f"`{text}` is no exception", "write the item's id and what was wrong: CHG-3042=no review"
        )
    return id.strip(), reason.strip()


def _record(drawn: Drawn, wanted: Wanted, workpaper: Path | None, opened: Opened, options: dict[str, Any]) -> None:
    if workpaper:
        samples.refuse_other_items(workpaper, drawn)
    defaults = samples.values(drawn, wanted)
    defaults["type"] = samples.sample_type(drawn.population, opened.dossier)
    defaults["collected_at"] = stamp(opened.now)
    said = values_of(options, opened.dossier)
    with tempfile.TemporaryDirectory() as folder:
        path = workpaper or Path(folder) / f"sample-of-{drawn.population.id}.csv"
        if workpaper is None:
            path.write_bytes(samples.listing(drawn, opened.dossier))
        given = Given(path, {**defaults, **said}, unreviewed=options["unreviewed"])
        outcome = file_all([asked_for(given, opened.dossier)], opened.dossier, opened.now)
    if outcome.mistakes:
        raise IntakeError(outcome.mistakes)
    if outcome.repeated:
        raise RepeatedError("this sample", outcome.repeated[0].id)
    for line in report(outcome):
        click.echo(line)
    click.echo(f"    drawn: {', '.join(drawn.draw.ids)}")
    asked = drawn.asked
    if asked and len(drawn.draw.ids) < asked.size:
        click.echo(f"    the table of sample sizes asks for {asked.size}: dossier evidence sample-size shows why")


def _check(id: str | None, dossier: Dossier) -> None:
    records = [e for e in dossier.all(Evidence) if e.sample and id in (None, e.id, e.sample.of)]
    if id is not None and not records:
        raise samples.SampleError(
            f"there is no sample `{id}`, and none of it", "`dossier list evidence` shows the records"
        )
    found = [redraw.check(evidence, dossier) for evidence in records]
    for each in found:
        click.echo(f"{each.evidence.id}  {WORDS[each.verdict]}: {printable(each.reason)}")
    counts = {verdict: sum(1 for each in found if each.verdict == verdict) for verdict in WORDS}
    others = f"{counts['inside']} drawn by other means, {counts['elsewhere']} not looked at"
    click.echo(f"{plural(len(found), 'sample')}: {counts['agrees']} agree, {counts['differs']} differ, {others}")
    if counts["differs"]:
        sys.exit(1)
