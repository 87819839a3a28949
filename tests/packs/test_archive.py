"""The layout of a pack: its bytes follow from names and contents, and every changed byte is found and named."""

from __future__ import annotations

import ast
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.packs import standalone
from compliance.packs.archive import ChangedError, Member, MemberError, WriteError, write_archive
from compliance.packs.standalone import Checked, Entry, Pack, UnreadableError
from tests.corpus import REPOSITORY
from tests.packs import hostile, small


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


def at(pack: Path, what: bytes, name: str = "") -> int:
    """Where the header of a member begins."""
    data = pack.read_bytes()
    places = [n for n in range(len(data)) if data.startswith(what, n)]
    skip = 30 if what == b"PK\x03\x04" else 46
    return next(n for n in places if data[n + skip :].startswith(name.encode()))


@pytest.mark.parametrize(
    ("where", "field"),
    [
        (0, "header: signature"),
        (4, "header: version needed"),
        (6, "header: flags"),
        (8, "header: compression method"),
        (10, "header: time"),
        (13, "header: date"),
        (14, "header: CRC-32"),
        (18, "header: compressed size"),
        (22, "header: size"),
        (26, "header: name length"),
        (28, "header: extra length"),
        (34, "header: name"),
    ],
)
def test_a_field_in_front_of_a_member_is_named(pack: Path, tmp_path: Path, where: int, field: str) -> None:
    begin = at(pack, b"PK\x03\x04", "README.txt") + where
    found = changed(pack, tmp_path, lambda d: d.__setitem__(begin, d[begin] ^ 1))
    assert len(found) == 1, found
    assert found[0].startswith(f"README.txt: {field}: ")
    assert f"(byte {begin:,})" in found[0]


@pytest.mark.parametrize(
    ("where", "field"),
    [
        (0, "signature"),
        (4, "version made by"),
        (6, "version needed"),
        (8, "flags"),
        (10, "compression method"),
        (12, "time"),
        (14, "date"),
        (16, "CRC-32"),
        (20, "compressed size"),
        (24, "size"),
        (28, "name length"),
        (30, "extra length"),
        (32, "comment length"),
        (34, "disk number"),
        (36, "internal attributes"),
        (41, "external attributes"),
        (42, "offset of header"),
        (50, "name"),
    ],
)
def test_a_field_of_the_central_directory_is_named(pack: Path, tmp_path: Path, where: int, field: str) -> None:
    begin = at(pack, b"PK\x01\x02", "README.txt") + where
    found = changed(pack, tmp_path, lambda d: d.__setitem__(begin, d[begin] ^ 1))
    assert len(found) == 1, found
    assert found[0].startswith(f"README.txt: central directory: {field}: ")
    assert f"(byte {begin:,})" in found[0]


@pytest.mark.parametrize("back", range(1, 23))
def test_a_byte_of_the_end_record_is_named(pack: Path, tmp_path: Path, back: int) -> None:
    place = pack.stat().st_size - back
    found = changed(pack, tmp_path, lambda d: d.__setitem__(place, d[place] ^ 1))
    assert len(found) == 1, found
    assert found[0].startswith("end of the archive: end record: ")
    assert f"(byte {place:,})" in found[0]


def test_a_name_changed_on_both_sides_is_named(pack: Path, tmp_path: Path) -> None:
    places = [at(pack, sign, "README.txt") + skip for sign, skip in ((b"PK\x03\x04", 32), (b"PK\x01\x02", 48))]
    found = changed(pack, tmp_path, lambda d: [d.__setitem__(place, ord("E")) for place in places])
    assert "README.txt: member: is in the manifest and not in the archive" in found
    assert "REEDME.txt: member: is in the archive and not in the manifest" in found


