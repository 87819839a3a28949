"""The detached signature of a manifest: CMS SignedData (RFC 5652) with CAdES attributes, in DER.

    openssl cms -verify -binary -inform DER -in manifest.sig -content manifest.json -CAfile ca.pem

A CMS signature protects the content and the signed attributes and nothing else: certificates, versions, the names of
algorithms and the timestamp stand outside. So the manifest, which is signed, states which certificates are there and
whether there is a timestamp, and ``departures`` builds the whole anew from those parts and compares byte for byte.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from compliance.packs.curves import low_s

if TYPE_CHECKING:
    from asn1crypto import cms, x509
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.timestamps import TimeStamper

DIGEST = "sha256"


def sign(data: bytes, signer: Signer, at: datetime, timestamper: TimeStamper | None = None) -> bytes:
    """A detached signature over these bytes, claiming to be made ``at``."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    made = asyncio.run(
        signer.async_sign_general_data(
            data,
            DIGEST,
            detached=True,
            use_cades=True,
            timestamper=timestamper,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
        )
    )
    der: bytes = made.dump(force=True)
    return der


class BrokenError(Exception):
    """The bytes are no detached signature that could be looked at further."""


def load(der: bytes) -> cms.SignedData:
    """The SignedData in a file, with one signer. Raises BrokenError."""
    from asn1crypto import cms

    try:
        info = cms.ContentInfo.load(der, strict=True)
        if info["content_type"].native != "signed_data":
            raise BrokenError("it is no SignedData")
        signed: cms.SignedData = info["content"]
        if len(signed["signer_infos"]) != 1:
            raise BrokenError(f"it has {len(signed['signer_infos'])} signers and not one")
        if signed["encap_content_info"]["content"].native is not None:
            raise BrokenError("it carries a content of its own and is not detached")
        signer_of(signed)
    except BrokenError:
        raise
    except Exception as error:  # what a parser of hostile bytes may raise has no list
        raise BrokenError(f"it is no DER that can be read: {type(error).__name__}") from None
    return signed


def certificates(signed: cms.SignedData) -> tuple[x509.Certificate, ...]:
    """The certificates that travel with a signature, in their order."""
    return tuple(choice.chosen for choice in signed["certificates"] if choice.name == "certificate")


def signer_of(signed: cms.SignedData) -> x509.Certificate:
    """The certificate that the signature names as that of its signer."""
    sid = signed["signer_infos"][0]["sid"]
    if sid.name != "issuer_and_serial_number":
        raise BrokenError("its signer is not named by issuer and serial number")
    for each in certificates(signed):
        if each.issuer == sid.chosen["issuer"] and each.serial_number == sid.chosen["serial_number"].native:
            return each
    raise BrokenError("the certificate of its signer is not with it")


def token_of(signed: cms.SignedData) -> cms.ContentInfo | None:
    """The timestamp token of a signature, if it has one."""
    for attribute in signed["signer_infos"][0]["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            token: cms.ContentInfo = attribute["values"][0]
            return token
    return None


def claimed_at(signed: cms.SignedData) -> datetime | None:
    """When the signer says that it signed."""
    for attribute in signed["signer_infos"][0]["signed_attrs"]:
        if attribute["type"].native == "signing_time":
            at: datetime = attribute["values"][0].native
            return at
    return None


def stamped_at(token: cms.ContentInfo) -> datetime:
    """The moment that a timestamp token states."""
    at: datetime = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return at


def departures(der: bytes, stated: tuple[str, ...], stamped: bool) -> tuple[str, ...]:
    """What in a signature is not as sealing writes it: certificates and timestamp as stated, in DER, with the low s."""
    try:
        return tuple(_departures(load(der), der, stated, stamped))
    except BrokenError:
        raise
    except Exception as error:  # parts that are parsed only when they are looked at
        return (f"has parts that cannot be read: {type(error).__name__}",)


def _departures(signed: cms.SignedData, der: bytes, stated: tuple[str, ...], stamped: bool) -> Iterator[str]:
    found = tuple(certificate.sha256.hex() for certificate in certificates(signed))
    if found != stated:
        yield f"carries {len(found)} certificates that are not the {len(stated)} of the manifest"
    if (token_of(signed) is not None) != stamped:
        yield "has no timestamp, and the manifest says that it has one" if stamped else "has a timestamp added"
    again = _rebuilt(signed)
    if again != der:
        at = next((n for n, (a, b) in enumerate(zip(again, der, strict=False)) if a != b), min(len(again), len(der)))
        yield f"is not written as its parts give, from its byte {at:,} on"
    token = token_of(signed)
    if token is not None and not _tidy(token):
        yield "has a timestamp that is not written as RFC 3161 wants it"


def _rebuilt(signed: cms.SignedData) -> bytes:
    """The signature made anew from its parts, by the rules by which sealing makes it."""
    from asn1crypto import algos, cms

    info, certificate = signed["signer_infos"][0], signer_of(signed)
    digest = algos.DigestAlgorithm({"algorithm": DIGEST})
    mechanism = {"ec": "sha256_ecdsa", "rsa": "sha256_rsa"}.get(certificate.public_key.algorithm)
    signer: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                )
            }
        ),
        "digest_algorithm": digest,
        "signed_attrs": [_attribute(each) for each in info["signed_attrs"]],
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": mechanism}),
        "signature": low_s(info["signature"].native, certificate.public_key),
    }
    token = token_of(signed)
    if token is not None:
        signer["unsigned_attrs"] = [
            cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token.dump())]})
        ]
    again = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms((digest,)),
            "encap_content_info": {"content_type": "data"},
            "certificates": {cms.CertificateChoices(name="certificate", value=each) for each in certificates(signed)},
            "signer_infos": [cms.SignerInfo(signer)],
        }
    )
    # Not forced: certificates, signed attributes and the timestamp go in as they came, and are held to hashes,
    # signature and DER elsewhere. Everything around them is written here.
    made: bytes = cms.ContentInfo({"content_type": "signed_data", "content": again}).dump()
    return made


def _tidy(token: cms.ContentInfo) -> bool:
    """Whether what stands outside an authority's own signature is as it has to be: DER, versions, names of digests."""
    stamp = token["content"]
    info = stamp["signer_infos"][0]
    digests = [each["algorithm"].native for each in stamp["digest_algorithms"]]
    return (
        _der(type(token), token.dump()) == token.dump()
        and stamp["version"].native == "v3"
        and info["version"].native == "v1"
        and digests == [info["digest_algorithm"]["algorithm"].native]
    )


def _attribute(attribute: cms.CMSAttribute) -> cms.CMSAttribute:
    return _loaded(type(attribute), attribute.dump())


def _loaded(kind: Any, data: bytes) -> Any:
    return kind.load(data)


def _der(kind: Any, data: bytes) -> bytes:
    """A value read and written again."""
    value = kind.load(data, strict=True)
    value.native  # noqa: B018  # parse all of it, so that all of it is written anew
    made: bytes = value.dump(force=True)
    return made
