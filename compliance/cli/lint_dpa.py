"""``dossier lint-dpa``."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance import pipeline, project
from compliance.cli.options import cache, common, no_cache
from compliance.diagnostics import DossierError

if TYPE_CHECKING:
    from compliance.graph.dossier import Dossier


class _CustomerError(DossierError):
    def __init__(self, id: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"there is no customer `{id}` with an agreement", f"customers are: {', '.join(known) or 'none'}"
        )


class _BothError(DossierError):
    def __init__(self) -> None:
        super().__init__("a file and --customer at once", "lint the agreements of the project, or files")


class _NoTermsError(DossierError):
    def __init__(self) -> None:
        super().__init__("there are no standard terms `dpa-terms.html.j2`", "put them into templates/")


@click.command("lint-dpa", short_help="Hold data processing agreements against the rules: our own, or a file.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@common
@no_cache
@click.option("--customer", "customers", multiple=True, metavar="ID", help="Only the agreement with this customer.")
@click.option("--verbose", "-v", is_flag=True, help="Files: every passage that was found, and good practice too.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed."
)
def command(
    files: tuple[Path, ...],
    start: Path,
    today: datetime.date | None,
    no_cache: bool,
    customers: tuple[str, ...],
    verbose: bool,
    form: str,
) -> None:
    """Say rule by rule what a data processing agreement has and what it lacks.

    Without FILES: the agreements of the project, from the clauses that the standard terms declare and the facts of
    the registers. With FILES (.pdf, .docx, .md, .txt), a customer's or a vendor's own paper: which passages speak of
    each duty. Those are hints for a lawyer, never a verdict.

    Exit code 0: nothing is missing. 1: a rule that must be met is not, or no passage was found for it. 2: wrong use,
    or a file that cannot be read.
    """
    if files and customers:
        raise _BothError
    bad = _files(files, form, verbose) if files else _own(start, today, no_cache, customers, form)
    if bad:
        sys.exit(1)


def _own(start: Path, today: datetime.date | None, no_cache: bool, customers: tuple[str, ...], form: str) -> bool:
    from compliance.cli import lint_dpa_own as show
    from compliance.documents import dpa, dpa_lint
    from compliance.registers.positions import Positions

    dossier = _dossier(start, today, no_cache)
    terms = dpa_lint.terms(dossier)
    if terms is None:
        raise _NoTermsError
    known = dpa.subjects(dossier)
    for id in customers:
        if id not in known:
            raise _CustomerError(id, known)
    duties = dpa_lint.met(terms)
    tables = {id: dpa_lint.table(dpa_lint.agreement(dossier, id), duties) for id in customers or known}
    positions = Positions(dossier.root)
    if form == "json":
        click.echo(json.dumps(show.data(terms, tables, positions), indent=2, ensure_ascii=False))
    else:
        for line in show.text(terms, tables, positions):
            click.echo(line)
    return any(row.state == "not met" and row.rule.level != "should" for rows in tables.values() for row in rows)


def _dossier(start: Path, today: datetime.date | None, no_cache: bool) -> Dossier:
    root = project.find_root(start)
    dossier = pipeline.link(root, pipeline.read(root, cache(no_cache)), pipeline.CheckOptions(today))
    if dossier is None:
        raise pipeline.BrokenRegistersError(1)
    return dossier


def _files(files: tuple[Path, ...], form: str, verbose: bool) -> bool:
    from compliance.cli import lint_dpa_paper as show
    from compliance.paper.examine import examine
    from compliance.paper.read import read

    made = [examine(read(path)) for path in files]
    if form == "json":
        click.echo(json.dumps([show.data(one) for one in made], indent=2, ensure_ascii=False))
    else:
        for one in made:
            for line in show.text(one, verbose):
                click.echo(line)
    return any(hint.needs_a_look for one in made for hint in one.rules)
