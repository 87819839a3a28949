"""The cache may be deleted, damaged, locked or shared; no fault of it is more than an empty cache."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from compliance import cache as cache_module
from compliance.cache import Cache, key
from compliance.registers.load import Loaded, load

BASE = Path(__file__).parent / "rules" / "base"


def same(first: Loaded, second: Loaded) -> bool:
    return first.registers == second.registers and first.found == second.found


def test_get_and_put(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put({"a": b"1", "b": b"2"})
    assert cache.get("a") == b"1"
    assert cache.get_many(["a", "b", "c"]) == {"a": b"1", "b": b"2"}
    assert cache.clear() == 2
    assert cache.get("a") is None


def test_no_folder_keeps_nothing() -> None:
    cache = Cache(None)
    cache.put({"a": b"1"})
    assert cache.get("a") is None
    assert cache.clear() == 0


def test_more_keys_than_one_query_takes(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    entries = {f"k{n}": str(n).encode() for n in range(1_700)}
    cache.put(entries)
    assert cache.get_many(entries) == entries


def test_key_tells_lists_apart() -> None:
    assert key("ab", "c") != key("a", "bc")
    assert key("a") == key(b"a")


def test_registers_are_the_same_from_the_cache(tmp_path: Path) -> None:
    plain, cold, warm = load(BASE), load(BASE, Cache(tmp_path)), load(BASE, Cache(tmp_path))
    assert same(plain, cold)
    assert same(plain, warm)


@pytest.mark.parametrize(
    "poison",
    [b"", b"not json", b"[" * 100_000, b"null", b'{"id": 1}', b'{"flows": [{}]}', json.dumps({"id": "x"}).encode()],
    ids=["empty", "text", "deep", "null", "wrong type", "wrong list", "incomplete"],
)
def test_poisoned_entries_are_not_believed(tmp_path: Path, poison: bytes) -> None:
    cache = Cache(tmp_path)
    plain = load(BASE, cache)
    with sqlite3.connect(tmp_path / "cache.sqlite3") as connection:
        connection.execute("UPDATE entry SET data = ?", (poison,))
    connection.close()
    assert same(load(BASE, cache), plain)


def test_entries_of_another_type_are_not_believed(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    plain = load(BASE, cache)
    with sqlite3.connect(tmp_path / "cache.sqlite3") as connection:
        connection.execute("UPDATE entry SET data = 'text', used = 'never'")
    connection.close()
    assert same(load(BASE, cache), plain)


def test_file_that_is_no_database_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite3").write_bytes(b"this is not a database at all" * 100)
    assert same(load(BASE, Cache(tmp_path)), load(BASE))
    Cache(tmp_path).put({"a": b"1"})
    assert Cache(tmp_path).get("a") == b"1"


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cache.sqlite3") as connection:
        connection.execute("CREATE TABLE entry (other INTEGER)")
    connection.close()
    assert same(load(BASE, Cache(tmp_path)), load(BASE))


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    assert same(load(BASE, Cache(path)), load(BASE))


def test_locked_database_is_not_waited_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "WAIT", 0.05)
    Cache(tmp_path).put({"a": b"1"})
    other = sqlite3.connect(tmp_path / "cache.sqlite3")
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert same(load(BASE, Cache(tmp_path)), load(BASE))
    finally:
        other.close()


def test_deleted_between_two_uses(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c")
    cache.put({"a": b"1"})
    shutil.rmtree(tmp_path / "c")
    assert cache.get("a") is None
    cache.put({"b": b"2"})
    assert cache.get("b") == b"2"


def test_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "MAX_BYTES", 200_000)
    cache = Cache(tmp_path)
    day = iter(range(1_000))
    monkeypatch.setattr(cache_module, "_now", lambda: next(day) * cache_module.DAY)
    for n in range(20):
        cache.put({f"k{n}": b"x" * 20_000})
    kept = [n for n in range(20) if cache.get(f"k{n}")]
    assert kept, "the newest stay"
    assert max(kept) == 19
    assert 0 not in kept
    assert sum(20_000 for _ in kept) <= 200_000


_WRITER = """
import sys
from pathlib import Path
from compliance.cache import Cache
for n in range(60):
    Cache(Path(sys.argv[1])).put({f"{sys.argv[2]}-{n}": b"x" * 1000, "shared": sys.argv[2].encode()})
"""


def test_two_processes_at_once(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path), name]) for name in ("one", "two")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    found = Cache(tmp_path).get_many([f"{name}-{n}" for name in ("one", "two") for n in range(60)])
    assert len(found) == 120
    assert Cache(tmp_path).get("shared") in (b"one", b"two")
