"""CONTRIBUTING.md, done to the letter in a copy of the repository: the four examples work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.corpus import REPOSITORY

pytestmark = pytest.mark.last

PARTS = ("compliance", "templates", "tests", "docs", "controls", "dataflows", "vendors", "customers", "answers")

BLOCK = re.compile(
    r"(?:In `(?P<changed>[^`]+)`, below `(?P<anchor>[^`]+)`|^`(?P<made>[^`]+)`):\n\n```\w+\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Step(NamedTuple):
    """A file to make, or a text to put below a line of one that is there."""

    path: str
    text: str
    anchor: str = ""


def steps() -> Iterator[Step]:
    page = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for match in BLOCK.finditer(page):
        yield Step(match["made"] or match["changed"], match["text"], match["anchor"] or "")


def take(step: Step, root: Path) -> None:
    path = root / step.path
    if not step.anchor:
        assert not path.exists(), f"{step.path} is there already"
        path.write_text(step.text, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    assert text.count(f"\n{step.anchor}\n") == 1, f"{step.anchor!r} is no single line of {step.path}"
    path.write_text(text.replace(f"\n{step.anchor}\n", f"\n{step.anchor}\n{step.text}"), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    for name in PARTS:
        if (REPOSITORY / name).exists():
            shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dossier.yaml", "pyproject.toml", "CONTRIBUTING.md"):
        shutil.copy(REPOSITORY / name, root / name)
    for step in steps():
        take(step, root)
    (root / "controls" / "trainings.yaml").write_text(
        "trainings:\n  - id: T-2026\n    title: Secrecy\n    held_on: 2026-03-12\n    owner: ciso\n"
    )
    return root


def run(root: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(root), "DOSSIER_CACHE_DIR": str(root / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_example_is_found() -> None:
    assert len(list(steps())) == 14


def test_manual_page(copy: Path) -> None:
    assert "A product names no system" in run(copy, "compliance", "explain", "product-without-systems")


def test_rule(copy: Path) -> None:
    run(copy, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_rule_cases.py", "-k", "product_without_systems")


def test_document(copy: Path) -> None:
    run(copy, "compliance", "build", "retention-schedule", "--quiet")
    for suffix in ("pdf", "xlsx", "html", "json"):
        assert (copy / "output" / f"retention-schedule.{suffix}").stat().st_size > 500


def test_framework(copy: Path) -> None:
    assert "coverage example-baseline:" in run(copy, "compliance", "check", "--fail-on", "never")


def test_register_kind(copy: Path) -> None:
    assert "controls/trainings.yaml:2:5" in run(copy, "compliance", "list", "training")
    assert "## training" in run(copy, "compliance", "schema", "--reference")
    (copy / "docs" / "registers.md").write_text(run(copy, "compliance", "schema", "--reference"), encoding="utf-8")
    run(copy, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_schemas.py", "tests/test_imports.py")


def test_code_is_as_tidy_as_ours(copy: Path) -> None:
    made = [step.path for step in steps() if step.path.endswith(".py") and not step.anchor]
    run(copy, "ruff", "check", *made)
    run(copy, "ruff", "format", "--check", *made)
    run(copy, "mypy", "--cache-dir", str(copy / ".mypy"), *made)
