"""Writing a pack: members in one fixed order, stored, with headers that follow from names and contents.

Before: names, and streams that can be opened. After: one file, put in place whole or not at all. The memory that it
takes does not grow with the members.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from compliance.diagnostics import DossierError
from compliance.packs.standalone import (
    BLOCK,
    MAX_MEMBERS,
    Entry,
    joined,
    local_header,
    order,
    shown,
    tail,
    why_not,
)
from compliance.writing import PREFIX, sweep


class MemberError(DossierError):
    """A member that no pack may have."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"`{shown(name)}` cannot be a file of a pack: {why}", "give the file another name")


class ChangedError(DossierError):
    """A file that is another one when it is packed than when it was hashed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} changed while the pack was made; nothing was written", "make the pack again")


class WriteError(DossierError):
    """The pack cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{path} cannot be written: {error.strerror or error}; nothing was left behind", "check the folder"
        )


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a pack. ``open`` gives its bytes, each time from their beginning; the size may be unknown (None)."""

    name: str
    open: Callable[[], BinaryIO]
    size: int | None = None
    sha256: str = ""
    """What its bytes must hash to; empty where nobody hashed them yet."""


@dataclass(frozen=True, slots=True)
class Written:
    """A member as it went in."""

    name: str
    size: int
    sha256: str


def write_archive(path: Path, members: Iterable[Member]) -> tuple[Written, ...]:
    """Write a pack at ``path``, whatever the order of ``members``. What is there is replaced once all is written.

    A run that is killed leaves a temporary file, which the next run in that folder removes.
    """
    ordered = sorted(members, key=lambda member: order(member.name))
    _check(ordered)
    handle, name = -1, ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        handle, name = tempfile.mkstemp(prefix=f"{PREFIX}{os.getpid()}-", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "w+b", buffering=BLOCK) as out:
            written = _all(out, ordered)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except OSError as error:
        raise WriteError(path, error) from None
    finally:
        with suppress(OSError):
            if name:
                os.unlink(name)
    return written


def writable(path: Path) -> None:
    """Refuse a place where no pack could be written, before one is made for it. Raises WriteError; leaves nothing."""
    folder = path.parent
    while not (folder.exists() or folder.is_symlink()):
        folder = folder.parent
    wrong = 0
    if path.is_dir():
        wrong = errno.EISDIR
    elif not folder.is_dir():
        wrong = errno.ENOTDIR
    elif not os.access(folder, os.W_OK | os.X_OK):
        wrong = errno.EACCES
    if wrong:
        raise WriteError(path, OSError(wrong, os.strerror(wrong)))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _check(members: Sequence[Member]) -> None:
    if len(members) > MAX_MEMBERS:
        raise MemberError(members[-1].name, f"a pack has at most {MAX_MEMBERS:,}, these are {len(members):,}")
    folders = {
        "/".join(parts[:n]) for m in members for parts in [m.name.lower().split("/")] for n in range(1, len(parts))
    }
    seen: dict[str, str] = {}
    for member in members:
        folded = member.name.lower()
        why = why_not(member.name)
        if folded in seen:
            why = f"`{seen[folded]}` has the same name" + (" in other case" if seen[folded] != member.name else "")
        elif folded in folders:
            why = "a folder has the same name"
        if why:
            raise MemberError(member.name, why)
        seen[folded] = member.name


def _all(out: BinaryIO, members: Sequence[Member]) -> tuple[Written, ...]:
    entries: list[Entry] = []
    written: list[Written] = []
    for member in members:
        entry, digest = _put(out, member, out.tell())
        entries.append(entry)
        written.append(Written(entry.name, entry.size, digest))
    for _, fields in tail(entries):
        out.write(joined(fields))
    return tuple(written)


def _put(out: BinaryIO, member: Member, offset: int) -> tuple[Entry, str]:
    """One member: room for the header, then the bytes, then the header over the room."""
    guess = Entry(member.name, member.size or 0, 0, offset)
    while True:
        room = len(joined(local_header(guess)))
        out.seek(offset + room)
        size, crc, digest = _copy(out, member)
        entry = Entry(member.name, size, crc, offset)
        if len(joined(local_header(entry))) == room:
            break
        guess = entry  # of unknown size, and it took the room of a large one: once more
    if member.size not in (None, size) or member.sha256 not in ("", digest):
        raise ChangedError(member.name)
    end = out.tell()
    out.seek(offset)
    out.write(joined(local_header(entry)))
    out.seek(end)
    out.truncate()
    return entry, digest


def _copy(out: BinaryIO, member: Member) -> tuple[int, int, str]:
    """Size, CRC-32 and SHA-256 of what was copied."""
    digest, crc, size = hashlib.sha256(), 0, 0
    with member.open() as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            crc = zlib.crc32(block, crc)
            size += len(block)
            out.write(block)
    return size, crc, digest.hexdigest()
