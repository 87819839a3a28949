"""The evidence folder as a store: one writer at a time, in whole batches, and nothing written over.

Files are copied under a hidden name and hashed as they pass; then all are moved to their names, the records are
written, and the custody log, which is written last, is put in place by one move. A run that fails takes back what it
had placed. One that is killed leaves hidden files, which the next run removes, or at worst files and records that the
log does not have yet: `dossier evidence verify` names them and `dossier evidence log --adopt` enters them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from compliance.derive import custody
from compliance.derive.custody import Entry, Log
from compliance.derive.evidence_files import FOLDER
from compliance.diagnostics import DossierError
from compliance.evidence.given import shown

RECORDS = "controls/evidence"
LOCK = f"{RECORDS}/.lock"
PREFIX = ".dossier-"
"""Start of the hidden names that files have until they are in."""

WAIT = 30.0
"""Seconds to wait for another run."""

CHUNK = 1 << 20


class BusyError(DossierError):
    """Another run writes evidence."""

    def __init__(self) -> None:
        super().__init__("another run is writing evidence to this project", "wait until it is done and try again")


class DamagedLogError(DossierError):
    """The custody log is not what was written."""

    def __init__(self, fault: custody.Fault, count: int) -> None:
        more = f" (and {count - 1} more)" if count > 1 else ""
        super().__init__(
            f"{custody.LOG}:{fault.line}: {fault.message}{more}; nothing was written",
            "bring the log back from git (`git log -p controls/evidence/custody.jsonl` shows who changed it);"
            " after a merge keep one side's log and run `dossier evidence log --adopt`",
        )


class NotAFileError(DossierError):
    """What is to be filed is no file that can be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{shown(path)} {why}", "name a file that you may read")


class TakenError(DossierError):
    """A name that the store would write is taken."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is there already; nothing was written", "evidence is never written over: move it away"
        )


class UnwritableError(DossierError):
    """The disk refuses."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"{error.filename or RECORDS}: {error.strerror or error}; nothing was written",
            "check the disk and its rights",
        )


@dataclass(frozen=True, slots=True)
class Hashed:
    """A file as it was read, once: its SHA-256 and its size in bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Staged:
    """A copy that waits below a hidden name, or a file that lies in the folder already and is only renamed."""

    path: Path
    hashed: Hashed
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What goes in together: a staged file and its name (or none), the record's id and text, entries for the log."""

    id: str
    record: str
    entries: tuple[Entry, ...]
    staged: Staged | None = None
    name: str = ""


def hashed(path: Path) -> Hashed:
    """Hash and size of a file, without holding it in memory."""
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(path):
        digest.update(chunk)
        size += len(chunk)
    return Hashed(digest.hexdigest(), size)


def _chunks(path: Path) -> Iterator[bytes]:
    if not path.exists():
        raise NotAFileError(path, "is not there")
    if not path.is_file():
        raise NotAFileError(path, "is not a file")
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except PermissionError:
        raise NotAFileError(path, "may not be read") from None


class Store:
    """The evidence of a project, held for writing: ``with Store(root) as store``."""

    def __init__(self, root: Path, wait: float = WAIT) -> None:
        self.root = root
        self.files = root / FOLDER
        self.log = Log()
        self._wait = wait
        self._staged: list[Path] = []
        self._taken: dict[Path, set[str]] = {}
        """Names in a folder, without regard to case: some disks take two that differ in case for one."""

    def __enter__(self) -> Store:
        try:
            self.files.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self.root / LOCK, timeout=self._wait)
            self._lock.acquire()
        except Timeout:
            raise BusyError from None
        except OSError as error:
            raise UnwritableError(error) from None
        try:
            self._sweep()
            self.log = custody.read(self.root)
            if self.log.faults:
                raise DamagedLogError(self.log.faults[0], len(self.log.faults))
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for path in self._staged:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        self._lock.release()

    def _sweep(self) -> None:
        """Remove what a killed run left: while the lock is held nobody else has hidden files here."""
        for folder in (self.files, self.files.parent):
            for path in folder.glob(f"{PREFIX}*"):
                with suppress(OSError):
                    path.unlink()

    def ids(self) -> frozenset[str]:
        """Every id that is or was in use: of records on disk now, and of the log."""
        records = {path.stem for path in (self.root / RECORDS).glob("*.yaml")}
        return frozenset(records | {entry.evidence for _, entry in self.log.entries})

    def stage(self, source: Path) -> Staged:
        """Copy a file to a hidden name and hash it on the way. One that lies in the folder already stays."""
        if source.is_file() and source.resolve().parent == self.files.resolve():
            return Staged(source.resolve(), hashed(source), True)
        digest, size = hashlib.sha256(), 0
        chunks = _chunks(source)
        try:
            handle, name = tempfile.mkstemp(prefix=PREFIX, dir=self.files)
            self._staged.append(Path(name))
            with os.fdopen(handle, "wb") as out:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(name, 0o644)
        except OSError as error:
            raise UnwritableError(error) from None
        return Staged(Path(name), Hashed(digest.hexdigest(), size))

    def commit(self, items: Sequence[Item]) -> None:
        """Everything goes in, or nothing does."""
        undo: list[tuple[Path, Path | None]] = []
        try:
            for item in items:
                if item.staged:
                    self._place(item.staged.path, self.files / item.name)
                    undo.append((self.files / item.name, item.staged.path if item.staged.in_place else None))
            for item in items:
                target = self.root / RECORDS / f"{item.id}.yaml"
                self._place(self._written(item.record.encode()), target)
                undo.append((target, None))
            self.enter([entry for item in items for entry in item.entries])
        except BaseException as error:
            for path, origin in reversed(undo):
                with suppress(OSError):
                    path.replace(origin) if origin else path.unlink()
            if isinstance(error, OSError):
                raise UnwritableError(error) from None
            raise

    def enter(self, entries: Sequence[Entry]) -> None:
        """Put entries behind the log, by one move: a run that is killed leaves the old log or the new one."""
        if not entries and self.log.exists:
            return
        first = entries[0].at if entries else ""
        if first[:10] < self.log.last_at[:10]:
            raise BackdatedError(first[:10], self.log.last_at[:10])
        path = self._written(custody.append(self.log, entries))
        path.replace(self.root / custody.LOG)
        self.log = custody.read(self.root)

    def _written(self, data: bytes) -> Path:
        handle, name = tempfile.mkstemp(prefix=PREFIX, dir=self.files.parent)
        self._staged.append(Path(name))
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o644)
        return Path(name)

    def _place(self, source: Path, target: Path) -> None:
        """Move a file to a name that must be free; the lock keeps others away between the two steps."""
        taken = self._taken.setdefault(target.parent, {path.name.casefold() for path in target.parent.iterdir()})
        if target.name.casefold() in taken and target != source:
            raise TakenError(target.relative_to(self.root).as_posix())
        os.rename(source, target)
        taken.add(target.name.casefold())


class BackdatedError(DossierError):
    """An entry for a day before the last one of the log."""

    def __init__(self, day: str, last: str) -> None:
        super().__init__(
            f"today is {day}, and the custody log already has an entry of {last}; nothing was written",
            "entries stand in the order of their days: check --today and `as_of` in dossier.yaml",
        )