def test_a_changed_member_is_named_with_its_bytes(pack: Path, tmp_path: Path) -> None:
    begin = at(pack, b"PK\x03\x04", "README.txt") + 40
    found = changed(pack, tmp_path, lambda d: d.__setitem__(begin + 3, 0))
    assert len(found) == 1
    assert found[0].startswith(f"README.txt: contents: its bytes {begin:,} to {begin + 43:,} are not those")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d.extend(b"x"), "archive: end: 1 byte behind the end of the archive"),
        (lambda d: d.extend(d[-22:]), "end"),
        (lambda d: d.insert(0, 0), "start of the archive: length: 1 byte added in front of byte 0"),
        (lambda d: d.__setitem__(slice(0, 0), b"#!/bin/sh\n"), "start of the archive: length: 10 bytes added"),
        (lambda d: d.insert(100, 0), "00-binder.pdf: length: 1 byte added between byte"),
        (lambda d: d.pop(100), "length: 1 byte missing between byte"),
        (lambda d: d.pop(), "1 byte less than names and sizes give"),
        (lambda d: d.pop(-30), "byte less than names and sizes give"),
        (lambda d: d.insert(-30, 0), "byte more than names and sizes give"),
        (lambda d: d.__delitem__(slice(2_000, None)), "it is cut off or damaged"),
        (lambda d: d.__delitem__(slice(-22, None)), "22 bytes less"),
    ],
)
def test_bytes_added_or_removed_are_placed(
    pack: Path, tmp_path: Path, change: Callable[[bytearray], object], expected: str
) -> None:
    found = changed(pack, tmp_path, change)
    assert any(expected in line for line in found), found


def unpacked(pack: Path) -> list[tuple[str, bytes]]:
    return list(hostile.read(pack).items())


def written(folder: Path, data: bytes) -> list[str]:
    path = folder / "hostile.zip"
    path.write_bytes(data)
    return faults(path)


def has(found: list[str], *expected: str) -> None:
    for each in expected:
        assert any(each in line for line in found), found


def test_pythons_zipfile_can_write_a_pack_of_the_layout(pack: Path) -> None:
    """So the hostile archives below differ from a pack only in what they say that they differ in."""
    assert hostile.zipped(unpacked(pack)) == pack.read_bytes()


def test_a_file_added_removed_renamed_swapped(pack: Path, tmp_path: Path) -> None:
    members = unpacked(pack)
    added = sorted([*members[:-1], ("evidence/A.5.1/extra.txt", b"x")]) + members[-1:]
    has(written(tmp_path, hostile.zipped(added)), "evidence/A.5.1/extra.txt: member: is in the archive and not in")
    removed = [m for m in members if m[0] != "README.txt"]
    has(written(tmp_path, hostile.zipped(removed)), "README.txt: member: is in the manifest and not in the archive")
    renamed = [(name.replace("README", "README2"), data) for name, data in members]
    has(written(tmp_path, hostile.zipped(renamed)), "README.txt: member: is in the manifest", "README2.txt: member")
    data = dict(members)
    one, other = "README.txt", "documents/soa.pdf"
    data[one], data[other] = data[other], data[one]
    has(written(tmp_path, hostile.zipped(list(data.items()))), f"{one}: SHA-256: is", f"{other}: SHA-256: is")


