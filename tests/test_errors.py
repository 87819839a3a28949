"""The smallest project for each mistake that reading finds, with everything that is printed about it.

``tests/errors/NAME`` is a project; ``expected.txt`` in it is the whole output of ``dossier check``.
After a deliberate change of words: ``DOSSIER_WRITE_EXPECTED=1 pytest tests/test_errors.py``, and read
the difference.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from compliance.cli.check import command
from compliance.registers import yaml12
from compliance.rules.loading import LOADING

ERRORS = Path(__file__).parent / "errors"
PROJECTS = sorted(folder.name for folder in ERRORS.iterdir() if folder.is_dir())

ELSEWHERE = {
    "file-too-large": "below: five megabytes are not kept in git",
    "file-unreadable": "below: rights are not kept in git",
    "file-name-not-text": "below: not every file system can hold such a name",
    "schema-invalid": "a net below the others; no schema of ours gets there",
}


def made_while_reading() -> set[str]:
    """Codes of LOADING that stand in the sources of compliance/registers."""
    folder = Path(yaml12.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return {code for code in LOADING if f'"{code}"' in sources}


def printed(root: Path) -> str:
    # One rule only, so that a new rule changes no expected text.
    arguments = ["--project", str(root), "--no-cache", "--today", "2026-01-01", "--select", "unknown-reference"]
    result = CliRunner().invoke(command, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return f"{result.output}exit code {result.exit_code}\n"


@pytest.mark.parametrize("name", PROJECTS)
def test_whole_output(name: str) -> None:
    path = ERRORS / name / "expected.txt"
    text = printed(ERRORS / name)
    if os.environ.get("DOSSIER_WRITE_EXPECTED"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_loading_code_has_a_project() -> None:
    texts = [(ERRORS / name / "expected.txt").read_text(encoding="utf-8") for name in PROJECTS]
    shown = {code for text in texts for code in re.findall(r"^\w+\[([a-z0-9-]+)\]", text, re.MULTILINE)}
    assert made_while_reading() - shown == set(ELSEWHERE)
    assert shown - set(LOADING) == {"unknown-reference"}


def copy_of(name: str, target: Path) -> Path:
    (target / "dossier.yaml").write_bytes((ERRORS / name / "dossier.yaml").read_bytes())
    (target / "dataflows").mkdir()
    return target / "dataflows" / "parties.yaml"


def test_file_too_large(tmp_path: Path) -> None:
    path = copy_of("empty-file", tmp_path)
    path.write_bytes(b"#" * (yaml12.MAX_BYTES + 1))
    text = printed(tmp_path)
    assert "error[file-too-large]: the file has 5,000,001 bytes; the limit is 5,000,000" in text
    assert "exit code 1" in text


def test_directory_in_the_place_of_a_file(tmp_path: Path) -> None:
    copy_of("empty-file", tmp_path).mkdir()
    text = printed(tmp_path)
    assert "error[file-unreadable]" in text
    assert "exit code 1" in text


@pytest.mark.skipif(sys.platform != "linux", reason="other file systems refuse such a name")
def test_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    copy_of("empty-file", tmp_path)
    (tmp_path / "vendors").mkdir()
    (tmp_path / os.fsdecode(b"vendors/\xff.yaml")).write_text("id: x\n")
    text = printed(tmp_path)
    assert "error[file-name-not-text]" in text
    assert "exit code 1" in text


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    copy_of("empty-file", tmp_path)
    folder = tmp_path / "vendors"
    folder.mkdir()
    (folder / "circle.yaml").symlink_to("circle.yaml")
    (folder / "gone.yaml").symlink_to("nothing.yaml")
    text = printed(tmp_path)
    assert text.count("error[file-unreadable]") == 2
    assert "exit code 1" in text


def test_folder_that_is_a_link(tmp_path: Path) -> None:
    inside, outside = tmp_path / "project", tmp_path / "outside"
    inside.mkdir()
    copy_of("empty-file", inside).write_text("parties: []\n")
    (inside / "dataflows").rename(outside)
    (inside / "dataflows").symlink_to(outside)
    assert "error[file-outside]" in printed(inside)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_rights(tmp_path: Path) -> None:
    path = copy_of("empty-file", tmp_path)
    path.write_text("parties: []\n")
    path.chmod(0)
    assert "error[file-unreadable]" in printed(tmp_path)
