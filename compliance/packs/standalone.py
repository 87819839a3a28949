#!/usr/bin/env python3
"""Check an evidence pack (layout dossier-pack/1) with the standard library of Python 3.8 or later and nothing else.

    python3 verify.py PACK.zip

A pack is an archive whose bytes follow from the names and contents of its members: nothing is compressed, members
stand in one fixed order, and dates, attributes and all else in the headers are fixed. So this program works out what
the archive has to be, byte for byte, and compares: a byte that was changed, added or removed is found wherever it
is, and named. Nothing is unpacked.

Checked are: every byte of the headers; every member against manifest.json and SHA256SUMS; that nothing is missing
and nothing is there beside; that the items of each sample stand in their population, and come out again where the
sample says how it was drawn; the chain of the custody log. NOT checked is who signed: `dossier verify`, or
`openssl cms` as README.txt says, checks that. A copy of this program that came in a pack can say no more than the
pack's sender wants it to say; take it from the product, or compare its SHA-256 with a copy that you trust.

Exit code 0: everything holds. 1: something does not. 2: no pack can be read, or the command line is wrong.

It is one long file because it has to travel as one.
"""

from __future__ import annotations

import csv
import hashlib
import heapq
import io
import itertools
import json
import os
import re
import struct
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from json.encoder import encode_basestring
from threading import Lock
from typing import Any, BinaryIO, Callable, Iterable, Iterator, NamedTuple, Sequence, Tuple  # noqa: UP035

SCHEMA = "dossier-pack/1"
MANIFEST, SIGNATURE, SUMS, BINDER = "manifest.json", "manifest.sig", "SHA256SUMS", "00-binder.pdf"

MAX_MEMBERS = 50_000
MAX_NAME = 240
MAX_MANIFEST = 64 * 1024 * 1024
MAX_SIGNATURE = 1024 * 1024
MAX_LINE = 1024 * 1024
MAX_ROWS = 5_000_000
BLOCK = 1024 * 1024
BESIDE = 512 * 1024
HANDS = min(os.cpu_count() or 1, 4)
"""How many members are hashed at once."""

FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
DATE = 0x0021  # 1980-01-01
MADE_BY = 3 << 8  # Unix
MODE = 0o100644 << 16
COMPRESSION = "compression method"
ZERO2, ZERO4, ZERO8 = bytes(2), bytes(4), bytes(8)
DAY = DATE.to_bytes(2, "little")
PLAIN = ZERO4 + ZERO2 + DAY
"""Flags, compression method, time and date of a member."""

_PART = re.compile(r"[A-Za-z0-9._+,=@()\[\]~ -]+")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


class UnreadableError(Exception):
    """The file is no archive at all, or cannot be opened."""


class Entry(NamedTuple):
    """A member: its name, its size in bytes, its CRC-32, and the offset of its header in the file."""

    name: str
    size: int
    crc: int
    offset: int


class Fault(NamedTuple):
    """What does not hold: in which member (or part of the archive), which of its fields, at which byte of the file."""

    where: str
    field: str
    message: str
    offset: int | None = None
    area: str = "archive"
    """What was being checked: archive, hashes, samples, custody log or signature."""

    def __str__(self) -> str:
        at = "" if self.offset is None else f" (byte {self.offset:,})"
        return f"{shown(self.where)}: {self.field}: {self.message}{at}"


Fields = Tuple[Tuple[str, bytes], ...]  # noqa: UP006  # evaluated, and Python 3.8 knows no other
"""A header as its fields: the name of each and the bytes that it must have."""


# The layout: what the bytes have to be


def order(name: str) -> tuple[int, bytes]:
    """Sort key of members: by the bytes of the name, then the manifest, then its signature."""
    return {MANIFEST: 1, SIGNATURE: 2}.get(name, 0), name.encode("utf-8", "surrogateescape")


def why_not(name: str) -> str:
    """Why a member may not have this name; empty where it may."""
    if not 0 < len(name) <= MAX_NAME:
        return f"a name has 1 to {MAX_NAME} characters, this has {len(name)}"
    return next(filter(None, map(_why_not_part, name.split("/"))), "")


@lru_cache(maxsize=1024)  # folders come again and again
def _why_not_part(part: str) -> str:
    if part in ("", ".", ".."):
        return "names are relative and have no empty, `.` or `..` part"
    if not _PART.fullmatch(part):
        return "only letters, digits and . _ + , = @ ( ) [ ] ~ - and blanks of ASCII are allowed"
    if part[-1] in ". " or part[0] == " " or _DEVICE.fullmatch(part):
        return f"`{part}` is no file name on every system"
    return ""


def local_header(entry: Entry) -> Fields:
    """The header in front of a member's bytes."""
    large = entry.size >= FULL32
    size = _int(FULL32 if large else entry.size, 4)
    extra = _int(1, 2) + _int(16, 2) + _int(entry.size, 8) * 2 if large else b""
    name = entry.name.encode("utf-8", "surrogateescape")
    return (
        ("signature", b"PK\x03\x04"),
        ("version needed", _int(45 if large else 20, 2)),
        ("flags", ZERO2),
        ("compression method", ZERO2),
        ("time", ZERO2),
        ("date", DAY),
        ("CRC-32", _int(entry.crc, 4)),
        ("compressed size", size),
        ("size", size),
        ("name length", _int(len(name), 2)),
        ("extra length", _int(len(extra), 2)),
        ("name", name),
        ("extra field", extra),
    )


