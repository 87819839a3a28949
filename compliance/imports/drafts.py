"""Writes draft registers: one file a kind, beside the registers that are there; nothing is written over."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from compliance.diagnostics import DossierError
from compliance.registers.kinds import BY_NAME

FOLDERS = {
    "party": "dataflows/parties",
    "system": "dataflows/systems",
    "flow": "dataflows/flows",
    "activity": "dataflows/activities",
}
"""Where the drafts of each kind go."""


class AlreadyThereError(DossierError):
    """A draft would be written over a file."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"already there: {', '.join(names)}", "choose another --name, or move these away")


def drafts(records: Mapping[str, tuple[dict[str, Any], ...]], name: str, origin: str) -> dict[str, str]:
    """The text of each file by its path in the project; kinds without records have none."""
    return {f"{FOLDERS[kind]}/{name}.yaml": _text(kind, many, origin) for kind, many in records.items() if many}


def _text(kind: str, records: tuple[dict[str, Any], ...], origin: str) -> str:
    data = {BY_NAME[kind].collection: list(records)}
    body = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)
    return f"# Drafts, carried over from {origin}. A person reads each record before a document relies on it.\n{body}"


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write the files, unless one of them is there already; then nothing is written."""
    there = [name for name in files if (root / name).exists() or (root / name).is_symlink()]
    if there:
        raise AlreadyThereError(there)
    for name, text in files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
