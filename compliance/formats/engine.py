"""What shapes a page beside its text: libraries, native ones too, and fonts, each in its version."""

from __future__ import annotations

import hashlib
from functools import cache

from compliance import __version__
from compliance.project import package_folder


@cache
def engine() -> str:
    """Versions of everything that shapes a page, and the fonts, parted by semicolons."""
    from importlib.metadata import version

    fonts = sorted((package_folder("layouts") / "fonts").glob("*.ttf"))
    faces = ",".join(hashlib.sha256(font.read_bytes()).hexdigest() for font in fonts)
    parts = [f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools", "tinyhtml5", "tinycss2")]
    return ";".join(
        [f"dossier {__version__}", *parts, _native(), f"fonts {hashlib.sha256(faces.encode()).hexdigest()}"]
    )


@cache
def _native() -> str:
    """Versions of the native libraries, asked without importing WeasyPrint."""
    import ctypes
    import ctypes.util

    found: list[str] = []
    for library, function in (("pango-1.0", "pango_version_string"), ("harfbuzz", "hb_version_string")):
        name = ctypes.util.find_library(library)
        if name:
            call = getattr(ctypes.CDLL(name), function)
            call.restype = ctypes.c_char_p
            found.append(f"{library} {call().decode()}")
    found.append(f"subset {bool(ctypes.util.find_library('harfbuzz-subset'))}")
    return ";".join(found)