def central_header(entry: Entry) -> Fields:
    """The entry of a member in the central directory."""
    large, far = entry.size >= FULL32, entry.offset >= FULL32
    size = _int(FULL32 if large else entry.size, 4)
    values = (_int(entry.size, 8) * 2 if large else b"") + (_int(entry.offset, 8) if far else b"")
    extra = _int(1, 2) + _int(len(values), 2) + values if values else b""
    name = entry.name.encode("utf-8", "surrogateescape")
    version = 45 if extra else 20
    return (
        ("signature", b"PK\x01\x02"),
        ("version made by", _int(MADE_BY | version, 2)),
        ("version needed", _int(version, 2)),
        ("flags", ZERO2),
        ("compression method", ZERO2),
        ("time", ZERO2),
        ("date", DAY),
        ("CRC-32", _int(entry.crc, 4)),
        ("compressed size", size),
        ("size", size),
        ("name length", _int(len(name), 2)),
        ("extra length", _int(len(extra), 2)),
        ("comment length", ZERO2),
        ("disk number", ZERO2),
        ("internal attributes", ZERO2),
        ("external attributes", _int(MODE, 4)),
        ("offset of header", _int(FULL32 if far else entry.offset, 4)),
        ("name", name),
        ("extra field", extra),
    )


def end_records(count: int, start: int, size: int) -> Fields:
    """What stands behind the central directory, which begins at ``start``; with ZIP64 only where a number needs it."""
    fields: list[tuple[str, bytes]] = []
    if count >= FULL16 or start >= FULL32 or size >= FULL32:
        fields += [
            ("ZIP64 end: signature", b"PK\x06\x06"),
            ("ZIP64 end: record size", _int(44, 8)),
            ("ZIP64 end: version made by", _int(MADE_BY | 45, 2)),
            ("ZIP64 end: version needed", _int(45, 2)),
            ("ZIP64 end: disk numbers", ZERO8),
            ("ZIP64 end: entries", _int(count, 8) * 2),
            ("ZIP64 end: size of central directory", _int(size, 8)),
            ("ZIP64 end: offset of central directory", _int(start, 8)),
            ("ZIP64 locator: signature", b"PK\x06\x07"),
            ("ZIP64 locator: disk number", ZERO4),
            ("ZIP64 locator: offset of end record", _int(start + size, 8)),
            ("ZIP64 locator: disks", _int(1, 4)),
        ]
    fields += [
        ("signature", b"PK\x05\x06"),
        ("disk numbers", ZERO4),
        ("entries on this disk", _int(min(count, FULL16), 2)),
        ("entries", _int(min(count, FULL16), 2)),
        ("size of central directory", _int(min(size, FULL32), 4)),
        ("offset of central directory", _int(min(start, FULL32), 4)),
        ("comment length", ZERO2),
    ]
    return tuple(fields)


def _int(value: int, width: int) -> bytes:
    return value.to_bytes(width, "little")


def joined(fields: Fields) -> bytes:
    """A header as bytes."""
    return b"".join([value for _, value in fields])


def _extent(name: str, size: int) -> int:
    """Bytes that a member takes with its header."""
    return 30 + len(name.encode("utf-8", "surrogateescape")) + (20 if size >= FULL32 else 0) + size


def _central_extent(entry: Entry) -> int:
    """Bytes that a member takes in the central directory."""
    values = (16 if entry.size >= FULL32 else 0) + (8 if entry.offset >= FULL32 else 0)
    return 46 + len(entry.name.encode("utf-8", "surrogateescape")) + (4 + values if values else 0)


def placed(members: Iterable[tuple[str, int]]) -> tuple[Entry, ...]:
    """Members one behind the other from offset 0, their CRC-32 not known yet."""
    entries, offset = [], 0
    for name, size in members:
        entries.append(Entry(name, size, 0, offset))
        offset += _extent(name, size)
    return tuple(entries)


def tail(entries: Sequence[Entry]) -> list[tuple[str, Fields]]:
    """Everything behind the last member: the central directory by member, then the end of the archive."""
    start = entries[-1].offset + _extent(entries[-1].name, entries[-1].size) if entries else 0
    regions = [(entry.name, central_header(entry)) for entry in entries]
    size = sum(len(joined(fields)) for _, fields in regions)
    return [*regions, ("end of the archive", end_records(len(entries), start, size))]


# Reading: what the archive says of itself, from two sides


class Found(NamedTuple):
    """Members as one side of the archive lists them. ``whole``: the list could be followed to its end."""

    members: tuple[tuple[str, int], ...]
    whole: bool
    crcs: tuple[int, ...] = ()
    odd: tuple[Fault, ...] = ()
    """Fields that no pack has, such as a compression method."""


def _number(data: bytes, at: int, width: int) -> int:
    return int.from_bytes(data[at : at + width], "little")


