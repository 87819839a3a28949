"""How long a person still has to work: the sum, and the basis that is printed with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from compliance.questionnaires.answering import answer
from compliance.questionnaires.effort import effort
from compliance.questionnaires.files import read
from tests import company
from tests.company import command, copy_company
from tests.questionnaires.books import answer_list, simple
from tests.questionnaires.test_learning import LONE

ROWS: list[list[Any]] = [
    ["No", "Question", "Answer", "Comment"],
    ["1", LONE, None, None],
    ["2", "Is customer data encrypted at rest?", None, None],
    ["3", "Is cyber insurance held for ten million?", None, None],
]


def book(path: Path) -> Path:
    rows = [*ROWS, ["4", "Which colour has the vault in winter?", None, None]]
    return simple(path, rows, C2_C4=answer_list("Yes", "No"))


def test_each_kind_of_work_has_its_minutes(tmp_path: Path) -> None:
    found = effort(answer(read(book(tmp_path / "asked.xlsx")), company.dossier(), "nda"), company.dossier())
    assert {row.kind: count for row, count in found.work} == {"choose": 2, "write": 1}
    assert (found.minutes, found.hours) == (27, 0.5)
    assert found.basis == (
        "2 to choose at 6 min, 1 to write at 15 min; own judgement of this product, not measured (2026-11-27)"
    )


def test_nothing_open_is_nothing_left(tmp_path: Path) -> None:
    asked = simple(tmp_path / "asked.xlsx", [*ROWS[:1], ROWS[2]], C2_C2=answer_list("Yes", "No"))
    found = effort(answer(read(asked), company.dossier(), "nda"), company.dossier())
    assert (found.hours, found.basis.partition(";")[0]) == (0, "nothing is open")


def test_a_project_states_its_own_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSSIER_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "company").mkdir()
    project = copy_company(tmp_path / "company")
    with (project / "dossier.yaml").open("a") as file:
        file.write(
            "\nanswering:\n  source: Time sheets of sales\n  as_of: 2026-07-01\n"
            "  minutes:\n    - {kind: write, minutes: 40}\n"
        )
    asked = book(tmp_path / "asked.xlsx")
    done = command("answer", asked, "--nda", "--project", project)
    assert (
        "estimated hours left: 1 (2 to choose at 6 min, 1 to write at 40 min; Time sheets of sales (2026-07-01))"
        in (done.out)
    )
    manifest = json.loads((tmp_path / "asked.answered.xlsx.manifest.json").read_text())
    assert manifest["triage"]["estimated_hours_left"] == 1
    assert command("check", "--project", project).code == 0
