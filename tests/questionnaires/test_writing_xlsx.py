"""A workbook comes back with the answers in it and nothing else changed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.files import read, report_path, write
from compliance.questionnaires.model import Entry, Questionnaire, Slot, Spot
from compliance.questionnaires.package import Package
from compliance.questionnaires.report import Report
from tests.questionnaires.books import ASKED, answer_list, edited, messy, simple, swap


def everything(found: Questionnaire) -> list[Entry]:
    """An answer for every slot: the first value of its list, a mark into the first column, a text elsewhere."""
    entries = []
    for number, question in enumerate(found.questions):
        for slot in question.answers[:1]:
            value = slot.options[0] if slot.options else "" if slot.kind == "mark" else f"Answer {number} <&> æøå\nline"
            entries.append(Entry(slot, value))
        if question.comment:
            entries.append(Entry(question.comment, f"Comment {number}"))
    return entries


def filled(path: Path, entries: list[Entry]) -> tuple[Path, Report]:
    out = path.with_name(f"out{path.suffix}")
    return out, write(path, entries, out)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_slot(part: str, address: str) -> Slot:
    return Slot(Spot(part, address), "text")


@pytest.fixture
def messy_book(tmp_path: Path) -> Path:
    return messy(tmp_path / "messy.xlsx")


def test_only_the_sheets_of_answers_change(messy_book: Path) -> None:
    out, report = filled(messy_book, everything(read(messy_book)))
    before, after = parts(messy_book), parts(out)
    assert list(before) == list(after), "parts and their order"
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"xl/worksheets/sheet{n}.xml" for n in (2, 3, 4, 5)} == set(report.changed)
    assert len(report.untouched) == len(before) - 4
    assert not report.refused
    assert zipfile.ZipFile(out).testzip() is None


def test_parts_that_stay_keep_their_compressed_bytes(messy_book: Path) -> None:
    out, report = filled(messy_book, everything(read(messy_book)))
    old, new = Package("old", messy_book.read_bytes()), Package("new", out.read_bytes())
    assert all(old.packed(name) == new.packed(name) for name in report.untouched)


def test_every_byte_of_the_sheet_but_the_cells_stays(tmp_path: Path) -> None:
    """Spaces in tags, comments, order of attributes: what no reader keeps."""
    path = simple(tmp_path / "book.xlsx", ASKED)
    edited(path, {"xl/worksheets/sheet1.xml": swap('<row r="2"', '<!-- kept --><row   r = "2"')})
    out, _ = filled(path, [Entry(text_slot("Questions", "C2"), "Yes")])
    before, after = (parts(p)["xl/worksheets/sheet1.xml"] for p in (path, out))
    cell = b'<c r="C2" t="inlineStr"><is><t>Yes</t></is></c>'
    assert cell in after
    assert after.replace(cell, b"") == before.replace(b'<c r="C2"/>', b"")


def test_answers_are_read_back(messy_book: Path) -> None:
    entries = everything(read(messy_book))
    out, report = filled(messy_book, entries)
    found = {s.spot: s.filled for q in read(out).questions for s in (*q.answers, *([q.comment] if q.comment else []))}
    for entry in entries:
        assert found[entry.slot.spot] == (entry.value or "X")
    assert len(report.written) == len(entries)


def test_openpyxl_reads_what_was_written(messy_book: Path) -> None:
    out, _ = filled(messy_book, everything(read(messy_book)))
    with pytest.warns(UserWarning, match="Data Validation extension"):
        book = openpyxl.load_workbook(out)
    assert book["Security"]["C5"].value == "Yes"
    assert book["Matrix"]["C4"].value == "X"
    assert book["Modenhet"]["C2"].value == 0
    assert book["Company"]["B4"].value == "Answer 0 <&> æøå\nline"


def test_formats_of_cells_stay(messy_book: Path) -> None:
    out, _ = filled(messy_book, everything(read(messy_book)))
    with pytest.warns(UserWarning, match="Data Validation extension"):
        old, new = (openpyxl.load_workbook(p)["Modenhet"]["D2"] for p in (messy_book, out))
    assert old._style == new._style


def test_a_cell_that_is_not_there_takes_the_format_of_its_row_or_column(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    yellow, green = book.add_format({"bg_color": "#FFFF00"}), book.add_format({"bg_color": "#00FF00"})
    sheet = book.add_worksheet("Q")
    sheet.set_column("C:C", None, yellow)
    sheet.set_row(2, None, green)
    for row, text in enumerate(("Question", "Do you encrypt data?", "Do you keep logs?")):
        sheet.write(row, 1, text)
    sheet.write(0, 2, "Answer")
    book.close()
    path = tmp_path / "book.xlsx"
    out, _ = filled(path, [Entry(text_slot("Q", "C2"), "Yes"), Entry(text_slot("Q", "C3"), "No")])
    made = openpyxl.load_workbook(out)["Q"]
    assert [made[at].fill.fgColor.rgb for at in ("C2", "C3")] == ["FFFFFF00", "FF00FF00"]


def test_formulas_are_computed_anew_where_there_are_any(messy_book: Path, tmp_path: Path) -> None:
    edited(messy_book, {"xl/workbook.xml": swap(' fullCalcOnLoad="1"', "")})
    out, report = filled(messy_book, everything(read(messy_book)))
    assert "xl/workbook.xml" in report.changed
    before, after = (parts(p)["xl/workbook.xml"] for p in (messy_book, out))
    assert after.replace(b' fullCalcOnLoad="1"', b"") == before
    plain = simple(tmp_path / "plain.xlsx", ASKED)
    edited(plain, {"xl/workbook.xml": swap(' fullCalcOnLoad="1"', "")})
    _, report = filled(plain, [Entry(text_slot("Questions", "C2"), "Yes")])
    assert report.changed == ("xl/worksheets/sheet1.xml",)


def test_a_workbook_without_an_order_to_calculate_gets_one(messy_book: Path) -> None:
    edited(messy_book, {"xl/workbook.xml": swap('<calcPr calcId="124519" fullCalcOnLoad="1"/>', "")})
    out, _ = filled(messy_book, everything(read(messy_book)))
    assert b'<calcPr fullCalcOnLoad="1"/>' in parts(out)["xl/workbook.xml"]


def test_the_report_counts_validations(messy_book: Path) -> None:
    out, report = filled(messy_book, everything(read(messy_book)))
    by_part = {v.part: (v.before, v.after, v.extended_before, v.extended_after) for v in report.validations}
    assert by_part["Security"] == (1, 1, 1, 1)
    assert by_part["Modenhet"] == (1, 1, 0, 0)
    text = report_path(out).read_text(encoding="utf-8")
    assert "validations on 'Security', before / after: 1 / 1 (in extLst 1 / 1)" in text
    assert f"answers written: {len(report.written)}" in text
    assert report_path(out).name == "out.xlsx.report.txt"


REFUSALS = {
    "not in the list": ("Security", "C5", "Maybe", "it is not in the cell's own list: Yes, No, Partial, N/A"),
    "a formula": ("Evaluation", "C2", "Yes", "the cell holds a formula"),
    "a locked cell": ("Modenhet", "C4", "3", "the sheet is protected and the cell is locked"),
    "outside the scale": ("Modenhet", "C2", "7", "the cell's rule is between 0 and 5"),
    "not a number": ("Modenhet", "C2", "high", "the cell takes a number only"),
    "a hidden sheet": ("Texts", "A1", "x", "the sheet is hidden"),
    "inside a merged range": ("Company", "B1", "x", "the cell is merged into A1"),
    "no such sheet": ("Nowhere", "A1", "x", "the file has no such cell"),
    "no such cell": ("Company", "ZZZZ1", "x", "the file has no such cell"),
    "nothing": ("Company", "B4", "  ", "there is nothing to write"),
    "too long": ("Company", "B4", "x" * 40_000, "it has 40,000 characters; a cell holds 32,767"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refused_answers_are_named_with_their_reason(messy_book: Path, name: str) -> None:
    part, address, value, why = REFUSALS[name]
    out, report = filled(messy_book, [Entry(text_slot(part, address), value)])
    assert [r.why for r in report.refused] == [why]
    assert out.read_bytes() == messy_book.read_bytes()


def test_the_second_answer_to_a_cell_is_refused(messy_book: Path) -> None:
    slot = text_slot("Company", "B4")
    _, report = filled(messy_book, [Entry(slot, "one"), Entry(slot, "two")])
    assert [r.why for r in report.refused] == ["another answer goes into the same cell"]
    assert [w.value for w in report.written] == ["one"]


def test_the_file_decides_not_the_slot(messy_book: Path) -> None:
    """A slot that claims other options than the file's own list is not believed."""
    slot = Slot(Spot("Security", "C5"), "choice", ("Certainly",))
    _, report = filled(messy_book, [Entry(slot, "Certainly")])
    assert report.refused


