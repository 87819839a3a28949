"""Cases of rules: small projects, and the places where a rule must speak up or keep silent.

``tests/cases/CODE.yaml`` (the module's name, with ``_`` or ``-``) holds two lists of cases::

    fail:
      - name: a plan without a date
        files:                            # path: text; written over the base, whole files
          controls/annex-a/A.8.13.yaml: |
            id: A.8.13
            ...
        expect:
          - controls/annex-a/A.8.13.yaml:4:9                   # path:line:column, in the rule's order
          - "controls/annex-a/A.8.13.yaml:4:9: has no date"    # ... and words of the message
    pass:
      - name: a plan with a date
        edit:                             # path: {text: other text}; each text stands there exactly once
          controls/annex-a/A.8.13.yaml:
            "status: implemented": "status: planned"

Every case starts from ``tests/rules/base``, a small project on 2026-11-20. Do not change it lightly:
line numbers of cases depend on it. Further keys of a case:

``today``     another day, as YYYY-MM-DD
``remove``    paths that are taken away from the base
``links``     path: target of a symbolic link
``base64``    path: bytes in base64, for what is not text
``annex_a``   true: a decision is written for each Annex A control that has none; a list: not for these
``labels``    places of the secondary labels of all findings, in order, where they matter
``help``      words of the way out of each finding, in order, where they matter
``examined``  how many subjects the rule must have looked at. A ``pass`` case without it needs at least
              one, so that silence never comes from a rule that looked at nothing: write 0 where
              nothing to look at is the point of the case
``faults``    true: the registers may have faults of their own, found while loading

Files below ``product-templates/`` stand for the templates that the product ships; the base has none.

In any text ``{sha256:PATH}`` and ``{bytes:PATH}`` become hash and size of a file of the case; a relative
link target or path never leaves the case's folder unless it says so with ``..``.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from compliance.diagnostics import Diagnostic, Label
from compliance.frameworks.catalog import annex_a
from compliance.graph.dossier import Dossier
from compliance.project import today as today_of
from compliance.registers import yaml12
from compliance.registers.load import load
from compliance.registers.positions import Positions
from compliance.rules.rule import AnyRule

HERE = Path(__file__).parent
CASES = HERE / "cases"
BASE = HERE / "rules" / "base"
RULES = HERE.parent / "compliance" / "rules"
NOT_RULES = {"__init__", "rule"}


@dataclass(frozen=True)
class Case:
    """One small project and what the rule must say about it."""

    module: str
    verdict: str
    name: str
    raw: dict[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.module}-{self.verdict}-{self.name}"


@dataclass(frozen=True)
class Outcome:
    """What a rule said, as ``path:line:column: message``, and how much it looked at."""

    found: list[Diagnostic]
    said: list[str]
    labels: list[str]
    examined: int


def modules() -> tuple[str, ...]:
    """Every rule module of the product."""
    names = (path.stem for path in sorted(RULES.glob("*.py")) if path.stem not in NOT_RULES)
    return tuple(name for name in names if re.search(r"^RULE\b", (RULES / f"{name}.py").read_text(), re.MULTILINE))


@cache
def cases_of(module: str) -> tuple[Case, ...]:
    """The cases of a rule; none where it has no file."""
    paths = [CASES / f"{module}.yaml", CASES / f"{module.replace('_', '-')}.yaml"]
    path = next((p for p in paths if p.is_file()), None)
    if path is None:
        return ()
    raw = yaml12.parse_bytes(path.read_bytes(), path.name)
    return tuple(Case(module, verdict, c["name"], c) for verdict in ("fail", "pass") for c in raw.get(verdict) or ())


def all_cases() -> list[Case]:
    return [case for module in modules() for case in cases_of(module)]


def rule_of(module: str) -> AnyRule:
    found: AnyRule = import_module(f"compliance.rules.{module}").RULE
    return found


def build(case: Case, root: Path) -> None:
    """Write the case's project."""
    raw = case.raw
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    for name in raw.get("remove", ()):
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, data in raw.get("base64", {}).items():
        _write(root / name, base64.b64decode(data))
    for name, target in raw.get("links", {}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, root / name)
    texts: dict[str, str] = dict(raw.get("files", {}))
    for name, changes in raw.get("edit", {}).items():
        texts[name] = _edited((root / name).read_text(encoding="utf-8"), changes, name)
    # Files that name hashes come last, when what they name is there.
    for name in sorted(texts, key=lambda n: "{sha256:" in texts[n] or "{bytes:" in texts[n]):
        _write(root / name, _filled(texts[name], root).encode())
    if "annex_a" in raw:
        _decide_all(root, but=() if raw["annex_a"] is True else raw["annex_a"])


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _edited(text: str, changes: dict[str, str], name: str) -> str:
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}, not once"
        text = text.replace(old, new)
    return text


def _filled(text: str, root: Path) -> str:
    def value(match: re.Match[str]) -> str:
        data = (root / match["path"]).read_bytes()
        return hashlib.sha256(data).hexdigest() if match["what"] == "sha256" else str(len(data))

    return re.sub(r"\{(?P<what>sha256|bytes):(?P<path>[^}]+)\}", value, text)


def _decide_all(root: Path, but: Collection[str]) -> None:
    folder = root / "controls" / "annex-a"
    for requirement in annex_a().requirements:
        path = folder / f"{requirement.id}.yaml"
        if not path.exists() and requirement.id not in but:
            text = (
                f"id: {requirement.id}\napplicable: true\ninclusion: {{law: [gdpr]}}\n"
                "status: implemented\nowner: ciso\nstatement: We do it.\nevidence: [EV-01]\n"
            )
            path.write_text(text, encoding="utf-8")


def run(case: Case, root: Path) -> Outcome:
    """Load the case's project and run its one rule."""
    loaded = load(root)
    if not case.raw.get("faults"):
        assert loaded.found == [], [f"{d.code}: {d.message} {d.label.at}" for d in loaded.found]
    registers = loaded.registers
    option = case.raw.get("today")
    day = today_of(date.fromisoformat(option) if option else None, registers.project.as_of)
    # The product's own templates change with the product; a case says which there are.
    with patch("compliance.project.product_templates", lambda: root / "product-templates"):
        found, examined = rule_of(case.module).run(Dossier(root, registers, day))
    positions = Positions(root)
    said = [f"{_spot(positions, d.label)}: {d.message}" for d in found]
    labels = [_spot(positions, label) for d in found for label in d.others]
    return Outcome(found, said, labels, examined)


def _spot(positions: Positions, label: Label) -> str:
    return str(positions.excerpt(label).span)
