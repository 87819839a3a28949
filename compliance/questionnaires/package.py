"""A workbook or Word file of a customer: read within limits, and written back with single parts exchanged.

What is not exchanged is copied as it lies in the file, compressed bytes included: nothing of it is unpacked and
packed again.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from compliance import opc
from compliance.questionnaires.faults import DamagedFileError, LockedFileError, UnsafeFileError

if TYPE_CHECKING:
    from lxml.etree import _Element

FAULTS = opc.Faults(DamagedFileError, UnsafeFileError, LockedFileError)

_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class Package(opc.Package):
    """The parts of one file of a customer. Raises :class:`QuestionnaireError` for what cannot be opened."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(name, data, FAULTS)

    def packed(self, part: str) -> bytes:
        """The bytes of a part as they lie in the file, still compressed: what is compared after writing."""
        info = self._by_name[part.casefold()]
        name, extra = struct.unpack_from("<2H", self.data, info.header_offset + 26)
        start = info.header_offset + opc.LOCAL.size + name + extra
        return self.data[start : start + info.compress_size]

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The file with the content of some parts exchanged; order, names, dates and all other bytes stay."""
        central = self._central()
        if central is None:
            return self._repacked(changed)
        wanted = {part.casefold(): content for part, content in changed.items()}
        out = bytearray()
        moved: dict[int, tuple[int, tuple[int, int, int] | None]] = {}
        placed = sorted(self._infos, key=lambda info: info.header_offset)
        ends = [*(info.header_offset for info in placed[1:]), self._zip.start_dir]
        out += self.data[: placed[0].header_offset] if placed else b""
        for info, end in zip(placed, ends, strict=True):
            offset, content = len(out), wanted.get(info.filename.casefold())
            if content is None:
                out += self.data[info.header_offset : end]
                moved[info.header_offset] = (offset, None)
            else:
                packed = _packed(content, info.compress_type)
                sums = (zlib.crc32(content), len(packed), len(content))
                out += self._local(info, sums) + packed
                moved[info.header_offset] = (offset, sums)
        return bytes(out + self._directory(central, moved, len(out)))

    def _central(self) -> list[tuple[tuple[int, ...], bytes]] | None:
        """Fields and tail of each central header; None where sizes or places are kept in 64-bit fields."""
        found, at = [], self._zip.start_dir
        for _ in self._infos:
            fields = _CENTRAL.unpack_from(self.data, at)
            tail = sum(fields[10:13])
            if fields[0] != b"PK\x01\x02" or 0xFFFFFFFF in (fields[8], fields[9], fields[16]):
                return None
            found.append((fields, self.data[at + _CENTRAL.size : at + _CENTRAL.size + tail]))
            at += _CENTRAL.size + tail
        end = self.data.rfind(b"PK\x05\x06")
        plain = self.data.find(b"PK\x06\x06", at, end) < 0
        first = min((info.header_offset for info in self._infos), default=0)
        return found if plain and first == 0 else None

    def _local(self, info: zipfile.ZipInfo, sums: tuple[int, int, int]) -> bytes:
        fields = list(opc.LOCAL.unpack_from(self.data, info.header_offset))
        start = info.header_offset + opc.LOCAL.size
        name = self.data[start : start + fields[9]]
        fields[2] &= ~8  # sizes stand here, not behind the data
        fields[6:9] = sums
        fields[10] = 0  # extra fields repeat sizes or pad; none is needed
        return opc.LOCAL.pack(*fields) + name

    def _directory(
        self,
        central: list[tuple[tuple[int, ...], bytes]],
        moved: Mapping[int, tuple[int, tuple[int, int, int] | None]],
        start: int,
    ) -> bytes:
        out = bytearray()
        for fields, tail in central:
            offset, sums = moved[fields[16]]
            new = list(fields)
            new[16] = offset
            if sums is not None:
                new[3] &= ~8
                new[7:10] = sums
            out += _CENTRAL.pack(*new) + tail
        end = self.data.rfind(b"PK\x05\x06")
        closing = list(_END.unpack_from(self.data, end))
        closing[5:7] = [len(out), start]
        return bytes(out) + _END.pack(*closing) + self.data[end + _END.size :]

    def _repacked(self, changed: Mapping[str, bytes]) -> bytes:
        """For files with 64-bit fields: every part is packed again; names, order and unpacked bytes stay."""
        wanted = {part.casefold(): content for part, content in changed.items()}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for info in self._infos:
                content = wanted.get(info.filename.casefold())
                target.writestr(
                    info, self.part(info.filename) if content is None else content, compress_type=info.compress_type
                )
        return out.getvalue()


def parse(content: bytes, part: str, name: str) -> _Element:
    """The root element of a part of a customer's file."""
    return opc.parse(content, part, name, FAULTS)


def _packed(content: bytes, method: int) -> bytes:
    if method == zipfile.ZIP_STORED:
        return content
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()
