"""Where a printed text came from: the side files of a build, resolved to lines and commits."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compliance.diagnostics import DossierError, Label, Place, Span
from compliance.registers.positions import Positions
from compliance.revision import Commit, blame


class NotBuiltError(DossierError):
    """The document has not been built, so there is nothing to look into."""

    def __init__(self, document: str) -> None:
        name, _, subject = document.partition(" ")
        command = f"dossier build {name}" + (f" --subject {subject}" if subject else "")
        super().__init__(f"{document} has not been built", f"build it: {command}")


class DamagedSideFileError(DossierError):
    """A side file that no build of this version wrote."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} cannot be read", "build the document again")


class ForeignSourceError(DossierError):
    """A side file that names a file outside the project. No build writes that; a clone may bring one."""

    def __init__(self, file: str) -> None:
        super().__init__(f"the side file names {file!r}, which is outside the project", "build the document again")


VERSION = 1
"""Of the side files; another number is another build's."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A register line that a text came from."""

    span: Span
    source: str
    place: Place
    commit: Commit | None
    changed: bool
    """Whether the register has changed since the document was built."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A printed text that matched, the file that prints it, and its origins."""

    file: str
    tag: str
    text: str
    origins: tuple[Origin, ...]


def side_files(folder: Path, document: str, subject: str) -> tuple[Path, ...]:
    """Side files of a document, or of one of its subjects."""
    if subject:
        found = [folder / document / f"{subject}.sources.json"]
    else:
        found = [folder / f"{document}.sources.json", *sorted((folder / document).glob("*.sources.json"))]
    return tuple(path for path in found if path.is_file())


def trace(root: Path, folder: Path, document: str, text: str, subject: str = "") -> tuple[Trace, ...]:
    """Every printed piece that holds ``text``, the closest match first."""
    paths = side_files(folder, document, subject)
    if not paths:
        raise NotBuiltError(f"{document} {subject}".strip())
    positions = Positions(root)
    wanted = _fold(text)
    hits = [hit for path in paths for hit in _hits(path, folder, wanted)]
    hits.sort(key=lambda hit: (hit[0], hit[1]))
    return tuple(_trace(root, positions, data, block, piece) for _, _, data, block, piece in _distinct(hits))


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


_Hit = tuple[int, str, dict[str, Any], dict[str, Any], dict[str, Any]]


def _hits(path: Path, folder: Path, wanted: str) -> Iterator[_Hit]:
    """Pieces that hold the text, ranked by how much else they hold; else blocks that hold it across pieces."""
    data = _side_file(path)
    data["file"] = path.relative_to(folder.parent).as_posix().removesuffix(".sources.json")
    for block in data["blocks"]:
        inner = [p for p in block["pieces"] if wanted in _fold(p["text"])]
        if not inner and wanted in _fold(block["text"]):
            inner = list(_across(block, wanted)) or block["pieces"]
        for piece in inner:
            yield abs(len(_fold(piece["text"])) - len(wanted)), data["file"], data, block, piece


def _across(block: dict[str, Any], wanted: str) -> Iterator[dict[str, Any]]:
    """The pieces of a block that a text runs over."""
    whole = _fold(block["text"])
    start = whole.index(wanted)
    at = 0
    for piece in block["pieces"]:
        text = _fold(piece["text"])
        found = whole.find(text, at)
        if found < 0:
            continue
        at = found + len(text)
        if found < start + len(wanted) and start < at:
            yield piece


def _side_file(path: Path) -> dict[str, Any]:
    """A side file that a build of this version wrote."""
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        complete = data["version"] == VERSION and all("text" in p for b in data["blocks"] for p in b["pieces"])
    except (OSError, ValueError, LookupError, TypeError):
        complete = False
    if not complete:
        raise DamagedSideFileError(path)
    return data


def _distinct(hits: list[_Hit]) -> Iterator[_Hit]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for hit in hits:
        mark = (hit[4]["text"], tuple(hit[4]["sources"]))
        if mark not in seen:
            seen.add(mark)
            yield hit


def _trace(
    root: Path, positions: Positions, data: dict[str, Any], block: dict[str, Any], piece: dict[str, Any]
) -> Trace:
    origins = tuple(_origin(root, positions, data["registers"], name) for name in piece["sources"])
    return Trace(data["file"], block["tag"], piece["text"], origins)


def _origin(root: Path, positions: Positions, hashes: dict[str, str], name: str) -> Origin:
    file = next((file for file in hashes if name.startswith(f"{file}#")), name.partition("#")[0])
    place = Place(file, name[len(file) + 1 :])
    if not Path(os.path.realpath(root / file)).is_relative_to(os.path.realpath(root)):
        raise ForeignSourceError(file)
    excerpt = positions.excerpt(Label(place))
    path = root / file
    now = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return Origin(excerpt.span, excerpt.source, place, blame(root, excerpt.span), now != hashes.get(file))
