"""The signature inside a binder: PAdES, invisible, over the whole file, appended so that nothing before it changes.

PDF/A-3 and PDF/UA-1 hold afterwards. Three habits of pyHanko would spoil that or say something untrue, and are turned
off here: it writes the XMP metadata anew (in another form, with its own name as the producer and the clock as the time
of the last change), it declares ECDSA as an extension of PDF 2.0 in a file that is PDF 1.7, and it takes the time of
signing from the clock.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from asn1crypto import cms
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.timestamps import TimeStamper

FIELD = "Seal"
"""Name of the signature's field."""


async def sign(
    source: BinaryIO,
    target: BinaryIO,
    signer: Signer,
    at: datetime,
    timestamper: TimeStamper | None,
    *,
    name: str,
    reason: str,
    digest: str,
) -> None:
    """Copy a PDF from ``source`` to ``target`` with a signature behind it, claiming to be made ``at``."""
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata

    meta = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=digest, subfilter=SigSeedSubFilter.PADES, name=name, reason=reason
    )
    made = _signer(at)(meta, signer=signer, timestamper=timestamper, new_field_spec=SigFieldSpec(FIELD))
    await made.async_sign_pdf(_writer(source), output=target)


def _writer(source: BinaryIO) -> Any:
    """A writer that appends, and leaves the metadata as they are."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Called by pyHanko before it writes. tests/packs/test_seal.py notices when that changes."""

    return Writer(source, strict=True)


def _signer(at: datetime) -> Any:
    """A signer with our moment and without extensions of PDF 2.0."""
    from pyhanko.sign.signers import PdfSigner
    from pyhanko.sign.signers.constants import ESIC_EXTENSION_1

    class Made(PdfSigner):
        def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
            pdf_out.register_extension(ESIC_EXTENSION_1)

        def init_signing_session(self, *arguments: Any, **named: Any) -> Any:
            session = super().init_signing_session(*arguments, **named)
            session.system_time = at
            return session

    return Made


# Reading


class UnsealedError(Exception):
    """A PDF that does not have one signature of the kind that binders have."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The one signature of a binder."""

    signed: cms.SignedData
    claimed_at: datetime | None
    """When the signer says that it signed."""
    ranges: tuple[tuple[int, int], ...]
    """What it covers: where each part begins, and its size in bytes."""
    whole: bool
    """Whether that is all of the file but the signature itself and the zeros that fill its room."""


def embedded(stream: BinaryIO) -> Embedded:
    """The signature in a PDF. Raises UnsealedError, or what a parser of foreign bytes raises.

    Read with qpdf: pyHanko makes a Python object of each entry of the cross-reference table, which takes twenty times
    as long as all else in verifying a pack.
    """
    import pikepdf
    from asn1crypto import cms
    from pyhanko.pdf_utils.generic import parse_pdf_date

    with pikepdf.open(stream, attempt_recovery=False, inherit_page_attributes=False) as document:
        form = document.Root.get("/AcroForm")
        fields = list(form.get("/Fields", ())) if form is not None else []
        held = [field.get("/V") for field in fields if field.get("/FT") == "/Sig" and "/V" in field]
        if len(fields) > len(held) or len(held) != 1:
            raise UnsealedError(f"has {len(held)} signatures in {len(fields)} fields, and not one in one")
        value: Any = held[0]
        if value.get("/SubFilter") != "/ETSI.CAdES.detached":
            raise UnsealedError(f"has a signature of the kind {value.get('/SubFilter')}, which is not PAdES")
        places, contents = [int(each) for each in value.ByteRange], bytes(value.Contents)
        made = parse_pdf_date(str(value.M)) if "/M" in value else None
    info = cms.ContentInfo.load(contents)
    padded = not any(contents[len(info.dump()) :])
    ranges = tuple(zip(places[::2], places[1::2], strict=True))
    return Embedded(info["content"], made, ranges, padded and _whole(stream, places, contents))


def _whole(stream: BinaryIO, places: list[int], contents: bytes) -> bool:
    """Whether nothing is left out but ``<``, the signature in hexadecimal, and ``>``."""
    length = stream.seek(0, os.SEEK_END)
    if len(places) != 4 or min(places) < 0:
        return False
    start, before, behind, rest = places
    if start or before > behind or behind + rest != length:
        return False
    stream.seek(before)
    gap = stream.read(behind - before)
    return gap[:1] == b"<" and gap[-1:] == b">" and gap[1:-1].lower() == contents.hex().encode()


class Covered(io.RawIOBase):
    """The bytes that a signature covers, one part behind the other."""

    def __init__(self, stream: BinaryIO, ranges: tuple[tuple[int, int], ...]) -> None:
        super().__init__()
        self._stream, self._left = stream, list(ranges)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._left:
            at, size = self._left.pop(0)
            self._stream.seek(at)
            data = self._stream.read(min(size, len(buffer)))
            if data:
                self._left.insert(0, (at + len(data), size - len(data)))
                buffer[: len(data)] = data
                return len(data)
        return 0
