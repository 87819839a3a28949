"""A workbook or Word file as a zip package: opened with limits, and written back with single parts exchanged.

What is not exchanged is copied as it lies in the file, compressed bytes included: nothing of it is unpacked and
packed again. Nothing outside the file is ever read, and no part with a document type declaration is parsed (OPC,
ISO/IEC 29500-2, forbids them), so that entities cannot grow and cannot point elsewhere.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from compliance.questionnaires.faults import DamagedFileError, QuestionnaireError, UnsafeFileError

if TYPE_CHECKING:
    from lxml.etree import _Element

MEBIBYTE = 1024 * 1024
PART_LIMIT = 128 * MEBIBYTE
"""Bytes of one part that is read, unpacked: a sheet of 500,000 cells has 30 MB."""
WHOLE_LIMIT = 1024 * MEBIBYTE
"""Bytes that all parts say they unpack to."""
RATIO = 200
"""A part above :data:`RATIO_FROM` that is packed tighter than this is a bomb: sheets reach 20 to 60."""
RATIO_FROM = 8 * MEBIBYTE
PARTS = 5_000

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class Package:
    """The parts of one file. ``name`` is only for messages."""

    def __init__(self, name: str, data: bytes) -> None:
        """Raises :class:`QuestionnaireError` for what is no package, is locked, or is unsafe to open."""
        self.name = name
        self.data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, struct.error, NotImplementedError) as fault:
            raise DamagedFileError(name, _reason(fault)) from None
        self._infos = self._zip.infolist()
        self._guard()
        self.names = tuple(info.filename for info in self._infos)
        self._by_name = {info.filename.casefold(): info for info in self._infos}

    def _guard(self) -> None:
        infos = self._infos
        if len(infos) > PARTS:
            raise UnsafeFileError(self.name, f"has {len(infos):,} parts; {PARTS:,} are the most that are read")
        seen: set[str] = set()
        for info in infos:
            name = info.filename
            if name.casefold() in seen:
                raise UnsafeFileError(self.name, f"has two parts called {name!r}: which one counts cannot be told")
            seen.add(name.casefold())
            if _leaves(info.orig_filename):
                raise UnsafeFileError(self.name, f"has a part whose name leaves the file: {info.orig_filename!r}")
            if info.flag_bits & 1:
                raise QuestionnaireError(f"{self.name} is protected by a password", "save a copy without one")
            if info.file_size > RATIO_FROM and info.file_size > RATIO * max(info.compress_size, 1):
                size = info.file_size // MEBIBYTE
                raise UnsafeFileError(self.name, f"has a part that unpacks {RATIO} times over, to {size} MB: {name}")
        total = sum(info.file_size for info in infos)
        if total > WHOLE_LIMIT:
            raise UnsafeFileError(self.name, f"unpacks to {total // MEBIBYTE} MB; 1024 are the most that are read")
        self._check_places()

    def _check_places(self) -> None:
        """Parts lie behind one another: ones that share bytes are how a small file unpacks to a large one."""
        free = 0
        for info in sorted(self._infos, key=lambda one: one.header_offset):
            if info.header_offset < free:
                raise UnsafeFileError(self.name, f"has parts that lie over one another: {info.filename}")
            free = info.header_offset + _LOCAL.size + info.compress_size

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._by_name

    def part(self, part: str) -> bytes:
        """The unpacked bytes of a part. Raises :class:`QuestionnaireError` where it is missing, too large or broken."""
        info = self._by_name.get(part.casefold())
        if info is None:
            raise DamagedFileError(self.name, f"its part {part} is missing")
        if info.file_size > PART_LIMIT:
            size = info.file_size // MEBIBYTE
            raise UnsafeFileError(self.name, f"has a part of {size} MB; 128 are the most that are read: {part}")
        try:
            with self._zip.open(info) as stream:
                content = stream.read(PART_LIMIT + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as fault:
            raise DamagedFileError(self.name, f"{part}: {_reason(fault)}") from None
        if len(content) > PART_LIMIT:
            raise UnsafeFileError(self.name, f"has a part that unpacks to more than it says: {part}")
        return content

    def xml(self, part: str) -> _Element:
        """The root element of a part."""
        return parse(self.part(part), part, self.name)

    def packed(self, part: str) -> bytes:
        """The bytes of a part as they lie in the file, still compressed: what is compared after writing."""
        info = self._by_name[part.casefold()]
        name, extra = struct.unpack_from("<2H", self.data, info.header_offset + 26)
        start = info.header_offset + _LOCAL.size + name + extra
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
        fields = list(_LOCAL.unpack_from(self.data, info.header_offset))
        start = info.header_offset + _LOCAL.size
        name = self.data[start : start + fields[9]]
        fields[2] &= ~8  # sizes stand here, not behind the data
        fields[6:9] = sums
        fields[10] = 0  # extra fields repeat sizes or pad; none is needed
        return _LOCAL.pack(*fields) + name

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
    """The root element of XML that may be hostile: no document types, no entities, no network."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise DamagedFileError(name, f"{part}: {_reason(fault)}") from None
    if root.getroottree().docinfo.doctype:
        raise UnsafeFileError(name, f"declares a document type in {part}, which no file of this kind may")
    return root


def _packed(content: bytes, method: int) -> bytes:
    if method == zipfile.ZIP_STORED:
        return content
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _leaves(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or name.startswith(("/", "\\")) or re.match("[A-Za-z]:", name) is not None or "\0" in name


def _reason(fault: Exception) -> str:
    return str(fault).rstrip(".") or type(fault).__name__
