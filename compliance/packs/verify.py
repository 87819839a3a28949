"""Verifying a pack: all that ``standalone`` checks, and the signatures of manifest and binder.

Before: a file, and certificates that somebody trusts, or none. After: what was examined, what does not hold, and what
was not looked at. Nothing is unpacked and nothing is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.diagnostics import DossierError
from compliance.packs import cms, standalone, trust
from compliance.packs.manifest import Manifest, ManifestError, read
from compliance.packs.standalone import BINDER, MANIFEST, MAX_SIGNATURE, SIGNATURE, Checked, Fault, Pack
from compliance.packs.trust import Signed

if TYPE_CHECKING:
    from asn1crypto import x509

VERIFIER = "verify.py"


class NotAPackError(DossierError):
    """The file cannot be read as an archive at all."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be read as a pack: {why}", "name the .zip file that `dossier pack` wrote")


@dataclass(frozen=True, slots=True)
class Verified:
    """Everything that is known of a pack after looking at all of it."""

    path: Path
    checked: Checked
    manifest: Manifest | None
    """None where it cannot be read."""
    signatures: tuple[Signed, ...]
    faults: tuple[Fault, ...]
    """What does not hold: archive, hashes, samples, custody log, signatures."""
    own_verifier: bool
    """Whether the pack's verify.py is the one of this version of the product."""
    rooted: bool
    """Whether signers were held against trusted certificates."""

    @property
    def demo(self) -> bool:
        """Whether a demonstration key was used, by what the manifest says or a certificate shows."""
        stated = self.manifest is not None and self.manifest.pack.demo
        return stated or any(signed.demo for signed in self.signatures)

    @property
    def sealed(self) -> bool:
        return any(signed.what == SIGNATURE for signed in self.signatures)


def verify(path: Path, roots: tuple[x509.Certificate, ...] | None = None, allow_unsigned: bool = False) -> Verified:
    """Verify a pack. ``roots`` None: signatures are checked and signers are not held against anything."""
    try:
        with Pack(str(path)) as pack:
            checked = pack.check()
            faults = list(checked.faults)
            manifest = _manifest(pack, faults)
            signatures = _signatures(pack, roots)
            verifier = pack.read(VERIFIER, 1024 * 1024)
    except standalone.UnreadableError as error:
        raise NotAPackError(path, str(error)) from None
    if checked.hashes:
        faults += (
            Fault(signed.what, "signature", wrong, area="signature") for signed in signatures for wrong in signed.wrong
        )
        faults += _agreement(manifest, signatures, allow_unsigned)
    own = verifier == Path(standalone.__file__).read_bytes()
    return Verified(path, checked, manifest, signatures, tuple(faults), own, roots is not None)


def _manifest(pack: Pack, faults: list[Fault]) -> Manifest | None:
    data = pack.read(MANIFEST)
    if data is None or any(fault.where == MANIFEST and fault.field == "contents" for fault in faults):
        return None
    try:
        return read(data)
    except ManifestError as error:
        faults.append(Fault(MANIFEST, "contents", error.message, area="hashes"))
        return None


def _signatures(pack: Pack, roots: tuple[x509.Certificate, ...] | None) -> tuple[Signed, ...]:
    """The signatures of manifest and binder; none in an unsigned pack."""
    if SIGNATURE not in pack.names:
        return ()
    der, data, binder = pack.read(SIGNATURE, MAX_SIGNATURE), pack.read(MANIFEST), pack.window(BINDER)
    if der is None or data is None:
        return (Signed(SIGNATURE, wrong=("it, or what it signs, is missing or too large",)),)
    found = [_strict(trust.manifest_signature(der, data, roots), der, data)]
    if binder is not None:
        found.append(trust.binder_signature(binder, roots))
    return tuple(found)


def _strict(signed: Signed, der: bytes, data: bytes) -> Signed:
    """The manifest's signature, also where bytes differ that no signature covers."""
    try:
        seal = read(data).seal
        stated, stamped = (seal.certificates, seal.timestamp) if seal else ((), False)
        wrong = cms.departures(der, stated, stamped)
    except (ManifestError, cms.BrokenError):
        return signed  # said already
    for each in wrong:
        signed = trust.refused(signed, each)
    return signed


def _agreement(manifest: Manifest | None, signatures: tuple[Signed, ...], allow_unsigned: bool) -> list[Fault]:
    """What the manifest says of its seal, and what is there."""
    seal = manifest.seal if manifest else None
    wrong: list[tuple[str, str]] = []
    if not signatures:
        if seal is not None:
            wrong.append((SIGNATURE, "is missing, and the manifest says that the pack is sealed"))
        elif not allow_unsigned:
            wrong.append(("archive", "the pack is not signed, so nothing says who made it (--allow-unsigned)"))
    elif manifest is not None:
        if seal is None:
            wrong.append((SIGNATURE, "is there, and the manifest says that the pack is not sealed"))
        wrong += [
            (signed.what, "is made with another certificate than the manifest says")
            for signed in signatures
            if seal and signed.sha256 and signed.sha256 != seal.signer_sha256
        ]
        wrong += _apart(signatures)
        if any(signed.demo for signed in signatures) and not manifest.pack.demo:
            wrong.append((MANIFEST, "does not say that the key is a demonstration key"))
    return [Fault(where, "signature", message, area="signature") for where, message in wrong]


APART = timedelta(days=1)
"""How long after the binder's timestamp that of the manifest may be: sealing is one run."""


def _apart(signatures: tuple[Signed, ...]) -> list[tuple[str, str]]:
    """A timestamp stands outside what the signer signs, so another could be put in its place, of a later day.

    That of the binder cannot be exchanged, because the manifest has the binder's hash: the two have to agree.
    """
    at = {signed.what: signed.stamped_at for signed in signatures if signed.intact}
    if len(at) < 2:
        return []
    outer, inner = at.get(SIGNATURE), at.get(BINDER)
    if (outer is None) != (inner is None):
        return [(BINDER, "has no timestamp, and manifest.sig has one" if inner is None else "has a timestamp alone")]
    if outer and inner and not inner - timedelta(minutes=1) <= outer <= inner + APART:
        return [(SIGNATURE, f"its timestamp, {outer:%Y-%m-%d %H:%M}, is not of the run that stamped the binder")]
    return []


def expired(signed: Signed, now: datetime) -> bool:
    """Whether the certificate has run out since, and no authority states that the signature is older."""
    return signed.expires is not None and signed.expires < now and not signed.stamp_trusted
