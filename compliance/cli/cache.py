"""``dossier cache``."""

from __future__ import annotations

import click

from compliance.cache import Cache, default_folder


@click.command("cache", short_help="Show or clear the cache.")
@click.option("--clear", is_flag=True, help="Remove everything; it is made again when needed.")
def command(clear: bool) -> None:
    """Say where the cache is and how large, or clear it."""
    folder = default_folder()
    if clear:
        click.echo(f"{Cache(folder).clear()} entries removed from {folder}")
        return
    size = sum(f.stat().st_size for f in folder.glob("cache.sqlite3*")) if folder.is_dir() else 0
    click.echo(f"{folder}: {size / 1e6:.1f} MB")
