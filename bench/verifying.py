"""Benchmarks of packs as archives: verifying against hashing the same bytes, and writing against copying them.

A generated pack: 500 pieces of evidence and one of 20 MB, 60 MB in all.
"""

from __future__ import annotations

import hashlib
import io
import random
import shutil
from functools import partial
from pathlib import Path
from typing import BinaryIO

from bench.measure import Bench, Pair
from compliance.packs import standalone
from compliance.packs.archive import Member, write_archive
from compliance.packs.manifest import About, File, Manifest, Period
from compliance.packs.standalone import BINDER, MANIFEST, SUMS, Pack

PIECES, LARGE, ALL = 500, 20_000_000, 60_000_000
BLOCK = 1024 * 1024


def members(folder: Path, pieces: int = PIECES, large: int = LARGE) -> list[Member]:
    """Files of evidence on disk, as members of a pack."""
    dice = random.Random(6)
    made = []
    for number in range(pieces + 1):
        path = folder / (f"EV-{number:04}.bin" if number else BINDER)
        path.write_bytes(dice.randbytes((ALL - LARGE) // PIECES if number < pieces else large))
        name = f"evidence/A.{number % 90}/{path.name}" if number else BINDER
        made.append(Member(name, partial(_open, path), path.stat().st_size))
    return made


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def pack(folder: Path, pieces: int = PIECES, large: int = LARGE) -> Path:
    """A pack of them with its manifest, unsigned."""
    path = folder / "pack.zip"
    files = members(folder, pieces, large)
    hashes = {m.name: _hash(folder / m.name.rpartition("/")[2]) for m in files}
    listed = standalone.sums(hashes.items()).encode()
    sizes = {m.name: m.size or 0 for m in files} | {SUMS: len(listed)}
    hashes[SUMS] = hashlib.sha256(listed).hexdigest()
    days = Period(FROM="2026-01-01", to="2026-12-31")
    about = About(
        kind="iso27001",
        title="Generated",
        organisation="None",
        period=days,
        date="2026-12-31",
        level="nda",
        generator="-",
    )
    manifest = Manifest(
        pack=about,
        files=tuple(
            File(path=name, sha256=sha256, size=sizes[name], media_type="-", title=name, kind="evidence")
            for name, sha256 in hashes.items()
        ),
    ).write()
    more = [Member(name, partial(io.BytesIO, data), len(data)) for name, data in ((SUMS, listed), (MANIFEST, manifest))]
    write_archive(path, [*files, *more])
    return path


def _check(path: Path) -> None:
    with Pack(str(path)) as opened:
        assert not opened.check().faults


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _verify(folder: Path) -> Pair:
    path = pack(folder)
    return Pair(lambda: _check(path), lambda: _hash(path))


def _verify_large(folder: Path) -> Pair:
    path = pack(folder, pieces=3, large=200_000_000)
    return Pair(lambda: _check(path), lambda: _hash(path))


def _write(folder: Path) -> Pair:
    files, out = members(folder), folder / "out"
    out.mkdir()

    def copied() -> None:
        for member in files:
            with member.open() as source, (out / "copy").open("wb") as target:
                shutil.copyfileobj(source, target, BLOCK)

    return Pair(lambda: write_archive(out / "pack.zip", files), copied)


BENCHES: tuple[Bench, ...] = (
    Bench("packs: verify 501 files, 60 MB", "sha256 of the same bytes", _verify, limit=4, rounds=9),
    Bench("packs: verify one file of 200 MB", "sha256 of the same bytes", _verify_large, limit=2, rounds=5),
    Bench("packs: write 60 MB", "copying the same files, not synced", _write, limit=4, rounds=5),
)
