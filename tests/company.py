"""The worked company, read once, and its documents, rendered once: for tests that only look."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest

from compliance import build as stages
from compliance import cli, pipeline
from compliance.build import BuildOptions, Job
from compliance.graph.dossier import Dossier
from compliance.registers.kinds import KINDS
from compliance.render.environment import environment
from compliance.render.render import Rendered, render
from tests.corpus import BASE, REPOSITORY


def read(root: Path) -> Dossier:
    """A project, which must have no fault of loading."""
    loaded = pipeline.read(root)
    assert loaded.found == [], [f"{d.label.at}: {d.message}" for d in loaded.found]
    dossier = pipeline.link(root, loaded, pipeline.CheckOptions())
    assert dossier is not None
    return dossier


@cache
def dossier() -> Dossier:
    return read(REPOSITORY)


@cache
def documents() -> tuple[tuple[Job, Rendered], ...]:
    """Every document and subject of the worked company, as a draft."""
    return render_all(dossier())


def rendered(name: str, subject: str = "") -> Rendered:
    """One document of the worked company; of one that comes by subjects, the first."""
    for job, found in documents():
        if job.document.name == name and subject in ("", job.subject):
            return found
    pytest.skip(f"the worked company has nothing to print as {name}")


def render_all(dossier: Dossier) -> tuple[tuple[Job, Rendered], ...]:
    env = environment(dossier.root)
    return tuple((job, render(job.document, job.subject, dossier, env)) for job in stages.plan(dossier, BuildOptions()))


def register_files(root: Path = REPOSITORY) -> tuple[str, ...]:
    """Every register file of a project, relative and with ``/``."""
    found = (path for kind in KINDS for pattern in kind.where for path in sorted(root.glob(pattern)))
    return tuple(path.relative_to(root).as_posix() for path in found)


def copy_company(target: Path) -> Path:
    """The worked company's registers without the product: its templates are the product's."""
    for name in ("controls", "dataflows", "vendors", "customers", "answers"):
        shutil.copytree(REPOSITORY / name, target / name)
    shutil.copy(REPOSITORY / "dossier.yaml", target)
    (target / "templates").mkdir()
    for name in ("approvals.yaml", "kvitfjord.svg"):
        shutil.copy(REPOSITORY / "templates" / name, target / "templates")
    return target


def copy_base(target: Path) -> Path:
    """The small project of the rule cases; ``edit`` changes it."""
    shutil.copytree(BASE, target, dirs_exist_ok=True)
    return target


def edit(root: Path, file: str, changes: dict[str, str]) -> None:
    """Replace texts that each stand exactly once in a file."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def write(root: Path, file: str, text: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def command(*arguments: str | Path) -> Done:
    """``dossier ARGUMENTS`` in this process, exactly as the entry point runs it."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with patch.object(sys, "argv", ["dossier", *map(str, arguments)]), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def process(*arguments: str | Path, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """``dossier ARGUMENTS`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "compliance", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **env},
        capture_output=True,
        text=True,
        check=False,
    )
