"""A certificate authority for trials, and one certificate of it. Both say so in their names, and prove nothing.

The authority's own key is thrown away: nobody can make a second certificate of the same authority later.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compliance.diagnostics import DossierError
from compliance.packs.keys import DEMO

if TYPE_CHECKING:
    from cryptography import x509

AUTHORITY, SIGNER, PASSPHRASE = "demo-ca.pem", "demo-signer.p12", "demo-passphrase.txt"
VALID = timedelta(days=366)


class StandingError(DossierError):
    """Keys are there already."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already; nothing was written", "name another folder, or remove it")


@dataclass(frozen=True, slots=True)
class DemoKeys:
    """Where the keys were written, and until when the certificate is valid."""

    authority: Path
    signer: Path
    passphrase: Path
    until: datetime
    sha256: str
    """Fingerprint of the signer's certificate."""


def make(folder: Path, now: datetime) -> DemoKeys:
    """Write authority, signer and passphrase to a folder, with a ``.gitignore`` that keeps them out of git."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

    paths = (folder / AUTHORITY, folder / SIGNER, folder / PASSPHRASE)
    for path in paths:
        if path.exists():
            raise StandingError(path)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, name = (_name(f"Dossier demonstration {what} (proves nothing)") for what in ("CA", "key"))
    ca = _ca(ca_name, ca_key, now)
    certificate = _leaf(name, key.public_key(), ca_name, ca_key, now)
    passphrase = secrets.token_urlsafe(18)
    held = pkcs12.serialize_key_and_certificates(
        b"demonstration only", key, certificate, [ca], BestAvailableEncryption(passphrase.encode())
    )
    folder.mkdir(parents=True, exist_ok=True)
    _put(folder / ".gitignore", b"*\n")
    for path, data in zip(paths, (ca.public_bytes(Encoding.PEM), held, passphrase.encode() + b"\n"), strict=True):
        _put(path, data)
    until = certificate.not_valid_after_utc
    return DemoKeys(*paths, until, certificate.fingerprint(hashes.SHA256()).hex())


def _name(common: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMO), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _ca(name: x509.Name, key: Any, now: datetime) -> x509.Certificate:
    from cryptography import x509

    builder = _builder(name, key.public_key(), name, key.public_key(), now)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return _signed(builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True), key)


def _leaf(name: x509.Name, public: Any, issuer: x509.Name, issuer_key: Any, now: datetime) -> x509.Certificate:
    from cryptography import x509

    builder = _builder(name, public, issuer, issuer_key.public_key(), now)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return _signed(builder.add_extension(_usage("digital_signature", "content_commitment"), critical=True), issuer_key)


def _builder(name: x509.Name, public: Any, issuer: x509.Name, issuer_public: Any, now: datetime) -> Any:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public), critical=False)
    )


def _usage(*granted: str) -> x509.KeyUsage:
    from cryptography import x509

    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: name in granted for name in names})


def _signed(builder: Any, key: Any) -> x509.Certificate:
    from cryptography.hazmat.primitives import hashes

    made: x509.Certificate = builder.sign(key, hashes.SHA256())
    return made


def _put(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, and never over another."""
    if path.name == ".gitignore" and path.exists():
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
