"""The company's own fonts in a style sheet: declared under names of their own, and put before the shipped ones.

What a font lacks is taken from the shipped one behind it, so that no sign is lost.
"""

from __future__ import annotations

import base64

from compliance.paper.fonts import Face, Role, covered

__all__ = ["covered", "declared", "dressed", "families"]

NAMES: dict[Role, tuple[str, str]] = {
    "text": ("Company Text", "IBM Plex Sans"),
    "headings": ("Company Headings", "IBM Plex Serif"),
    "monospace": ("Company Monospace", "IBM Plex Mono"),
}
"""By role: what the font is called in the sheet, and the shipped one that it stands before."""


def declared(faces: tuple[Face, ...]) -> str:
    """Rules that bring the files themselves."""
    return "\n".join(_rule(face) for face in faces)


def _rule(face: Face) -> str:
    style = "italic" if face.italic else "normal"
    data = base64.b64encode(face.data).decode("ascii")
    name, _ = NAMES[face.role]
    return (
        f'@font-face {{ font-family: "{name}"; font-weight: {face.weight}; font-style: {style}; '
        f"src: url(data:font/sfnt;base64,{data}) }}"
    )


def dressed(sheet: str, faces: tuple[Face, ...]) -> str:
    """A style sheet in which the company's fonts stand before the shipped ones."""
    for role in dict.fromkeys(face.role for face in faces):
        own, shipped = NAMES[role]
        sheet = sheet.replace(f'"{shipped}"', f'"{own}", "{shipped}"')
    return sheet


def families(sheet: str, faces: tuple[Face, ...]) -> str:
    """The same by the fonts' real names, for a file that takes them from the reader's machine."""
    for role, family in {face.role: face.family for face in faces}.items():
        _, shipped = NAMES[role]
        named = "".join(c for c in family if c.isalnum() or c in " -_.")
        sheet = sheet.replace(f'"{shipped}"', f'"{named}", "{shipped}"')
    return sheet
