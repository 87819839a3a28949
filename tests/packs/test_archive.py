"""The layout of a pack: its bytes follow from names and contents, and every changed byte is found and named."""

from __future__ import annotations

import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance.packs.archive import write_archive
from compliance.packs.standalone import Checked, Pack
from tests.packs import small


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.unsigned(tmp_path_factory.mktemp("pack"))


def check(path: Path) -> Checked:
    with Pack(str(path)) as opened:
        return opened.check()


def faults(path: Path) -> list[str]:
    return [str(fault) for fault in check(path).faults]


def changed(pack: Path, folder: Path, change: Callable[[bytearray], object]) -> list[str]:
    data = bytearray(pack.read_bytes())
    change(data)
    other = folder / "changed.zip"
    other.write_bytes(data)
    return faults(other)


def test_a_sound_pack_holds(pack: Path) -> None:
    found = check(pack)
    assert found.faults == ()
    assert found.counts["members"] == 10
    assert found.counts["bytes"] + found.counts["header_bytes"] == pack.stat().st_size
    assert (found.counts["samples"], found.counts["items"], found.counts["drawn_again"]) == (1, 5, 1)
    assert (found.counts["files"], found.counts["sums"], found.counts["custody_lines"]) == (9, 8, 4)


def test_the_bytes_follow_from_names_and_contents(pack: Path, tmp_path: Path) -> None:
    members = {**small.files(), "manifest.json": small.manifest(small.files()).write()}
    order = list(members.items())
    random.Random(3).shuffle(order)
    write_archive(tmp_path / "b.zip", [small.member(name, data, size_known=False) for name, data in order])
    assert (tmp_path / "b.zip").read_bytes() == pack.read_bytes()
    assert os.listdir(tmp_path) == ["b.zip"]


def test_other_tools_read_a_pack(pack: Path) -> None:
    with zipfile.ZipFile(pack) as read:
        assert read.testzip() is None
        names = read.namelist()
        assert names[-1] == "manifest.json"
        assert names[:-1] == sorted(names[:-1])
        assert {info.date_time for info in read.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in read.infolist()} == {0o100644}


def test_flipped_bits_are_found(pack: Path, tmp_path: Path) -> None:
    dice = random.Random(20261127)
    data = pack.read_bytes()
    for at in [dice.randrange(len(data)) for _ in range(1_000)] + [*range(100), *range(len(data) - 400, len(data))]:
        bit = 1 << dice.randrange(8)
        assert changed(pack, tmp_path, lambda d: d.__setitem__(at, d[at] ^ bit)), at  # noqa: B023  # called at once
