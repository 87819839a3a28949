"""``dossier verify``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.command("verify", short_help="Verify an evidence pack: every byte, every file, every signature.")
@click.argument("pack", metavar="PACK.zip", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--trust",
    "trusted",
    multiple=True,
    metavar="CA.pem",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificates that signers, and authorities for timestamps, must lead to; may be repeated.",
)
@click.option("--allow-unsigned", is_flag=True, help="An unsigned pack is no fault.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed."
)
@click.option(
    "--today", metavar="DATE", help="Take this day as today (YYYY-MM-DD) for certificates that ran out; else the clock."
)
def command(pack: Path, trusted: tuple[Path, ...], allow_unsigned: bool, form: str, today: str | None) -> None:
    """Verify a pack with nothing but the pack, and the certificates that you trust.

    Every byte is accounted for: the archive is worked out anew from its members, each member is hashed against the
    manifest, samples are looked up in their populations and drawn again, and the signatures of manifest and binder are
    checked. Without --trust the signatures are checked and who signed is not. Nothing is unpacked or fetched.

    Exit code 0: everything holds. 1: something does not. 2: it cannot be read as a pack.
    """
    from compliance import project
    from compliance.cli.verify_text import as_data, as_text
    from compliance.packs import trust, verify

    roots = trust.roots(trusted) if trusted else None
    found = verify.verify(pack, roots, allow_unsigned)
    now = project.now(project.parse_date(today) if today else None, None)
    if form == "json":
        click.echo(json.dumps(as_data(found, now), indent=2, ensure_ascii=False))
    else:
        for line in as_text(found, now):
            click.echo(line)
    if found.faults:
        sys.exit(1)
