"""Projects that evidence is filed in: copies of the small one of the rule cases, of the starter and of the company."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from compliance import pipeline, starter
from compliance.diagnostics import Severity
from compliance.registers import yaml12
from tests.company import Done, command, copy_base

FOLDER = "controls/evidence"
LOG = f"{FOLDER}/custody.jsonl"
SAID = ("--title", "Restore of the diary database", "--type", "backup_restore_test", "--control", "A.8.13")
WHO = ("--collected-on", "2026-11-18", "--collector", "platform-lead", "--reviewer", "ciso")


def base(folder: Path) -> Path:
    return copy_base(folder / "project")


def new_project(folder: Path) -> Path:
    """What ``dossier init`` writes, on 2026-11-20."""
    root = folder / "starter"
    starter.write(root, starter.project("Example Company", date(2026, 11, 20)))
    return root


def evidence(root: Path, *arguments: str | Path) -> Done:
    """``dossier evidence ARGUMENTS`` on a project."""
    done = command("evidence", *arguments, "--project", root)
    assert "Traceback" not in done.err, done.err
    return done


def record(root: Path, id: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml12.parse_bytes((root / FOLDER / f"{id}.yaml").read_bytes(), id)
    return data


def log(root: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (root / LOG).read_text(encoding="utf-8").splitlines()]


def state(root: Path) -> dict[str, str]:
    """Every file below the evidence folder and its hash, but for the lock."""
    paths = (p for p in sorted((root / FOLDER).rglob("*")) if p.is_file() and p.name != ".lock")
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def errors(root: Path, today: date | None = None) -> list[str]:
    """What ``dossier check`` calls an error or a warning about evidence."""
    checked = pipeline.check(root, pipeline.CheckOptions(today=today))
    return [
        f"{f.at.span}: {f.diagnostic.message}"
        for f in checked.findings
        if f.diagnostic.severity == Severity.ERROR
        or (f.diagnostic.severity == Severity.WARNING and FOLDER in f.at.span.file)
    ]


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
