"""A workbook or Word file of somebody else as a zip package (OPC, ISO/IEC 29500-2), opened with limits.

Nothing outside the file is ever read, and no part with a document type declaration is parsed (OPC forbids them), so
that entities cannot grow and cannot point elsewhere. What is wrong with a file is said by whoever opens it, in words
that fit what it should have been.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from compliance.diagnostics import DossierError

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

LOCAL = struct.Struct("<4s5H3L2H")
"""Header of a part in the file."""


class Faults(NamedTuple):
    """How what is wrong with a file is said: each makes an error of the file's name and what was found."""

    damaged: Callable[[str, str], DossierError]
    """Its content does not hold together."""
    unsafe: Callable[[str, str], DossierError]
    """It is larger, stranger or more compressed than any such file."""
    locked: Callable[[str], DossierError]
    """A password protects it."""


class Package:
    """The parts of one file. ``name`` is only for messages."""

    def __init__(self, name: str, data: bytes, faults: Faults) -> None:
        """Raises what ``faults`` makes for what is no package, is locked, or is unsafe to open."""
        self.name = name
        self.faults = faults
        self.data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, struct.error, NotImplementedError) as fault:
            raise faults.damaged(name, reason(fault)) from None
        self._infos = self._zip.infolist()
        self._guard()
        self.names = tuple(info.filename for info in self._infos)
        self._by_name = {info.filename.casefold(): info for info in self._infos}

    def _guard(self) -> None:
        infos = self._infos
        if len(infos) > PARTS:
            raise self.faults.unsafe(self.name, f"has {len(infos):,} parts; {PARTS:,} are the most that are read")
        seen: set[str] = set()
        for info in infos:
            name = info.filename
            if name.casefold() in seen:
                raise self.faults.unsafe(self.name, f"has two parts called {name!r}: which one counts cannot be told")
            seen.add(name.casefold())
            if _leaves(info.orig_filename):
                raise self.faults.unsafe(self.name, f"has a part whose name leaves the file: {info.orig_filename!r}")
            if info.flag_bits & 1:
                raise self.faults.locked(self.name)
            if info.file_size > RATIO_FROM and info.file_size > RATIO * max(info.compress_size, 1):
                size = info.file_size // MEBIBYTE
                raise self.faults.unsafe(self.name, f"has a part that unpacks {RATIO} times over, to {size} MB: {name}")
        if self.unpacked > WHOLE_LIMIT:
            raise self.faults.unsafe(
                self.name, f"unpacks to {self.unpacked // MEBIBYTE} MB; 1024 are the most that are read"
            )
        self._check_places()

    def _check_places(self) -> None:
        """Parts lie behind one another: ones that share bytes are how a small file unpacks to a large one."""
        free = 0
        for info in sorted(self._infos, key=lambda one: one.header_offset):
            if info.header_offset < free:
                raise self.faults.unsafe(self.name, f"has parts that lie over one another: {info.filename}")
            free = info.header_offset + LOCAL.size + info.compress_size

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._by_name

    def part(self, part: str) -> bytes:
        """The unpacked bytes of a part. Raises where it is missing, too large or broken."""
        info = self._by_name.get(part.casefold())
        if info is None:
            raise self.faults.damaged(self.name, f"its part {part} is missing")
        if info.file_size > PART_LIMIT:
            size = info.file_size // MEBIBYTE
            raise self.faults.unsafe(self.name, f"has a part of {size} MB; 128 are the most that are read: {part}")
        try:
            with self._zip.open(info) as stream:
                content = stream.read(PART_LIMIT + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as fault:
            raise self.faults.damaged(self.name, f"{part}: {reason(fault)}") from None
        if len(content) > PART_LIMIT:
            raise self.faults.unsafe(self.name, f"has a part that unpacks to more than it says: {part}")
        return content

    def xml(self, part: str) -> _Element:
        """The root element of a part."""
        return parse(self.part(part), part, self.name, self.faults)

    @property
    def unpacked(self) -> int:
        """Bytes that all parts say they have when unpacked."""
        return sum(info.file_size for info in self._infos)


def parse(content: bytes, part: str, name: str, faults: Faults) -> _Element:
    """The root element of XML that may be hostile: no document types, no entities, no network."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise faults.damaged(name, f"{part}: {reason(fault)}") from None
    if root.getroottree().docinfo.doctype:
        raise faults.unsafe(name, f"declares a document type in {part}, which no file of this kind may")
    return root


def _leaves(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or name.startswith(("/", "\\")) or re.match("[A-Za-z]:", name) is not None or "\0" in name


def reason(fault: Exception) -> str:
    """An exception in words, without a full stop."""
    return str(fault).rstrip(".") or type(fault).__name__
