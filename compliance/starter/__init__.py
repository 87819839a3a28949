"""What ``dossier init`` copies: a small, valid, commented project without anything that ages.

Before: an empty folder. After: the files of ``files/``, with days counted from today, and the schemas
for the editor. Dates, the company's name and the hash of the example evidence are filled in here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from compliance.diagnostics import DossierError
from compliance.registers.kinds import KINDS, schema_text

_EVIDENCE = "controls/evidence/files/EV-01.txt"
_NAMES = {"gitignore": ".gitignore", "gitattributes": ".gitattributes"}
"""Files that cannot have their own name in this package."""


class NotEmptyError(DossierError):
    """The folder has files that would be written over."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        listed = ", ".join(names)
        super().__init__(f"{folder} already holds {listed}", "start in another folder, or move these away")


class BadNameError(DossierError):
    """A company's name that is no line of text."""

    def __init__(self) -> None:
        super().__init__("a company's name is one line of text", "write for example --name 'Kvitfjord Clinical AS'")


def project(name: str, today: date) -> dict[str, bytes]:
    """Every file of a new project, by path."""
    if not name.strip() or not name.isprintable():
        raise BadNameError
    templates = dict(_walk(files("compliance.starter").joinpath("files"), ""))
    values = _values(name.strip(), today, templates[_EVIDENCE])
    made = {_NAMES.get(path, path): _fill(data, values) for path, data in templates.items()}
    schemas = {f".schemas/{kind.name}.schema.json": schema_text(kind).encode() for kind in KINDS}
    return made | schemas


def write(folder: Path, made: dict[str, bytes]) -> None:
    """Write the files, unless one of them is there already; then nothing is written."""
    names = [path for path in made if (folder / path).exists() or (folder / path).is_symlink()]
    if names:
        own = [name for name in names if not name.startswith(".schemas/")]
        raise NotEmptyError(folder, own or names)
    for path, data in made.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()


def _values(name: str, today: date, evidence: bytes) -> dict[str, str]:
    return {
        "name": json.dumps(name, ensure_ascii=False),
        "today": today.isoformat(),
        "in_one_year": (today + timedelta(days=365)).isoformat(),
        "evidence_bytes": str(len(evidence)),
        "evidence_sha256": hashlib.sha256(evidence).hexdigest(),
    }


def _fill(data: bytes, values: dict[str, str]) -> bytes:
    for name, value in values.items():
        data = data.replace(b"{{" + name.encode() + b"}}", value.encode())
    return data
