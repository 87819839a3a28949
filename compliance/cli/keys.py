"""``dossier keys``."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import click

from compliance.cli import LazyGroup


class Keys(LazyGroup):
    table: ClassVar[dict[str, tuple[str, str]]] = {
        "demo": ("compliance.cli.keys", "Make a certificate authority and a key for trials."),
    }
    function = "demo"


@click.group("keys", cls=Keys, short_help="Make keys for trials of sealed packs.")
def command() -> None:
    """Keys that seal packs. Real ones come from a certificate authority or a token, never from here."""


@click.command("demo", short_help="Make a certificate authority and a key for trials.")
@click.argument("folder", metavar="[DIR]", default="demo-keys", type=click.Path(file_okay=False, path_type=Path))
def demo(folder: Path) -> None:
    """Write a certificate of an authority, a key with its certificate, and its passphrase to DIR (demo-keys).

    They are for trials: the certificates say so, and every pack, binder and verification that they touch says so.
    Nothing that is there is written over.
    """
    from compliance.packs import demo as keys
    from compliance.packs.seal import moment

    made = keys.make(folder, moment())
    click.echo("DEMONSTRATION ONLY: anybody can make such keys, so what they seal proves nothing.")
    click.echo(f"  {made.signer}  key and certificate, ECDSA P-256, until {made.until:%Y-%m-%d}")
    click.echo(f"  {made.passphrase}  its passphrase")
    click.echo(f"  {made.authority}  certificate of the authority; its own key was thrown away")
    click.echo(f"  SHA-256 of the certificate: {made.sha256}")
    click.echo(f"seal:   dossier pack iso27001 --key {made.signer} --passphrase-file {made.passphrase} ...")
    click.echo(f"verify: dossier verify PACK.zip --trust {made.authority}")