def test_members_in_another_order(pack: Path, tmp_path: Path) -> None:
    members = unpacked(pack)
    members[1], members[2] = members[2], members[1]
    has(written(tmp_path, hostile.zipped(members)), "order of members: stands behind")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../outside.txt", "have no empty, `.` or `..` part"),
        ("/etc/passwd", "have no empty, `.` or `..` part"),
        ("evidence//x", "have no empty, `.` or `..` part"),
        ("evidence/./x", "have no empty, `.` or `..` part"),
        ("a\\b", "are allowed"),
        ("C:evil", "are allowed"),
        ("\x1b[2Jx", "\\x1b[2Jx: name: only letters"),
        ("caf\u00e9", "are allowed"),
        ("evidence/aux.txt", "no file name on every system"),
        ("evidence/dot.", "no file name on every system"),
        ("n" * 300, "this has 300"),
    ],
)
def test_names_that_no_pack_has(pack: Path, tmp_path: Path, name: str, expected: str) -> None:
    has(written(tmp_path, hostile.zipped([*unpacked(pack)[:-1], (name, b"x"), unpacked(pack)[-1]])), expected)
    with pytest.raises(MemberError):
        write_archive(tmp_path / "no.zip", [small.member(name, b"x")])
    assert not (tmp_path / "no.zip").exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("README.txt", "stands twice"),
        ("readme.TXT", "differs from `README.txt` in case only"),
        ("evidence", "is also the name of a folder"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_collide(pack: Path, tmp_path: Path, name: str, expected: str) -> None:
    members = [*unpacked(pack)[:-1], (name, b"x"), unpacked(pack)[-1]]
    has(written(tmp_path, hostile.zipped(members)), expected)
    with pytest.raises(MemberError):
        write_archive(tmp_path / "no.zip", [small.member(name, data) for name, data in members])


def test_a_link_is_no_file(pack: Path, tmp_path: Path) -> None:
    has(
        written(tmp_path, hostile.link(pack)),
        "README.txt: central directory: external attributes: is 0x0000ffa1, a link, and",
    )


def test_compressed_members_are_refused_and_not_unpacked(pack: Path, tmp_path: Path) -> None:
    has(written(tmp_path, hostile.compressed(pack)), "README.txt: compression method: is 8 and not 0, stored")
    has(written(tmp_path, hostile.bomb()), "manifest.json: compression method: is 8")


@pytest.mark.parametrize("data", [hostile.overlapping(), hostile.counted(0), hostile.counted(65_535), hostile.huge64()])
def test_archives_that_count_wrong(tmp_path: Path, data: bytes) -> None:
    assert written(tmp_path, data)


@pytest.mark.parametrize("data", [b"", b"PK", b"%PDF-1.7", b"\0" * 5_000, b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive_cannot_be_read(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableError):
        written(tmp_path, data)


def test_extra_fields_comments_and_other_dates(pack: Path, tmp_path: Path) -> None:
    for change, expected in (
        (lambda info: setattr(info, "comment", b"hello"), "comment length"),
        (lambda info: setattr(info, "extra", b"\xfe\xca\x00\x00"), "extra"),
        (lambda info: setattr(info, "date_time", (2026, 11, 20, 0, 0, 0)), "date"),
        (lambda info: setattr(info, "create_system", 0), "version made by"),
    ):
        has(written(tmp_path, hostile.zipped(unpacked(pack), change)), expected)


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_is_done_to_the_bytes_is_found(
    pack: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    sound = pack.read_bytes()
    begin = data.draw(st.integers(0, len(sound)))
    end = data.draw(st.integers(begin, min(len(sound), begin + 3_000)))
    other = sound[:begin] + data.draw(st.binary(max_size=50)) + sound[end:]
    path = tmp_path_factory.mktemp("h") / "p.zip"
    path.write_bytes(other)
    try:
        found = check(path).faults
    except UnreadableError:
        return
    assert bool(found) == (other != sound)


NAMES = st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9]{1,8}){0,2}", fullmatch=True)


@settings(max_examples=40)
@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=8))
def test_other_tools_read_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, members: dict[str, bytes]
) -> None:
    folders = {folder for name in members for folder in standalone.folders_of(name)}
    members = {name: data for name, data in members.items() if name not in folders and name not in ("con", "aux")}
    path = small.write(tmp_path_factory.mktemp("w") / "p.zip", members)
    assert hostile.read(path) == members
    assert path.read_bytes() == hostile.zipped(sorted(members.items(), key=lambda m: standalone.order(m[0])))


