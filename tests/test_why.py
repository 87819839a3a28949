"""``dossier why``: from a printed text to the line of the register, and to its commit."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import company
from tests.company import command, edit

POLICY = "controls/policies/information-security.md"
GIT = {
    **os.environ,
    **{f"GIT_{who}_{what}": f"{who}@lillevik.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    **{f"GIT_{who}_DATE": "2026-11-01T12:00:00Z" for who in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with every document, as HTML and JSON."""
    root = company.copy_base(tmp_path_factory.mktemp("why"))
    edit(root, POLICY, {"told of a breach within 24 hours": "told of a breach\nwithin 24 hours"})
    assert command("build", "--project", root, "--format", "html", "--format", "json", "-q").code == 0
    return root


def line_of(root: Path, file: str, text: str) -> str:
    """``file:line`` of the one line of a file that holds the text."""
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if text in line]
    assert len(found) == 1, (file, text, found)
    return f"{file}:{found[0]}"


def why(root: Path, document: str, text: str, *more: str) -> list[dict[str, Any]]:
    done = command("why", document, text, "--project", root, "--format", "json", *more)
    found: list[dict[str, Any]] = json.loads(done.out)
    assert done.code == (0 if found else 1)
    return found


def origins(root: Path, document: str, text: str) -> list[str]:
    return [f"{o['path']}:{o['line']}" for o in why(root, document, text)[0]["origins"]]


@pytest.mark.parametrize(
    ("document", "text", "file", "on"),
    [
        ("soa", "The diary database is backed up every day", "controls/annex-a/A.8.13.yaml", "statement:"),
        ("soa", "Lillevik AS", "dossier.yaml", "legal_name:"),
        ("soa", "2026-10-08", "controls/annex-a/A.8.13.yaml", "last_verified:"),
        ("soa", "20 November 2026", "dossier.yaml", "as_of: 2026-11-20"),
        ("soa", "Platform Lead", "dossier.yaml", "id: platform-lead"),
        ("soa", "Confidential", "dossier.yaml", "classification:"),
        ("subprocessors", "Fjellveien 4", "dataflows/parties.yaml", "address: Fjellveien"),
        ("subprocessors", "Stored: Norway, Bergen", "vendors/fjellsky.yaml", "{country: NO, region"),
        ("subprocessors", "privacy@fjellsky.example", "dataflows/parties.yaml", "privacy@fjellsky"),
        ("subprocessors", "60", "dossier.yaml", "subprocessor_notice_days"),
        ("vendor-assessment", "Supplier assessment: Fjellsky", "vendors/fjellsky.yaml", "name: Fjellsky"),
        ("vendor-assessment", "Backups are restored at another host", "vendors/fjellsky.yaml", "exit_plan:"),
        ("vendor-assessment", "TLS 1.2 or newer", "vendors/fjellsky.yaml", "encryption_in_transit"),
        ("vendor-assessment", "Contract with Fjellsky", "vendors/fjellsky.yaml", "title: Contract with Fjellsky"),
        ("policies", "covers all systems", POLICY, "covers all systems"),
        ("policies", "within 24 hours", POLICY, "within 24 hours"),
        ("policies", "Information security policy", POLICY, "title:"),
        ("policies", "First version.", POLICY, "summary: First"),
        ("policy-set", "What information security means", POLICY, "summary: What"),
        ("coverage", "0 per cent", "dossier.yaml", "minimum_coverage"),
    ],
)
def test_a_fact_leads_to_its_line(built: Path, document: str, text: str, file: str, on: str) -> None:
    assert line_of(built, file, on) in origins(built, document, text)


def test_the_column_is_that_of_the_value(built: Path) -> None:
    origin = why(built, "soa", "The diary database is backed up every day")[0]["origins"][0]
    assert (origin["column"], origin["pointer"]) == (12, "/statement")


def test_a_risk_leads_to_its_line(built: Path) -> None:
    title = next(
        line.partition("title: ")[2]
        for line in (built / "controls/risks.yaml").read_text().splitlines()
        if "title: " in line
    ).strip(" ,}")
    assert origins(built, "risk-treatment", title) == [line_of(built, "controls/risks.yaml", title)]


def test_a_text_over_two_lines_leads_to_both(built: Path) -> None:
    found = why(built, "policies", "told of a breach within 24 hours")
    lines = [f"{o['path']}:{o['line']}" for trace in found for o in trace["origins"]]
    assert lines == [line_of(built, POLICY, "told of a breach"), line_of(built, POLICY, "within 24 hours")]


def test_words_of_the_template_have_no_source(built: Path) -> None:
    assert why(built, "soa", "This statement lists every control") == []
    done = command("why", "soa", "This statement lists every control", "--project", built)
    assert done.code == 1
    assert "no text from a register" in done.out


def test_case_and_spaces_do_not_matter(built: Path) -> None:
    assert origins(built, "soa", "the  DIARY database\nis backed up")


def test_one_subject_only(built: Path) -> None:
    assert why(built, "vendor-assessment", "Fjellsky", "--subject", "fjellsky")
    done = command("why", "vendor-assessment", "Fjellsky", "--subject", "nobody", "--project", built)
    assert (done.code, "has not been built" in done.err) == (2, True)


def test_what_was_not_built(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    done = command("why", "soa", "x", "--project", root)
    assert (done.code, "dossier build soa" in done.err) == (2, True)


@pytest.mark.parametrize("data", ["", "[]", "{}", '{"version": 2, "blocks": []}', '{"version": 1, "blocks": [{}]}'])
def test_a_damaged_side_file_is_no_traceback(built: Path, tmp_path: Path, data: str) -> None:
    (tmp_path / "soa.sources.json").write_text(data)
    done = command("why", "soa", "x", "--project", built, "-o", tmp_path)
    assert (done.code, "build the document again" in done.err) == (2, True)


def test_a_register_that_changed_since_says_so(built: Path, tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    assert command("build", "soa", "--project", root, "--format", "html", "-q").code == 0
    (before,) = why(root, "soa", "A.5.19")[0]["origins"]
    path = root / before["path"]
    path.write_text("# a comment on top\n" + path.read_text())
    (after,) = why(root, "soa", "A.5.19")[0]["origins"]
    assert (before["changed_since"], after["changed_since"]) == (False, True)
    assert after["line"] == before["line"] + 1, "the line is found in the register as it is now"


def test_in_a_checkout_the_commit_is_named(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "registers: first")):
        subprocess.run(["git", "-C", root, *arguments], check=True, env=GIT)
    assert command("build", "soa", "--project", root, "--format", "html", "-q").code == 0
    commit = why(root, "soa", "The diary database is backed up")[0]["origins"][0]["commit"]
    assert (commit["day"], commit["summary"]) == ("2026-11-01", "registers: first")
    text = command("why", "soa", "The diary database is backed up", "--project", root).out
    assert f"commit {commit['hash']} of 2026-11-01: registers: first" in text


def test_in_a_folder_the_commit_is_left_out(built: Path) -> None:
    assert why(built, "soa", "The diary database")[0]["origins"][0]["commit"] is None