def test_numbers_of_a_list_are_written_as_numbers(tmp_path: Path) -> None:
    path = simple(tmp_path / "book.xlsx", ASKED, C2_C3={"validate": "list", "source": ["0", "1", "2"]})
    out, _ = filled(path, [Entry(read(path).questions[0].answers[0], "2")])
    assert openpyxl.load_workbook(out)["Questions"]["C2"].value == 2


def test_dates_are_written_as_dates(tmp_path: Path) -> None:
    rule = {"validate": "date", "criteria": ">", "value": __import__("datetime").date(2020, 1, 1)}
    path = simple(tmp_path / "book.xlsx", ASKED, C2_C3=rule)
    slot = read(path).questions[0].answers[0]
    assert slot.kind == "date"
    out, report = filled(path, [Entry(slot, "2026-11-20"), Entry(read(path).questions[1].answers[0], "2019-01-01")])
    assert openpyxl.load_workbook(out)["Questions"]["C2"].value == 46346
    assert report.refused[0].why.startswith("the cell's rule is more than 43831")


SIGNS = {
    "=1+1": "'=1+1",
    '=HYPERLINK("http://x.example")': '\'=HYPERLINK("http://x.example")',
    "@SUM(1)": "'@SUM(1)",
    "\t=1+1": "'\t=1+1",
    "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
    "- cmd|' /C calc'!A0": "'- cmd|' /C calc'!A0",
    "-2+3+cmd()": "'-2+3+cmd()",
    "+47 22 00 00 00": "+47 22 00 00 00",
    "- We do this.\n- And that.": "- We do this.\n- And that.",
    "-5": "-5",
    "a = b": "a = b",
}


