"""Certificate authorities, keys and a timestamp server for tests; nothing leaves the machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from compliance.packs.keys import KeyFile

PASSPHRASE = "correct horse"

SIGNING = ("digital_signature", "content_commitment")
NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Authority:
    """A certificate with its key, and the one above it."""

    certificate: x509.Certificate
    key: Any
    above: Authority | None = None

    def pem(self, folder: Path) -> Path:
        path = folder / f"{self.certificate.serial_number}.pem"
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path


def _usage(granted: tuple[str, ...]) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: name in granted for name in names.split()})


def issue(
    name: str,
    issuer: Authority | None,
    key: Any = None,
    *,
    ca: bool = False,
    usage: tuple[str, ...] | None = None,
    begins: timedelta = timedelta(days=-1),
    ends: timedelta = timedelta(days=365),
    stamps: bool = False,
) -> Authority:
    """A certificate; self-signed without an issuer."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Kvitfjord Clinical AS")
    subject = x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + begins)
        .not_valid_after(NOW + ends)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    granted = usage or (("key_cert_sign", "crl_sign") if ca else SIGNING)
    builder = builder.add_extension(_usage(granted), critical=True)
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    signer = issuer.key if issuer else key
    return Authority(builder.sign(signer, hashes.SHA256()), key, issuer)


@cache
def root() -> Authority:
    return issue("Test root", None, ca=True)


@cache
def between() -> Authority:
    return issue("Test intermediate", root(), ca=True)


def key_file(folder: Path, leaf: Authority, chain: tuple[Authority, ...] = ()) -> KeyFile:
    """A PKCS#12 file."""
    path = folder / f"{leaf.certificate.serial_number}.p12"
    others = [each.certificate for each in chain]
    encrypted = BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"k", leaf.key, leaf.certificate, others, encrypted))
    return KeyFile(path, lambda: PASSPHRASE)


# Timestamps


@cache
def stamper() -> Any:
    """pyHanko's own authority for timestamps."""
    return stamping(issue("Test timestamps", root(), _rsa(), usage=("digital_signature",), stamps=True))


def _rsa() -> Any:
    return rsa.generate_private_key(65537, 2048)


def stamping(leaf: Authority) -> Any:
    """An authority for timestamps that has this certificate, which may be unfit."""
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificate = asn1_x509.Certificate.load(leaf.certificate.public_bytes(Encoding.DER))
    private = leaf.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(certificate)
    return DummyTimeStamper(certificate, asn1_keys.PrivateKeyInfo.load(private), certs_to_embed=store)


Answer = Callable[[bytes], tuple[int, str, bytes]]
"""What a server says to a request: status, content type, body."""

REPLY = "application/timestamp-reply"


def stamped(request: bytes) -> tuple[int, str, bytes]:
    """The answer of an authority that works."""
    from asn1crypto import tsp

    return 200, REPLY, stamper().request_tsa_response(tsp.TimeStampReq.load(request)).dump()


def _by(leaf: Authority, request: bytes) -> tuple[int, str, bytes]:
    from asn1crypto import tsp

    return 200, REPLY, stamping(leaf).request_tsa_response(tsp.TimeStampReq.load(request)).dump()


def expired(request: bytes) -> tuple[int, str, bytes]:
    """The certificate of the authority has run out."""
    usage, ends = ("digital_signature",), timedelta(hours=-1)
    return _by(issue("Test timestamps", root(), _rsa(), usage=usage, ends=ends, stamps=True), request)


def of_no_authority(request: bytes) -> tuple[int, str, bytes]:
    """Stamped with a certificate for signatures."""
    return _by(issue("Test timestamps", root(), _rsa()), request)


def badly_signed(request: bytes) -> tuple[int, str, bytes]:
    from asn1crypto import tsp

    response = tsp.TimeStampResp.load(stamped(request)[2])
    info = response["time_stamp_token"]["content"]["signer_infos"][0]
    info["signature"] = bytes(len(info["signature"].native))
    return 200, REPLY, response.dump(force=True)


def moved(_: bytes) -> tuple[int, str, bytes]:
    return 301, "text/html", b""


def asleep(request: bytes) -> tuple[int, str, bytes]:
    time.sleep(1)
    return stamped(request)


def for_another_request(request: bytes) -> tuple[int, str, bytes]:
    """A stamp over something else."""
    from asn1crypto import tsp

    asked = tsp.TimeStampReq.load(request)
    asked["message_imprint"]["hashed_message"] = b"\0" * 32
    return stamped(asked.dump(force=True))


def with_another_nonce(request: bytes) -> tuple[int, str, bytes]:
    from asn1crypto import tsp

    asked = tsp.TimeStampReq.load(request)
    asked["nonce"] = 7
    return stamped(asked.dump(force=True))


def refused(request: bytes) -> tuple[int, str, bytes]:
    from compliance.packs.timestamps import response_kind

    status = {"status": "rejection", "status_string": ["out of hours"], "fail_info": {"time_not_available"}}
    return 200, REPLY, response_kind()({"status": status}).dump()


@contextmanager
def server(answer: Answer = stamped, slice: int = 0) -> Iterator[str]:
    """The address of a server on this machine; with ``slice`` one that sends as many bytes twenty times a second."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, data = answer(body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            if status == 301:
                self.send_header("Location", "https://tsa.example/new")
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # who asked may not want to wait
                for at in range(0, len(data), slice or len(data) or 1):
                    self.wfile.write(data[at : at + (slice or len(data))])
                    time.sleep(0.05 if slice else 0)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}/tsr"
        finally:
            running.shutdown()
            thread.join()
