"""The files behind evidence: where they are, whether they are still the same, and tables among them.

A file's name comes from a register, so it is not trusted: only a plain name that stays inside the
evidence folder, links followed, becomes a path.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from compliance.diagnostics import Place
from compliance.registers.records.assurance import Evidence

FOLDER = "controls/evidence/files"
"""Where the files stand."""

DELIMITERS = ",;\t"
"""What may part the columns of a table; the one that the header has most of is taken."""


def why_outside(evidence: Evidence, root: Path) -> str:
    """Why the record's file must not be opened; empty where it may."""
    name = evidence.file
    if any(c in name for c in "/\\:") or not name.isprintable() or name in (".", ".."):
        return "is a path and not a plain file name"
    folder = os.path.join(os.path.realpath(root), FOLDER)
    # realpath, not Path.resolve: the latter raises where links run in a circle.
    if not Path(os.path.realpath(os.path.join(folder, name))).is_relative_to(folder):
        return f"is a link that leads out of {FOLDER}"
    return ""


def path_of(evidence: Evidence, root: Path) -> Path | None:
    """The record's file, where it names one that is there and may be opened."""
    if not evidence.file or why_outside(evidence, root):
        return None
    path = root / FOLDER / evidence.file
    # os.path.isfile, not Path.is_file: the latter raises where a name is too long for the disk.
    return path if os.path.isfile(path) and os.access(path, os.R_OK) else None


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def intact(evidence: Evidence, root: Path) -> bool:
    """Whether the file is there and has the recorded hash. What is kept elsewhere cannot be looked at here."""
    if not evidence.file:
        return True
    path = path_of(evidence, root)
    if path is None:
        return False
    about = path.stat()
    return _hash(str(path), about.st_size, about.st_mtime_ns) == evidence.sha256


@lru_cache(maxsize=100_000)
def _hash(path: str, size: int, changed: int) -> str:
    """The hash of a file, computed once for each state of it."""
    return sha256(Path(path))


def files(root: Path) -> Iterator[str]:
    """Every file of the evidence folder, as a path below it. Hidden files and a README are not evidence."""
    folder = root / FOLDER
    for path in sorted(folder.rglob("*")):
        if not path.is_dir() and not path.name.startswith(".") and path.name != "README.md":
            yield path.relative_to(folder).as_posix()


def dated_at(evidence: Evidence) -> Place:
    """The line with the day that evidence speaks of."""
    if evidence.period_end:
        return evidence.at("period_end")
    return evidence.at("point_in_time" if evidence.point_in_time else "collected_at")


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows: the names of its columns, and the rows that are not blank."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    """The line of the file that each row ends on."""

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a column that is there, in the order of the rows; blank where a row is too short."""
        index = self.columns.index(name)
        return tuple(row[index].strip() if index < len(row) else "" for row in self.rows)

    def column(self, name: str) -> frozenset[str] | None:
        """The values of a column; None where the table does not have it."""
        if name not in self.columns:
            return None
        index = self.columns.index(name)
        return frozenset(row[index].strip() for row in self.rows if index < len(row))


def is_table(path: Path) -> bool:
    """Whether a file is meant to be read as a table."""
    return path.suffix.lower() == ".csv"


def table(path: Path) -> Table | None:
    """The rows of a CSV file; None where it cannot be read as one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header = stream.readline()
            stream.seek(0)
            reader = csv.reader(stream, delimiter=max(DELIMITERS, key=header.count))
            rows = [(tuple(row), reader.line_num) for row in reader if any(cell.strip() for cell in row)]
    except (csv.Error, UnicodeDecodeError):
        return None
    columns = tuple(cell.strip() for cell in rows[0][0]) if rows else ()
    return Table(columns, tuple(row for row, _ in rows[1:]), tuple(number for _, number in rows[1:]))
