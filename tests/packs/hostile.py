"""Archives that somebody made to mislead or to harm, or damaged."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

Members = dict[str, bytes]


def read(path: Path) -> Members:
    """The members of an archive, in their order."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: list[tuple[str, bytes]], change: Callable[[zipfile.ZipInfo], object] | None = None) -> bytes:
    """An archive as Python writes it: stored, with the dates and attributes of a pack."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            if change:
                change(info)
            archive.writestr(info, data)
    return out.getvalue()


def link(path: Path) -> bytes:
    """One member is a symbolic link."""

    def change(info: zipfile.ZipInfo) -> None:
        if info.filename == "README.txt":
            info.external_attr = 0o120777 << 16

    return zipped(list(read(path).items()), change)


def compressed(path: Path) -> bytes:
    return zipped(list(read(path).items()), lambda info: setattr(info, "compress_type", zipfile.ZIP_DEFLATED))


def bomb() -> bytes:
    """A few kilobytes that would unpack to a gigabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("manifest.json", "SHA256SUMS"):
            archive.writestr(name, bytes(20_000_000))
    return out.getvalue()


def overlapping(count: int = 200) -> bytes:
    """Many entries of the central directory that all point to the same bytes (a bomb without compression)."""
    one = zipped([("a", b"x" * 1000)])
    at = one.index(b"PK\x01\x02")
    record = one[at : one.index(b"PK\x05\x06")]
    records = b"".join(record.replace(b"a", bytes([97 + n % 26])) for n in range(count))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(records), at, 0)
    return one[:at] + records + end


def counted(count: int) -> bytes:
    """An end record that claims a number of entries."""
    one = bytearray(zipped([("a", b"x")]))
    struct.pack_into("<2H", one, len(one) - 14, count, count)
    return bytes(one)


def huge64() -> bytes:
    """A ZIP64 end record that claims 2**40 entries and a directory of 2**50 bytes."""
    one = zipped([("a", b"x")])
    body, end = one[:-22], bytearray(one[-22:])
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**40, 2**40, 2**50, 2**60)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(body), 1)
    struct.pack_into("<2H2L", end, 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    return body + record + locator + bytes(end)