def test_large_members_take_zip64_and_small_ones_do_not(tmp_path: Path) -> None:
    """Headers only: the contents are a hole in the file."""
    members = [("a", 5 * 2**30), ("b", 10), ("c", 2**32 - 1)]
    entries = standalone.placed(members)
    path = tmp_path / "large.zip"
    with path.open("wb") as out:
        for entry in entries:
            out.seek(entry.offset)
            out.write(standalone.joined(standalone.local_header(entry)))
        out.seek(entries[-1].offset + len(standalone.joined(standalone.local_header(entries[-1]))) + entries[-1].size)
        for _, fields in standalone.tail(entries):
            out.write(standalone.joined(fields))
    with zipfile.ZipFile(path) as archive:
        assert [(i.filename, i.file_size, i.header_offset) for i in archive.infolist()] == [
            (e.name, e.size, e.offset) for e in entries
        ]
    with path.open("rb") as stream:
        assert standalone.plan(stream).entries == entries
        assert standalone.plan(stream).faults == ()
    assert b"\x01\x00\x10\x00" not in standalone.joined(standalone.local_header(Entry("b", 10, 0, 0)))


def test_a_file_that_changes_while_it_is_packed(tmp_path: Path) -> None:
    member = Member("a", lambda: io.BytesIO(b"later"), 5, "0" * 64)
    with pytest.raises(ChangedError, match="changed while the pack was made"):
        write_archive(tmp_path / "a.zip", [member])
    assert os.listdir(tmp_path) == []


def test_a_pack_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError):
        write_archive(tmp_path / "file" / "a.zip", [])
    old = small.write(tmp_path / "old.zip", {"a": b"x"}).read_bytes()

    def fails() -> io.BytesIO:
        raise OSError(28, "No space left on device")

    with pytest.raises(WriteError, match="No space left"):
        write_archive(tmp_path / "old.zip", [small.member("a", b"y"), Member("b", fails)])
    assert (tmp_path / "old.zip").read_bytes() == old
    assert sorted(os.listdir(tmp_path)) == ["file", "old.zip"]


