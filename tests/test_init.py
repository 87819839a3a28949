"""``dossier init``: what it writes is valid on any day, and nothing is written over."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from compliance import pipeline, starter
from compliance.cli.init import command
from compliance.diagnostics import DossierError, Severity
from compliance.registers.kinds import KINDS
from compliance.registers.records.company import Project

ONLY_COUNSEL_CAN = {"text-without-approval"}
"""A warning that a new project has with good reason: no counsel has read the shipped legal texts for it."""

DAYS = (date(2024, 2, 29), date(2026, 11, 22), date(2031, 7, 1))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_new_project_is_clean(tmp_path: Path, day: date) -> None:
    starter.write(tmp_path, starter.project("Example Company", day))
    checked = pipeline.check(tmp_path, pipeline.CheckOptions(today=day))
    found = [(f.diagnostic.code, f.diagnostic.message) for f in checked.findings]
    assert [code for code, _ in found if code not in ONLY_COUNSEL_CAN] == [], found
    assert checked.worst() != Severity.ERROR
    assert checked.examined["records"] > 10


def test_nothing_shipped_ages() -> None:
    texts = {path: data.decode() for path, data in starter.project("X", date(1970, 1, 1)).items()}
    for path, text in texts.items():
        if not path.startswith(".schemas/"):
            assert set(re.findall(r"\b(?:19|20)\d\d-\d\d-\d\d", text)) <= {"1970-01-01", "1971-01-01"}, path
            assert "{{" not in text, path
            assert "as_of:" not in text, path


@pytest.mark.parametrize("name", ["Å/S", 'A "quoted" & <b> name', "{{ 7 * 7 }}", "- yes: #no", "'"])
def test_any_name_is_text(tmp_path: Path, name: str) -> None:
    starter.write(tmp_path, starter.project(name, DAYS[1]))
    (project,) = pipeline.read(tmp_path).registers.all(Project)
    assert project.company.legal_name == name


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "\x1b[2J"])
def test_a_name_that_is_no_line(name: str) -> None:
    with pytest.raises(DossierError):
        starter.project(name, DAYS[1])


def test_every_file_names_a_schema_that_is_there(tmp_path: Path) -> None:
    starter.write(tmp_path, starter.project("X", DAYS[1]))
    registers = [path for kind in KINDS for where in kind.where for path in tmp_path.glob(where)]
    assert registers
    for path in registers:
        if path.suffix == ".yaml":
            schema = path.read_text().splitlines()[0].removeprefix("# yaml-language-server: $schema=")
            assert (path.parent / schema).is_file(), path


def test_command_makes_the_folder(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "new"), "--name", "Lillevik AS"])
    assert result.exit_code == 0, result.output
    assert "dossier check" in result.output
    assert pipeline.check(tmp_path / "new").worst() != Severity.ERROR


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    result = CliRunner().invoke(command, [str(tmp_path)])
    assert isinstance(result.exception, DossierError)
    assert "README.md" in result.exception.message
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_second_time_is_refused(tmp_path: Path) -> None:
    starter.write(tmp_path, starter.project("X", DAYS[1]))
    with pytest.raises(DossierError, match="already holds"):
        starter.write(tmp_path, starter.project("X", DAYS[1]))


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DossierError, match=r"dossier\.yaml"):
        starter.write(tmp_path, starter.project("X", DAYS[1]))
    assert not (tmp_path / "elsewhere").exists()


def test_other_files_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    starter.write(tmp_path, starter.project("X", DAYS[1]))
    assert (tmp_path / "dossier.yaml").is_file()
