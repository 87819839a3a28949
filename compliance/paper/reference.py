"""A company's own Word file whose styles, page, header and footer its documents take: whether it can be used.

It becomes part of every file that customers get, so it may carry no programs, no embedded objects and nothing that
is loaded from elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from compliance.paper.package import Package
from compliance.paper.passages import PaperError

LIMIT = 8 * 1024 * 1024
"""Bytes of the file: logos in a header are small, and every document carries them."""
UNPACKED = 64 * 1024 * 1024
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STAYS = re.compile(r"word/_rels/(?:header|footer|footnotes|endnotes|numbering|theme)[^/]*\.rels$")
COPY = "`dossier templates copy reference.docx` makes one to start from"


@dataclass(frozen=True, slots=True)
class Reference:
    """The bytes of a reference document, empty where it cannot be used; then ``why``, and ``help`` with a way out."""

    data: bytes = b""
    why: str = ""
    help: str = ""


def reference(root: Path, name: str) -> Reference:
    """Read the file that ``documents.reference_docx`` names; relative to the project's root."""
    try:
        path = (root / name).resolve()
        if not path.is_relative_to(root.resolve()):
            return Reference(why="lies outside the project", help="put it into templates/ and name it from the root")
        if not path.is_file():
            return Reference(why="is not there", help=f"give its path from the project's root; {COPY}")
        if path.stat().st_size > LIMIT:
            size = path.stat().st_size / 1024 / 1024
            return Reference(why=f"has {size:.1f} MB; 8 are the most", help="take pictures and text out of it")
        data = path.read_bytes()
    except (OSError, ValueError) as fault:
        return Reference(why=f"cannot be read: {fault}", help="check its name and its rights")
    try:
        why, help = _content(data)
    except PaperError as fault:
        return Reference(why=f"cannot be used: {fault.message}", help=fault.help)
    return Reference(why=why, help=help) if why else Reference(data)


def _content(data: bytes) -> tuple[str, str]:
    if not data.startswith(b"PK"):
        return "is no .docx file", f"save it as .docx, without a password; {COPY}"
    package = Package("it", data)
    if package.unpacked > UNPACKED:
        return f"unpacks to {package.unpacked // 1024 // 1024} MB; 64 are the most", "take pictures and text out of it"
    if package.macros:
        return f"carries macros ({package.macros[0]})", "save it as .docx, which has none"
    objects = sorted(n for n in package.names if n.startswith(("word/embeddings/", "word/activeX/")))
    if objects:
        return f"carries an embedded object ({objects[0]})", "take it out: every document would carry it"
    return _parts(package)


def _parts(package: Package) -> tuple[str, str]:
    """Every part can be read, the file is a document and no template, and what stays of it loads nothing."""
    types = package.root("[Content_Types].xml")
    main = (
        [t.get("PartName", "") for t in types.iter(_TYPES) if t.get("ContentType") == _MAIN]
        if types is not None
        else []
    )
    if not main:
        return "is no Word document", "save a template (.dotx, .docm) as .docx"
    roots = {n: package.root(n) for n in sorted(package.names) if n.endswith((".xml", ".rels"))}
    if not any(name.endswith("/styles.xml") for name in roots):
        return "has no styles", f"open it in Word and save it anew; {COPY}"
    for name, root in roots.items():
        for relation in root.iter(_RELATION) if root is not None and _STAYS.search(name) else ():
            hyperlink = relation.get("Type", "").endswith("/hyperlink")
            if relation.get("TargetMode") == "External" and not hyperlink:
                return f"loads {relation.get('Target', 'something')!r} from elsewhere", "put the picture into the file"
    return "", ""
