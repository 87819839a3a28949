"""Keys that seal packs: from a PKCS#12 file, or in a PKCS#11 token (``tokens``) such as a smart card or an HSM.

Before: a file and its passphrase, or the URI of a token (RFC 7512) and its PIN. After: a signer that is fit for use:
its certificate is valid now, may sign, and has a key that is strong enough. ECDSA with P-256 is the default of the
product; RSA from 2,048 bits and the other NIST curves are taken too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compliance.diagnostics import DossierError
from compliance.packs.curves import low_s, usable

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.signers import Signer

DEMO = "DEMONSTRATION ONLY"
"""Organisation in the certificates of ``dossier keys demo``: what marks a seal as a trial."""


class KeyFaultError(DossierError):
    """A key that cannot be opened, or may not sign."""


class MismatchError(KeyFaultError):
    """A certificate of another key."""

    def __init__(self) -> None:
        super().__init__(
            "what the key signs does not verify with its certificate: they do not belong together",
            "put the certificate that was issued for this key beside it",
        )


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A PKCS#12 file; ``passphrase`` is asked for only when the file is opened."""

    path: Path
    passphrase: Callable[[], str]


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key in a PKCS#11 token, by its URI: ``pkcs11:token=T;object=K?module-path=/lib/x.so``."""

    uri: str
    pin: Callable[[], str]


Key = KeyFile | TokenKey


@contextmanager
def opened(key: Key, at: datetime) -> Iterator[Signer]:
    """A signer for this key. ``at`` is the moment of signing, at which the certificate has to be valid."""
    if isinstance(key, KeyFile):
        signer = _from_file(key)
        fit(signer.signing_cert, at, str(key.path))
        yield signer
        return
    from compliance.packs.tokens import signer_of  # which imports the errors from here

    with signer_of(key) as signer:
        fit(signer.signing_cert, at, "the token")
        yield signer


# PKCS#12


def _from_file(key: KeyFile) -> Signer:
    from asn1crypto import keys, x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    try:
        data = key.path.read_bytes()
    except OSError as error:
        raise KeyFaultError(
            f"{key.path} cannot be read: {error.strerror}", "name the PKCS#12 file (.p12, .pfx) with --key"
        ) from None
    _shaped(data, key.path)
    try:
        held = pkcs12.load_pkcs12(data, key.passphrase().encode() or None)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFaultError(
            f"{key.path} does not open: the passphrase is wrong, or it is encrypted in a way that is not known",
            "`openssl pkcs12 -info -noout -in FILE` tries it by hand",
        ) from None
    if held.key is None or held.cert is None:
        what = "no private key" if held.key is None else "no certificate that belongs to its key"
        raise KeyFaultError(f"{key.path} holds {what}", "export both, with the certificates of the issuers")
    private = held.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for other in held.additional_certs:
        store.register(x509.Certificate.load(other.certificate.public_bytes(Encoding.DER)))
    certificate = x509.Certificate.load(held.cert.certificate.public_bytes(Encoding.DER))
    made: Signer = low(_simple())(
        signing_cert=certificate,
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
        embed_roots=False,
    )
    return made


def _shaped(data: bytes, path: Path) -> None:
    """Refuse what is no PKCS#12 file before anybody is asked for its passphrase."""
    from asn1crypto import (
        pem,
        pkcs12,
        tsp,  # noqa: F401  # adds names to those of CMS, which has to be before the first of them is read
    )

    if pem.detect(data):
        raise KeyFaultError(
            f"{path} is PEM and not PKCS#12",
            "`openssl pkcs12 -export -inkey KEY.pem -in CERTIFICATE.pem -certfile ISSUERS.pem -out FILE.p12` makes one",
        )
    try:
        pkcs12.Pfx.load(data, strict=True).native  # noqa: B018  # parse all of it now
    except (ValueError, TypeError, KeyError):
        raise KeyFaultError(
            f"{path} is no PKCS#12 file", "export the key with its certificate, as .p12 or .pfx"
        ) from None


def _simple() -> type[Any]:
    from pyhanko.sign.signers import SimpleSigner

    return SimpleSigner


def low(kind: type[Any]) -> Any:
    """A kind of signer whose ECDSA signatures have one form only, so that nobody can write them another way."""

    class Low(kind):  # type: ignore[misc]  # the base is chosen at run time
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            made: bytes = await super().async_sign_raw(data, digest_algorithm, dry_run)
            return made if dry_run else low_s(made, self.signing_cert.public_key)

    return Low


# Fitness


def fit(certificate: x509.Certificate, at: datetime, where: str) -> None:
    """Refuse certificates that nobody would accept a signature of."""
    begins, ends = certificate.not_valid_before, certificate.not_valid_after
    if not begins <= at <= ends:
        span = f"from {begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M} UTC"
        raise KeyFaultError(
            f"the certificate in {where} is valid {span}, and it is {at:%Y-%m-%d %H:%M}", "sign with a valid one"
        )
    usage = certificate.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & usage.native:
        raise KeyFaultError(
            f"the certificate in {where} may not sign: its key usage is {', '.join(sorted(usage.native))}",
            "ask for one with digitalSignature or nonRepudiation",
        )
    why = usable(certificate.public_key)
    if why:
        raise KeyFaultError(f"the key in {where} is not taken: {why}", "use ECDSA P-256, or RSA from 2,048 bits")


def is_demo(certificate: x509.Certificate) -> bool:
    """Whether `dossier keys demo` made it."""
    return any(name.native.get("organization_name") == DEMO for name in (certificate.subject, certificate.issuer))


def named(name: Any) -> str:
    """A name of X.509 for people: what it is called, and the organisation."""
    parts = name.native
    shown = [parts.get(key) for key in ("common_name", "organization_name")]
    return ", ".join(part for part in shown if isinstance(part, str)) or str(name.human_friendly)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, as `openssl x509 -fingerprint -sha256` gives it, in small letters without colons."""
    return str(certificate.sha256.hex())
