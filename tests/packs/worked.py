"""Packs for tests that only look, each made once: of the worked company, and of the small project of the rule cases."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from compliance.graph.dossier import Dossier
from compliance.packs import binder, papers
from compliance.packs.items import Period
from compliance.packs.kinds import BY_NAME
from compliance.packs.levels import Level
from compliance.packs.scope import Scope
from compliance.render.environment import environment
from compliance.render.render import Rendered
from tests import company
from tests.company import Done, command

YEAR = Period(date(2025, 11, 1), date(2026, 10, 31))
SPAN = f"{YEAR.start}..{YEAR.end}"


def scope(kind: str = "iso27001", level: Level = "internal", dossier: Dossier | None = None) -> Scope:
    return Scope(dossier or company.dossier(), BY_NAME[kind], YEAR, level)


@cache
def bound(kind: str = "iso27001", level: Level = "internal") -> Rendered:
    """The binder as HTML."""
    found = scope(kind, level)
    return binder.bind(found, environment(found.dossier.root))


def brief(monkeypatch: pytest.MonkeyPatch, target: Path) -> Path:
    """A copy of the small project; packs of it have three chapters and one document, so that tests are quick."""
    monkeypatch.setattr(papers, "ENCLOSED", (("soa", ("xlsx",)),))
    whole = BY_NAME["iso27001"]
    few = tuple(chapter for chapter in whole.chapters if chapter.number in ("00", "16", "17"))
    monkeypatch.setitem(BY_NAME, "iso27001", replace(whole, chapters=few))
    return company.copy_base(target)


def seal(root: Path, target: Path, *options: str | Path) -> Done:
    """``dossier pack`` of a project with the options that seal it, in this process."""
    done = command("pack", "iso27001", "--period", SPAN, "-j", "1", "-o", target, "--project", root, *options)
    assert "Traceback" not in done.err, done.err
    return done


def pack(root: Path, target: Path, *options: str | Path, kind: str = "iso27001") -> Done:
    """``dossier pack`` of a project, unsigned and in this process."""
    done = command("pack", kind, "--period", SPAN, "--unsigned", "-j", "1", "-o", target, "--project", root, *options)
    assert "Traceback" not in done.err, done.err
    return done


def manifest(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        data: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return data


def member(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


@cache
def small() -> Path:
    """The pack of the small project."""
    folder = Path(mkdtemp(prefix="dossier-tests-"))
    done = pack(company.copy_base(folder / "project"), folder / "pack.zip", "--allow-exceptions")
    assert done.code == 0, done.err
    return folder / "pack.zip"
