"""Sealing: sign the binder, hash everything, sign the manifest, write the archive. One call does all of it.

Before: files, a binder, and what the manifest says of them. After: a pack, whole or not at all.

A signature states the moment at which it was made: ``SOURCE_DATE_EPOCH`` where it is set, else the clock. The day that
counts as today (``--today``, ``as_of``) is that of the pack's contents and never that of its signature: a signature
that is dated back would be a false statement. Signed files differ from run to run (a random number in ECDSA, the
time); all else in a pack is the same to the byte.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from compliance.diagnostics import DossierError
from compliance.packs import cms, keys, pades, trust
from compliance.packs.archive import Member, Written, write_archive
from compliance.packs.keys import Key, fingerprint
from compliance.packs.manifest import Manifest, Seal
from compliance.packs.standalone import BINDER, BLOCK, MANIFEST, SIGNATURE, SUMS, sums
from compliance.packs.timestamps import authority, tried

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.timestamps import TimeStamper


class SealingError(DossierError):
    """A signature could not be made."""

    def __init__(self, what: str, error: Exception) -> None:
        why = f"{type(error).__name__} {error}".strip()
        super().__init__(f"{what} could not be signed: {why}; nothing was written", "check the key, and try again")


class EpochError(DossierError):
    """``SOURCE_DATE_EPOCH`` is no number of seconds."""

    def __init__(self, text: str) -> None:
        super().__init__(f"SOURCE_DATE_EPOCH is {text!r} and no number of seconds", "unset it, or set it to one")


def moment() -> datetime:
    """The moment of signing, in UTC to the second."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise EpochError(epoch) from None


@dataclass(frozen=True, slots=True)
class Sealer:
    """An opened key, the moment of signing, and an authority for timestamps where one is named."""

    signer: Signer
    at: datetime
    timestamper: TimeStamper | None = None

    @property
    def _certificate(self) -> Any:
        return self.signer.signing_cert

    @property
    def demo(self) -> bool:
        """Whether this is a key of ``dossier keys demo``; the pack has to say so everywhere."""
        return keys.is_demo(self._certificate)

    @property
    def name(self) -> str:
        """The signer as the certificate names it."""
        return keys.named(self._certificate.subject)

    @property
    def seal(self) -> Seal:
        """What the manifest says about the signatures."""
        own = self._certificate
        others = (each for each in self.signer.cert_registry if each.self_signed == "no")
        carried = {each.dump(): fingerprint(each) for each in (own, *others)}
        return Seal(
            signer_sha256=fingerprint(own),
            certificates=tuple(carried[der] for der in sorted(carried)),
            timestamp=self.timestamper is not None,
        )

    def trial(self) -> None:
        """Sign something that means nothing, and ask the authority once. Raises a DossierError where either fails."""
        data = b"trial"
        with _named("a trial"):
            der = cms.sign(data, self.signer, self.at)
            if trust.manifest_signature(der, data, None).wrong:
                raise keys.MismatchError
            for wrong in cms.departures(der, self.seal.certificates, False):
                raise ValueError(f"the signature {wrong}")
        if self.timestamper is not None:
            with _named("a trial"):
                tried(self.timestamper, cms.DIGEST)

    def sign_binder(self, source: BinaryIO, target: BinaryIO) -> None:
        """PAdES on a PDF: invisible, over the whole file, appended as an increment so that PDF/A and PDF/UA hold."""
        with _named("the binder"):
            why = "Demonstration only" if self.demo else "Seal of an evidence pack"
            made = pades.sign(
                source,
                target,
                self.signer,
                self.at,
                self.timestamper,
                name=self.name,
                reason=why,
                digest=cms.DIGEST,
            )
            asyncio.run(made)

    def sign_manifest(self, data: bytes) -> bytes:
        """The detached signature of the manifest's bytes, read back once before it is handed out."""
        with _named("the manifest"):
            der = cms.sign(data, self.signer, self.at, self.timestamper)
            seal = self.seal
            for wrong in cms.departures(der, seal.certificates, seal.timestamp):
                raise ValueError(f"the signature {wrong}")
        return der


@contextmanager
def _named(what: str) -> Iterator[None]:
    try:
        yield
    except DossierError:
        raise
    except Exception as error:  # pyHanko, a token's module and OpenSSL have no exception in common
        raise SealingError(what, error) from error


@contextmanager
def sealing(key: Key | None, tsa: str = "") -> Iterator[Sealer | None]:
    """Open a key for as long as it is needed; None for none. Nothing but the authority is asked over the network.

    Key and authority are tried before they are handed out: to typeset takes a minute, and what is wrong with them must
    not be found after it. One signature that is thrown away shows that the key signs, and is that of its certificate.
    """
    if key is None:
        yield None
        return
    at = moment()
    with keys.opened(key, at) as signer:
        sealer = Sealer(signer, at, authority(tsa) if tsa else None)
        sealer.trial()
        yield sealer


# The whole


Describe = Callable[[Mapping[str, Written]], Manifest]
"""Makes the manifest, given each member as it is: the signed binder, and SHA256SUMS among them."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The pack as it was written."""

    path: Path
    manifest: Manifest
    members: tuple[Written, ...]


def seal(path: Path, members: Iterable[Member], describe: Describe, sealer: Sealer | None) -> Sealed:
    """Make a pack of ``members``: everything but SHA256SUMS, manifest and signature, which are made here.

    The binder is signed first, then all is hashed, then ``describe`` makes the manifest (its ``seal`` and ``demo`` are
    filled in here), then that is signed. Without a sealer nothing is signed, and the same input gives the same bytes.
    """
    if sealer is not None:
        sealer = dataclasses.replace(sealer, at=moment())  # it may have been opened long ago, to fail early
    with tempfile.TemporaryDirectory(prefix="dossier-seal-") as folder:
        ready = [_signed(member, sealer, Path(folder)) for member in members]
        hashed = {member.name: _hashed(member) for member in ready}
        listed = sums((name, each.sha256) for name, each in hashed.items()).encode()
        ready.append(_of(SUMS, listed))
        hashed[SUMS] = _hashed(ready[-1])
        manifest = _stated(describe(hashed), sealer)
        data = manifest.write()
        known = [dataclasses.replace(m, size=hashed[m.name].size, sha256=hashed[m.name].sha256) for m in ready]
        known.append(_of(MANIFEST, data))
        if sealer is not None:
            known.append(_of(SIGNATURE, sealer.sign_manifest(data)))
        return Sealed(path, manifest, write_archive(path, known))


def _stated(manifest: Manifest, sealer: Sealer | None) -> Manifest:
    about = dataclasses.replace(manifest.pack, demo=sealer is not None and sealer.demo)
    return dataclasses.replace(manifest, pack=about, seal=sealer.seal if sealer else None)


def _of(name: str, data: bytes) -> Member:
    return Member(name, partial(io.BytesIO, data), len(data))


def _signed(member: Member, sealer: Sealer | None, folder: Path) -> Member:
    """The binder with its signature; every other member as it is."""
    if member.name != BINDER or sealer is None:
        return member
    target = folder / BINDER
    with member.open() as source, target.open("w+b") as out:
        sealer.sign_binder(source, out)
    return Member(BINDER, partial(_open, target), target.stat().st_size)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _hashed(member: Member) -> Written:
    digest, size = hashlib.sha256(), 0
    with member.open() as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            size += len(block)
    return Written(member.name, size, digest.hexdigest())
