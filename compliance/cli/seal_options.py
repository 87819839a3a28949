"""Options of commands that seal, and the key and authority that follow from them.

The key comes from the command line, else from `packs` in dossier.yaml. A passphrase or PIN never stands on the command
line, where every user of the machine can read it: it comes from a file, from the environment, or is asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from compliance.diagnostics import DossierError

if TYPE_CHECKING:
    from compliance.packs.keys import Key
    from compliance.registers.records.company import Project

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--key", metavar="FILE.p12", type=click.Path(path_type=Path), help="Key and certificate, PKCS#12."),
    click.option("--pkcs11", metavar="URI", help="Key in a token: pkcs11:token=T;object=K?module-path=LIB."),
    click.option(
        "--passphrase-file", metavar="FILE", type=click.Path(path_type=Path), help="Passphrase or PIN: first line."
    ),
    click.option("--passphrase-env", metavar="NAME", help="Environment variable that holds the passphrase or PIN."),
    click.option("--tsa", metavar="URL", help="Authority for timestamps (RFC 3161): the only network access."),
    click.option("--unsigned", is_flag=True, help="Make it without signatures: the same input, the same bytes."),
)


def seal_options(function: F) -> F:
    """``--key``, ``--pkcs11``, ``--passphrase-file``, ``--passphrase-env``, ``--tsa``, ``--unsigned``."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


class NoKeyError(DossierError):
    """Nothing says with which key to sign."""

    def __init__(self) -> None:
        super().__init__(
            "a pack is sealed with a key, and none is named",
            "--key FILE.p12 or --pkcs11 URI, or `packs: {key: ...}` in dossier.yaml; `dossier keys demo` makes one for "
            "trials; --unsigned makes a pack without signatures",
        )


class ClashError(DossierError):
    """Options that exclude each other."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} exclude each other", "leave one of them out")


class PassphraseError(DossierError):
    """A passphrase that cannot be had."""

    def __init__(self, why: str) -> None:
        super().__init__(why, "--passphrase-file FILE, --passphrase-env NAME, or run it at a terminal to be asked")


@dataclass(frozen=True, slots=True)
class SealChoice:
    """The key, None for an unsigned pack, and the address of the authority, empty for none."""

    key: Key | None
    tsa: str = ""


def chosen(options: dict[str, Any], project: Project, root: Path) -> SealChoice:
    """What the options and `packs` in dossier.yaml say. Raises a DossierError where they do not settle it."""
    from compliance.packs.keys import KeyFile, TokenKey

    file, uri, unsigned = options["key"], options["pkcs11"], options["unsigned"]
    given = [name for name, value in (("--key", file), ("--pkcs11", uri), ("--unsigned", unsigned)) if value]
    if len(given) > 1:
        raise ClashError(*given[:2])
    if unsigned:
        if options["tsa"]:
            raise ClashError("--unsigned", "--tsa")
        return SealChoice(None)
    settings = project.packs
    if not given and settings:
        file = root / Path(settings.key).expanduser() if settings.key else None
        uri = settings.pkcs11
    secret = _secret(options["passphrase_file"], options["passphrase_env"], "PIN" if uri else "passphrase")
    tsa = options["tsa"] or (settings.tsa if settings else "")
    if file:
        return SealChoice(KeyFile(file, secret), tsa)
    if uri:
        return SealChoice(TokenKey(uri, secret), tsa)
    raise NoKeyError


def _secret(file: Path | None, name: str | None, what: str) -> Callable[[], str]:
    if file is not None and name:
        raise ClashError("--passphrase-file", "--passphrase-env")

    def secret() -> str:
        if file is not None:
            try:
                return (file.read_text(encoding="utf-8-sig").splitlines() or [""])[0]
            except (OSError, UnicodeDecodeError) as error:
                raise PassphraseError(f"{file} cannot be read: {error}") from None
        if name:
            if name not in os.environ:
                raise PassphraseError(f"there is no environment variable {name}")
            return os.environ[name]
        if sys.stdin.isatty():
            return str(click.prompt(f"{what} of the key", hide_input=True, err=True))
        raise PassphraseError(f"the {what} of the key is not given, and nobody is there to be asked")

    return secret
