"""Files are put in place by moves, and left alone where they are right already."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from compliance.cache import Cache, key
from compliance.diagnostics import DossierError
from compliance.formats.steps import Made
from compliance.render.marks import Block
from compliance.render.render import Rendered

PREFIX = ".dossier-"
"""Start of temporary names; what a killed build left behind is removed by the next one."""


class OutputError(DossierError):
    """A file cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{path} cannot be written: {error.strerror or error}", "check the folder, or name one with -o"
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A file that stands already, with the bytes that would be made again."""

    size: int
    pages: int | None


class Writer:
    """Writes below one folder.

    The cache remembers the hash of each file that was slow to make, by the hash of what it was made from. It is
    not remembered beside the file: a folder that came with a clone could then vouch for itself.
    """

    def __init__(self, folder: Path, cache: Cache) -> None:
        self.folder = folder
        self._cache = cache
        self._swept: set[Path] = set()

    def standing(self, name: str, made_from: str) -> Standing | None:
        """The file, where it is known to be what would be made."""
        path = self.folder / name
        if not path.is_file():
            return None
        note = self._cache.get(_note(made_from))
        if note is None:
            return None
        with suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(note)
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == said["sha256"]:
                return Standing(len(data), said["pages"])
        return None

    def remember(self, made_from: str, made: Made) -> None:
        """Note what a file that was slow to make has for bytes."""
        note = {"sha256": hashlib.sha256(made.data).hexdigest(), "pages": made.pages}
        self._cache.put({_note(made_from): json.dumps(note).encode()})

    def put(self, name: str, data: bytes) -> bool:
        """Write a file, unless it has these bytes. Whether it was written."""
        path = self.folder / name
        try:
            self._sweep(path.parent)
            if _has(path, data):
                return False
            _put(path, data)
        except OSError as error:
            raise OutputError(path, error) from None
        return True

    def _sweep(self, folder: Path) -> None:
        """Once a folder: remove temporary files of processes that are gone."""
        if folder in self._swept:
            return
        self._swept.add(folder)
        sweep(folder)


def sweep(folder: Path) -> None:
    """Remove temporary files of processes that are gone. Their names are PREFIX, the process and a hyphen."""
    for path in folder.glob(f"{PREFIX}*") if folder.is_dir() else ():
        owner = path.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _note(made_from: str) -> str:
    return key("file", made_from)


def _has(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.is_file() and path.read_bytes() == data
    except OSError:
        return False


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{PREFIX}{os.getpid()}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


class SideFiles:
    """What ``dossier why`` reads: blocks of text with their places, and the state of the files they name."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._hashes: dict[str, str] = {}

    def write(self, rendered: Rendered) -> bytes:
        """The side file of a document."""
        return self.of(rendered.document.name, rendered.subject, rendered.blocks)

    def of(self, document: str, subject: str, blocks: Collection[Block]) -> bytes:
        """The side file of whatever consists of blocks."""
        files = sorted({place.file for block in blocks for place in block.sources})
        data = {
            "version": 1,
            "document": document,
            "subject": subject or None,
            "registers": {file: self._hash(file) for file in files},
            "blocks": [],
        }
        told = ",\n".join(block.told for block in blocks if block.pieces)
        head = json.dumps(data, indent=1, ensure_ascii=False).removesuffix("[]\n}")
        return f"{head}[\n{told}\n ]\n}}\n".encode() if told else f"{head}[]\n}}\n".encode()

    def _hash(self, file: str) -> str:
        """The hash of a register; read once, as the build has read it once."""
        if file not in self._hashes:
            self._hashes[file] = hashlib.sha256((self._root / file).read_bytes()).hexdigest()
        return self._hashes[file]
