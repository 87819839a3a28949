"""The signature inside a binder: PAdES, invisible, over the whole file, appended so that nothing before it changes.

PDF/A-3 and PDF/UA-1 hold afterwards. Three habits of pyHanko would spoil that or say something untrue, and are turned
off here: it writes the XMP metadata anew (in another form, with its own name as the producer and the clock as the time
of the last change), it declares ECDSA as an extension of PDF 2.0 in a file that is PDF 1.7, and it takes the time of
signing from the clock.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
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