def test_a_run_that_is_killed_while_it_writes(tmp_path: Path) -> None:
    """What stood there stands, and the next run removes what the killed one left."""
    path = small.write(tmp_path / "a.zip", {"a": b"old"})
    old = path.read_bytes()
    code = """
import io, os, signal, sys
from pathlib import Path
from compliance.packs.archive import Member, write_archive

class Deadly(io.BytesIO):
    def read(self, *_):
        os.kill(os.getpid(), signal.SIGKILL)

members = [Member("a", lambda: io.BytesIO(bytes(3_000_000))), Member("b", Deadly)]
write_archive(Path(sys.argv[1]), members)
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=REPOSITORY, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == old
    assert len(os.listdir(tmp_path)) == 2, "it had begun"
    small.write(path, {"a": b"new"})
    assert os.listdir(tmp_path) == ["a.zip"]
    assert path.read_bytes() != old


# What stands inside


def repacked(pack: Path, folder: Path, change: Callable[[dict[str, object]], object]) -> list[str]:
    """The same pack with another manifest."""
    members = hostile.read(pack)
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    members["manifest.json"] = standalone.canonical(manifest)
    return faults(small.write(folder / "again.zip", members))


def test_a_sample_that_is_not_in_its_population(pack: Path, tmp_path: Path) -> None:
    found = repacked(pack, tmp_path, lambda m: m["samples"][0]["ids"].__setitem__(0, "CHG-99"))  # type: ignore[index]
    has(found, "sample EV-0133: `CHG-99` is not in its population, evidence/A.8.32/")


def test_a_sample_that_its_seed_does_not_draw(pack: Path, tmp_path: Path) -> None:
    other = next(f"CHG-{n}" for n in range(1, 41) if f"CHG-{n}" not in small.DRAWN)
    found = repacked(pack, tmp_path, lambda m: m["samples"][0]["ids"].__setitem__(0, other))  # type: ignore[index]
    has(found, "sample EV-0133: its seed draws other items")


def test_a_sample_of_an_unknown_population(pack: Path, tmp_path: Path) -> None:
    found = repacked(pack, tmp_path, lambda m: m["samples"][0].__setitem__("population", "EV-9"))  # type: ignore[index]
    has(found, "was drawn from `EV-9`, which the pack does not know")


def test_a_population_with_other_rows(pack: Path, tmp_path: Path) -> None:
    found = repacked(pack, tmp_path, lambda m: m["populations"][0].__setitem__("rows", 41))  # type: ignore[index]
    has(found, "rows: are 40 and 41 in the manifest")


def test_a_custody_log_with_another_end(pack: Path, tmp_path: Path) -> None:
    found = repacked(pack, tmp_path, lambda m: m["custody_log"].__setitem__("lines", 3))  # type: ignore[index]
    has(found, "evidence/custody.jsonl: last line: is not the one that the manifest states")


def test_a_custody_log_with_a_line_changed(tmp_path: Path) -> None:
    log = small.log().replace(b"2026-10-02", b"2026-10-03")
    members = small.files({"evidence/custody.jsonl": log})
    members["manifest.json"] = small.manifest(members).write()
    has(faults(small.write(tmp_path / "p.zip", members)), "line 3: does not carry the hash of the line before")


def test_hashes_that_are_not_those_of_the_archive(tmp_path: Path) -> None:
    members = small.files()
    members["SHA256SUMS"] = members["SHA256SUMS"].replace(b"README.txt", b"README.md")
    members["manifest.json"] = small.manifest(members).write()
    found = faults(small.write(tmp_path / "p.zip", members))
    has(found, "SHA256SUMS: line of `README.md`", "SHA256SUMS: line of `README.txt`: is missing")


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"{}", b'{"schema": "dossier-pack/2"}', b"[" * 100_000, b'{"schema": NaN}', b"\xff"]
)
def test_a_manifest_that_cannot_be_read(pack: Path, tmp_path: Path, text: bytes) -> None:
    members = {**hostile.read(pack), "manifest.json": text}
    has(faults(small.write(tmp_path / "p.zip", members)), "manifest.json: contents: cannot be read")


def test_a_manifest_that_is_written_otherwise(pack: Path, tmp_path: Path) -> None:
    members = hostile.read(pack)
    members["manifest.json"] = members["manifest.json"].replace(b"  ", b" ")
    has(faults(small.write(tmp_path / "p.zip", members)), "manifest.json: form: is not canonical")


# The verifier that travels


def test_sha256sum_agrees(pack: Path, tmp_path: Path) -> None:
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("sha256sum is not on PATH")
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run([tool, "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b": OK") == 8


def works(python: str) -> bool:
    """Whether another version of Python is here. A shim may be there and lead nowhere."""
    try:
        return subprocess.run([python, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_the_verifier_needs_nothing_but_python(pack: Path, tmp_path: Path) -> None:
    source = hostile.read(pack)["verify.py"]
    ast.parse(source, feature_version=(3, 8))
    (tmp_path / "verify.py").write_bytes(source)
    for python in (sys.executable, "python3.8", "python3.9", "python3.13"):
        if python != sys.executable and not works(python):
            continue
        done = subprocess.run(
            [python, "-I", "-S", tmp_path / "verify.py", pack], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (python, done.stderr)
        assert "10 members of" in done.stdout
        assert done.stdout.endswith("NOT SIGNED; hashes and structure hold\n")


def test_exit_codes_of_the_verifier(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert standalone.main([str(pack)]) == 0
    bad = tmp_path / "bad.zip"
    bad.write_bytes(pack.read_bytes() + b"x")
    assert standalone.main([str(bad)]) == 1
    assert "archive: end: 1 byte behind" in capsys.readouterr().out
    assert standalone.main([]) == 2
    assert standalone.main([str(tmp_path / "none.zip")]) == 2
    assert standalone.main([__file__]) == 2


class Stream(io.RawIOBase):
    """A long file that is made while it is read."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        count = min(len(view), self.left)
        view[:count] = b"\xa5" * count
        self.left -= count
        return count


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    """A file of 50 MB is written and checked within a few megabytes."""
    size = 50_000_000
    path = tmp_path / "p.zip"
    tracemalloc.start()
    try:
        write_archive(path, [Member("evidence/large.bin", lambda: io.BufferedReader(Stream(size)), None)])
        found = check(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.counts["bytes"] == size
    assert peak < 8_000_000, peak
