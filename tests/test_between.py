"""Two revisions on the command line: what can be written, and every way in which it can go wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from compliance.between import Range, RangeError, between, parse_range
from tests.company import command, copy_base, edit
from tests.revisions import commit, git, repository


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("committed") / "project")


@pytest.fixture
def root(committed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(committed, tmp_path / "project"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v1..v2", Range("v1", "v2")),
        ("v1..", Range("v1", "")),
        ("v1", Range("v1", "")),
        ("HEAD~1..HEAD", Range("HEAD~1", "HEAD")),
        ("feature/a.b..HEAD@{1 day ago}", Range("feature/a.b", "HEAD@{1 day ago}")),
    ],
)
def test_ranges(text: str, expected: Range) -> None:
    assert parse_range(text) == expected


@pytest.mark.parametrize("text", ["", "..", "..HEAD", "a...b", "a..b..c", "--all", "a..--upload-pack=x"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(RangeError):
        parse_range(text)


def test_both_are_of_one_day(root: Path) -> None:
    edit(root, "dossier.yaml", {"as_of: 2026-11-20": "as_of: 2026-12-24"})
    with between(root, "HEAD", None) as pair:
        assert [str(side.dossier.today) for side in pair] == ["2026-12-24", "2026-12-24"]
        assert pair.after.words == "work tree"
        assert pair.before.words.startswith("HEAD (")


def test_folders_of_revisions_go_away(root: Path) -> None:
    with between(root, "HEAD..HEAD", None) as pair:
        folders = [side.dossier.root for side in pair]
        assert all((folder / "dossier.yaml").is_file() for folder in folders)
    assert not any(folder.exists() for folder in folders)


def test_a_project_below_the_top_of_the_repository(tmp_path: Path) -> None:
    copy_base(tmp_path / "inside")
    git(tmp_path, "init", "-q")
    commit(tmp_path, "first")
    assert command("impact", "HEAD", "--project", tmp_path / "inside", "--document", "subprocessors").code == 0


@pytest.mark.parametrize("arguments", [("impact",), ("flows", "diff")])
@pytest.mark.parametrize(
    ("revisions", "words"),
    [
        ("nowhere..HEAD", "there is no revision `nowhere` in this repository"),
        ("HEAD..nowhere", "there is no revision `nowhere` in this repository"),
        ("HEAD...HEAD", "'HEAD...HEAD' is not REV..REV"),
        ("--no-such-option", "No such option"),
    ],
)
def test_wrong_use_is_2(root: Path, arguments: tuple[str, ...], revisions: str, words: str) -> None:
    done = command(*arguments, revisions, "--project", root)
    assert done.code == 2
    assert done.out == ""
    assert words in done.err


def test_outside_git_is_2(tmp_path: Path) -> None:
    copy_base(tmp_path / "project")
    done = command("impact", "HEAD", "--project", tmp_path / "project")
    assert done.code == 2
    assert "not a git repository" in done.err


def test_a_revision_without_a_project_is_2(root: Path) -> None:
    (root / "dossier.yaml").rename(root / "kept")
    commit(root, "without")
    (root / "kept").rename(root / "dossier.yaml")
    done = command("impact", "HEAD", "--project", root)
    assert done.code == 2
    assert "the project has no dossier.yaml at HEAD" in done.err


def test_a_revision_before_the_folder_is_2(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "other").write_text("x")
    commit(tmp_path, "first")
    copy_base(tmp_path / "project")
    done = command("impact", "HEAD", "--project", tmp_path / "project")
    assert done.code == 2
    assert "the project has no dossier.yaml at HEAD" in done.err


def test_registers_that_cannot_be_read_are_2(root: Path) -> None:
    edit(root, "vendors/fjellsky.yaml", {"criticality: critical": "criticality: enormous"})
    commit(root, "broken")
    edit(root, "vendors/fjellsky.yaml", {"criticality: enormous": "criticality: critical"})
    done = command("impact", "HEAD", "--project", root)
    assert done.code == 2
    assert "the registers of HEAD cannot be read: vendors/fjellsky.yaml:8:14:" in done.err
    (root / "dossier.yaml").write_text("a: [")
    broken = command("impact", "HEAD~1", "--project", root)
    assert broken.code == 2
    assert "the registers of work tree cannot be read: dossier.yaml:" in broken.err
