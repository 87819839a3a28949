"""``dossier lint-dpa FILE``: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from compliance.cli.lint_dpa import command
from compliance.diagnostics import DossierError
from tests.paper.test_examine import AGREEMENT, WHOLE


def lint(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return done.exit_code, done.output


def test_a_whole_agreement_passes_and_says_what_it_is() -> None:
    code, said = lint(str(AGREEMENT))
    assert code == 0
    assert "in English" in said
    assert "Hints for a lawyer" in said
    assert "DPA-04  found: People are bound to confidentiality (GDPR Art. 28(3)(b))" in said
    assert '  paragraph 12, under "3. People"\n          | All staff with access are bound by a contract' in said
    assert "compliant" not in said.lower()


def test_a_promise_of_confidentiality_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "theirs.md"
    path.write_text("\n".join(line for line in WHOLE.split("\n") if "All staff" not in line))
    code, said = lint(str(path))
    assert code == 1
    assert "DPA-04  not found: People are bound to confidentiality" in said
    assert "no passage found about a duty of confidentiality of everybody who has access" in said


def test_the_same_as_data(tmp_path: Path) -> None:
    code, said = lint(str(AGREEMENT), "--format", "json")
    (paper,) = json.loads(said)
    assert code == 0
    assert paper["nature"] == "hints, no verdict"
    assert [rule["id"] for rule in paper["rules"]] == [f"DPA-{n:02}" for n in range(1, 26)]
    people = paper["rules"][3]["duties"][0]
    assert (people["key"], people["state"], people["passages"][0]["heading"]) == ("DPA-04.people", "found", "3. People")


def test_a_paper_in_another_language_is_left_to_a_person(tmp_path: Path) -> None:
    path = tmp_path / "theirs.txt"
    path.write_text("Le sous-traitant ne traite les données que sur instruction documentée du responsable. " * 5)
    code, said = lint(str(path))
    assert code == 0
    assert "100% of it is in French, which no probe reads: a person must read that" in said


def test_control_characters_of_a_paper_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "theirs.txt"
    path.write_text("All staff is bound \x1b[31mby contract to confidentiality and to the law.")
    assert "\x1b" not in lint(str(path))[1]


def test_files_and_customers_do_not_go_together() -> None:
    with pytest.raises(DossierError, match="a file and --customer at once"):
        lint(str(AGREEMENT), "--customer", "sorfjord-hospital")


def test_a_file_that_is_missing_is_a_clear_error() -> None:
    with pytest.raises(DossierError, match="cannot be read"):
        lint("nowhere.pdf")
