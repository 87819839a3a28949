"""The order of files' items and keys means nothing: findings and records are the same in any."""

from __future__ import annotations

import json
import random
import re
import shutil
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from compliance import pipeline
from compliance.diagnostics import Place
from compliance.registers import yaml12
from compliance.registers.kinds import KINDS, Kind
from compliance.registers.load import load
from compliance.registers.markdown import split_front_matter
from tests.corpus import BASE, REPOSITORY

FOLDERS = ("controls", "dataflows", "vendors", "customers", "answers", "templates")


def copy_of(root: Path, target: Path) -> Path:
    shutil.copytree(root, target, ignore=lambda _, names: [n for n in names if n in (".git", ".venv", "output")])
    return target


def project_only(root: Path, target: Path) -> Path:
    target.mkdir()
    shutil.copy(root / "dossier.yaml", target)
    for name in FOLDERS:
        if (root / name).is_dir():
            shutil.copytree(root / name, target / name)
    return target


def shuffled_keys(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        items = [(key, shuffled_keys(below, chance)) for key, below in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return [shuffled_keys(below, chance) for below in value]
    return value


def shuffle(root: Path, chance: random.Random) -> None:
    """Write every register anew, keys and top-level items in another order. JSON is YAML too."""
    for kind in KINDS:
        for pattern in kind.where:
            for path in root.glob(pattern):
                path.write_text(rewritten(kind, path.read_text(encoding="utf-8"), chance), encoding="utf-8")


def rewritten(kind: Kind, text: str, chance: random.Random) -> str:
    body = ""
    if kind.layout == "markdown":
        front = split_front_matter(text)
        assert front is not None
        text, body = front.yaml, front.body
    data = shuffled_keys(yaml12.parse_text(text, "x"), chance)
    if kind.layout == "list":
        chance.shuffle(data[kind.collection])
    written = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return f"---\n{written}---\n{body}" if kind.layout == "markdown" else written


def plain(value: Any) -> Any:
    """A record as plain data without places, lines and other traces of where it stood."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name != "body_line"}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def records(root: Path) -> dict[str, Any]:
    registers = load(root).registers
    return {cls.__name__: {id: plain(r) for id, r in by_id.items()} for cls, by_id in registers.records.items()}


def findings(root: Path) -> list[tuple[str, ...]]:
    """What is found, without lines and without the order in which a sentence names things."""
    found = (f.diagnostic for f in pipeline.check(root).findings)
    return sorted((d.code, d.severity.word, d.subject, " ".join(sorted(re.findall(r"\w+", d.message)))) for d in found)


def break_things(root: Path) -> None:
    """Make the small project find something."""
    for path in root.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^( *(?:accepted_by|applies_because|steward|reviewed_by|exit_plan): ).*\n", "", text, flags=re.M)
        path.write_text(re.sub(r"2026-(?=\d\d-\d\d)", "2023-", text) if "as_of" not in text else text)


@pytest.mark.parametrize("seed", range(4))
def test_small_project_with_mistakes(tmp_path: Path, seed: int) -> None:
    root = copy_of(BASE, tmp_path / "project")
    break_things(root)
    before = findings(root), records(root)
    assert len(before[0]) > 5, "nothing to compare"
    shuffle(root, random.Random(seed))
    assert (findings(root), records(root)) == before


def test_worked_company(tmp_path: Path) -> None:
    root = project_only(REPOSITORY, tmp_path / "project")
    before = findings(root), records(root)
    shuffle(root, random.Random(7))
    assert (findings(root), records(root)) == before
