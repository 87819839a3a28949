"""``dossier evidence import`` and ``requests``: folders, tables, and the list that goes to owners and comes back."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.company import copy_company
from tests.evidence.project import FOLDER, WHO, base, evidence, log, put, record, state

ROLES = ("--collector", "platform-lead", "--reviewer", "ciso")
HEADS = "file;control;title;type;collected_on;collector;reviewer\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return base(tmp_path)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return copy_company(tmp_path / "company")


def test_names_of_a_folder_say_what_files_are(company: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder, "A.8.13__restore-test__2026-11-12.md", "again in two hours")
    put(folder, "EV-0200__A.5.7__threat-digest__2026-11-01.md", "quiet")
    put(folder, "A.8.15__log-settings__2026-11-18.json", "{}")
    put(folder, ".DS_Store", "not evidence")
    done = evidence(company, "import", folder, *ROLES)
    assert done.code == 0, done.out
    assert "looked at 3 files: 3 filed, 0 in already" in done.out
    restore = next(record(company, e["evidence"]) for e in log(company) if e["reason"].endswith("2026-11-12.md"))
    assert restore["type"] == "backup_restore_test"
    assert restore["title"] == "Restore test of the trial database"
    assert restore["controls"] == ["A.8.13", "A.8.14"]
    assert restore["collected_at"] == "2026-11-12T00:00:00Z"
    assert record(company, "EV-0200")["file"] == "EV-0200__A.5.7__threat-digest__2026-11-01.md"
    assert evidence(company, "verify").code == 0
    again = evidence(company, "import", folder, *ROLES)
    assert again.code == 0
    assert "0 filed, 3 in already" in again.out


def test_all_or_nothing(company: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder, "A.8.13__restore-test__2026-11-12.md", "good")
    put(folder, "A.8.99__nothing__2026-11-12.md", "no such control")
    put(folder, "screenshot.png", "no word of what it is")
    before = state(company)
    done = evidence(company, "import", folder, *ROLES)
    assert done.code == 1
    assert "A.8.99__nothing__2026-11-12.md: these columns are empty: type" in done.out
    assert "screenshot.png: these columns are empty: control, type, collected_on" in done.out
    assert "nothing was written" in done.out
    assert state(company) == before


def test_a_table_says_what_files_are(root: Path, tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "one")
    put(tmp_path, "b.csv", "two")
    rows = (
        "a.txt;A.8.13;Restore of August;backup restore test;2026-11-01;Platform Lead;ciso\n"
        'b.csv;"A.5.18, A.5.19";Review of access;access-review;2026-11-02;platform-lead;ciso\n'
    )
    table = put(tmp_path, "list.csv", HEADS + rows)
    before = state(root)
    assert "2 files would be filed" in evidence(root, "import", table, "--dry-run").out
    assert state(root) == before
    done = evidence(root, "import", table)
    assert done.code == 0, done.out
    assert record(root, "EV-05")["controls"] == ["A.5.18", "A.5.19"]
    assert record(root, "EV-05")["type"] == "access_review"
    assert record(root, "EV-05")["method"] == "export"
    assert [e["evidence"] for e in log(root)] == ["EV-04", "EV-05"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a.txt;A.8.99;T;access_review;2026-11-01;ciso;auditor", "list.csv:2: there is no control `A.8.99`"),
        ("a.txt;A.8.13;T;access_review;1/11/2026;ciso;auditor", "list.csv:2: collected_on: `1/11/2026`"),
        ("a.txt;A.8.13;T;access_review;;ciso;auditor", "list.csv:2: these columns are empty: collected_on"),
        ("A.txt;A.8.13;T;access_review;2026-11-01;ciso;auditor", "did you mean `a.txt`?"),
        ("../secret.txt;A.8.13;T;access_review;2026-11-01;ciso;auditor", "leads out of the folder"),
        (";A.8.13;T;access_review;2026-11-01;ciso;auditor", "the column `file` is empty"),
        ("a.txt;A.8.13;T;access_review;2026-11-01;ciso;ciso", "collected and reviewed by the same role"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(root: Path, tmp_path: Path, row: str, words: str) -> None:
    put(tmp_path, "secret.txt", "outside")
    folder = tmp_path / "in"
    put(folder, "a.txt", "one")
    before = state(root)
    done = evidence(root, "import", put(folder, "list.csv", f"{HEADS}{row}\n"))
    assert done.code == 1, done.err
    assert words in done.out
    assert state(root) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title;control\nx;A.8.13\n", "has no column `file`"),
        ("file;titel\na;b\n", "did you mean `title`?"),
        ("file;File name\na;b\n", "has the column `file` twice"),
        ("file;title\na;b;c\n", "more cells than columns in line 2"),
        ("\xff\xfe", "cannot be read as CSV"),
        ("", "has no column `file`"),
    ],
)
def test_a_table_that_is_none(root: Path, tmp_path: Path, text: str, words: str) -> None:
    done = evidence(root, "import", put(tmp_path, "list.csv", text.encode("latin-1")))
    assert done.code == 2
    assert words in done.err


def test_the_same_file_twice_in_a_batch(root: Path, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        put(tmp_path, name, "the same")
    row = "{};A.8.13;T;access_review;2026-11-01;platform-lead;ciso\n"
    done = evidence(root, "import", put(tmp_path, "l.csv", HEADS + row.format("a.txt") + row.format("b.txt")))
    assert done.code == 1
    assert "b.txt and a.txt are the same file to the byte" in done.out


# Requests


def written(root: Path, *arguments: str) -> Path:
    path = root.parent / "requests.xlsx"
    done = evidence(root, "requests", "-o", path, *arguments)
    assert done.code == 0, done.err
    return path


def rows_of(sheet: Worksheet) -> dict[str, int]:
    return {str(sheet.cell(row, 1).value): row for row in range(6, sheet.max_row + 1) if sheet.cell(row, 1).value}


def fill(sheet: Worksheet, request: str, **cells: object) -> None:
    """Write into the columns of a request, by their heads."""
    heads = {str(cell.value): cell.column for cell in sheet[5]}
    for head, value in cells.items():
        sheet.cell(rows_of(sheet)[request], heads[head.replace("_", " ")], value)


def test_one_sheet_an_owner_with_what_is_due(company: Path) -> None:
    book = load_workbook(written(company))
    assert book.sheetnames[0] == "Read me"
    assert "Platform Lead" in book.sheetnames
    assert book["Lists"].sheet_state == "hidden"
    sheet = book["Platform Lead"]
    row = rows_of(sheet)["RQ-EV-0138"]
    assert str(sheet.cell(row, 2).value).startswith("A.8.15 Logging")
    assert "Collect again: Log settings" in str(sheet.cell(row, 3).value)
    assert "EV-0138 of 2026-11-11" in str(sheet.cell(row, 4).value)
    assert sheet.cell(row, 5).value == datetime(2026, 12, 11)
    everything = {request for s in book.worksheets[2:] for request in rows_of(s)}
    assert "RQ-EV-0151" in everything
    assert "RQ-EV-0156" not in everything, "a sample is drawn, not asked for"


def test_requests_come_out_the_same(company: Path) -> None:
    first = written(company).read_bytes()
    assert written(company).read_bytes() == first


def test_requests_go_out_and_come_back(company: Path, tmp_path: Path) -> None:
    path = written(company)
    book = load_workbook(path)
    fill(
        book["Platform Lead"],
        "RQ-EV-0138",
        File_name="logs.json",
        Collected_on=date(2026, 11, 19),
        Collected_by="Platform Lead",
        Remark="As before.",
    )
    fill(
        book["Chief Information Security Offi"],
        "RQ-EV-0115",
        File_name="events.csv",
        Collected_on="2026-11-19",
        Collected_by="ciso",
        Period_from=date(2026, 11, 1),
        Period_to=date(2026, 11, 15),
        Completeness="Numbers without a gap.",
    )
    back = tmp_path / "answered.xlsx"
    book.save(back)
    folder = tmp_path / "files"
    put(folder, "logs.json", "{}")
    put(folder, "events.csv", "event,kind\nEVT-60,low\nEVT-61,low\n")
    asked = sum(len(rows_of(s)) for s in book.worksheets[2:])
    done = evidence(company, "import", back, "--files", folder, "--reviewer", "internal-auditor")
    assert done.code == 0, done.out + done.err
    assert f"2 filed, 0 in already, {asked - 2} requests not answered yet" in done.out
    logs, events = record(company, "EV-0158"), record(company, "EV-0157")
    assert (logs["type"], logs["note"], logs["collected_at"]) == (
        "configuration_export",
        "As before.",
        "2026-11-19T00:00:00Z",
    )
    assert logs["file"].startswith("EV-0158__A.8.15__log-settings__2026-11-19")
    assert events["population"] == {
        "row_count": 2,
        "completeness_check": "Numbers without a gap.",
        "id_column": "event",
    }
    assert evidence(company, "verify").code == 0
    assert "RQ-EV-0138" not in {r for s in load_workbook(written(company)).worksheets[2:] for r in rows_of(s)}


def test_a_control_without_evidence_is_asked_for(root: Path, tmp_path: Path) -> None:
    for id in ("EV-01",):
        (root / FOLDER / f"{id}.yaml").unlink()
    book = load_workbook(written(root))
    sheet = next(s for s in book.worksheets if "RQ-A.8.13" in rows_of(s))
    assert "shows this in practice" in str(sheet.cell(rows_of(sheet)["RQ-A.8.13"], 3).value)
    fill(
        sheet,
        "RQ-A.8.13",
        File_name="restore.txt",
        Collected_on=date(2026, 11, 19),
        Collected_by="platform-lead",
        Type="backup_restore_test",
    )
    back = tmp_path / "back.xlsx"
    book.save(back)
    put(tmp_path, "restore.txt", "two hours")
    assert evidence(root, "import", back, "--reviewer", "ciso").code == 0
    assert record(root, "EV-04")["controls"] == ["A.8.13"]


def test_an_answer_without_its_file_is_told(company: Path, tmp_path: Path) -> None:
    book = load_workbook(written(company))
    fill(book["Platform Lead"], "RQ-EV-0138", Collected_on=date(2026, 11, 19), Collected_by="Platform Lead")
    back = tmp_path / "back.xlsx"
    book.save(back)
    done = evidence(company, "import", back, *WHO[4:])
    assert done.code == 1
    assert "sheet Platform Lead, row" in done.out
    assert "the column `file` is empty" in done.out


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not really", b"just text"])
def test_a_workbook_that_is_none(root: Path, tmp_path: Path, data: bytes) -> None:
    done = evidence(root, "import", put(tmp_path, "back.xlsx", data))
    assert done.code == 2
    assert "cannot be read as a workbook" in done.err


def test_a_workbook_of_something_else(root: Path, tmp_path: Path) -> None:
    from openpyxl import Workbook

    out = io.BytesIO()
    Workbook().save(out)
    done = evidence(root, "import", put(tmp_path, "back.xlsx", out.getvalue()))
    assert done.code == 2
    assert "no sheet with a column `Request`" in done.err
