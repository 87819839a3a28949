"""A Word file that came back: its units, what else tells a story in it, its comments, its stamp, and warnings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from compliance.paper.comments import Comment, comments
from compliance.paper.package import Package
from compliance.paper.passages import PaperError
from compliance.paper.stamp import Stamp, read
from compliance.paper.tracked import W
from compliance.paper.units import Unit, story, units

FILE_LIMIT = 100 * 1024 * 1024
UNPACKED_LIMIT = 512 * 1024 * 1024
_NOTES = ("footnotes", "endnotes")


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word file as far as its text goes. ``stories`` are headers, footers and notes."""

    name: str
    units: tuple[Unit, ...]
    stories: tuple[Unit, ...]
    comments: dict[str, Comment]
    stamp: Stamp | None
    remarks: tuple[str, ...] = ()


def open_file(path: Path) -> WordFile:
    """Read a .docx. Raises :class:`PaperError` for what is none, or is too large to be a contract."""
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise PaperError(f"{path.name} has {size // 1024 // 1024} MB; 100 are the most that are read", _ALONE)
        data = path.read_bytes()
    except OSError as fault:
        raise PaperError(f"{path} cannot be read: {fault.strerror}") from None
    return open_bytes(path.name, data)


_ALONE = "open it in Word and save the contract alone"


def open_bytes(name: str, data: bytes) -> WordFile:
    """Read the bytes of a .docx."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise PaperError(f"{name} is an old .doc file, or a Word file with a password", "save it as .docx without one")
    if not data.startswith(b"PK"):
        raise PaperError(f"{name} is no Word file", "redlines reads .docx")
    package = Package(name, data)
    if package.unpacked > UNPACKED_LIMIT:
        raise PaperError(f"{name} unpacks to {package.unpacked // 1024 // 1024} MB; 512 are the most", _ALONE)
    document = package.root("word/document.xml")
    body = document.find(f"{W}body") if document is not None else None
    if body is None:
        raise PaperError(f"{name} is a zip file and no Word document", "redlines reads .docx")
    found = units(body, package.root("word/numbering.xml"), package.root("word/styles.xml"))
    threads = comments(package.root("word/comments.xml"), package.root("word/commentsExtended.xml"))
    about = {id: words for unit in found for id, words in unit.comments if words}
    threads = {id: replace(c, about=about.get(id, "")) for id, c in threads.items()}
    return WordFile(name, found, tuple(_stories(package)), threads, read(package), tuple(_remarks(package)))


def _stories(package: Package) -> list[Unit]:
    """Notes, and headers and footers that differ from each other: sections share them or have copies."""
    found: list[Unit] = []
    for kind in (*_NOTES, "header", "footer"):
        seen: set[str] = set()
        for part in sorted(n for n in package.names if n.startswith(f"word/{kind}") and n.endswith(".xml")):
            root = package.root(part)
            unit = story(root, kind) if root is not None else None
            if unit is not None and (unit.key_after or unit.key_before) not in {"", *seen}:
                seen.add(unit.key_after or unit.key_before)
                found.append(unit)
    return found


def _remarks(package: Package) -> list[str]:
    found = [f"the file carries macros ({name}); they were not run and not read" for name in package.macros]
    settings = package.root("word/settings.xml")
    if settings is not None and settings.find(f"{W}attachedTemplate") is not None:
        found.append("the file is tied to a Word template, which was not opened")
    return found
