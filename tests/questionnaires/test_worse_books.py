"""Workbooks as customers send them: a header row a section, X matrices under protection, limits on texts, covers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from compliance.questionnaires.files import read
from compliance.questionnaires.model import Questionnaire
from tests.company import Done, command, copy_company

QUESTIONS = (
    "Do you have information security policies?",
    "Are access rights reviewed?",
    "Do you rotate encryption keys?",
)
TEXTS = ("Tilgangsrettigheter gjennomgås jevnlig.", "Data krypteres ved lagring.", "Sikkerhetskopier testes.")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOSSIER_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "company").mkdir()
    return copy_company(tmp_path / "company")


def by_part(found: Questionnaire) -> dict[str, int]:
    return dict(Counter(question.spot.part for question in found.questions))


def values(path: Path, sheet: str) -> dict[str, Any]:
    return {c.coordinate: c.value for row in openpyxl.load_workbook(path)[sheet].iter_rows() for c in row if c.value}


def answered(project: Path, asked: Path) -> Done:
    done = command("answer", asked, "--nda", "--project", project)
    assert done.code in (0, 1), done.err
    return done


def sections(path: Path) -> Path:
    """Banners, a header row a section, columns for an X, a protected sheet, scores, and an evaluation that repeats."""
    book = xlsxwriter.Workbook(str(path))
    banner, free = book.add_format({"bold": True, "bg_color": "#CCCCDD"}), book.add_format({"locked": False})
    sheet = book.add_worksheet("2. Assessment")
    sheet.merge_range("A1:G1", "ACME Hospital Trust - Supplier Assurance 2026", banner)
    sheet.merge_range("A2:G2", "Confidential. Please complete all green cells and return by 12 December.")
    row = 3
    for number, section in enumerate(("Governance", "Access", "Encryption"), 1):
        sheet.merge_range(row, 0, row, 6, f"Section {section}", banner)
        heads = ["Ref", "Control question", "Yes", "No", "N/A", "Supplier comments", "Assessor score"]
        sheet.write_row(row + 1, 0, heads, banner)
        for n, text in enumerate(QUESTIONS, 1):
            at = row + 1 + n
            sheet.write_row(at, 0, [f"{number}.{n}", text])
            for column in range(2, 6):
                sheet.write_blank(at, column, None, free)
            sheet.write_formula(at, 6, f'=IF(C{at + 1}="X",1,0)')
        row += 6
    sheet.protect("secret")
    scores = book.add_worksheet("Evaluation")
    for n in range(9):
        scores.write_formula(n, 0, f"='2. Assessment'!B{6 + n}", None, QUESTIONS[n % 3])
        scores.write(n, 1, "score")
    book.close()
    return path


def test_a_header_row_a_section_and_columns_for_an_x(project: Path, tmp_path: Path) -> None:
    asked = sections(tmp_path / "asked.xlsx")
    found = read(asked)
    assert by_part(found) == {"2. Assessment": 9}
    assert found.title == "ACME Hospital Trust - Supplier Assurance 2026"
    assert "answered now: 9 of 9" in answered(project, asked).out
    before, after = values(asked, "2. Assessment"), values(tmp_path / "asked.answered.xlsx", "2. Assessment")
    changed = {at for at in after if before.get(at) != after[at]}
    rows = [6, 7, 8, 12, 13, 14, 18, 19, 20]
    assert changed == {f"{column}{row}" for row in rows for column in "CF"}
    assert {after[f"C{row}"] for row in rows} == {"X"}
    assert values(asked, "Evaluation") == values(tmp_path / "asked.answered.xlsx", "Evaluation")


def test_a_text_that_a_cell_does_not_take_is_named(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "asked.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Requirements")
    sheet.write_row(4, 1, ["Req ID", "Requirement", "Compliance", "Evidence / explanation"])
    sheet.write_row(5, 1, ["R-1", "Vulnerabilities are fixed within set times."])
    listed = ["Fully compliant", "Partially compliant", "Not compliant", "Not applicable"]
    sheet.data_validation(5, 3, 5, 3, {"validate": "list", "source": listed})
    sheet.data_validation(5, 4, 5, 4, {"validate": "length", "criteria": "<=", "value": 60})
    book.close()
    assert read(path).title == "", "headings of a table are no title"
    done = answered(project, path)
    assert "the cell's rule is at most 60 characters" in done.out
    assert values(tmp_path / "asked.answered.xlsx", "Requirements")["D6"] == "Fully compliant"
    assert "E6" not in values(tmp_path / "asked.answered.xlsx", "Requirements")


def test_cells_that_are_merged_over_two_rows(tmp_path: Path) -> None:
    path = tmp_path / "asked.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Fragebogen")
    sheet.merge_range("A1:D1", "Lieferantenfragebogen zur Informationssicherheit")
    sheet.write_row(2, 0, ["Nr.", "Frage", "Antwort", "Bemerkung"])
    for n, text in enumerate(("Werden Zugriffsrechte geprüft?", "Gibt es einen Notfallplan?")):
        top = 3 + 2 * n
        for column, value in enumerate((str(n + 1), text, "", "")):
            sheet.merge_range(top, column, top + 1, column, value)
        sheet.data_validation(top, 2, top, 2, {"validate": "list", "source": ["Ja", "Nein", "Teilweise"]})
    book.close()
    found = read(path)
    assert [(q.number, q.spot.address, q.language) for q in found.questions] == [("1", "B4", "de"), ("2", "B6", "de")]
    assert [q.answers[0].options for q in found.questions] == [("Ja", "Nein", "Teilweise")] * 2


def test_a_scale_that_a_rule_of_numbers_makes(tmp_path: Path) -> None:
    path = tmp_path / "asked.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Kontroller")
    sheet.write_row(0, 0, ["ID", "Krav", "Modenhet (0-5)", "Begrunnelse"])
    for n, text in enumerate(TEXTS, 1):
        sheet.write_row(n, 0, [f"K{n}", text])
        rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 5}
        sheet.data_validation(n, 2, n, 2, rule)
    book.close()
    found = read(path)
    assert [q.answers[0].options for q in found.questions] == [("0", "1", "2", "3", "4", "5")] * 3
    assert {q.language for q in found.questions} == {"nb"}
    assert all(q.statement for q in found.questions)


def test_a_cover_with_a_form_and_a_sheet_of_questions(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "asked.xlsx"
    book = xlsxwriter.Workbook(str(path))
    cover, sheet = book.add_worksheet("Cover"), book.add_worksheet("Q")
    for row, label in enumerate(("Company name:", "Address:", "Date completed:"), 2):
        cover.write(row, 1, label)
    sheet.write_row(0, 0, ["#", "Question", "Response", "If yes, please describe"])
    for row, text in enumerate(("Is MFA enforced?", "Does a SOC 2 report exist?"), 1):
        sheet.write_row(row, 0, [row, text])
    sheet.data_validation(1, 2, 2, 2, {"validate": "list", "source": ["YES", "NO"]})
    book.close()
    assert by_part(read(path)) == {"Cover": 3, "Q": 2}
    done = answered(project, path)
    assert "deal-breakers: 1" in done.out
    out = tmp_path / "asked.answered.xlsx"
    assert (values(out, "Cover")["C3"], values(out, "Cover")["C5"]) == ("Kvitfjord Clinical AS", "20 November 2026")
    assert (values(out, "Q")["C2"], values(out, "Q")["C3"]) == ("YES", "NO")