@pytest.mark.parametrize("text", SIGNS)
def test_text_like_a_formula_is_neutralised(tmp_path: Path, text: str) -> None:
    path = simple(tmp_path / "book.xlsx", ASKED)
    out, report = filled(path, [Entry(text_slot("Questions", "C2"), text)])
    cell = openpyxl.load_workbook(out)["Questions"]["C2"]
    assert (cell.value, cell.data_type) == (SIGNS[text], "s")
    assert report.written[0].neutralised == (SIGNS[text] != text)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(str.strip))
def test_any_text_comes_back(tmp_path: Path, text: str) -> None:
    path = simple(tmp_path / "book.xlsx", ASKED)
    out, report = filled(path, [Entry(text_slot("Questions", "C2"), text)])
    if not report.written:
        assert report.refused[0].why == "there is nothing to write"
        return
    value = report.written[0].value
    assert (
        value.removeprefix("'") == text.removeprefix("'")
        or "\r" in text
        or any(ord(c) < 32 for c in text)
        or any(c in "\ufffe\uffff" for c in text)
    )
    assert "<f" not in parts(out)["xl/worksheets/sheet1.xml"].decode()


def test_text_that_looks_like_an_escape_stays(tmp_path: Path) -> None:
    path = simple(tmp_path / "book.xlsx", ASKED)
    out, _ = filled(path, [Entry(text_slot("Questions", "C2"), "field _x0041_ of the log")])
    assert read(out).questions[0].answers[0].filled == "field _x0041_ of the log"


