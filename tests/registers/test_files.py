"""Nothing in the folders of registers is skipped in silence, and no name or link is a traceback."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from compliance.diagnostics import Diagnostic
from compliance.registers.load import load
from tests.rule_cases import BASE


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the base project."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    return tmp_path


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("text\n")


def said(found: list[Diagnostic]) -> list[str]:
    return [f"{d.code} {d.subject}" for d in found]


def test_the_base_is_read_whole(root: Path) -> None:
    assert load(root).found == []


def test_every_file_that_no_kind_reads_is_named(root: Path) -> None:
    strays = [
        "controls/annex-a/A.5.1.YAML",
        "controls/evidence/EV-09.json",
        "controls/policies/access.markdown",
        "controls/policies/old/access.md",
        "controls/risks.yml",
        "vendors/deep/er/host.yaml",
        "customers/contract.pdf",
    ]
    put(root, *strays)
    found = load(root).found
    assert said(found) == [f"file-not-read {name}" for name in strays]
    assert "controls/policies/*.md" in found[0].help


def test_what_else_stands_there_is_no_stray(root: Path) -> None:
    put(root, "controls/evidence/files/deep/EV-01.bin", "controls/evidence/custody.jsonl")
    put(root, "vendors/README.md", "controls/annex-a/README.md", "vendors/.notes", "customers/.git/config")
    assert load(root).found == []


def test_links_in_a_circle(root: Path) -> None:
    (root / "vendors" / "circle.yaml").symlink_to("circle.yaml")
    (root / "vendors" / "up").symlink_to("..")
    (root / "customers" / "gone").symlink_to("nowhere")
    (root / "answers").symlink_to("answers")
    assert said(load(root).found) == [
        "file-unreadable vendors/circle.yaml",
        "file-not-read vendors/up",
        "file-unreadable customers/gone",
        "file-unreadable answers",
    ]


def test_a_folder_that_is_a_link_to_itself(root: Path) -> None:
    (root / "vendors" / "fjellsky.yaml").unlink()
    (root / "vendors").rmdir()
    (root / "vendors").symlink_to("vendors")
    assert said(load(root).found) == ["file-unreadable vendors"]


def test_a_folder_that_is_a_link_to_the_project(root: Path) -> None:
    """The walk ends, and what was read through the link has its findings."""
    (root / "answers").symlink_to(".")
    found = said(load(root).found)
    assert any(line.endswith("answers/dossier.yaml") for line in found)


def test_a_linked_folder_from_which_something_is_read(root: Path) -> None:
    (root / "vendors").rename(root / "shared")
    (root / "vendors").symlink_to("shared")
    put(root, "shared/old.yml")
    assert said(load(root).found) == ["file-not-read vendors/old.yml"]


def test_a_link_out_of_the_project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    put(outside, "host.yaml", "host.txt")
    (root / "vendors" / "host.yaml").symlink_to(outside / "host.yaml")
    (root / "customers" / "more").symlink_to(outside)
    assert said(load(root).found) == ["file-outside vendors/host.yaml", "file-not-read customers/more"]


@pytest.mark.skipif(sys.platform != "linux", reason="other file systems refuse such names")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"vendors/h\xf8st.yaml", r"vendors/h\xf8st.yaml"),
        (b"vendors/old/h\xf8st.txt", r"vendors/old/h\xf8st.txt"),
        (b"controls/policies/a\nb.md", r"controls/policies/a\nb.md"),
        (b"vendors/\x1b[2J.yaml", r"vendors/\x1b[2J.yaml"),
    ],
)
def test_names_that_are_not_text(root: Path, name: bytes, shown: str) -> None:
    put(root, os.fsdecode(name))
    (found,) = load(root).found
    assert (found.code, found.subject) == ("file-name-not-text", shown)
    assert shown.isprintable()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_rights(root: Path) -> None:
    put(root, "vendors/old/host.yaml")
    (root / "vendors" / "old").chmod(0)
    assert said(load(root).found) == ["file-unreadable vendors/old"]
