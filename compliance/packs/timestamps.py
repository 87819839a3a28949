"""Timestamps of an authority (RFC 3161): a third party states that a signature existed at a moment.

The only thing in packs that touches the network, and only where an authority is named. No answer, or one that is not
what was asked for, ends the work before anything is written; ``tried`` asks before the work begins.
"""

from __future__ import annotations

import asyncio
import http.client
import time
import urllib.error
import urllib.request
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from compliance.diagnostics import DossierError
from compliance.packs.standalone import shown

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

TIMEOUT = 30.0
LARGEST = 1024 * 1024


class TimestampError(DossierError):
    """The authority gave no timestamp that can be used."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            f"no timestamp from {url}: {shown(why)}; nothing was written",
            "try again, name another authority with --tsa, or leave it out: then the time of signing is only a claim",
        )


def authority(url: str, timeout: float = TIMEOUT) -> TimeStamper:
    """A client of the authority at this address."""
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    _fit(url)

    class Authority(TimeStamper):
        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            answer = _post(url, req.dump(), timeout)
            try:
                why = _refused(response_kind().load(answer, strict=True), req)
                response = tsp.TimeStampResp.load(answer) if not why else None
                if response is not None:
                    why = await _unsound(response["time_stamp_token"]["content"], req)
            except Exception:  # what a parser of foreign bytes may raise has no list
                raise TimestampError(url, "the answer is no timestamp response that can be read") from None
            if why:
                raise TimestampError(url, why)
            return response

    return Authority()  # type: ignore[no-untyped-call]


def tried(stamper: TimeStamper, digest: str) -> None:
    """Ask for one timestamp of nothing, so that an authority that is of no use is noticed before the work begins.

    pyHanko wants such a stamp in any case, to know how much room it takes in a PDF: it is kept, and no request is lost.
    """
    asyncio.run(stamper.async_dummy_response(digest))


def _fit(url: str) -> None:
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:  # a port that is no number, half an IPv6 address
        fit = False
    if not fit:
        raise TimestampError(url, "the address has to begin with https:// or http://, and to name a host")
    if parts.username is not None:
        named = url.replace(parts.netloc, parts.netloc.rpartition("@")[2])
        raise TimestampError(named, "an address with a name or password is not taken, everybody could read it")


@cache
def response_kind() -> Any:
    """TimeStampResp of RFC 3161: a refusal has no token, which asn1crypto's own class insists on."""
    from asn1crypto import cms, tsp

    class Response(tsp.TimeStampResp):  # type: ignore[misc]  # asn1crypto has no annotations
        _fields: ClassVar[Any] = [
            ("status", tsp.PKIStatusInfo),
            ("time_stamp_token", cms.ContentInfo, {"optional": True}),
        ]

    return Response


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: urllib would ask again without the question."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(url: str, body: bytes, timeout: float) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, body, headers, method="POST")
    until = time.monotonic() + timeout
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=timeout) as response:
            kind = response.headers.get_content_type()
            if kind != "application/timestamp-reply":
                raise TimestampError(url, f"the answer is {kind} and no timestamp")
            return _read(url, response, until)
    except urllib.error.HTTPError as error:
        where = error.headers.get("Location", "") if 300 <= error.code < 400 else ""
        error.close()
        why = f"it has moved to {where}" if where else f"the answer is HTTP {error.code} {error.reason}"
        raise TimestampError(url, why) from None
    except TimeoutError:
        raise TimestampError(url, _SLOW.format(timeout)) from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        why = _SLOW.format(timeout) if isinstance(reason, TimeoutError) else str(reason)
        raise TimestampError(url, why or type(error).__name__) from None


_SLOW = "no answer within {:g} seconds"


def _read(url: str, response: Any, until: float) -> bytes:
    """The body of an answer, of a server that may also send it byte by byte or without an end."""
    data = b""
    while block := response.read1(LARGEST):
        data += block
        if len(data) > LARGEST:
            raise TimestampError(url, "the answer is too large")
        if time.monotonic() > until:
            raise TimeoutError
    return data


def _refused(response: Any, request: Any) -> str:
    """Why a response cannot be used; empty where it can."""
    status = response["status"]
    if status["status"].native != "granted":
        said = [*(status["status_string"].native or ()), *sorted(status["fail_info"].native or ())]
        return f"it was refused: {'; '.join(said) or status['status'].native}"
    stamped = response["time_stamp_token"]["content"]
    info = stamped["encap_content_info"]["content"].parsed
    if info["nonce"].native != request["nonce"].native:
        return "the answer belongs to another request"
    if info["message_imprint"].native != request["message_imprint"].native:
        return "the answer stamps something else"
    if stamped["signer_infos"][0]["sid"].name != "issuer_and_serial_number" or not len(stamped["certificates"]):
        return "the answer does not carry the authority's certificate"
    return ""


async def _unsound(stamped: Any, request: Any) -> str:
    """Why nobody could rely on a timestamp, whomever they trust; empty where they can."""
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.errors import InvalidCertificateError

    name, serial = (stamped["signer_infos"][0]["sid"].chosen[key] for key in ("issuer", "serial_number"))
    held = [each.chosen for each in stamped["certificates"] if each.name == "certificate"]
    own = next((each for each in held if each.issuer == name and each.serial_number == serial.native), None)
    if own is None:
        return "the answer does not carry the authority's certificate"
    at = stamped["encap_content_info"]["content"].parsed["gen_time"].native
    if not own.not_valid_before <= at <= own.not_valid_after:
        span = f"{own.not_valid_before:%Y-%m-%d} to {own.not_valid_after:%Y-%m-%d}"
        return f"the authority's certificate is valid {span}, and it stamps {at:%Y-%m-%d %H:%M} UTC"
    try:
        TimestampSignatureStatus.default_usage_constraints().validate(own)
    except InvalidCertificateError:
        return "the authority's certificate is none for timestamps (RFC 3161, 2.3)"
    imprint = request["message_imprint"]["hashed_message"].native
    context = ValidationContext(trust_roots=[own], moment=at, allow_fetching=False)
    try:
        found = await validate_tst_signed_data(stamped, context, lambda _: imprint)
    except SignatureValidationError:
        found = {"intact": False, "valid": False}
    whole = found["intact"] and found["valid"]
    return "" if whole else "the answer's signature does not hold, or uses an algorithm that is too weak"
