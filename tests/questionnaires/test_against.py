"""``dossier answer --against``: a new version of a questionnaire beside the old one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.company import Done, command, edit
from tests.questionnaires.books import answer_list, simple
from tests.questionnaires.test_learning import LONE, ODD, decided, word

REST = "Is customer data encrypted at rest?"
SOC = "Does a SOC 2 report exist?"
TESTED = "Is restoring from backup tested?"
REVIEWED = "Are access rights reviewed at least quarterly?"
CHANGED = "Are access rights reviewed at least annually?"
NEW = "Are laptops protected against malware?"


def run(project: Path, *arguments: str | Path) -> Done:
    done = command("answer", *arguments, "--nda", "--force", "--project", project)
    assert done.code in (0, 1), done.err
    return done


def book(path: Path, *questions: tuple[str, str], options: tuple[str, ...] = ("Yes", "No")) -> Path:
    rows: list[list[Any]] = [["No", "Question", "Answer", "Comment"]]
    rows += [[number, text, None, None] for number, text in questions]
    lists: dict[str, Any] = {f"C2_C{len(rows)}": answer_list(*options)}
    return simple(path, rows, "Questions", **lists)


def manifest(path: Path) -> dict[str, Any]:
    out = path.with_name(f"{path.stem}.answered{path.suffix}.manifest.json")
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def items(path: Path) -> dict[str, dict[str, Any]]:
    return {item["question"]: item for item in manifest(path)["answers"]}


def old(project: Path, tmp_path: Path) -> Path:
    asked = book(tmp_path / "old.xlsx", ("1", REST), ("2", REVIEWED), ("3", SOC), ("4", TESTED))
    run(project, asked)
    return tmp_path / "old.answered.xlsx.manifest.json"


def test_what_changed_is_new_or_gone_is_said(project: Path, tmp_path: Path) -> None:
    before = old(project, tmp_path)
    asked = book(tmp_path / "new.xlsx", ("1", REST), ("2", CHANGED), ("3", NEW), ("7", SOC))
    done = run(project, asked, "--against", before)
    assert (
        "against old.answered.xlsx.manifest.json of 2026-11-20: 2 unchanged (2 keep their answers, 0 differ today), "
        "1 changed, 1 new, 1 removed"
    ) in done.out
    assert f"changed Questions!B3: '{CHANGED}' (was '{REVIEWED}')" in done.out
    assert f"new Questions!B4: '{NEW}'" in done.out
    assert f"removed Questions!B5: '{TESTED}'" in done.out
    found = manifest(asked)
    assert found["against"]["manifest"] == before.name
    assert [q["question"] for q in found["against"]["removed_questions"]] == [TESTED]
    assert {item["question"]: item["since"] for item in found["answers"]} == {
        REST: "unchanged",
        CHANGED: "changed",
        NEW: "new",
        SOC: "unchanged",
    }
    assert f"removed Questions!B5: '{TESTED}'" in (tmp_path / "new.answered.xlsx.report.txt").read_text()


def test_an_unchanged_question_is_asked_again_of_the_registers(project: Path, tmp_path: Path) -> None:
    before = old(project, tmp_path)
    edit(project, "controls/annex-a/A.8.24.yaml", {"status: implemented": "status: planned\nplanned_for: 2027-03-01"})
    asked = book(tmp_path / "new.xlsx", ("1", REST), ("3", SOC))
    done = run(project, asked, "--against", before)
    assert "2 unchanged (1 keep their answers, 1 differ today)" in done.out
    assert (items(asked)[REST]["value"], items(asked)[REST]["since"]) == ("No", "unchanged")
    assert items(asked)[REST]["remarks"] == ["it was 'Yes' in old.answered.xlsx.manifest.json of 2026-11-20"]
    assert done.code == 1


def test_a_list_that_changed_is_a_change(project: Path, tmp_path: Path) -> None:
    before = old(project, tmp_path)
    asked = book(tmp_path / "new.xlsx", ("1", REST), options=("Compliant", "Not compliant"))
    done = run(project, asked, "--against", before)
    assert "0 unchanged" in done.out
    assert "(its list has changed)" in done.out
    assert items(asked)[REST]["value"] == "Compliant"


def test_decisions_are_kept_while_the_registers_say_the_same(project: Path, tmp_path: Path) -> None:
    first = book(tmp_path / "old.xlsx", ("1", LONE), ("2", REST))
    run(project, first)
    review = decided(first, Decision={LONE: "No", REST: "No"}, Explanation_to_the_customer={LONE: "Cameras watch."})
    run(project, first, "--review", review)
    before = tmp_path / "old.answered.xlsx.manifest.json"
    asked = book(tmp_path / "new.xlsx", ("1", REST), ("2", LONE), ("3", NEW))
    run(project, asked, "--against", before)
    assert (items(asked)[LONE]["outcome"], items(asked)[LONE]["value"], items(asked)[LONE]["text"]) == (
        "decided",
        "No",
        "Cameras watch.",
    )
    assert items(asked)[LONE]["reasons"] == [f"decided by a person before, and kept: {before.name} of 2026-11-20"]


def test_a_decision_comes_back_as_a_proposal_where_the_registers_changed(project: Path, tmp_path: Path) -> None:
    first = book(tmp_path / "old.xlsx", ("1", REST))
    run(project, first)
    text = {REST: "Not for the archive."}
    run(project, first, "--review", decided_all(first, Decision={REST: "No"}, Explanation_to_the_customer=text))
    edit(project, "controls/annex-a/A.8.24.yaml", {"status: implemented": "status: planned\nplanned_for: 2027-03-01"})
    asked = book(tmp_path / "new.xlsx", ("1", REST))
    run(project, asked, "--against", tmp_path / "old.answered.xlsx.manifest.json")
    found = items(asked)[REST]
    assert (found["outcome"], found["value"], found["proposal"]) == ("person", "", "No")
    assert "the registers said 'yes' then and say 'planned' today" in found["reasons"][0]


def decided_all(asked: Path, **columns: dict[str, str]) -> Path:
    """A review of questions that need nobody, written by hand."""
    import openpyxl

    made = asked.with_name("by-hand.xlsx")
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Review"
    sheet.append(["Question at", "Question", "Decision", "Explanation to the customer"])
    for question, answer in columns["Decision"].items():
        key = next(item["key"] for item in items(asked).values() if item["question"] == question)
        sheet.append([key, question, answer, columns["Explanation_to_the_customer"].get(question, "")])
    workbook.save(made)
    return made


def test_a_decision_of_now_wins(project: Path, tmp_path: Path) -> None:
    first = book(tmp_path / "old.xlsx", ("1", LONE))
    run(project, first)
    run(project, first, "--review", decided(first, Decision={LONE: "No"}))
    asked = book(tmp_path / "new.xlsx", ("1", LONE), ("2", ODD))
    run(project, asked)
    now = decided(asked, Decision={LONE: "Yes"})
    run(project, asked, "--review", now, "--against", tmp_path / "old.answered.xlsx.manifest.json")
    assert items(asked)[LONE]["value"] == "Yes"
    assert items(asked)[LONE]["differs_from_registers"] == "a person decided 'Yes'; no register shows it"


def test_an_answer_keeps_its_topic_when_the_phrasing_is_gone(project: Path, tmp_path: Path) -> None:
    phrase = "Copies are made each night and kept at a second site."
    above = "    question: Are backups made?\n    phrasings:\n"
    edit(project, "answers/continuity.yaml", {above: f"{above}      - {phrase}\n"})
    first = book(tmp_path / "old.xlsx", ("1", phrase))
    run(project, first)
    edit(project, "answers/continuity.yaml", {f"      - {phrase}\n": ""})
    run(project, first, "-o", tmp_path / "alone.xlsx")
    alone = json.loads((tmp_path / "alone.xlsx.manifest.json").read_text())["answers"][0]
    assert alone["outcome"] == "person"
    asked = book(tmp_path / "new.xlsx", ("1", phrase))
    run(project, asked, "--against", tmp_path / "old.answered.xlsx.manifest.json")
    assert (items(asked)[phrase]["topic"], items(asked)[phrase]["value"]) == ("backup-frequency", "Yes")


def test_versions_in_another_format(project: Path, tmp_path: Path) -> None:
    before = old(project, tmp_path)
    asked = word(tmp_path / "new.docx", REST, NEW)
    found = run(project, asked, "--against", before).out
    assert "0 unchanged (0 keep their answers, 0 differ today), 1 changed, 1 new, 3 removed" in found
    assert f"'{REST}' (its list has changed)" in found


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"answers": [{}]}', '{"answers": 3, "today": ""}', "\x00"])
def test_a_file_that_is_no_manifest_stops_the_run(project: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "odd.json").write_text(content)
    asked = book(tmp_path / "new.xlsx", ("1", REST))
    done = command("answer", asked, "--against", tmp_path / "odd.json", "--project", project)
    assert done.code == 2
    assert "odd.json is no manifest of answers" in done.err
    assert not (tmp_path / "new.answered.xlsx").exists()
