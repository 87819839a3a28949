"""Pictures of the project become part of the page, so that every format is one file.

A picture's bytes stand in the HTML as a data address: what is cached by the hash of the HTML cannot
show an older picture, and a printed page leads to no file and no network.
"""

from __future__ import annotations

import base64
import re
from html import unescape
from pathlib import Path

from markupsafe import escape

KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}

_SOURCE = re.compile(r"""(<img\b[^>]*?\ssrc=)("[^"]*"|'[^']*')""", re.IGNORECASE)


def picture(root: Path, name: str) -> str:
    """A picture as a data address; empty where it is no picture, or none of the project's files."""
    try:
        path = (root / name).resolve()
        kind = KINDS.get(path.suffix.lower(), "")
        if not (kind and path.is_relative_to(root.resolve()) and path.is_file()):
            return ""
        return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
    except (OSError, ValueError):  # a name with a zero byte, a file without the right to read it
        return ""


def embed(html: str, root: Path) -> tuple[str, tuple[str, ...]]:
    """HTML with its pictures inside, and the addresses that lead to none."""
    missing: list[str] = []

    def put(match: re.Match[str]) -> str:
        name = unescape(match[2][1:-1])
        if name.startswith("data:image/"):
            return match[0]
        found = picture(root, name)
        if not found:
            missing.append(name)
        return f'{match[1]}"{escape(found)}"'

    return _SOURCE.sub(put, html), tuple(missing)