def test_rows_that_are_one_tag_or_missing_are_made(tmp_path: Path) -> None:
    path = simple(tmp_path / "book.xlsx", ASKED)
    edited(path, {"xl/worksheets/sheet1.xml": swap("</sheetData>", '<row r="7" spans="1:3"/><row r="9"/></sheetData>')})
    entries = [Entry(text_slot("Questions", at), at) for at in ("C5", "B7", "A7", "C8", "C12")]
    out, report = filled(path, entries)
    assert not report.refused
    sheet = openpyxl.load_workbook(out)["Questions"]
    assert [sheet[e.slot.spot.address].value for e in entries] == ["C5", "B7", "A7", "C8", "C12"]
    rows = [int(piece.split(b'"')[1]) for piece in parts(out)["xl/worksheets/sheet1.xml"].split(b"<row ")[1:]]
    assert rows == sorted(rows)


def test_prefixed_sheets_get_prefixed_cells(tmp_path: Path) -> None:
    import re

    path = simple(tmp_path / "book.xlsx", ASKED, C2_C3=answer_list("Yes", "No"))

    def prefixed(content: bytes) -> bytes:
        return re.sub(r"<(/?)(?![?!])", r"<\1x:", content.decode()).replace("xmlns=", "xmlns:x=", 1).encode()

    edited(path, {"xl/worksheets/sheet1.xml": prefixed})
    out, _ = filled(path, [Entry(read(path).questions[0].answers[0], "No")])
    assert b'<x:c r="C2" t="inlineStr"><x:is><x:t>No</x:t></x:is></x:c>' in parts(out)["xl/worksheets/sheet1.xml"]


def test_macros_stay_and_signatures_are_named(tmp_path: Path) -> None:
    path = simple(tmp_path / "book.xlsx", ASKED)
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    added = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not run", "_xmlsignatures/sig1.xml": b"<Signature/>"}
    edited(path, {"[Content_Types].xml": swap(plain, macro)}, added)
    path = path.rename(path.with_suffix(".xlsm"))
    assert read(path).format == "xlsm"
    out, report = filled(path, [Entry(text_slot("Questions", "C2"), "Yes")])
    assert parts(out)["xl/vbaProject.bin"] == added["xl/vbaProject.bin"]
    assert any("digital signature, which any change makes invalid" in remark for remark in report.remarks)
    assert any("macros: they were not run" in remark for remark in report.remarks)


def test_streamed_zip_files_keep_their_parts(tmp_path: Path) -> None:
    """Files written as a stream have sizes behind the data, as many web services write them."""
    path = simple(tmp_path / "book.xlsx", ASKED)

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            self.data += bytes(piece)  # type: ignore[call-overload]
            return len(bytes(piece))  # type: ignore[call-overload]

    stream = Stream()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, source.read(info.filename))
    path.write_bytes(bytes(stream.data))
    out, report = filled(path, [Entry(text_slot("Questions", "C2"), "Yes")])
    assert openpyxl.load_workbook(out)["Questions"]["C2"].value == "Yes"
    assert zipfile.ZipFile(out).testzip() is None
    assert len(report.untouched) > 5


@pytest.mark.parametrize(("name", "says"), [("book.xlsx", "customer's own file"), ("out.xlsm", "not of the kind")])
def test_outputs_that_are_refused(tmp_path: Path, name: str, says: str) -> None:
    path = simple(tmp_path / "book.xlsx", ASKED)
    before = path.read_bytes()
    with pytest.raises(QuestionnaireError, match=says):
        write(path, [], tmp_path / name)
    assert path.read_bytes() == before


def test_writing_nothing_gives_the_file_back(messy_book: Path) -> None:
    out, report = filled(messy_book, [])
    assert out.read_bytes() == messy_book.read_bytes()
    assert not report.changed
