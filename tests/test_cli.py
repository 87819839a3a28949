"""The command line: exit codes, what is chosen, what counts; faults are sentences and never tracebacks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus import BASE

GIT = {
    **os.environ,
    "GIT_AUTHOR_NAME": "t",
    "GIT_AUTHOR_EMAIL": "t@t.example",
    "GIT_COMMITTER_NAME": "t",
    "GIT_COMMITTER_EMAIL": "t@t.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def dossier(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in ``folder``."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "compliance", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DOSSIER_CACHE_DIR": str(folder.parent / "cache")},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(BASE, root)
    return root


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, env=GIT)


def break_reference(root: Path) -> None:
    path = root / "controls" / "risks.yaml"
    path.write_text(path.read_text().replace("systems: [diary-db]", "systems: [diary-bd]"))


def select(*more: str) -> tuple[str, ...]:
    return ("check", "--select", "unknown-reference", *more)


def test_clean_is_0(project: Path) -> None:
    done = dossier(*select(), folder=project)
    assert done.returncode == 0
    assert "0 errors, 0 warnings, 0 notes" in done.stdout


def test_findings_are_1(project: Path) -> None:
    break_reference(project)
    done = dossier(*select(), folder=project)
    assert done.returncode == 1
    assert "did you mean `diary-db`?" in done.stdout


def test_found_from_a_folder_below(project: Path) -> None:
    assert dossier(*select(), folder=project / "controls").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "--select", "no-such-rule"), "there is no rule `no-such-rule`"),
        (("check", "--ignore", "no-such-rule"), "there is no rule `no-such-rule`"),
        (("check", "--today", "yesterday"), "is not a date"),
        (("check", "--today", "2026-13-01"), "is not a date"),
        (("check", "--min-coverage", "iso27001-2022=much"), "is not FRAMEWORK=PERCENT"),
        (("check", "--baseline", "missing.json"), "does not exist"),
        (("check", "--baseline", "dossier.yaml"), "the baseline dossier.yaml cannot be used"),
        (("check", "--fail-on", "everything"), "Invalid value"),
        (("check", "--format", "yaml"), "Invalid value"),
        (("check", "--project", "missing"), "does not exist"),
        (("check", "--ratchet", "HEAD"), "git"),
        (("explain", "no-such-rule"), "there is no rule `no-such-rule`"),
        (("list", "no-such-kind"), "Invalid value"),
        (("schema", "no-such-kind"), "Invalid value"),
        (("no-such-command",), "No such command"),
    ],
)
def test_wrong_use_is_2(project: Path, arguments: tuple[str, ...], words: str) -> None:
    done = dossier(*arguments, folder=project)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    assert words in done.stderr


def test_no_project_is_2(tmp_path: Path) -> None:
    done = dossier("check", folder=tmp_path)
    assert done.returncode == 2
    assert "no dossier.yaml in" in done.stderr
    assert "dossier init" in done.stderr


def test_output_that_cannot_be_written_is_2(project: Path) -> None:
    for option in ("--output", "--write-baseline"):
        done = dossier(*select(option, "missing/folder/out.json"), folder=project)
        assert done.returncode == 2, option
        assert "missing/folder/out.json" in done.stderr


def test_directory_in_the_place_of_dossier_yaml(tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").mkdir()
    assert dossier("check", folder=tmp_path).returncode == 2


@pytest.mark.parametrize(
    "text", ["", "a: [", "- 1\n", "company: 1\n", "\x00", "schema_version: 1\nschema_version: 1\n"]
)
@pytest.mark.parametrize("command", ["check", "list", "migrate", "build", "why"])
def test_broken_dossier_yaml_is_a_finding(project: Path, text: str, command: str) -> None:
    (project / "dossier.yaml").write_text(text)
    arguments = {"why": ("why", "soa", "text"), "build": ("build", "--quiet")}.get(command, (command,))
    done = dossier(*arguments, folder=project)
    if command == "check":
        assert done.returncode == 1
        assert "dossier.yaml:" in done.stdout
    elif command == "list":
        assert done.returncode == 0
    else:
        assert done.returncode in (1, 2)
        assert done.stdout + done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_a_finding(project: Path) -> None:
    (project / "dossier.yaml").chmod(0)
    assert dossier("check", folder=project).returncode in (1, 2)


def test_select_and_ignore(project: Path) -> None:
    break_reference(project)
    assert dossier(*select(), folder=project).returncode == 1
    assert dossier(*select("--ignore", "unknown-reference"), folder=project).returncode == 0
    both = json.loads(
        dossier("check", "--select", "unknown-reference,waiver-expired", "--format=json", folder=project).stdout
    )
    assert set(both["examined"]) == {"unknown-reference", "waiver-expired"}


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on(project: Path, level: str, code: int) -> None:
    (project / "vendors" / "deep").mkdir()
    (project / "vendors" / "deep" / "stray.yaml").write_text("a: 1\n")  # a warning of the loader
    assert dossier(*select("--fail-on", level), folder=project).returncode == code


def test_fail_on_never_passes_errors(project: Path) -> None:
    break_reference(project)
    assert dossier(*select("--fail-on", "never"), folder=project).returncode == 0


def test_baseline_lets_old_findings_pass_and_new_ones_not(project: Path) -> None:
    break_reference(project)
    written = dossier(*select("--write-baseline", "known.json", "--fail-on", "never"), folder=project)
    assert written.returncode == 0
    known = dossier(*select("--baseline", "known.json"), folder=project)
    assert known.returncode == 0
    assert "1 known from the baseline" in known.stdout
    risks = project / "controls" / "risks.yaml"
    risks.write_text("# a line more, so that the old finding moves\n" + risks.read_text())
    assert dossier(*select("--baseline", "known.json"), folder=project).returncode == 0
    risks.write_text(risks.read_text().replace("controls: [A.8.13]", "controls: [A.8.31]"))
    again = dossier(*select("--baseline", "known.json"), folder=project)
    assert again.returncode == 1
    assert "1 error" in again.stdout


def test_minimum_coverage_of_the_command_line(project: Path) -> None:
    arguments = ("check", "--select", "coverage-below-minimum")
    assert dossier(*arguments, folder=project).returncode == 0
    done = dossier(*arguments, "--min-coverage", "iso27001-2022=99", folder=project)
    assert done.returncode == 1
    assert "minimum 99 %" in done.stdout


def test_ratchet_fails_when_coverage_fell(project: Path) -> None:
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "first")
    assert dossier(*select("--ratchet", "HEAD"), folder=project).returncode == 0
    control = project / "controls" / "annex-a" / "A.8.13.yaml"
    control.write_text(control.read_text().replace("status: implemented", "status: not"))
    done = dossier(*select("--ratchet", "HEAD"), folder=project)
    assert done.returncode == 1
    assert "error[coverage-fell]" in done.stdout
    assert "no longer met: A.8.13" in done.stdout
    assert dossier(*select("--ratchet", "no-such-revision"), folder=project).returncode == 2
    assert dossier(*select("--ratchet", "--upload-pack=touch x"), folder=project).returncode == 2


def test_ratchet_of_a_project_below_the_repository(project: Path) -> None:
    git(project.parent, "init", "-q")
    git(project.parent, "add", "project")
    git(project.parent, "commit", "-qm", "first")
    assert dossier(*select("--ratchet", "HEAD"), folder=project).returncode == 0


def waiver(expires: str) -> str:
    return (
        "waivers:\n- id: W-1\n  code: unknown-reference\n  subject: R-01\n  reason: The system is named next week.\n"
        f"  owner: ciso\n  approved_by: ceo\n  approved_on: 2026-11-01\n  expires: {expires}\n"
    )


def test_waiver_holds_until_it_expires(project: Path) -> None:
    break_reference(project)
    (project / "controls" / "waivers.yaml").write_text(waiver("2026-12-31"))
    held = dossier(*select(), folder=project)
    assert held.returncode == 0
    assert "1 waived" in held.stdout
    assert dossier(*select("--today", "2027-01-01"), folder=project).returncode == 1


def test_waiver_that_matches_nothing(project: Path) -> None:
    (project / "controls" / "waivers.yaml").write_text(waiver("2026-12-31"))
    done = dossier(*select(), folder=project)
    assert done.returncode == 0
    assert "warning[waiver-unused]" in done.stdout


def test_report_goes_to_a_file(project: Path) -> None:
    done = dossier(*select("--format", "sarif", "-o", "out.sarif"), folder=project)
    assert done.returncode == 0
    assert done.stdout == ""
    assert json.loads((project / "out.sarif").read_text())["version"] == "2.1.0"


def test_cache_is_shown_and_cleared(project: Path) -> None:
    dossier(*select(), folder=project)
    assert " MB" in dossier("cache", folder=project).stdout
    assert "entries removed" in dossier("cache", "--clear", folder=project).stdout


def test_closed_pipe_is_quiet(project: Path) -> None:
    command = f"{sys.executable} -m compliance schema vendor | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False)
    assert done.stderr == ""
