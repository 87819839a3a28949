"""A content-addressed cache in the user's cache directory: bytes by the hash of what made them.

It is never inside a project, because a clone could bring a poisoned one; it holds bytes and JSON,
never pickles; it may be deleted at any time, is bounded in size, and two processes may use it at
once. Every fault of the cache is the same as an empty cache.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

MAX_BYTES = 512 * 1024 * 1024
"""Size above which the entries used longest ago are dropped."""

WAIT = 2.0
"""Seconds to wait for another process; after that this run goes on without the cache."""

DAY = 86_400

_SCHEMA = "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, used INTEGER NOT NULL, data BLOB NOT NULL)"


def default_folder() -> Path:
    """``DOSSIER_CACHE_DIR``, else the user's cache directory of this platform."""
    override = os.environ.get("DOSSIER_CACHE_DIR")
    if override:
        return Path(override)
    from platformdirs import user_cache_path

    return user_cache_path("compliance-dossier", appauthor=False)


def key(*parts: str | bytes) -> str:
    """The hash of all parts; each is preceded by its length, so that no two lists collide."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


class Cache:
    """Get and put bytes by key. A cache made with ``folder=None`` keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / "cache.sqlite3" if folder else None

    def _open(self) -> sqlite3.Connection | None:
        if self._path is None:
            return None
        path = self._path
        try:
            return _patiently(lambda: _connect(path))
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
            return None

    def _give_up(self, error: Exception) -> None:
        """Go on without the cache. A file that is no database is removed, so that the next run has one."""
        path, self._path = self._path, None
        if path is not None and getattr(error, "sqlite_errorcode", 0) in (
            sqlite3.SQLITE_NOTADB,
            sqlite3.SQLITE_CORRUPT,
        ):
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                with suppress(OSError):
                    path.with_name(name).unlink()

    @contextmanager
    def _session(self) -> Iterator[sqlite3.Connection | None]:
        """A connection, or None. A fault inside ends the session, and the cache for this run."""
        connection = self._open()
        if connection is None:
            yield None
            return
        try:
            yield connection
        except (sqlite3.Error, OverflowError) as error:
            self._give_up(error)
        finally:
            connection.close()

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What the cache has of these keys. Marks the entries as used, once a day."""
        found: dict[str, bytes] = {}
        wanted = list(keys)
        with self._session() as connection:
            if connection is not None:
                for start in range(0, len(wanted), 500):
                    found.update(_select(connection, wanted[start : start + 500]))
        return found

    def get(self, entry: str) -> bytes | None:
        """The bytes of one key, or None."""
        return self.get_many((entry,)).get(entry)

    def put(self, entries: Mapping[str, bytes]) -> None:
        """Keep these entries, and drop the oldest where the cache has grown too large."""
        if not entries:
            return
        rows = [(key, _now(), data) for key, data in entries.items()]
        with self._session() as connection:
            if connection is not None:
                _patiently(lambda: _insert(connection, rows))
                _prune(connection)

    def clear(self) -> int:
        """Remove every entry; returns how many there were."""
        count = 0
        with self._session() as connection:
            if connection is not None:
                with connection:
                    count = int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])
                    connection.execute("DELETE FROM entry")
                connection.execute("VACUUM")
        return count


_TAKEN = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
"""What SQLite says while another process has the file."""


def _patiently(action: Callable[[], T]) -> T:
    """The action, again while another process is in the way: SQLite itself does not wait for one that opens
    or closes the log at the same moment."""
    until = time.monotonic() + WAIT
    while True:
        try:
            return action()
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _TAKEN or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _insert(connection: sqlite3.Connection, rows: list[tuple[str, int, bytes]]) -> None:
    with connection:
        connection.executemany("INSERT OR REPLACE INTO entry (key, used, data) VALUES (?, ?, ?)", rows)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = sqlite3.connect(path, timeout=WAIT)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def _select(connection: sqlite3.Connection, keys: list[str]) -> Iterator[tuple[str, bytes]]:
    marks = ",".join("?" * len(keys))
    stale: list[tuple[int, str]] = []
    for key, used, data in connection.execute(f"SELECT key, used, data FROM entry WHERE key IN ({marks})", keys):
        if isinstance(data, bytes):  # anything else was put there by somebody else
            yield key, data
        if not isinstance(used, int) or abs(_now() - used) > DAY:
            stale.append((_now(), key))
    if stale:
        with suppress(sqlite3.Error), connection:
            connection.executemany("UPDATE entry SET used = ? WHERE key = ?", stale)


def _now() -> int:
    return int(time.time())


def _prune(connection: sqlite3.Connection) -> None:
    """Bound the cache by what the file really takes, oldest entries first."""
    pages, free, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    excess = (pages - free) * size - MAX_BYTES
    if excess <= 0:
        return
    dropped = 0
    victims: list[str] = []
    for entry, length in connection.execute("SELECT key, length(data) FROM entry ORDER BY used, key"):
        victims.append(entry)
        dropped += length
        if dropped > excess + MAX_BYTES // 10:
            break
    with connection:
        connection.executemany("DELETE FROM entry WHERE key = ?", ((v,) for v in victims))
