"""The parts of a Word file, read with a zip reader and an XML parser that load nothing from outside.

Sizes are limited, entities are not resolved, and nothing in the file is run.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compliance.paper.passages import PaperError

if TYPE_CHECKING:
    from lxml.etree import _Element

PART_LIMIT = 64 * 1024 * 1024
"""Bytes of one part, unpacked: a contract of 2,000 pages has 20 MB."""
PARTS = 5_000

_SAVE = "open it in Word and save the contract alone"
_MACROS = ("vbaProject.bin", "vbaData.xml")


@dataclass(frozen=True, slots=True)
class Package:
    """A Word file that is open: its name in messages, and the names of its parts."""

    name: str
    archive: zipfile.ZipFile
    names: frozenset[str]

    @classmethod
    def open(cls, name: str, data: bytes) -> Package:
        """The parts of a file. Raises :class:`PaperError` for what is no zip file, or has too many parts."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError) as fault:
            raise PaperError(f"{name} is a damaged Word file: {fault}", "open it in Word and save it anew") from None
        if len(archive.infolist()) > PARTS:
            raise PaperError(f"{name} has {len(archive.infolist())} parts; {PARTS} are the most that are read", _SAVE)
        return cls(name, archive, frozenset(archive.namelist()))

    @property
    def macros(self) -> tuple[str, ...]:
        """Parts that hold programs."""
        return tuple(sorted(name for name in self.names if name.rsplit("/", 1)[-1] in _MACROS))

    @property
    def unpacked(self) -> int:
        """Bytes that all parts say they have when unpacked."""
        return sum(info.file_size for info in self.archive.infolist())

    def part(self, part: str) -> _Element | None:
        """The root of a part, None where the file has none. Raises :class:`PaperError` for what cannot be read."""
        from lxml import etree

        try:
            info = self.archive.getinfo(part)
        except KeyError:
            return None
        content = self._content(info)
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            return etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as fault:
            raise self._unreadable(part, fault) from None

    def _content(self, info: zipfile.ZipInfo) -> bytes:
        name, part = self.name, info.filename
        if info.flag_bits & 1:
            raise PaperError(f"{name} is protected by a password", "save a copy without one")
        if info.file_size > PART_LIMIT:
            size = info.file_size // 1024 // 1024
            raise PaperError(f"{part} of {name} unpacks to {size} MB; 64 are the most that are read", _SAVE)
        try:
            with self.archive.open(info) as stream:
                content = stream.read(PART_LIMIT + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as fault:
            raise self._unreadable(part, fault) from None
        if len(content) > PART_LIMIT:
            raise PaperError(f"{part} of {name} unpacks to more than it says", _SAVE)
        return content

    def _unreadable(self, part: str, fault: Exception) -> PaperError:
        return PaperError(f"{part} of {self.name} cannot be read: {fault}", "open it in Word and save it anew")