def _name(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _by_headers(stream: BinaryIO, length: int) -> Found:
    """Members as the headers in front of them say, walked from the first byte."""
    members: list[tuple[str, int]] = []
    crcs: list[int] = []
    at = 0
    while len(members) <= MAX_MEMBERS:
        stream.seek(at)
        head = stream.read(30)
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            return Found(tuple(members), head[:4] == b"PK\x01\x02", tuple(crcs))
        crc, size, _, names, extras = struct.unpack_from("<3L2H", head, 14)
        rest = stream.read(names + extras)
        if size == FULL32 and extras == 20:
            size = _number(rest, names + 12, 8)
        name = _name(rest[:names])
        if at + 30 + names + extras + size > length or extras != (20 if size >= FULL32 else 0):
            return Found(tuple(members), False, tuple(crcs))
        members.append((name, size))
        crcs.append(crc)
        at += 30 + names + extras + size
    return Found(tuple(members), False, tuple(crcs))


def _by_directory(stream: BinaryIO, length: int) -> Found:
    """Members as the central directory says, found from the last bytes of the file."""
    stream.seek(max(length - 98, 0))
    last = stream.read(98)
    end = last[-22:]
    if len(end) < 22 or end[:4] != b"PK\x05\x06":
        return Found((), False)
    count, size, behind = _number(end, 10, 2), _number(end, 12, 4), length - 22
    if last[-42:-38] == b"PK\x06\x07" and last[-98:-94] == b"PK\x06\x06":
        count, size, behind = _number(last, 32, 8), _number(last, 40, 8), length - 98
    if count > MAX_MEMBERS or size > behind or size > count * 70_000:
        return Found((), False)
    stream.seek(behind - size)
    data = stream.read(size)
    return _records(data, count, behind - size)


def _records(data: bytes, count: int, start: int) -> Found:
    members: list[tuple[str, int]] = []
    crcs: list[int] = []
    odd: list[Fault] = []
    at = 0
    for _ in range(count):
        if data[at : at + 4] != b"PK\x01\x02" or at + 46 > len(data):
            return Found(tuple(members), False, tuple(crcs), tuple(odd))
        plain, crc, packed, size = struct.unpack_from("<8s3L", data, at + 8)
        names, extras, comments, _, _, mode = struct.unpack_from("<5HL", data, at + 28)
        name = _name(data[at + 46 : at + 46 + names])
        extra = data[at + 46 + names : at + 46 + names + extras]
        if size == FULL32 and len(extra) >= 20:
            size = packed = _number(extra, 4, 8)
        if plain != PLAIN or mode != MODE or extra or comments:
            odd += _odd(name, data[at : at + 46], extra, start + at)
        if packed != size and not _number(data, at + 10, 2):
            odd.append(Fault(name, "size", "is not that of the stored bytes", start + at + 20))
        members.append((name, size))
        crcs.append(crc)
        at += 46 + names + extras + comments
    return Found(tuple(members), at == len(data), tuple(crcs), tuple(odd))


def _odd(name: str, head: bytes, extra: bytes, at: int) -> Iterator[Fault]:
    """Fields of a central directory that are another in every pack."""
    mode = _number(head, 38, 4) >> 16
    if mode & 0o170000 == 0o120000:
        yield Fault(name, "external attributes", "this is a link", at + 38)
    elif _number(head, 38, 4) != MODE:
        yield Fault(name, "external attributes", "not those of a plain file", at + 38)
    if _number(head, 8, 2):
        yield Fault(name, "flags", "encrypted, or not of this layout", at + 8)
    if _number(head, 10, 2):
        yield Fault(name, COMPRESSION, f"is {_number(head, 10, 2)} and not 0, stored", at + 10)
    if _number(head, 12, 4) != DATE << 16:
        yield Fault(name, "date", "is not 1980-01-01", at + 12)
    if extra and not (extra[:2] == b"\x01\x00" and _number(head, 24, 4) == FULL32):
        yield Fault(name, "extra field", "a pack has none", at + 30)
    if _number(head, 32, 2):
        yield Fault(name, "comment length", "a pack has no comments", at + 32)


class Plan(NamedTuple):
    """Where the members are: their places in a sound archive, and by how much those from one on are moved."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...] = ()
    broken: int = -1
    """Index of the member inside which bytes were added or are missing; -1 for none."""
    shift: int = 0
    """By how many bytes everything behind that member is moved."""
    others: dict[int, str] = {}  # noqa: RUF012  # never changed
    """Names that the other side of the archive gives, by index, where the two differ."""

    def moved(self, index: int) -> int:
        """How far the member of this index stands from its place in a sound archive."""
        return self.shift if index > self.broken else 0


def plan(stream: BinaryIO) -> Plan:
    """Where the members are, from whichever of the archive's two lists fits the file. The other is compared later."""
    length = stream.seek(0, os.SEEK_END)
    walked, listed = _by_headers(stream, length), _by_directory(stream, length)
    if not walked.members and not listed.members:
        raise UnreadableError("this is no zip archive, or nothing of it is left that can be followed")
    if listed.whole and _total(listed.members) == length:
        return Plan(placed(listed.members), others=_others(listed.members, walked.members))
    if listed.whole and any(fault.field == COMPRESSION for fault in listed.odd):
        return Plan((), listed.odd)
    if walked.whole:
        odd = listed.odd if _total(walked.members) != length else ()
        return Plan(placed(walked.members), odd, others=_others(walked.members, listed.members))
    if listed.whole and listed.odd:
        return Plan((), listed.odd)
    if listed.whole:
        return _shifted(stream, placed(listed.members), length - _total(listed.members))
    return Plan((), (_lost(walked, length),))


def _total(members: Sequence[tuple[str, int]]) -> int:
    """The length of a sound archive of these members."""
    entries = placed(members)
    start = entries[-1].offset + _extent(*members[-1]) if members else 0
    size = sum(_central_extent(entry) for entry in entries)
    return start + size + len(joined(end_records(len(entries), start, size)))


def _others(chosen: Sequence[tuple[str, int]], other: Sequence[tuple[str, int]]) -> dict[int, str]:
    pairs = enumerate(zip(chosen, other))  # noqa: B905  # Python 3.8
    return {index: theirs[0] for index, (ours, theirs) in pairs if ours[0] != theirs[0]}


def _shifted(stream: BinaryIO, entries: tuple[Entry, ...], shift: int) -> Plan:
    """The central directory is sound and the members are not where it says: bytes were added or taken out."""
    broken = len(entries) - 1
    for index, entry in enumerate(entries):
        stream.seek(entry.offset)
        name = entry.name.encode("utf-8", "surrogateescape")
        head = stream.read(30 + len(name))
        if head[:4] != b"PK\x03\x04" or head[30:] != name:
            broken = index - 1
            break
    begin, end = _between(entries, broken)
    what = f"{_bytes(abs(shift))} {'added' if shift > 0 else 'missing'}"
    where = entries[broken].name if broken >= 0 else "start of the archive"
    if begin == end:
        message = f"{what} in front of byte {end:,}"
    else:
        message = f"{what} between byte {begin:,} and byte {end + max(shift, 0):,}"
    return Plan(entries, (Fault(where, "length", message),), broken, shift)


def _between(entries: Sequence[Entry], index: int) -> tuple[int, int]:
    if index < 0:
        return 0, 0
    return entries[index].offset, entries[index].offset + _extent(entries[index].name, entries[index].size)


def _lost(walked: Found, length: int) -> Fault:
    at = sum(_extent(*member) for member in walked.members)
    if len(walked.members) > MAX_MEMBERS:
        return Fault("archive", "members", f"more than {MAX_MEMBERS:,}; no pack has so many")
    behind = walked.members[-1][0] if walked.members else "start of the archive"
    message = f"the archive cannot be followed from here to its end at byte {length:,}: it is cut off or damaged"
    return Fault(behind, "what stands behind it", message, at)


# Checking


class Checked(NamedTuple):
    """What was examined, and what does not hold."""

    faults: tuple[Fault, ...]
    counts: dict[str, int]
    """How many things were examined, by what they are."""
    notes: tuple[str, ...]
    """What could not be looked at, and why that is no fault."""
    manifest: dict[str, Any] | None
    """What the manifest says; None where it cannot be read."""
    hashes: dict[str, str]
    """SHA-256 of each member as it is, in hexadecimal."""


class Window(io.RawIOBase):
    """The bytes of one member, as a file of its own that can be read and not written."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._stream, self._start, self._size, self._at = stream, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence], 0)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        self._stream.seek(self._start + self._at)
        data = self._stream.read(max(min(len(buffer), self._size - self._at), 0))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


class Pack:
    """An open pack."""

    def __init__(self, path: str) -> None:
        try:
            self._stream: BinaryIO = open(path, "rb")  # noqa: SIM115  # closed by `close`
        except OSError as error:
            raise UnreadableError(error.strerror or str(error)) from None
        try:
            self.length = self._stream.seek(0, os.SEEK_END)
            self._plan = plan(self._stream)
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Pack:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stream.close()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members, in their order."""
        return tuple(entry.name for entry in self._plan.entries)

    def window(self, name: str) -> BinaryIO | None:
        """A member's bytes as a stream; None where there is no such member."""
        for index, entry in enumerate(self._plan.entries):
            if entry.name == name:
                start = max(entry.offset + self._plan.moved(index), 0) + _extent(name, entry.size) - entry.size
                return io.BufferedReader(Window(self._stream, start, entry.size), 64 * 1024)
        return None

    def read(self, name: str, limit: int = MAX_MANIFEST) -> bytes | None:
        """A member's bytes; None where there is no such member, or it is larger than ``limit``."""
        stream = self.window(name)
        data = stream.read(limit + 1) if stream else None
        return None if data is None or len(data) > limit else data

    def check(self) -> Checked:
        """Check everything that the standard library can check."""
        return _Check(self, self._stream, self._plan).run()


class Taken(NamedTuple):
    """A member as it is in the file: its header, and SHA-256 and CRC-32 of its bytes."""

    header: bytes
    sha256: str
    crc: int


class _Check:
    """One run over a pack."""

    def __init__(self, pack: Pack, stream: BinaryIO, found: Plan) -> None:
        self.pack, self.stream, self.plan = pack, stream, found
        self.faults: list[Fault] = list(found.faults)
        self.counts: dict[str, int] = {}
        self.notes: list[str] = []
        self.hashes: dict[str, str] = {}
        self.area = "archive"
        self.changed: set[str] = set()
        """Members whose bytes are known to be others than those that were packed."""

    def run(self) -> Checked:
        if not self.plan.entries:
            return Checked(tuple(self.faults), self.counts, (), None, {})
        self._settle({MANIFEST, SIGNATURE, SUMS, BINDER})
        manifest = self._manifest()
        self._settle(set(_files(manifest)))
        self._names()
        self._archive()
        self.area = "hashes"
        if BINDER not in self.hashes:
            self.fault(BINDER, "member", "is missing")
        if manifest is not None:
            self._files(_files(manifest))
        self._sums()
        if manifest is not None:
            self.area = "samples"
            self._samples(manifest)
            self.area = "custody log"
            self._custody(manifest)
        return Checked(tuple(self.faults), self.counts, tuple(self.notes), manifest, self.hashes)

    def fault(self, where: str, field: str, message: str, offset: int | None = None) -> None:
        self.faults.append(Fault(where, field, message, offset, self.area))

    def _settle(self, known: set[str]) -> None:
        """Where the archive's two lists name a member differently, take the name that something else knows."""
        entries = list(self.plan.entries)
        for index, other in self.plan.others.items():
            if entries[index].name not in known and other in known and len(other) == len(entries[index].name):
                entries[index] = entries[index]._replace(name=other)
        self.plan = self.pack._plan = self.plan._replace(entries=tuple(entries))

    # The archive

    def _names(self) -> None:
        """Names that may not be, stand twice, differ in case only, or are not in their order."""
        seen: dict[str, str] = {}
        folders = {part for name in self.pack.names for part in folders_of(name.lower())}
        before = ""
        for entry in self.plan.entries:
            wrong = why_not(entry.name)
            if wrong:
                self.fault(entry.name, "name", wrong, entry.offset + 30)
            folded = entry.name.lower()
            if folded in seen:
                same = "stands twice" if seen[folded] == entry.name else "differs from `{}` in case only"
                self.fault(entry.name, "name", same.format(shown(seen[folded])), entry.offset + 30)
            elif folded in folders:
                self.fault(entry.name, "name", "is also the name of a folder", entry.offset + 30)
            elif before and order(entry.name) < order(before):
                message = f"stands behind `{shown(before)}`, which is not its place"
                self.fault(entry.name, "order of members", message, entry.offset)
            seen[folded] = before = entry.name
        self.counts["names"] = len(self.plan.entries)

    def _archive(self) -> None:
        """Every byte of the file: members are hashed, headers compared with what they have to be."""
        entries: list[Entry] = []
        size = 0
        for index, (entry, took) in enumerate(zip(self.plan.entries, self._taken())):  # noqa: B905  # Python 3.8
            at, width = self._at(index), _extent(entry.name, entry.size) - entry.size
            self.hashes[entry.name] = took.sha256
            crc = self._crc(index, entry.name, took.crc, took.header, at + width, entry.size)
            entries.append(entry._replace(crc=crc))
            self._compare(entry.name, "header", local_header(entries[-1]), took.header, at)
            size += entry.size
        self._tail(entries)
        self.counts.update(members=len(entries), bytes=size, header_bytes=self.pack.length - size)

    def _at(self, index: int) -> int:
        """Where the header of a member begins."""
        return max(self.plan.entries[index].offset + self.plan.moved(index), 0)

    def _taken(self) -> list[Taken]:
        """What is found of each member. Several are hashed at once: to hash leaves Python to the other threads."""
        entries = self.plan.entries
        taken = [Taken(b"", "", 0)] * len(entries)
        queue = iter(range(len(entries)))  # a step of it is one step, whichever thread takes it
        lock = Lock()

        def read(at: int, into: memoryview) -> memoryview:
            with lock:
                self.stream.seek(at)
                return into[: self.stream.readinto(into)]  # type: ignore[attr-defined]  # files have it

        def work(beside: ThreadPoolExecutor) -> None:
            buffers = memoryview(bytearray(BLOCK)), memoryview(bytearray(BLOCK))
            for index in queue:
                name, size = entries[index].name, entries[index].size
                taken[index] = _take(read, self._at(index), _extent(name, size) - size, size, buffers, beside)

        with ThreadPoolExecutor(HANDS + 1) as pool:
            for hand in [pool.submit(work, pool) for _ in range(HANDS)]:
                hand.result()
        return taken

    def _crc(self, index: int, name: str, crc: int, header: bytes, at: int, size: int) -> int:
        """The CRC-32 that the headers have to state. Where both agree on another, the member itself was changed."""
        said = _number(header, 14, 4)
        if index == self.plan.broken:
            self.changed.add(name)
            return said
        if said != crc and self._listed_crc(index) == said:
            self.changed.add(name)
            message = f"its bytes {at:,} to {at + size - 1:,} are not those that were packed: CRC-32 is another"
            self.faults.append(Fault(name, "contents", message if size else "it is empty", at, "hashes"))
            return said
        return crc

    def _listed_crc(self, index: int) -> int:
        """What the central directory states."""
        entries = self.plan.entries
        end = entries[-1]
        at = end.offset + _extent(end.name, end.size) + self.plan.moved(len(entries))
        at += sum(_central_extent(entry) for entry in entries[:index])
        self.stream.seek(at + 16)
        return _number(self.stream.read(4), 0, 4)

    def _tail(self, entries: Sequence[Entry]) -> None:
        """The central directory and the end of the archive."""
        at = entries[-1].offset + _extent(entries[-1].name, entries[-1].size) + self.plan.moved(len(entries))
        regions = tail(entries)
        expected = b"".join(joined(fields) for _, fields in regions)
        self.stream.seek(at)
        found = self.stream.read(len(expected))
        if found == expected and at + len(expected) == self.pack.length:
            return
        if at + len(expected) != self.pack.length:
            self._length(regions, expected, found, at)
            return
        for where, fields in regions:
            size = len(joined(fields))
            part = "central directory" if where != regions[-1][0] else "end record"
            self._compare(where, part, fields, found[:size], at)
            found, at = found[size:], at + size

    def _length(self, regions: Sequence[tuple[str, Fields]], expected: bytes, found: bytes, at: int) -> None:
        """The end of the archive is longer or shorter than it has to be: say where it begins to differ."""
        same = _same(expected, found)
        differ = self.pack.length - at - len(expected)
        what = f"{_bytes(abs(differ))} {'more' if differ > 0 else 'less'} than"
        if same == len(expected):
            self.fault("archive", "end", f"{_bytes(differ)} behind the end of the archive", at + same)
            return
        ends = itertools.accumulate(len(joined(fields)) for _, fields in regions)
        where = regions[sum(end <= same for end in ends)][0]
        message = f"{what} names and sizes give; it differs from here on"
        self.fault(where, "central directory or end record", message, at + same)

    def _compare(self, where: str, part: str, fields: Fields, found: bytes, at: int) -> None:
        """Name each field of a header that is not what it has to be."""
        if found == joined(fields):
            return
        for field, value in fields:
            part_found, found = found[: len(value)], found[len(value) :]
            if part_found != value:
                first = at + _same(value, part_found)
                message = f"is {_hex(field, part_found)} and has to be {_hex(field, value)}"
                self.fault(where, f"{part}: {field}", message, first)
            at += len(value)

    # The manifest and the list of hashes

    def _manifest(self) -> dict[str, Any] | None:
        data = self.pack.read(MANIFEST)
        if data is None:
            self.fault(MANIFEST, "member", f"is missing, or larger than {MAX_MANIFEST:,} bytes")
            return None
        try:
            said = json.loads(data.decode("utf-8"), parse_constant=_constant)
            if not isinstance(said, dict) or said.get("schema") != SCHEMA:
                raise ValueError(f"it is no {SCHEMA} manifest")
            if canonical(said) != data:
                self.fault(MANIFEST, "form", "is not canonical: keys sorted, two blanks, each key once")
            _files(said)
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
            self.fault(MANIFEST, "contents", f"cannot be read: {shown(str(error) or type(error).__name__)}")
            return None
        return said

    def _files(self, files: dict[str, dict[str, Any]]) -> None:
        """Each file of the manifest with its member, and each member with its line in the manifest."""
        sizes = {entry.name: entry.size for entry in self.plan.entries}
        for path, said in files.items():
            if path not in self.hashes:
                self.fault(path, "member", "is in the manifest and not in the archive")
            elif self.hashes[path] != said["sha256"] and path not in self.changed:
                self._differs(path, said["sha256"])
            elif sizes[path] != said["size"]:
                self.fault(path, "size", "is {:,} and {:,} in the manifest".format(sizes[path], said["size"]))
        for name in self.hashes:
            if name not in files and name not in (MANIFEST, SIGNATURE):
                self.fault(name, "member", "is in the archive and not in the manifest")
        self.counts["files"] = len(files)

    def _differs(self, path: str, wanted: str) -> None:
        self.changed.add(path)
        found = self.hashes[path]
        self.fault(path, "SHA-256", f"is {found} and {shown(str(wanted))} in the manifest")

    def _sums(self) -> None:
        """SHA256SUMS has to be what ``sha256sum`` would print, line by line."""
        data = self.pack.read(SUMS)
        if data is None:
            self.fault(SUMS, "member", "is missing")
            return
        lines = sums(self.hashes.items()).splitlines()
        listed = data.decode("utf-8", "replace").split("\n")
        if listed and not listed[-1]:
            listed.pop()
        else:
            self.fault(SUMS, "last line", "has no end")
        right = set(lines)
        for line in listed:
            name = line[66:]
            if line not in right and name not in self.changed and SUMS not in self.changed:
                self.fault(SUMS, f"line of `{shown(name)}`", "is not what the archive holds")
        names = {line[66:] for line in listed}
        missing = [line[66:] for line in lines if line[66:] not in names]
        for name in missing if SUMS not in self.changed else ():
            self.fault(SUMS, f"line of `{shown(name)}`", "is missing")
        if sorted(listed) == sorted(lines) and listed != lines:
            self.fault(SUMS, "order of lines", "is not that of the members")
        self.counts["sums"] = len(listed)

    # What stands inside

    def _samples(self, manifest: dict[str, Any]) -> None:
        """Each item of a sample stands in the file of its population."""
        wanted: dict[str, list[dict[str, Any]]] = {}
        for sample in _list(manifest, "samples"):
            wanted.setdefault(str(sample.get("population")), []).append(sample)
        populations = {str(each.get("id")): each for each in _list(manifest, "populations")}
        self.counts.update(samples=sum(map(len, wanted.values())), populations=0, items=0)
        for id, population in populations.items():
            self._population(id, population, wanted.pop(id, []))
        elsewhere = {str(each.get("record")) for each in _list(manifest, "by_reference") + _list(manifest, "withheld")}
        for id, samples in wanted.items():
            for sample in samples:
                if id in elsewhere:
                    self.notes.append("sample {} was not looked up: {} is not in the pack".format(sample.get("id"), id))
                else:
                    message = f"was drawn from `{shown(id)}`, which the pack does not know"
                    self.fault(MANIFEST, "sample {}".format(shown(str(sample.get("id")))), message)

    def _population(self, id: str, population: dict[str, Any], samples: list[dict[str, Any]]) -> None:
        path = population.get("path")
        if not path:
            self.notes.append(f"population {shown(id)} was not looked at: its file is not in the pack")
            return
        self.counts["populations"] += 1
        field = f"population {shown(id)}"
        if path not in self.hashes:
            self.fault(MANIFEST, field, f"has its rows in `{shown(str(path))}`, which is not in the archive")
            return
        if population.get("sha256") not in (None, self.hashes[path]):
            self.fault(path, "SHA-256", f"is not that of population {shown(id)}")
        if not str(path).lower().endswith(".csv"):
            self.notes.append(f"population {shown(id)} was not looked at: it is no CSV file")
            return
        ids = self._ids(str(path), str(population.get("id_column") or ""))
        if ids is None:
            return
        if population.get("rows") not in (None, len(ids)):
            self.fault(path, "rows", "are {:,} and {} in the manifest".format(len(ids), population["rows"]))
        known = set(ids)
        for sample in samples:
            self._sample(str(path), sample, ids, known)

    def _sample(self, path: str, sample: dict[str, Any], ids: list[str], known: set[str]) -> None:
        field = "sample {}".format(shown(str(sample.get("id"))))
        drawn = [str(item).strip() for item in sample.get("ids") or ()]
        self.counts["items"] += len(drawn)
        for item in drawn:
            if item not in known:
                self.fault(MANIFEST, field, f"`{shown(item)}` is not in its population, {shown(path)}")
        if sample.get("size") not in (None, len(drawn)):
            self.fault(MANIFEST, field, "has {} items and says {}".format(len(drawn), sample["size"]))
        again = draw(ids, str(sample.get("algorithm")), len(drawn), str(sample.get("seed") or ""))
        if again is not None:
            self.counts["drawn_again"] = self.counts.get("drawn_again", 0) + 1
            if again != drawn and known.issuperset(drawn):
                message = "its seed draws other items: {}".format(shown(", ".join(again)))
                self.fault(MANIFEST, field, message)

    def _ids(self, path: str, column: str) -> list[str] | None:
        """The values of the column that identifies the rows of a CSV file."""
        stream = self.pack.window(path)
        assert stream is not None
        try:
            text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
            header = text.readline(MAX_LINE)
            text.seek(0)
            lines = iter(lambda: text.readline(MAX_LINE), "")  # a hostile line must not fill the memory
            rows = csv.reader(lines, delimiter=max(",;\t", key=header.count))
            filled = (row for row in rows if any(cell.strip() for cell in row))
            columns = [cell.strip() for cell in next(filled, [])]
            if column not in columns:
                self.fault(path, f"column `{shown(column)}`", "is not there, and identifies the population")
                return None
            index = columns.index(column)
            values = (row[index].strip() if index < len(row) else "" for row in filled)
            found = list(itertools.islice(values, MAX_ROWS + 1))
            if len(found) > MAX_ROWS:
                self.notes.append(f"{shown(path)} was not looked at: it has more than {MAX_ROWS:,} rows")
            return found if len(found) <= MAX_ROWS else None
        except (csv.Error, UnicodeDecodeError) as error:
            if path not in self.changed:
                self.fault(path, "rows", f"cannot be read as CSV: {shown(str(error))}")
            return None

    def _custody(self, manifest: dict[str, Any]) -> None:
        """Each line of the custody log carries the hash of the line before; the manifest has that of the last."""
        said = manifest.get("custody_log") or {}
        path = said.get("path") if isinstance(said, dict) else None
        stream = self.pack.window(path) if path else None
        if path and not stream:
            self.fault(str(path), "member", "is the custody log and not in the archive")
        if not stream or path in self.changed:
            return
        before, count = "0" * 64, 0
        for count, line in enumerate(iter(lambda: stream.readline(MAX_LINE), b""), 1):
            line = line.rstrip(b"\r\n")
            try:
                previous = json.loads(line.decode("utf-8")).get("previous")
            except (ValueError, AttributeError, RecursionError):
                previous = None
            if previous != before:
                self.fault(str(path), f"line {count}", "does not carry the hash of the line before")
            before = hashlib.sha256(line).hexdigest()
        if said.get("last_hash") not in (None, before) or said.get("lines") not in (None, count):
            self.fault(str(path), "last line", "is not the one that the manifest states")
        self.counts["custody_lines"] = count


def _same(one: bytes, other: bytes) -> int:
    """How many first bytes are the same."""
    both = min(len(one), len(other))
    return next((index for index in range(both) if one[index] != other[index]), both)


def _take(
    read: Callable[[int, memoryview], memoryview],
    at: int,
    width: int,
    size: int,
    buffers: tuple[memoryview, memoryview],
    beside: ThreadPoolExecutor,
) -> Taken:
    """Header and hashes of a member. The CRC of a large one is taken by another thread meanwhile."""
    if width + size <= BESIDE:
        data = read(at, buffers[0][: width + size])
        return Taken(bytes(data[:width]), hashlib.sha256(data[width:]).hexdigest(), zlib.crc32(data[width:]))
    header = bytes(read(at, buffers[0][:width]))
    at, digest, crc = at + width, hashlib.sha256(), beside.submit(int)
    for number in itertools.count():
        block = read(at, buffers[number % 2][:size])
        if not block:
            break
        crc = beside.submit(zlib.crc32, block, crc.result())  # so nobody reads the other buffer any more
        digest.update(block)
        at, size = at + len(block), size - len(block)
    return Taken(header, digest.hexdigest(), crc.result())


def draw(ids: Sequence[str], algorithm: str, size: int, seed: str) -> list[str] | None:
    """The sample that an algorithm draws with a seed; None where the algorithm is not known or cannot draw it.

    ``sha256-rank-1``: the items with the lowest SHA-256(seed|id). ``sha256-systematic-1``: row
    floor((start + i * n) / size), with start = SHA-256(seed|start) modulo n. ``all-1``: every item.
    """
    if algorithm == "all-1":
        return list(ids)
    if not 0 < size <= len(ids):
        return None
    if algorithm == "sha256-rank-1":
        return heapq.nsmallest(size, ids, key=lambda id: (_rank(seed, id), id))
    if algorithm == "sha256-systematic-1":
        start = int(_rank(seed, "start"), 16) % len(ids)
        return [ids[(start + index * len(ids)) // size] for index in range(size)]
    return None


def _rank(seed: str, id: str) -> str:
    return hashlib.sha256(f"{seed}|{id}".encode()).hexdigest()


def canonical(data: Any) -> bytes:
    """JSON in the one form that a manifest has: UTF-8, keys sorted, two blanks a level, a line end at the end."""
    return (_json(data, "\n") + "\n").encode("utf-8", "surrogatepass")


def _json(value: Any, line: str) -> str:
    """As ``json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)`` writes it, in a fraction of the time."""
    if isinstance(value, str):
        return encode_basestring(value)
    inner = line + "  "
    if isinstance(value, dict):
        pairs = [inner + encode_basestring(key) + ": " + _json(value[key], inner) for key in sorted(value)]
        return "{" + ",".join(pairs) + line + "}" if pairs else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([inner + _json(each, inner) for each in value]) + line + "]" if value else "[]"
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    return int.__repr__(value) if isinstance(value, int) else json.dumps(value, allow_nan=False)


def sums(hashes: Iterable[tuple[str, str]]) -> str:
    """SHA256SUMS of members and their hashes: every one but itself, the manifest and its signature."""
    lines = [(name, digest) for name, digest in hashes if name not in (SUMS, MANIFEST, SIGNATURE)]
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(lines, key=lambda line: order(line[0])))


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _files(manifest: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """The files of a manifest by path. Raises ValueError where they are not what they have to be."""
    files: dict[str, dict[str, Any]] = {}
    for said in _list(manifest or {}, "files"):
        path, digest, size = said.get("path"), said.get("sha256"), said.get("size")
        if not (isinstance(path, str) and isinstance(digest, str) and isinstance(size, int)):
            raise ValueError("a file lacks its path, sha256 or size")
        if path in files or path in (MANIFEST, SIGNATURE):
            raise ValueError(f"`{path}` stands twice, or may not be listed")
        files[path] = said
    return files


def _list(manifest: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = manifest.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(f"`{key}` is no list of records")
    return found


def folders_of(name: str) -> Iterator[str]:
    """Every folder above a member."""
    parts = name.split("/")[:-1]
    return ("/".join(parts[: count + 1]) for count in range(len(parts)))


def _hex(field: str, value: bytes) -> str:
    if field == "name":
        return f"`{shown(_name(value))}`"
    if field == "external attributes" and _number(value, 2, 2) & 0o170000 == 0o120000:
        return f"0x{value.hex()}, a link,"
    return "0x" + value.hex() if value else "nothing"


def _bytes(count: int) -> str:
    return f"{count:,} byte" if count == 1 else f"{count:,} bytes"


def shown(text: str) -> str:
    """A text of the pack, safe to print: no control or foreign signs, not too long."""
    safe = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
    return safe if len(safe) <= 160 else safe[:157] + "..."


# The command line

SHOWN = 40


def summary(checked: Checked) -> Iterator[str]:
    """What was examined, line by line."""
    get = checked.counts.get
    if "members" not in checked.counts:
        yield "examined: nothing but the archive's own lists, which are not those of a pack or cannot be followed"
        return
    yield "examined: {:,} members of {:,} bytes, and {:,} bytes of headers".format(
        get("members", 0), get("bytes", 0), get("header_bytes", 0)
    )
    yield "          {:,} files of the manifest, {:,} lines of {}".format(get("files", 0), get("sums", 0), SUMS)
    yield "          {:,} populations, {:,} samples with {:,} items, {:,} of them drawn again".format(
        get("populations", 0), get("samples", 0), get("items", 0), get("drawn_again", 0)
    )
    yield "          {:,} lines of the custody log".format(get("custody_lines", 0))


def listed(faults: Sequence[Fault]) -> Iterator[str]:
    """What does not hold, at most one screen of it."""
    for fault in faults[:SHOWN]:
        yield f"  {fault}"
    if len(faults) > SHOWN:
        yield f"  and {len(faults) - SHOWN:,} more"


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 everything holds, 1 something does not, 2 it cannot be read."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__.split("\n\n")[1].strip())
        return 2
    try:
        with Pack(arguments[0]) as pack:
            checked, signed = pack.check(), SIGNATURE in pack.names
    except (UnreadableError, OSError) as error:
        print(f"{shown(arguments[0])}: cannot be read: {error}", file=sys.stderr)
        return 2
    about = (checked.manifest or {}).get("pack")
    if isinstance(about, dict):
        print("{}, {}".format(shown(str(about.get("title"))), shown(str(about.get("organisation")))))
        if about.get("demo"):
            print("!! DEMONSTRATION: sealed with a demonstration key, which proves nothing")
    for line in (*summary(checked), *checked.notes):
        print(line)
    for line in listed(checked.faults):
        print(line)
    if checked.hashes:
        print("WHO SIGNED WAS NOT CHECKED" if signed else "NOT SIGNED", end="; ")
    print(f"{len(checked.faults):,} faults" if checked.faults else "hashes and structure hold")
    return 1 if checked.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
