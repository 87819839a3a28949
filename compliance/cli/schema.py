"""``dossier schema``."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.registers.kinds import BY_NAME, KINDS, schema_text


@click.command("schema", short_help="Print the JSON Schema of a kind.")
@click.argument("kind", required=False, type=click.Choice([k.name for k in KINDS]))
@click.option("--reference", is_flag=True, help="Print the register reference (Markdown) of all kinds.")
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write every schema into this folder, for editors.",
)
def command(kind: str | None, reference: bool, folder: Path | None) -> None:
    """Print the JSON Schema (2020-12) of a file of KIND; it is what an editor shows on hover."""
    if reference:
        from compliance.registers.reference import reference as page

        click.echo(page(), nl=False)
    elif folder:
        folder.mkdir(parents=True, exist_ok=True)
        for each in KINDS:
            (folder / f"{each.name}.schema.json").write_text(schema_text(each), encoding="utf-8")
        click.echo(f"{len(KINDS)} schemas written to {folder}")
    elif kind is None:
        for each in KINDS:
            click.echo(f"{each.name.ljust(20)} {', '.join(each.where)}")
    else:
        click.echo(schema_text(BY_NAME[kind]), nl=False)
