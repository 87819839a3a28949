"""Who signed, and when: the cryptography of a seal, held against trust roots where somebody names them.

Offline: no list of revoked certificates is asked for, and the result says so.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from compliance.diagnostics import DossierError
from compliance.packs import cms, keys, pades
from compliance.packs.standalone import BINDER, BLOCK

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.validation.status import StandardCMSSignatureStatus
    from pyhanko_certvalidator import ValidationContext


class TrustFileError(DossierError):
    """A file of trusted certificates that holds none."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} holds no certificate that can be read: {why}", "name a PEM file with --trust")


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature, as far as it could be looked at."""

    what: str
    """The member that carries it."""
    intact: bool = False
    """It belongs to these bytes, and was made with the key of its certificate."""
    name: str = ""
    """The signer as the certificate names it."""
    issuer: str = ""
    sha256: str = ""
    """Fingerprint of the signer's certificate."""
    demo: bool = False
    claimed_at: datetime | None = None
    """When the signer says that it signed."""
    stamped_at: datetime | None = None
    """When an authority says that it had been signed; None without a timestamp that is intact."""
    stamped_by: str = ""
    stamp_trusted: bool | None = None
    """None where nobody named a trust root, or there is no timestamp."""
    trusted: bool | None = None
    """None where nobody named a trust root."""
    expires: datetime | None = None
    wrong: tuple[str, ...] = ()
    """What does not hold."""


def roots(paths: tuple[Path, ...]) -> tuple[x509.Certificate, ...]:
    """The certificates in PEM or DER files."""
    from asn1crypto import pem, x509

    found: list[x509.Certificate] = []
    for path in paths:
        data = path.read_bytes()
        try:
            blocks = [der for kind, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
            made = [x509.Certificate.load(der, strict=True) for der in blocks]
            for each in made:
                each.native  # noqa: B018  # parse all of it now
        except (ValueError, TypeError, KeyError) as error:
            raise TrustFileError(path, str(error).splitlines()[0]) from None
        found += made
    return tuple(found)


def manifest_signature(der: bytes, data: bytes, trusted: tuple[x509.Certificate, ...] | None) -> Signed:
    """The detached signature over the manifest's bytes."""
    from pyhanko.sign.validation import async_validate_detached_cms

    def validate(context: ValidationContext, stamps: ValidationContext) -> Any:
        return async_validate_detached_cms(
            data,
            cms.load(der),
            signer_validation_context=context,
            ts_validation_context=stamps,
            key_usage_settings=_usage(),
        )

    try:
        signed = cms.load(der)
        claimed = cms.claimed_at(signed)
    except cms.BrokenError as error:
        return Signed("manifest.sig", wrong=(f"cannot be read: {error}",))
    except Exception as error:  # parts that are parsed only when they are looked at
        return Signed("manifest.sig", wrong=(f"has parts that cannot be read: {type(error).__name__}",))
    return _judged("manifest.sig", signed, claimed, validate, trusted)


def binder_signature(stream: BinaryIO, trusted: tuple[x509.Certificate, ...] | None) -> Signed:
    """The signature inside the binder, which has to cover the whole file: so there is no difference to analyse."""
    from pyhanko.sign.validation import async_validate_detached_cms

    try:
        found = pades.embedded(stream)
    except pades.UnsealedError as error:
        return Signed(BINDER, wrong=(str(error),))
    except Exception as error:  # what a parser of hostile bytes may raise has no list
        return Signed(BINDER, wrong=(f"its signature cannot be read: {type(error).__name__}",))

    def validate(context: ValidationContext, stamps: ValidationContext) -> Any:
        return async_validate_detached_cms(
            pades.Covered(stream, found.ranges),
            found.signed,
            signer_validation_context=context,
            ts_validation_context=stamps,
            key_usage_settings=_usage(),
            chunk_size=BLOCK,
        )

    judged = _judged(BINDER, found.signed, found.claimed_at, validate, trusted)
    return judged if found.whole else refused(judged, "the signature does not cover the whole file")


def refused(signed: Signed, wrong: str) -> Signed:
    """The signature with one more thing that does not hold."""
    return replace(signed, intact=False, wrong=(*signed.wrong, wrong))


def _usage() -> Any:
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    return KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def _judged(
    what: str, signed: Any, claimed: datetime | None, validate: Any, trusted: tuple[x509.Certificate, ...] | None
) -> Signed:
    """Integrity, then the time, then the chain at that time."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        token = cms.token_of(signed)
        stamped = cms.stamped_at(token) if token is not None else None
        signer = cms.signer_of(signed)
        first = _run(validate, trusted, stamped or claimed, stamped)
        stamp = first.timestamp_validity
        proven = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
        status = first if proven or not stamped else _run(validate, trusted, claimed, stamped)
    except Exception as error:  # hostile bytes again
        said = f"cannot be checked: {type(error).__name__} {error}".strip()
        return Signed(what, wrong=(said[:200],))
    intact = bool(status.intact and status.valid)
    whole = stamp if stamp and stamp.intact and stamp.valid else None
    wrong = [] if intact else ["does not belong to these bytes, or was not made with the key of its certificate"]
    if stamped and not whole:
        wrong.append("its timestamp does not belong to it")
    if trusted is not None and intact and not status.trusted:
        wrong.append(f"its signer is not trusted: {_why(status)}")
    return Signed(
        what,
        intact=intact and not (stamped and not whole),
        name=keys.named(signer.subject),
        issuer=keys.named(signer.issuer),
        sha256=keys.fingerprint(signer),
        demo=keys.is_demo(signer),
        claimed_at=claimed,
        stamped_at=stamped if whole else None,
        stamped_by=keys.named(whole.signing_cert.subject) if whole else "",
        stamp_trusted=bool(whole.trusted) if whole and trusted is not None else None,
        trusted=None if trusted is None else bool(intact and status.trusted),
        expires=signer.not_valid_after,
        wrong=tuple(wrong),
    )


def _run(
    validate: Any, trusted: tuple[x509.Certificate, ...] | None, at: datetime | None, stamped: datetime | None
) -> StandardCMSSignatureStatus:
    status: StandardCMSSignatureStatus = asyncio.run(validate(_context(trusted, at), _context(trusted, stamped or at)))
    return status


def _context(trusted: tuple[x509.Certificate, ...] | None, at: datetime | None) -> ValidationContext:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=list(trusted or ()), moment=at, allow_fetching=False)


def _why(status: StandardCMSSignatureStatus) -> str:
    """pyHanko's verdict in words."""
    reason = status.trust_problem_indic
    word = str(getattr(reason, "name", "UNKNOWN"))
    return _REASONS.get(word, word.lower().replace("_", " "))


_REASONS = {
    "NO_CERTIFICATE_CHAIN_FOUND": "no chain leads from its certificate to a trusted one",
    "OUT_OF_BOUNDS_NO_POE": "its certificate was not valid at that time",
    "OUT_OF_BOUNDS_NOT_REVOKED": "its certificate was not valid at that time",
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": "the chain to a trusted certificate does not hold",
    "CHAIN_CONSTRAINTS_FAILURE": "its certificate, or one above it, may not be used for this",
    "KEY_USAGE_FAILURE": "its certificate may not be used to sign",
    "CRYPTO_CONSTRAINTS_FAILURE": "an algorithm is too weak",
}
