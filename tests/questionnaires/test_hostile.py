"""Files that were made to harm: a sentence with a way out, or a bounded time; never a traceback, never a crash."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance import opc
from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.files import read, write
from compliance.questionnaires.model import Entry, Slot, Spot
from compliance.questionnaires.package import Package
from compliance.questionnaires.xlsx import scan
from tests.questionnaires.books import ASKED, edited, simple, swap

SHEET = "xl/worksheets/sheet1.xml"
LIMIT = 30
"""Seconds of the processor that no file may take: what a hang would take, not a measure of speed."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return simple(tmp_path / "book.xlsx", ASKED)


def rows_only(rows: str) -> Callable[[bytes], bytes]:
    """An edit that puts other rows behind those of the sheet."""
    return swap("</sheetData>", f"{rows}</sheetData>")


def rezipped(path: Path, change: Callable[[zipfile.ZipFile, zipfile.ZipFile], None]) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        change(source, target)
    path.write_bytes(out.getvalue())
    return path


def copy(source: zipfile.ZipFile, target: zipfile.ZipFile) -> None:
    for info in source.infolist():
        target.writestr(info, source.read(info.filename))


def refused(path: Path, says: str) -> None:
    with pytest.raises(QuestionnaireError, match=says) as fault:
        read(path)
    assert fault.value.help, "a way out"


def test_a_part_that_unpacks_hundreds_of_times(book: Path) -> None:
    edited(book, {}, {"xl/media/image1.png": b"\0" * (20 * 1024 * 1024)})
    refused(book, "unpacks 200 times over")


def test_a_sheet_that_is_too_large(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opc, "PART_LIMIT", 500)
    refused(book, "128 are the most")


def test_parts_that_claim_a_gigabyte_are_not_unpacked(book: Path) -> None:
    """The directory says 2 GB; the data holds nothing of the kind."""
    data = bytearray(book.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 28] = struct.pack("<2L", 100_000_000, 2_000_000_000)
    book.write_bytes(bytes(data))
    refused(book, "unpacks to 190|lie over one another|damaged")


def test_parts_over_one_another(book: Path) -> None:
    data = bytearray(book.read_bytes())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    book.write_bytes(bytes(data))
    refused(book, "lie over one another|Overlapped|damaged")


def test_two_parts_of_one_name(book: Path) -> None:
    def doubled(source: zipfile.ZipFile, target: zipfile.ZipFile) -> None:
        copy(source, target)
        target.writestr("XL/worksheets/Sheet1.xml", b"<worksheet/>")

    refused(rezipped(book, doubled), "has two parts called")


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "xl\\..\\..\\x", "C:/x"])
def test_names_that_leave_the_file(book: Path, name: str) -> None:
    def added(source: zipfile.ZipFile, target: zipfile.ZipFile) -> None:
        copy(source, target)
        target.writestr(name, b"x")

    refused(rezipped(book, added), "a part whose name leaves the file")


def test_thousands_of_parts(book: Path) -> None:
    edited(book, {}, {f"xl/x{number}.xml": b"" for number in range(5_001)})
    refused(book, "parts; 5,000 are the most")


ENTITY = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
BILLION = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)
) + "]>"  # fmt: skip


@pytest.mark.parametrize("doctype", [ENTITY, BILLION], ids=["external entity", "billion laughs"])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_document_types_are_refused(book: Path, part: str, doctype: str) -> None:
    def typed(content: bytes) -> bytes:
        start = content.index(b"?>") + 2
        return content[:start] + doctype.encode() + content[start:]

    refused(edited(book, {part: typed}), "declares a document type|damaged")


def test_a_document_type_behind_a_long_comment(book: Path) -> None:
    def typed(content: bytes) -> bytes:
        start = content.index(b"?>") + 2
        return content[:start] + b"<!--" + b"x" * 9_000 + b"-->" + ENTITY.encode() + content[start:]

    refused(edited(book, {"xl/workbook.xml": typed}), "declares a document type")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"])
