"""Timestamps of an authority (RFC 3161): a third party states that a signature existed at a moment.

The only thing in packs that touches the network, and only where an authority is named. No answer, or one that is not
what was asked for, ends the work before anything is written.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from compliance.diagnostics import DossierError

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

TIMEOUT = 30.0
LARGEST = 1024 * 1024


class TimestampError(DossierError):
    """The authority gave no timestamp that can be used."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            f"no timestamp from {url}: {why}; nothing was written",
            "try again, name another authority with --tsa, or leave it out: then the time of signing is only a claim",
        )


def authority(url: str, timeout: float = TIMEOUT) -> TimeStamper:
    """A client of the authority at this address."""
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise TimestampError(url, "the address has to begin with https:// or http://")

    class Authority(TimeStamper):
        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            answer = _post(url, req.dump(), timeout)
            try:
                why = _refused(response_kind().load(answer, strict=True), req)
                response = tsp.TimeStampResp.load(answer) if not why else None
            except (ValueError, TypeError, KeyError, AttributeError):
                raise TimestampError(url, "the answer is no timestamp response") from None
            if response is None:
                raise TimestampError(url, why)
            return response

    return Authority()  # type: ignore[no-untyped-call]


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


def _post(url: str, body: bytes, timeout: float) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            data: bytes = response.read(LARGEST + 1)
            kind = response.headers.get_content_type()
    except urllib.error.HTTPError as error:
        error.close()
        raise TimestampError(url, f"the answer is HTTP {error.code} {error.reason}") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise TimestampError(url, str(why) or type(error).__name__) from None
    if kind != "application/timestamp-reply":
        raise TimestampError(url, f"the answer is {kind} and no timestamp")
    if len(data) > LARGEST:
        raise TimestampError(url, "the answer is too large")
    return data


def _refused(response: Any, request: Any) -> str:
    """Why a response cannot be used; empty where it can."""
    status = response["status"]
    if status["status"].native != "granted":
        said = "; ".join(status["status_string"].native or ())
        return f"it was refused: {said or status['status'].native}"
    stamped = response["time_stamp_token"]["content"]
    info = stamped["encap_content_info"]["content"].parsed
    if info["nonce"].native != request["nonce"].native:
        return "the answer belongs to another request"
    if info["message_imprint"].native != request["message_imprint"].native:
        return "the answer stamps something else"
    if stamped["signer_infos"][0]["sid"].name != "issuer_and_serial_number" or not len(stamped["certificates"]):
        return "the answer does not carry the authority's certificate"
    return ""
