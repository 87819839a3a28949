"""``dossier flows transfers``: what it prints, what it examined, and its exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from compliance.cli.flows_transfers import command
from tests import company
from tests.corpus import BASE, REPOSITORY

SEAT = {"5019 Bergen\n    country: NO": "5019 Bergen\n    country: US"}
LISTED = {
    "5019 Bergen\n    country: NO": "5019 Bergen\n    country: US\n    dpf: {listed: true, checked_on: 2026-11-01}"
}


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["--project", str(root), "--no-cache", *arguments])


def data(root: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(root, "--format", "json", *arguments).stdout)
    return found


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """The host has moved to the United States."""
    root = company.copy_base(tmp_path / "moved")
    company.edit(root, "dataflows/parties.yaml", SEAT)
    return root


def test_a_clean_project_says_how_much_it_examined() -> None:
    done = run(BASE)
    assert done.exit_code == 0
    assert "2 hops: None needed: within the EEA (--all lists them)" in done.stdout
    assert "examined 2 hops on 2026-11-20: 2 live flows" in done.stdout


def test_each_answer_has_its_witnesses(moved: Path) -> None:
    done = run(moved)
    assert done.exit_code == 1
    assert "flow 2 Lillevik AS -> Fjellsky AS: None found [missing]" in done.stdout
    assert "rule T5" in done.stdout
    assert re.search(r"^    dataflows/parties\.yaml:12:14$", done.stdout, re.MULTILINE)
    assert re.search(r"^    dataflows/flows/diary\.yaml:24:9$", done.stdout, re.MULTILINE)


def test_all_lists_what_stays(moved: Path) -> None:
    assert "None needed: within the EEA [ok]" not in run(BASE).stdout
    assert run(BASE, "--all").stdout.count("None needed: within the EEA [ok]") == 2


def test_json_says_the_same(moved: Path) -> None:
    found = data(moved)
    assert found["examined"] == {"hops": 2, "flows": 2, "returned": 0, "links": 0}
    (hop,) = [hop for hop in found["hops"] if hop["flow"]["number"] == 2]
    assert (hop["ground"], hop["verdict"]) == ("missing", "missing")
    assert hop["countries"][0] == {
        "country": "US",
        "as": "seat",
        "asks_for": "clauses",
        "why": "United States (seat): no entry on the list of the Data Privacy Framework is recorded",
    }
    assert hop["at"][0] == "dataflows/flows/diary.yaml:24:9"


def test_what_if_the_framework_falls(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path / "listed")
    company.edit(root, "dataflows/parties.yaml", LISTED)
    assert run(root).exit_code == 0
    done = run(root, "--assume", "no-dpf")
    assert done.exit_code == 1
    assert "Assumed: no-dpf. 2 of 2 hops change." in done.stdout
    assert "EU-US Data Privacy Framework (ok) -> None found (missing)" in done.stdout
    assert run(root, "--assume", "no-dpf:2027-01-01").exit_code == 0
    assert run(root, "--assume", "no-dpf:2027-01-01", "--today", "2027-01-01").exit_code == 1
    assert data(root, "--assume", "without:GB")["changed"] == []


def test_an_unknown_assumption_is_wrong_use() -> None:
    done = company.command("flows", "transfers", "--project", BASE, "--assume", "no-ccpa")
    if "No such command" in done.err:
        pytest.skip("the group is not registered")
    assert done.code == 2
    assert "no-dpf" in done.err


def test_the_worked_company_is_clean() -> None:
    done = run(REPOSITORY)
    assert done.exit_code == 0
    assert "Whitford State University: Standard Contractual Clauses, module 4 [ok]" in done.stdout
