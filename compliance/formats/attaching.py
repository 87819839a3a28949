"""Files inside a PDF: associated with the document as PDF/A-3 wants it, sorted, each listed once.

Before: a finished PDF. After: the same with its files, whose times are given, so that no run differs from another.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to attach: its name, a description that readers show, its media type and its bytes."""

    name: str
    description: str
    media_type: str
    data: bytes


def attach(pdf: bytes, files: Iterable[Attachment], made: datetime) -> bytes:
    """The PDF with these files, related to it as supplements (ISO 19005-3, 6.8)."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        specs = [_spec(document, file, made) for file in sorted(files, key=lambda file: file.name.encode())]
        names = document.Root.get("/Names")
        if names is None:
            names = document.Root.Names = pikepdf.Dictionary()
        pairs = [item for name, spec in specs for item in (pikepdf.String(name), spec)]
        names.EmbeddedFiles = document.make_indirect(pikepdf.Dictionary(Names=pikepdf.Array(pairs)))
        document.Root.AF = pikepdf.Array([spec for _, spec in specs])
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _spec(document: Any, file: Attachment, made: datetime) -> tuple[str, Any]:
    import hashlib

    from pikepdf import Dictionary, Name, String

    stamp = String(made.strftime("D:%Y%m%d%H%M%SZ"))
    digest = hashlib.md5(file.data, usedforsecurity=False).digest()  # what the field is defined to hold
    stream = document.make_stream(
        file.data,
        Type=Name.EmbeddedFile,
        Subtype=Name(f"/{file.media_type}"),
        Params=Dictionary(Size=len(file.data), CreationDate=stamp, ModDate=stamp, CheckSum=String(digest)),
    )
    spec = Dictionary(
        Type=Name.Filespec,
        F=String(file.name),
        UF=String(file.name),
        Desc=String(file.description),
        AFRelationship=Name.Supplement,
        EF=Dictionary(F=stream, UF=stream),
    )
    return file.name, document.make_indirect(spec)
