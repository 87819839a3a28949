"""``dossier answer --learn``: what a person approved once, the next run says by itself; and what is never learned."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml

from tests.company import Done, command, edit
from tests.questionnaires.books import answer_list, simple

ODD = "Pray tell, is the vault of copies filled by night?"
"""Asks for `backup-frequency` in words that no phrasing has."""
LONE = "Do wardens walk the rooms where the copies sleep?"
"""Asks what no topic of the library answers."""
DAY = "2026-11-20"


def run(project: Path, *arguments: str | Path) -> Done:
    return command("answer", *arguments, "--project", project)


def xlsx(path: Path, *questions: str) -> Path:
    rows: list[list[Any]] = [["No", "Question", "Answer", "Comment"]]
    rows += [[str(n), text, None, None] for n, text in enumerate(questions, 1)]
    lists: dict[str, Any] = {f"C2_C{len(rows)}": answer_list("Yes", "No", "Partial", "N/A")}
    return simple(path, rows, "Questions", **lists)


def word(path: Path, *questions: str) -> Path:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("No", "Question", "Answer"), strict=True):
        cell.text = text
    for number, text in enumerate(questions, 1):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = str(number), text
    document.save(str(path))
    return path


def table(path: Path, *questions: str) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [["No", "Question", "Answer", "Comment"], *([n, q, "", ""] for n, q in enumerate(questions, 1))]
        )
    return path


def decided(asked: Path, **columns: dict[str, str]) -> Path:
    """The review of a file filled in: by heading, what stands beside which question."""
    workbook = openpyxl.load_workbook(asked.with_name(f"{asked.stem}.answered{asked.suffix}.review.xlsx"))
    sheet = workbook["Review"]
    at = {cell.value: cell.column for row in sheet.iter_rows(max_row=8) for cell in row if cell.value}
    for row in sheet.iter_rows(min_row=6):
        for heading, by_question in columns.items():
            text = by_question.get(str(row[at["Question"] - 1].value))
            if text:
                sheet.cell(row[0].row, at[heading.replace("_", " ")]).value = text
    made = asked.with_name(f"{asked.stem}.decided.xlsx")
    workbook.save(made)
    return made


def learn(project: Path, asked: Path, *more: str, **columns: dict[str, str]) -> dict[str, Any]:
    run(project, asked, "--nda")
    review = decided(asked, **columns)
    done = run(
        project, asked, "--nda", "--review", review, "--learn", "--by", "ciso", "--force", "--format", "json", *more
    )
    assert done.code in (0, 1), done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def answers(project: Path, asked: Path) -> dict[str, dict[str, Any]]:
    """What another run says, by question."""
    out = asked.with_name(f"again{asked.suffix}")
    done = run(project, asked, "--nda", "-o", out, "--force")
    assert done.code in (0, 1), done.err
    manifest = json.loads(Path(f"{out}.manifest.json").read_text())
    return {item["question"]: item for item in manifest["answers"]}


def read(project: Path, name: str) -> Any:
    return yaml.safe_load((project / name).read_text())


def refused(found: dict[str, Any]) -> str:
    (one,) = found["learned"]
    assert found["learned_files"] == []
    return str(one["refused"])


@pytest.mark.parametrize("make", [xlsx, word, table], ids=["xlsx", "docx", "csv"])
def test_a_link_is_kept_and_used(project: Path, tmp_path: Path, make: Any) -> None:
    suffix = {xlsx: ".xlsx", word: ".docx", table: ".csv"}[make]
    asked = make(tmp_path / f"first{suffix}", ODD, "Does a SOC 2 report exist?")
    found = learn(project, asked, Same_as_topic={ODD: "backup-frequency"})
    assert found["learned_files"] == [f"answers/links/first-{DAY}.yaml"]
    (link,) = read(project, found["learned_files"][0])["links"]
    assert (link["question"], link["topic"], link["approved_by"], link["approved_on"]) == (
        ODD,
        "backup-frequency",
        "ciso",
        DAY,
    )
    assert link["source"].startswith(f"first{suffix}, ")
    said = answers(project, make(tmp_path / f"second{suffix}", "Another question of another customer?", ODD))[ODD]
    assert (said["outcome"], said["rung"], said["topic"], said["verdict"]) == (
        "answered",
        "approved-link",
        "backup-frequency",
        "yes",
    )
    assert command("check", "--project", project).code == 0


@pytest.mark.parametrize("make", [xlsx, word, table], ids=["xlsx", "docx", "csv"])
def test_an_answer_is_kept_with_what_it_rests_on(project: Path, tmp_path: Path, make: Any) -> None:
    suffix = {xlsx: ".xlsx", word: ".docx", table: ".csv"}[make]
    asked = make(tmp_path / f"first{suffix}", LONE)
    found = learn(
        project,
        asked,
        Decision={LONE: "Yes"},
        Explanation_to_the_customer={LONE: "Guards of the host walk every room by day and night."},
        Rests_on={LONE: "A.7.1, A.8.13"},
    )
    assert found["learned_files"] == [f"answers/learned/first-{DAY}.yaml"], found["learned"]
    (topic,) = read(project, found["learned_files"][0])["answers"]
    assert topic["controls"] == ["A.7.1", "A.8.13"]
    assert (topic["owner"], topic["reviewed_on"], topic["level"]) == ("ciso", DAY, "nda")
    assert topic["learned"]["approved_by"] == "ciso"
    other = make(tmp_path / f"second{suffix}", LONE)
    said = answers(project, other)[LONE]
    assert (said["outcome"], said["rung"], said["verdict"]) == ("answered", "approved-link", "yes")
    assert "Guards of the host" in said["value"] + said["text"]
    assert command("check", "--project", project).code == 0
    edit(project, "controls/annex-a/A.8.13.yaml", {"status: implemented": "status: planned\nplanned_for: 2027-03-01"})
    assert answers(project, other)[LONE]["verdict"] == "planned", "a learned Yes falls with its control"


def test_an_answer_in_words_is_kept_on_the_word_of_a_role(project: Path, tmp_path: Path) -> None:
    asked = table(tmp_path / "first.csv", "Which colour has the vault?")
    found = learn(project, asked, Decision={"Which colour has the vault?": "The vault is painted green."})
    (topic,) = read(project, found["learned_files"][0])["answers"]
    assert topic["type"] == "text"
    assert topic["stated"] == {"statement": "The vault is painted green.", "decided_by": "ciso", "decided_on": DAY}
    said = answers(project, asked)["Which colour has the vault?"]
    assert (said["rung"], said["value"]) == ("fact", "The vault is painted green.")
    edit(project, "dossier.yaml", {"as_of: 2026-11-20": "as_of: 2028-01-20"})
    assert answers(project, asked)["Which colour has the vault?"]["value"] == "", "somebody's word holds for 12 months"


def test_an_honest_no_is_kept(project: Path, tmp_path: Path) -> None:
    asked = xlsx(tmp_path / "first.xlsx", LONE)
    text = {LONE: "Nobody walks the rooms; cameras watch them."}
    found = learn(project, asked, Decision={LONE: "No"}, Explanation_to_the_customer=text)
    (topic,) = read(project, found["learned_files"][0])["answers"]
    assert topic["absent"]["statement"] == text[LONE]
    said = answers(project, asked)[LONE]
    assert (said["value"], said["text"]) == ("No", text[LONE])


@pytest.mark.parametrize(
    ("decision", "text", "rests", "says"),
    [
        ("Yes", "Guards walk every room.", "", "names nothing that it rests on"),
        ("Yes", "Guards walk every room 17 times a day.", "A.7.1", "`17"),
        ("Yes", "Guards walk every room.", "A.8.11", "'Yes' was decided, and what it rests on says"),
        ("Yes", "Guards walk every room.", "A.99", "no control or evidence of that name"),
        ("Yes", "", "A.7.1", "no explanation"),
        ("Yes", "We use {{ measure() }}.", "A.7.1", "signs of a template"),
        ("No", "There are 12 rooms and no guards.", "", "`12"),
        ("N/A", "We have no rooms.", "A.7.1", "'N/A' was decided" + "|rests on too little"),
    ],
)  # fmt: skip
def test_what_is_never_learned(project: Path, tmp_path: Path, decision: str, text: str, rests: str, says: str) -> None:
    asked = xlsx(tmp_path / "first.xlsx", LONE)
    found = learn(
        project, asked, Decision={LONE: decision}, Explanation_to_the_customer={LONE: text}, Rests_on={LONE: rests}
    )
    assert any(part in refused(found) for part in says.split("|")), found["learned"]
    assert not (project / "answers/learned").exists()


def test_a_decision_against_the_registers_is_not_learned(project: Path, tmp_path: Path) -> None:
    soc = "Does a SOC 2 report exist?"
    asked = xlsx(tmp_path / "first.xlsx", soc, ODD)
    run(project, asked, "--nda")
    review = decided(asked, Same_as_topic={ODD: "soc2-report"}, Decision={ODD: "Yes"})
    done = run(project, asked, "--nda", "--review", review, "--learn", "--by", "ciso", "--force")
    assert "learned: 0 links, 0 answers" in done.out
    assert "'Yes' was decided, and what it rests on says 'No'" in done.out
    assert not (project / "answers/links").exists()


def test_braces_of_a_question_are_no_alternatives(project: Path, tmp_path: Path) -> None:
    text = "Do the {Vendor} scribes fill|mend the vault of copies?"
    asked = xlsx(tmp_path / "first.xlsx", text)
    learn(project, asked, Same_as_topic={text: "backup-frequency"})
    found = answers(project, asked)
    assert found[text]["value"] == "Yes"
    shorter = "Do the vendor scribes fill the vault of copies?"
    assert answers(project, xlsx(tmp_path / "second.xlsx", shorter))[shorter]["outcome"] == "person"
    assert command("check", "--project", project).code == 0


def test_the_opposite_of_a_topic(project: Path, tmp_path: Path) -> None:
    text = "Do the scribes forget to fill the vault of copies?"
    asked = xlsx(tmp_path / "first.xlsx", text)
    learn(project, asked, Same_as_topic={text: "opposite of backup-frequency"})
    assert answers(project, asked)[text]["value"] == "No"


def test_nothing_is_overwritten(project: Path, tmp_path: Path) -> None:
    learn(project, xlsx(tmp_path / "first.xlsx", ODD), Same_as_topic={ODD: "backup-frequency"})
    before = (project / f"answers/links/first-{DAY}.yaml").read_bytes()
    other = "Pray tell, does anybody copy the ledgers?"
    (tmp_path / "later").mkdir()
    found = learn(project, xlsx(tmp_path / "later/first.xlsx", other), Same_as_topic={other: "backup-frequency"})
    assert found["learned_files"] == [f"answers/links/first-{DAY}-2.yaml"]
    assert (project / f"answers/links/first-{DAY}.yaml").read_bytes() == before
    assert command("check", "--project", project).code == 0, "ids of both files differ"


def test_a_link_of_a_review_answers_at_once_and_is_kept_only_by_learn(project: Path, tmp_path: Path) -> None:
    asked = xlsx(tmp_path / "first.xlsx", ODD)
    run(project, asked, "--nda")
    review = decided(asked, Same_as_topic={ODD: "backup-frequency"})
    assert run(project, asked, "--nda", "--review", review, "--force").code == 0
    assert openpyxl.load_workbook(tmp_path / "first.answered.xlsx").worksheets[0]["C2"].value == "Yes"
    assert not (project / "answers/links").exists()


def test_fingerprints_of_a_file_are_kept_without_its_text(project: Path, tmp_path: Path) -> None:
    asked = xlsx(tmp_path / "first.xlsx", ODD, "Does a SOC 2 report exist?", LONE)
    found = learn(project, asked, "--known", "Sector sheet 7", Same_as_topic={ODD: "backup-frequency"})
    path = project / "answers/known/sector-sheet-7.yaml"
    assert "answers/known/sector-sheet-7.yaml" in found["learned_files"]
    record = read(project, "answers/known/sector-sheet-7.yaml")
    assert {q["topic"] for q in record["questions"]} == {"backup-frequency", "soc2-report"}
    assert "vault" not in path.read_text()
    assert command("check", "--project", project).code == 0
    (project / found["learned_files"][0]).unlink()
    said = answers(project, asked)
    assert (said[ODD]["rung"], said[ODD]["value"]) == ("fingerprint", "Yes")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--learn", "--by", "ciso"), "--learn keeps what a person decided"),
        (("--known", "Sheet"), "--known keeps what --learn approves"),
    ],
)
def test_learning_needs_a_review(project: Path, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run(project, xlsx(tmp_path / "first.xlsx", ODD), *arguments)
    assert done.code == 2
    assert says in done.err


@pytest.mark.parametrize(
    ("topic", "by", "says"),
    [
        ("backup-frequncy", "ciso", "did you mean 'backup-frequency'"),
        ("backup-frequency", "nobody", "no role 'nobody'"),
    ],
)
def test_wrong_use_writes_nothing(project: Path, tmp_path: Path, topic: str, by: str, says: str) -> None:
    asked = xlsx(tmp_path / "first.xlsx", ODD)
    run(project, asked, "--nda")
    review = decided(asked, Same_as_topic={ODD: topic})
    out = tmp_path / "out.xlsx"
    done = run(project, asked, "-o", out, "--review", review, "--learn", "--by", by)
    assert done.code == 2
    assert says in done.err
    assert not out.exists()
    assert not (project / "answers/links").exists()
