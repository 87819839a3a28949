"""The files that registers stand in: which are read, which may not be, and which nothing reads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Label, Severity, Span
from compliance.registers.kinds import KINDS, Kind

FOLDERS = ("controls", "dataflows", "vendors", "customers", "answers", "frameworks")
"""Folders in which every file ought to be a register."""

NOT_REGISTERS = frozenset({"controls/evidence/files", "controls/evidence/custody.jsonl"})
"""What else stands there: files of evidence and who held them."""


class File(NamedTuple):
    """A register file: its kind, its path below the root, and what it holds."""

    kind: Kind
    name: str
    data: bytes


def read(root: Path, found: list[Diagnostic]) -> Iterator[File]:
    """Every register file, in a fixed order; what cannot be read or is not read goes to ``found``."""
    inside = _Inside(root)
    taken: set[str] = set()
    for kind in KINDS:
        for pattern in kind.where:
            for path in sorted(root.glob(pattern)):
                name = path.relative_to(root).as_posix()
                taken.add(name)
                data = _bytes(path, name, inside)
                if isinstance(data, bytes):
                    yield File(kind, name, data)
                else:
                    found.append(data)
    found.extend(_strays(root, taken, inside))


def _bytes(path: Path, name: str, inside: _Inside) -> bytes | Diagnostic:
    """What a register file holds, or why it is not read."""
    if not _is_text(name):
        return _no_text(name)
    if path not in inside:
        return at_file("file-outside", name, "this link leads out of the project", "put the file itself here")
    try:
        return path.read_bytes()
    except OSError as error:
        return at_file("file-unreadable", name, f"this file cannot be read: {error.strerror}", "check it")


class _Inside:
    """Which files lie inside the project once links are followed. Folders are looked at once each."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._folders: dict[Path, bool] = {}

    def __contains__(self, path: Path) -> bool:
        if path.is_symlink():
            return self._leads_inside(path)
        return self.holds(path.parent)

    def holds(self, folder: Path) -> bool:
        """Whether what stands in a folder lies inside."""
        if folder not in self._folders:
            self._folders[folder] = self._leads_inside(folder)
        return self._folders[folder]

    def _leads_inside(self, path: Path) -> bool:
        # Not Path.resolve: up to Python 3.12 it raises where links go round in a circle.
        return Path(os.path.realpath(path)).is_relative_to(self._root)


_NOT_IN_NAMES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Control characters, and bytes that are not UTF-8: the system hands those over as lone surrogates."""


def _is_text(name: str) -> bool:
    return _NOT_IN_NAMES.search(name) is None


def _no_text(name: str) -> Diagnostic:
    """A finding whose place prints: bytes that are not UTF-8 and control characters stand as escapes."""
    text = os.fsencode(name).decode(errors="backslashreplace")
    shown = _NOT_IN_NAMES.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
    help = "rename the file; letters, digits, `.`, `_` and `-` are safe everywhere"
    return at_file("file-name-not-text", shown, "the name of this file is not text", help)


def _strays(root: Path, taken: set[str], inside: _Inside) -> Iterator[Diagnostic]:
    """Files in the register folders that no kind reads: a silent skip would hide them."""
    patterns = sorted({pattern for kind in KINDS for pattern in kind.where})
    untaken = _Untaken(root, taken, inside)
    for folder in FOLDERS:
        known = ", ".join(pattern for pattern in patterns if pattern.startswith(folder + "/"))
        for name in sorted(untaken.below(folder)):
            path = root / name
            if not _is_text(name):
                yield _no_text(name)
            elif not os.path.exists(path):
                yield at_file("file-unreadable", name, "this link leads nowhere", "put the file itself here")
            elif os.path.isdir(path) and not os.path.islink(path):
                yield at_file("file-unreadable", name, "this folder cannot be read", "check its rights")
            else:
                help = f"rename or move it; read from this folder: {known}"
                yield at_file("file-not-read", name, "no kind of register is read from here", help)


class _Untaken:
    """Goes through folders for files that were not taken.

    A linked folder is entered only where something was taken from it, and each folder once: links may
    go round in a circle. What is not entered is yielded itself.
    """

    def __init__(self, root: Path, taken: set[str], inside: _Inside) -> None:
        self._root, self._taken, self._inside = root, taken, inside
        self._sources = {parent.as_posix() for name in taken for parent in Path(name).parents}
        self._entered: set[str] = set()

    def below(self, folder: str) -> Iterator[str]:
        """Paths below the root of all that was not taken in a folder."""
        path = self._root / folder
        entries = None if os.path.islink(path) and folder not in self._sources else _entries(path)
        if entries is None:
            if os.path.lexists(path):
                yield folder
            return
        real = os.path.realpath(path)
        if real in self._entered or not self._inside.holds(path):
            return
        self._entered.add(real)
        for entry in entries:
            name = f"{folder}/{entry.name}"
            if entry.name.startswith(".") or entry.name == "README.md" or name in NOT_REGISTERS:
                continue
            if _is_folder(entry):
                yield from self.below(name)
            elif name not in self._taken:
                yield name


def _entries(folder: Path) -> list[os.DirEntry[str]] | None:
    """What stands in a folder; None where it is none, or may not be read."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def at_file(code: str, name: str, message: str, help: str) -> Diagnostic:
    """A finding about a file as a whole."""
    severity = Severity.WARNING if code == "file-not-read" else Severity.ERROR
    return Diagnostic(code, severity, message, Label(Span(name, 1, 1, 1, 2)), help=help, subject=name)