def test_broken_xml(book: Path, part: str) -> None:
    refused(edited(book, {part: lambda content: content[: len(content) // 2]}), "is damaged")


def test_broken_compressed_data(book: Path) -> None:
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        info = archive.getinfo(SHEET)
    start = info.header_offset + 30 + len(SHEET) + 5
    data[start : start + 20] = b"\xff" * 20
    book.write_bytes(bytes(data))
    refused(book, "is damaged")


def test_every_cut_of_a_file_is_a_sentence(book: Path) -> None:
    data = book.read_bytes()
    for size in range(1, len(data), 97):
        book.write_bytes(data[:size])
        with pytest.raises(QuestionnaireError):
            read(book)


def test_absurd_dimension(book: Path) -> None:
    edited(book, {SHEET: swap('<dimension ref="A1:D3"/>', '<dimension ref="A1:XFD1048576"/>')})
    assert len(read(book).questions) == 2


def test_one_cell_at_the_far_corner(book: Path) -> None:
    """A reader that keeps a rectangle would need 17 thousand million cells."""
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    edited(book, {SHEET: rows_only(far)})
    assert len(read(book).questions) == 2
    slot = read(book).questions[0].answers[0]
    report = write(book, [Entry(slot, "Yes")], book.with_name("out.xlsx"))
    assert len(report.written) == 1
    assert any("too wide for the second reader" in remark for remark in report.remarks)


def test_a_million_empty_rows(book: Path) -> None:
    rows = "".join(f'<row r="{row}"/>' for row in range(4, 1_000_004))
    edited(book, {SHEET: rows_only(rows)})
    start = time.process_time()
    assert len(read(book).questions) == 2
    assert time.process_time() - start < LIMIT


def test_writing_beside_empty_rows(book: Path) -> None:
    rows = "".join(f'<row r="{row}"/>' for row in range(4, 20_004))
    edited(book, {SHEET: rows_only(rows)})
    report = write(book, [Entry(read(book).questions[0].answers[0], "Yes")], book.with_name("out.xlsx"))
    assert len(report.written) == 1


def test_rows_of_styled_cells_without_content(book: Path) -> None:
    cells = "".join(f'<c r="{letter}{{row}}" s="0"/>' for letter in "ABCDEFGHIJ")
    rows = "".join(f'<row r="{row}">{cells.format(row=row)}</row>' for row in range(4, 10_004))
    edited(book, {SHEET: rows_only(rows)})
    assert len(read(book).questions) == 2


def test_sixteen_thousand_columns(book: Path) -> None:
    from compliance.questionnaires.xlsx.scan import address

    cells = "".join(f'<c r="{address(4, column)}"><v>1</v></c>' for column in range(1, 16_385))
    edited(book, {SHEET: rows_only(f'<row r="4">{cells}</row>')})
    start = time.process_time()
    assert len(read(book).questions) == 2
    assert time.process_time() - start < LIMIT


def test_more_cells_than_a_questionnaire_has(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(book, {SHEET: rows_only(f"<row>{'<c/>' * 100}</row>" * 100)})
    assert len(read(book).questions) == 2
    monkeypatch.setattr(scan, "ELEMENTS", 10_000)
    refused(book, "more than 10,000 rows and cells")
    monkeypatch.setattr(scan, "ELEMENTS", 1_000_000)
    monkeypatch.setattr(scan, "KEPT", 5)
    refused(book, "more than 5 cells")


def test_cells_outside_a_sheet_are_refused_when_written(book: Path) -> None:
    slot = Slot(Spot("Questions", "A99999999"), "text")
    report = write(book, [Entry(slot, "x")], book.with_name("out.xlsx"))
    assert report.refused[0].why == "the file has no such cell"


def test_thousands_of_merged_ranges_over_each_other(book: Path) -> None:
    merges = '<mergeCell ref="E1:G1900"/>' * 5_000
    edited(book, {SHEET: swap("</sheetData>", f'</sheetData><mergeCells count="5000">{merges}</mergeCells>')})
    refused(book, "merged ranges without end")


def test_too_many_validations(book: Path) -> None:
    rule = '<dataValidation type="list" sqref="' + "A1 " * 60_000 + '"><formula1>"a,b"</formula1></dataValidation>'
    edited(book, {SHEET: swap("</sheetData>", f"</sheetData><dataValidations>{rule}</dataValidations>")})
    refused(book, "ranges of validations")


def test_names_that_stand_for_each_other(tmp_path: Path) -> None:
    """Two hundred names, each for the next, the last for the first."""
    path = simple(tmp_path / "book.xlsx", ASKED, C2_C3={"validate": "list", "source": "=name_0"})
    names = "".join(f'<definedName name="name_{n}">name_{(n + 1) % 200}</definedName>' for n in range(200))
    edited(path, {"xl/workbook.xml": swap("<calcPr", f"<definedNames>{names}</definedNames><calcPr")})
    found = read(path)
    assert found.questions[0].answers[0].options == ()
    assert "stands for itself" in found.notes[0].warnings[0]


def test_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    path = simple(tmp_path / "book.xlsx", ASKED, C2_C3={"validate": "list", "source": "=[1]Lists!$A$1:$A$3"})
    external = b'<externalLink xmlns="x"><externalBook/></externalLink>'
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="t/externalLinkPath" Target="http://127.0.0.1:9/x.xlsx" TargetMode="External"/></Relationships>'
    )
    where = "xl/externalLinks/externalLink1.xml"
    edited(path, {}, {where: external, "xl/externalLinks/_rels/externalLink1.xml.rels": rels})
    found = read(path)
    assert "its list is in another file" in found.notes[0].warnings[0]
    report = write(path, [Entry(found.questions[0].answers[0], "x")], tmp_path / "out.xlsx")
    assert "its list is in another file" in report.refused[0].why
    assert any("they were not opened" in remark for remark in report.remarks)


@pytest.mark.parametrize(
    ("name", "content", "says", "help"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old format", "save it as .xlsx"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\0" + "EncryptedPackage".encode("utf-16-le"), "password", "without one"),
        ("a.xlsx", b"", "is empty", "questionnaires are read from"),
        ("a.xlsx", b"hello", "its content is something else", "questionnaires are read from"),
        ("a.pdf", b"%PDF-1.7", "no format of questionnaires", "questionnaires are read from"),
        ("a.xlsx", b"PK\x03\x04 not really", "is damaged", "let it repair"),
        ("a.csv", b"a,b\n\0\1\2", "is not text", "save it as CSV"),
    ],
)
def test_what_is_no_questionnaire(tmp_path: Path, name: str, content: bytes, says: str, help: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(QuestionnaireError, match=says) as fault:
        read(path)
    assert help in fault.value.help


def test_a_zip_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    refused(path, "a zip file and no workbook")


def test_an_encrypted_part(book: Path) -> None:
    data = bytearray(book.read_bytes())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + at] |= 1
    book.write_bytes(bytes(data))
    refused(book, "protected by a password")


def test_folders_and_missing_files(tmp_path: Path) -> None:
    refused(tmp_path, "is a folder")
    refused(tmp_path / "none.xlsx", "cannot be read")


def test_an_unfinished_output_leaves_nothing(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "missing" / "out.xlsx"
    with pytest.raises(QuestionnaireError, match="cannot be written"):
        write(book, [], out)
    assert not out.parent.exists()


def test_a_package_is_the_same_to_the_byte_where_nothing_changes(book: Path) -> None:
    data = book.read_bytes()
    assert Package("book", data).with_parts({}) == data


def test_a_package_with_a_comment_and_64_bit_fields(book: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            with target.open(info.filename, "w", force_zip64=True) as stream:
                stream.write(source.read(info.filename))
        target.comment = b"made by hand"
    book.write_bytes(out.getvalue())
    report = write(book, [Entry(read(book).questions[0].answers[0], "Yes")], book.with_name("out.xlsx"))
    with zipfile.ZipFile(book.with_name("out.xlsx")) as made:
        assert made.comment == b"made by hand"
        assert made.testzip() is None
    assert len(report.written) == 1


def test_crc_of_exchanged_parts(book: Path) -> None:
    package = Package("book", book.read_bytes())
    content = package.part(SHEET) + b"\n"
    made = zipfile.ZipFile(io.BytesIO(package.with_parts({SHEET: content})))
    assert zlib.crc32(content) == made.getinfo(SHEET).CRC
    assert made.read(SHEET) == content
