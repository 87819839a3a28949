"""The wheel alone is enough: init in an empty folder, a clean check, every document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from compliance.exports import EXPORTS
from compliance.project import product_templates
from tests.corpus import REPOSITORY
from tests.test_init import ONLY_COUNSEL_CAN

pytestmark = pytest.mark.last


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(REPOSITORY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment: our package from the wheel, the locked rest from this environment."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    # A line in a .pth file adds the folder, without the .pth files in it: the editable install stays out.
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "dossier"


def run(command: Path, *arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [str(command), *arguments], cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout


def environment(folder: Path) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    return {**kept, "DOSSIER_CACHE_DIR": str(folder / ".cache"), "COLUMNS": "200"}


@pytest.fixture(scope="module")
def project(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    run(installed, "init", "--name", "Lillevik AS", folder=folder)
    return folder


def test_wheel_carries_what_is_read_at_run_time(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = REPOSITORY / "compliance"
    for folder in ("schemas", "frameworks", "layouts", "starter"):
        data = [p for p in (package / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        assert data
        assert {p.relative_to(REPOSITORY).as_posix() for p in data} <= names
    for path in product_templates().rglob("*.j2"):
        assert f"compliance/templates/{path.relative_to(product_templates()).as_posix()}" in names
    assert not [n for n in names if n.startswith(("tests/", "bench/", "controls/")) or n.endswith("approvals.yaml")]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_package_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import compliance, sys; print(compliance.__file__)"
    command = [str(installed.parent / "python"), "-c", code]
    found = subprocess.run(command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(installed.parent.parent)


def test_check_is_clean(installed: Path, project: Path) -> None:
    found = json.loads(run(installed, "check", "--format", "json", folder=project))
    assert {f["code"] for f in found["findings"]} <= ONLY_COUNSEL_CAN
    assert found["read"]["records"] > 10


def _without_options(lines: list[str]) -> Iterator[str]:
    """Documents that can be built as they are; a line below names the option that another one needs."""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line[:1].strip() and "needs --" not in below:
            yield line.split()[0]


def test_build_yields_every_document(installed: Path, project: Path) -> None:
    listed = run(installed, "build", "--list", folder=project)
    documents = list(_without_options(listed.splitlines()))
    assert len(documents) > 5
    run(installed, "build", folder=project)
    output = project / "output"
    for name in documents:
        made = [*output.glob(f"{name}.*"), *output.glob(f"{name}/*")]
        wanted = ".json" if name in {export.name for export in EXPORTS} else ".pdf"
        assert any(path.suffix == wanted for path in made), f"{name}: {made}"
    for path in output.rglob("*.pdf"):
        assert path.read_bytes().startswith(b"%PDF-"), path
