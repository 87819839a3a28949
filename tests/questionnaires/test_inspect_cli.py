"""``dossier answer --inspect``: what was found, and why; nothing is written."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.questionnaires.books import ASKED, messy, simple
from tests.test_cli import dossier


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is no project: a questionnaire can be looked at anywhere."""
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def inspect(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return dossier("answer", *arguments, "--inspect", folder=folder)


def test_text_says_what_was_found_and_why(folder: Path) -> None:
    messy(folder / "messy.xlsx")
    before = sorted(folder.iterdir())
    done = inspect(folder, "messy.xlsx")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[1] == "15 questions: 5 statements, 4 form fields, 0 follow-ups"
    assert "Security: 6 questions" in lines
    assert (
        "  column C = answer: headed 'Vendor answer'; 100% of its cells have a list; 100% of its cells are free"
        in lines
    )
    assert "Evaluation: left alone" in lines
    assert sorted(folder.iterdir()) == before


def test_verbose_lists_questions_with_their_places(folder: Path) -> None:
    messy(folder / "messy.xlsx")
    lines = inspect(folder, "messy.xlsx", "-v").stdout.splitlines()
    at = lines.index("    B9: 2.1 Is data encrypted at rest with AES-256?")
    assert lines[at + 1] == "      answer C9: choice of Yes | No | Partial | N/A"
    assert "      answer D4: mark for 'Partial'" in lines
    assert "      no place for an answer that may be written to" in lines


def test_json_holds_everything(folder: Path) -> None:
    messy(folder / "messy.xlsx")
    data = json.loads(inspect(folder, "messy.xlsx", "--format", "json").stdout)
    assert len(data["questions"]) == 15
    question = next(q for q in data["questions"] if q["key"] == "Security!B5")
    assert question["answers"][0]["options"] == ["Yes", "No", "Partial", "N/A"]
    assert {note["part"]: note["used"] for note in data["notes"]}["Lists"] is False


def test_sheet_and_columns_can_be_named(folder: Path) -> None:
    messy(folder / "messy.xlsx")
    done = inspect(folder, "messy.xlsx", "--sheet", "Security", "--answer-column", "F", "--comment-column", "C")
    assert "  column F = answer: named on the command line" in done.stdout.splitlines()


def test_a_file_without_questions_is_exit_code_1(folder: Path) -> None:
    simple(folder / "book.xlsx", [["Invoice", "Amount"], ["Hosting", 100]])
    assert inspect(folder, "book.xlsx").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none.xlsx",), "none.xlsx cannot be read: No such file or directory"),
        (("book.xlsx", "--sheet", "Other"), "book.xlsx has no sheet 'Other'"),
        (("book.xlsx", "--answer-column", "Reply"), "has no column 'Reply'"),
    ],
)
def test_wrong_use_is_a_sentence_and_exit_code_2(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    simple(folder / "book.xlsx", ASKED)
    done = inspect(folder, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert says in done.stderr
    assert "  help: " in done.stderr


def test_without_inspect_a_project_is_needed(folder: Path) -> None:
    simple(folder / "book.xlsx", ASKED)
    done = dossier("answer", "book.xlsx", folder=folder)
    assert (done.returncode, done.stderr.startswith("error: ")) == (2, True)
    assert [path.name for path in folder.iterdir()] == ["book.xlsx"]
