"""``dossier templates``: which are the project's own, and what the product changed in them since."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from compliance import overrides, project
from compliance.cli.options import common
from compliance.reporters.report import plural, printable

WORDS = {
    "product": "the product's",
    "copied": "your copy",
    "extended": "extends the product's",
    "own": "your own",
}

WHOSE = {"yours": "you changed", "product": "the product changed", "both": "both changed, merge by hand"}


@click.group("templates", short_help="List, copy and compare templates.")
def command() -> None:
    """Templates of documents: which ones the project has made its own, and what the product changed since."""


@command.command("list")
@common
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How templates are printed."
)
def list_templates(start: Path, today: datetime.date | None, form: str) -> None:
    """List the templates in use and whose they are.

    Exit code 1 when the product changed one since it was copied.
    """
    found = overrides.templates(project.find_root(start))
    if form == "json":
        click.echo(json.dumps([asdict(t) for t in found], indent=2))
    else:
        width = max(len(t.name) for t in found)
        for each in found:
            legal = "; legal text" if each.legal else ""
            click.echo(f"{each.name.ljust(width)}  {WORDS[each.standing]}{_moved(each)}{legal}")
        changed = sum(1 for t in found if t.standing != "product")
        click.echo(f"\n{plural(len(found), 'template')}, {changed} of the project")
    if any(t.moved for t in found):
        sys.exit(1)


def _moved(each: overrides.Template) -> str:
    if each.moved:
        return f"; the product's has changed since: dossier templates diff {each.name}"
    if each.standing == "copied" and each.moved is None:
        return "; copied by hand, so what the product changed since cannot be told"
    return ""


@command.command("copy")
@click.argument("name")
@common
def copy_template(name: str, start: Path, today: datetime.date | None) -> None:
    """Copy the product's template NAME into the project, to change it there.

    The text as it is copied is kept below templates/.product/; keep it under git with the copy. NAME
    reference.docx makes a Word file whose styles, page, header and footer documents in Word can take.
    """
    root = project.find_root(start)
    target = overrides.copy(root, name, _accent(root, today) if name == overrides.REFERENCE else "")
    if name == overrides.REFERENCE:
        click.echo(f"{target.relative_to(root).as_posix()} is yours now; name it in dossier.yaml:")
        click.echo(f"  documents:\n    reference_docx: templates/{name}")
        return
    click.echo(f"{target.relative_to(root).as_posix()} is yours now; to change one block only, extend it instead:")
    click.echo(f'  {{% extends "product/{name}" %}}')


def _accent(root: Path, today: datetime.date | None) -> str:
    """The project's accent colour, the product's where it has none or cannot be read."""
    from compliance import build, pipeline

    dossier = pipeline.link(root, pipeline.read(root), pipeline.CheckOptions(today))
    return build.accent(dossier.project.documents if dossier else None)


@command.command("diff")
@click.argument("name")
@common
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How changes are printed.")
def diff_template(name: str, start: Path, today: datetime.date | None, form: str) -> None:
    """Compare the project's template NAME with the product's, then and now.

    Exit code 0: the product has changed nothing that you do not have. 1: it has.
    """
    root = project.find_root(start)
    changes = overrides.three_way(root, name)
    if changes is None:
        lines = overrides.two_way(root, name)
        if form == "json":
            click.echo(json.dumps({"base": None, "diff": list(lines)}, indent=2, ensure_ascii=False))
        else:
            click.echo(f"the text that {name} was copied from was not kept; the product's against yours:")
            click.echo("\n".join(map(printable, lines)) or "no difference")
        sys.exit(1 if lines else 0)
    if form == "json":
        click.echo(
            json.dumps(
                {"base": f"templates/{overrides.KEPT}/{name}", "changes": [asdict(c) for c in changes]},
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        for line in _text(changes):
            click.echo(line)
    if any(c.whose != "yours" for c in changes):
        sys.exit(1)


def _text(changes: tuple[overrides.Change, ...]) -> Iterator[str]:
    for change in changes:
        yield f"line {change.start}: {WHOSE[change.whose]}"
        yield from (f"  - {printable(line)}" for line in change.before)
        if change.whose == "both":
            yield from (f"  + yours: {printable(line)}" for line in change.yours)
            yield from (f"  + product: {printable(line)}" for line in change.product)
        else:
            shown = change.yours if change.whose == "yours" else change.product
            yield from (f"  + {printable(line)}" for line in shown)
        yield ""
    counts = {key: sum(1 for c in changes if c.whose == key) for key in WHOSE}
    yield f"{plural(counts['yours'], 'change')} of yours, {counts['product']} of the product, {counts['both']} of both"
