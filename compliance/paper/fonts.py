"""A company's own fonts, which its PDFs are typeset in: whether they can be used.

Every PDF carries the letters that it shows, so a font must allow that, and must be one file a face: of a variable font
the typesetter would cut instances, whose bytes differ from version to version.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.registers.records.company import DocumentSettings, FontFaces, FontSettings

CODE = "font-unusable"
"""That of the rule: a build and a check say the same."""
LIMIT = 4 * 1024 * 1024
"""Bytes of a file: all letters of Latin, Greek and Cyrillic take a tenth of that."""
ASCII = "".join(map(chr, range(0x20, 0x7F)))
"""What every font must have: page numbers, references and dates are written in it."""
_NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2")
_RESTRICTED, _BITMAPS = 0x0002, 0x0200
"""Bits of ``OS/2.fsType``: may not be embedded; only its bitmaps may (OpenType, OS/2 table)."""

Role = Literal["text", "headings", "monospace"]
ROLES: tuple[Role, ...] = ("text", "headings", "monospace")
STYLES: tuple[tuple[str, int, bool], ...] = (
    ("regular", 400, False),
    ("italic", 400, True),
    ("bold", 600, False),
    ("bold_italic", 600, True),
)
"""Each face by its setting: the weight and slant of the style sheet that it stands for."""


@dataclass(frozen=True, slots=True)
class Face:
    """One file of a font: what it stands for in the style sheet, the name of its family, and its bytes."""

    role: Role
    weight: int
    italic: bool
    family: str
    sha256: str
    data: bytes = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class FontFile:
    """The bytes of a font file and its family, both empty where it cannot be used; then ``why``, and ``help``."""

    data: bytes = b""
    family: str = ""
    why: str = ""
    help: str = ""


def named(settings: DocumentSettings | None) -> Iterator[tuple[Role, FontFaces, str, str]]:
    """Every font file that the settings name: its role, where that stands, the face, and the path."""
    fonts = settings.fonts if settings else None
    if fonts is None:
        return
    for role in ROLES:
        faces = _faces(fonts, role)
        for style, _, _ in STYLES if faces else ():
            if faces is not None and (path := getattr(faces, style)):
                yield role, faces, style, path


def _faces(fonts: FontSettings, role: Role) -> FontFaces | None:
    found: FontFaces | None = getattr(fonts, role)
    return found


def faces(root: Path, settings: DocumentSettings | None) -> tuple[Face, ...]:
    """The fonts of the settings that can be used. A face that is not named is the nearest one that is."""
    chosen: dict[Role, dict[str, FontFile]] = {}
    for role, _, style, path in named(settings):
        file = font(root, path)
        if file.data:
            chosen.setdefault(role, {})[style] = file
    return tuple(face for role, files in chosen.items() for face in _filled(role, files))


def _filled(role: Role, files: dict[str, FontFile]) -> Iterator[Face]:
    """All four faces of a family: italics that there are none of are set upright, bold ones in regular."""
    for style, weight, italic in STYLES:
        near = (style, style.replace("_italic", "").replace("italic", "regular"), "regular")
        file = next((files[name] for name in near if name in files), None)
        if file is not None:
            yield Face(role, weight, italic, file.family, hashlib.sha256(file.data).hexdigest(), file.data)


def faults(root: Path, settings: DocumentSettings | None) -> Iterator[Diagnostic]:
    """A finding for each font file that cannot be used, at the setting that names it."""
    for _, where, style, path in named(settings):
        file = font(root, path)
        if file.why:
            label = Label(where.at(style), "PDFs are left out")
            message = f"the font {path} {file.why}"
            yield Diagnostic(CODE, Severity.ERROR, message, label, help=file.help, subject="project")


def font(root: Path, name: str) -> FontFile:
    """Read a font file; relative to the project's root."""
    try:
        path = (root / name).resolve()
        if not path.is_relative_to(root.resolve()):
            return FontFile(why="lies outside the project", help="put it into templates/ and name it from the root")
        if not path.is_file():
            return FontFile(why="is not there", help="give its path from the project's root")
        if path.stat().st_size > LIMIT:
            size = path.stat().st_size / 1024 / 1024
            return FontFile(why=f"has {size:.1f} MB; 4 are the most", help="take the scripts that you do not use out")
        data = path.read_bytes()
    except (OSError, ValueError) as fault:
        return FontFile(why=f"cannot be read: {fault}", help="check its name and its rights")
    return _judged(data)


@lru_cache(maxsize=16)
def _judged(data: bytes) -> FontFile:
    if data[:4] in {b"wOFF", b"wOF2", b"ttcf"}:
        return FontFile(
            why="is a font for browsers or a collection of fonts", help="convert it to .ttf or .otf, a file a face"
        )
    if data[:4] not in {b"\0\1\0\0", b"true", b"OTTO"}:
        return FontFile(why="is no font", help="give a .ttf or .otf file")
    from fontTools.ttLib import TTFont

    try:
        with TTFont(io.BytesIO(data), lazy=True) as opened:
            why, help = _content(opened)
            family = "" if why else str(opened["name"].getBestFamilyName() or "")
    except Exception as fault:  # a damaged table makes the library raise whatever its readers raise
        return FontFile(why=f"is damaged: {type(fault).__name__}: {fault}", help="take it anew from where it came")
    return FontFile(why=why, help=help) if why else FontFile(data, family)


def _content(opened: Any) -> tuple[str, str]:
    """Why a font cannot be used, and a way out; both empty where it can."""
    if "fvar" in opened or "CFF2" in opened:
        return (
            "is a variable font",
            "give static faces: foundries ship them too, and fontTools cuts them",
        )
    lacking = [table for table in _NEEDED if table not in opened]
    if lacking or not ("glyf" in opened or "CFF " in opened):
        return f"has no table {lacking[0] if lacking else 'glyf or CFF'}", "take it anew from where it came"
    rights = int(opened["OS/2"].fsType)
    if rights & 0x000F == _RESTRICTED or rights & _BITMAPS:
        return "may not be embedded, by its own OS/2 table", "ask its foundry for a licence to embed, or choose another"
    known = opened.getBestCmap() or {}
    missing = [character for character in ASCII if ord(character) not in known]
    if missing:
        return f"has no {missing[0]!r}", "choose one with the letters, figures and signs of ASCII"
    return "", ""


@cache
def covered(face: Face) -> frozenset[int]:
    """Every character of a font that can be used, as its number."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(face.data), lazy=True) as opened:
        return frozenset(opened.getBestCmap())
