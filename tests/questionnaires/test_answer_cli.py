"""``dossier answer``: files that are written, the review that is read back, the record, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.company import Done, command, copy_company, edit
from tests.questionnaires.books import answer_list, simple

REST = "Is customer data encrypted at rest?"
REVIEWED = "Are access rights reviewed at least quarterly?"
ODD = "Pray tell, is the vault of copies filled by night?"
SOC = "Does a SOC 2 report exist?"
DAY = "2026-11-20"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOSSIER_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "company").mkdir()
    return copy_company(tmp_path / "company")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    rows: list[list[Any]] = [["No", "Question", "Answer", "Comment"]]
    rows += [[str(n), text, None, None] for n, text in enumerate((REST, REVIEWED, ODD, SOC), 1)]
    return simple(tmp_path / "asked.xlsx", rows, C2_C5=answer_list("Yes", "No"))


def run(project: Path, *arguments: str | Path) -> Done:
    return command("answer", *arguments, "--project", project)


def values(path: Path) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {cell.coordinate: cell.value for row in sheet.iter_rows(min_row=2, min_col=3) for cell in row if cell.value}


def decide(review: Path, **decisions: tuple[str, str]) -> Path:
    """Fill in decision and explanation by the cell of the question, as a person does, and save."""
    workbook = openpyxl.load_workbook(review)
    sheet = workbook["Review"]
    column = {cell.value: cell.column for row in sheet.iter_rows(max_row=8) for cell in row if cell.value}
    for row in sheet.iter_rows(min_row=6):
        for at, (answer, text) in decisions.items():
            if str(row[0].value).endswith(f"!{at}"):
                sheet.cell(row[0].row, column["Decision"]).value = answer
                sheet.cell(row[0].row, column["Explanation to the customer"]).value = text
    made = review.with_name("decided.xlsx")
    workbook.save(made)
    return made


def test_the_file_comes_back_with_report_manifest_and_review(project: Path, book: Path) -> None:
    before = book.read_bytes()
    done = run(project, book, "--nda")
    assert done.code == 1, done.err
    out = book.with_name("asked.answered.xlsx")
    assert book.read_bytes() == before
    assert {path.name for path in book.parent.glob("asked*")} == {
        "asked.xlsx",
        *(f"asked.answered.xlsx{end}" for end in ("", ".report.txt", ".manifest.json", ".review.xlsx")),
    }
    found = values(out)
    assert [found.get(f"C{row}") for row in range(2, 6)] == ["Yes", "Yes", None, "No"]
    assert "AES-256" in found["D2"]
    lines = done.out.splitlines()
    assert lines[2:4] == ["questions: 4", "answered now: 3 of 4 (75 per cent): 2 yes, 1 no"]
    assert "  1 x no approved phrasing says the same" in lines


def test_the_manifest_leads_to_lines_of_registers(project: Path, book: Path) -> None:
    run(project, book, "--nda")
    made = json.loads(book.with_name("asked.answered.xlsx.manifest.json").read_text())
    assert (made["today"], made["audience"], made["questionnaire"]["file"]) == (DAY, "nda", "asked.xlsx")
    one = made["answers"][1]
    assert (one["question"], one["value"], one["verdict"], one["rung"]) == (REVIEWED, "Yes", "yes", "told-before")
    assert [cell["at"] for cell in one["cells"]] == ["Questions!C3", "Questions!D3"]
    control = one["controls"][0]
    assert (control["id"], control["status"]) == ("A.5.18", "implemented")
    file, line, _ = control["at"][0].split(":")
    assert "status: implemented" in (project / file).read_text().splitlines()[int(line) - 1]
    assert all(evidence["expires"] for evidence in one["evidence"])
    assert any(fact["name"] == "measure A.5.18/access-review-interval" for fact in one["facts"])
    assert len(made["answers"][2]["suggestions"]) == 5


def test_one_control_planned_is_a_no_in_the_file(project: Path, book: Path) -> None:
    text = (project / "controls/annex-a/A.8.24.yaml").read_text()
    (project / "controls/annex-a/A.8.24.yaml").write_text(
        text.replace("status: implemented", "status: planned\nplanned_for: 2027-06-30", 1)
    )
    done = run(project, book, "--nda")
    assert values(book.with_name("asked.answered.xlsx"))["C2"] == "No"
    assert f"  Questions!C2: {REST} -> No" in done.out.splitlines()


def test_an_nda_on_record_counts_and_others_are_told_only_what_is_public(project: Path, book: Path) -> None:
    def audience(*more: str) -> tuple[str, str | None]:
        done = run(project, book, "--force", "--format", "json", *more)
        return json.loads(done.out)["audience"], values(book.with_name("asked.answered.xlsx")).get("C3")

    assert audience("--customer", "whitford-university") == ("nda", "Yes")
    assert audience("--customer", "lindeborg-pharma") == ("public", None)
    assert audience("--customer", "lindeborg-pharma", "--nda") == ("nda", "Yes")


def test_an_nda_that_ran_out_does_not_count(project: Path, book: Path) -> None:
    edit(project, "customers/whitford-university.yaml", {"    kind: nda\n": "    kind: nda\n    expires: 2026-01-31\n"})
    done = run(project, book, "--customer", "whitford-university", "--format", "json")
    assert json.loads(done.out)["audience"] == "public"


def test_decisions_are_read_back_and_kept(project: Path, book: Path) -> None:
    run(project, book, "--nda")
    out = book.with_name("asked.answered.xlsx")
    review = decide(Path(f"{out}.review.xlsx"), B4=("yes", "It is filled at 2 in the morning."))
    done = run(project, book, "--nda", "--review", review, "--force")
    assert (values(out)["C4"], values(out)["D4"]) == ("Yes", "It is filled at 2 in the morning.")
    said = "a person decided 'Yes'; no register shows it"
    assert f"note: Questions!C4: {said}" in Path(f"{out}.report.txt").read_text().splitlines()
    assert any(said in line for line in done.out.splitlines())
    again = openpyxl.load_workbook(f"{out}.review.xlsx")["Review"]
    assert "yes" in [cell.value for cell in again[6]]
    made = json.loads(Path(f"{out}.manifest.json").read_text())["answers"][2]
    assert (made["outcome"], made["rung"], made["differs_from_registers"]) == ("decided", "person", said)


def test_a_yes_that_the_registers_contradict_is_never_unmarked(project: Path, book: Path) -> None:
    run(project, book)
    out = book.with_name("asked.answered.xlsx")
    text = (project / "controls/annex-a/A.5.18.yaml").read_text()
    (project / "controls/annex-a/A.5.18.yaml").write_text(
        text.replace("status: implemented", "status: planned\nplanned_for: 2027-06-30", 1)
    )
    review = decide(Path(f"{out}.review.xlsx"), B3=("Yes", ""))
    done = run(project, book, "--review", review, "--force")
    assert done.code == 1
    assert values(out)["C3"] == "Yes"
    report = Path(f"{out}.report.txt").read_text()
    assert "note: Questions!C3: a person decided 'Yes'; the registers say No, planned (" in report


def test_a_decision_outside_the_list_is_not_written_and_not_lost(project: Path, book: Path) -> None:
    run(project, book, "--nda")
    out = book.with_name("asked.answered.xlsx")
    review = decide(Path(f"{out}.review.xlsx"), B4=("Maybe", ""))
    done = run(project, book, "--nda", "--review", review, "--force")
    assert "C4" not in values(out)
    assert "  1 x a decision that the file does not take" in done.out.splitlines()
    row = [cell.value for cell in openpyxl.load_workbook(f"{out}.review.xlsx")["Review"][6]]
    assert "Maybe" in row
    assert any("the decision 'Maybe' was not written: it takes Yes, No" in str(value) for value in row)


def test_the_review_offers_the_customers_own_list(project: Path, book: Path) -> None:
    run(project, book, "--nda")
    sheet = openpyxl.load_workbook(book.with_name("asked.answered.xlsx.review.xlsx"))["Review"]
    rule = sheet.data_validations.dataValidation[0]
    first, last = rule.formula1.replace("$", "").split(":")
    assert (str(rule.sqref), [cell.value for cell in sheet[first:last][0]]) == ("I6", ["Yes", "No"])
    assert sheet.freeze_panes == "D6"


def test_what_was_told_is_recorded_and_watched(project: Path, book: Path) -> None:
    done = run(project, book, "--customer", "whitford-university", "--record", "--by", "head-of-sales")
    assert f"recorded: answers/told/whitford-university/whitford-university-{DAY}.yaml" in done.out.splitlines()
    held = command("promises", "--customer", "whitford-university", "--project", project)
    assert (held.code, held.out.splitlines()[-1]) == (0, f"examined 3 recorded answers on {DAY}")
    run(project, book, "--customer", "whitford-university", "--record", "--by", "head-of-sales", "--force")
    assert len(list((project / "answers/told/whitford-university").iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--customer", "nobody"), "there is no customer 'nobody'"),
        (("--record",), "--record needs to know whom"),
        (("--record", "--customer", "whitford-university"), "--record needs to know who answers"),
        (("--record", "--customer", "whitford-university", "--by", "king"), "there is no role 'king'"),
        (("-o", "other.csv"), "other.csv is not of the kind of asked.xlsx"),
        (("-o", "no/where.xlsx"), "no is no folder"),
    ],
)
def test_wrong_use_writes_nothing(project: Path, book: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run(project, book, *arguments)
    assert (done.code, says in done.err, "help: " in done.err) == (2, True, True), done.err
    assert [path.name for path in book.parent.glob("asked*")] == ["asked.xlsx"]


def test_nothing_is_overwritten_without_force(project: Path, book: Path) -> None:
    book.with_name("asked.answered.xlsx.review.xlsx").write_text("hours of work")
    done = run(project, book)
    assert (done.code, "give --force" in done.err) == (2, True)
    assert book.with_name("asked.answered.xlsx.review.xlsx").read_text() == "hours of work"


def test_force_does_not_overwrite_decisions_that_were_not_read(project: Path, book: Path) -> None:
    run(project, book, "--nda")
    review = book.with_name("asked.answered.xlsx.review.xlsx")
    decide(review, B4=("Yes", "")).replace(review)
    before = review.read_bytes()
    done = run(project, book, "--nda", "--force")
    assert (done.code, "holds decisions that would be lost: Questions!B4" in done.err) == (2, True)
    assert review.read_bytes() == before
    assert run(project, book, "--nda", "--force", "--review", review).code == 1


def test_a_review_of_another_file_is_refused(project: Path, book: Path, tmp_path: Path) -> None:
    run(project, book, "--nda")
    review = decide(book.with_name("asked.answered.xlsx.review.xlsx"), B4=("Yes", ""))
    other = simple(tmp_path / "other.xlsx", [["No", "Question", "Answer"], [1, REST, None], [2, SOC, None]])
    done = run(project, other, "--review", review)
    assert (done.code, "this file does not ask that at Questions!B4" in done.err) == (2, True)
    assert run(project, other, "--review", book).err.startswith("error: asked.xlsx has no sheet 'Review'")
