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
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 512 * 1024 * 1024
"""Size above which the entries used longest ago are dropped."""

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
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = sqlite3.connect(self._path, timeout=10)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(_SCHEMA)
            return connection
        except (sqlite3.Error, OSError):
            self._path = None
            return None

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What the cache has of these keys."""
        connection = self._open()
        if connection is None:
            return {}
        found: dict[str, bytes] = {}
        wanted = list(keys)
        try:
            with connection:
                for start in range(0, len(wanted), 500):
                    chunk = wanted[start : start + 500]
                    marks = ",".join("?" * len(chunk))
                    found.update(connection.execute(f"SELECT key, data FROM entry WHERE key IN ({marks})", chunk))
        except sqlite3.Error:
            return {}
        finally:
            connection.close()
        return found

    def get(self, entry: str) -> bytes | None:
        """The bytes of one key, or None. Marks the entry as used today."""
        connection = self._open()
        if connection is None:
            return None
        try:
            with connection:
                row = connection.execute("SELECT data FROM entry WHERE key = ?", (entry,)).fetchone()
                if row is not None:
                    connection.execute("UPDATE entry SET used = ? WHERE key = ?", (_now(), entry))
        except sqlite3.Error:
            return None
        finally:
            connection.close()
        return bytes(row[0]) if row is not None else None

    def put(self, entries: Mapping[str, bytes]) -> None:
        """Keep these entries, and drop the oldest where the cache has grown too large."""
        connection = self._open() if entries else None
        if connection is None:
            return
        now = _now()
        with suppress(sqlite3.Error):
            with connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO entry (key, used, data) VALUES (?, ?, ?)",
                    ((k, now, v) for k, v in entries.items()),
                )
            _prune(connection)
        connection.close()

    def clear(self) -> int:
        """Remove every entry; returns how many there were."""
        connection = self._open()
        if connection is None:
            return 0
        try:
            with connection:
                count = int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])
                connection.execute("DELETE FROM entry")
            connection.execute("VACUUM")
        except sqlite3.Error:
            return 0
        finally:
            connection.close()
        return count


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
