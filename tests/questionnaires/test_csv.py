"""CSV files: read and written back with the dialect and encoding that they have."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.questionnaires.csv_file import parse_table
from compliance.questionnaires.files import read, write
from compliance.questionnaires.model import Entry, Slot, Spot
from compliance.questionnaires.report import Report

NORWEGIAN = (
    'Nr;Spørsmål;Svar;Kommentar\r\n1;"Har dere en policy; for sikkerhet?";;\r\n2;Er data kryptert?;"";"x ""y"""\r\n'
)
ENGLISH = 'ID,Question,Response\n1,Do you encrypt data?,\n2,"Do you\nback up?"'


def filled(path: Path, *values: str) -> tuple[bytes, Report]:
    """The file with these answers, and the report."""
    found = read(path)
    entries = [Entry(q.answers[0], value) for q, value in zip(found.questions, values, strict=False)]
    out = path.with_name(f"out{path.suffix}")
    return out.read_bytes() if (report := write(path, entries, out)) else b"", report


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"", "cp1252"), (b"\xff\xfe", "utf-16-le")]
)
def test_encoding_marks_and_line_ends_stay(tmp_path: Path, mark: bytes, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(mark + NORWEGIAN.encode(encoding))
    made, report = filled(path, "Ja; på papir", "Nei")
    text = NORWEGIAN.replace('sikkerhet?";;', 'sikkerhet?";"Ja; på papir";').replace(
        'kryptert?;"";', 'kryptert?;"Nei";'
    )
    assert made == mark + text.encode(encoding)
    assert len(report.written) == 2


def test_a_record_that_is_too_short_gets_its_field(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ENGLISH)
    made, _ = filled(path, "Yes", 'No, "never"\nin short')
    assert [*csv.reader(io.StringIO(made.decode(), newline=""))][1:] == [
        ["1", "Do you encrypt data?", "Yes"],
        ["2", "Do you\nback up?", 'No, "never"\nin short'],
    ]


def test_the_first_line_may_name_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sep=;\r\nQuestion;Answer\r\nDo you encrypt, and how?;\r\nDo you log, and what?;\r\n")
    made, _ = filled(path, "Yes")
    assert made.startswith(b"sep=;\r\nQuestion;Answer\r\nDo you encrypt, and how?;Yes\r\n")


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "@SUM(A1)", "-1+cmd()", "- item", "\t=1", "\uff1d1+1"])
def test_fields_like_formulas_get_an_apostrophe(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ENGLISH)
    made, report = filled(path, text)
    assert [*csv.reader(io.StringIO(made.decode("utf-8"), newline=""))][1][2] == "'" + text
    assert report.written[0].neutralised


@pytest.mark.parametrize("text", ["-5", "+47 22 00 00 00", "12 %"])
def test_numbers_stay_numbers(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ENGLISH)
    made, _ = filled(path, text)
    assert f"data?,{text}\n".encode() in made


def test_a_sign_that_the_encoding_lacks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(NORWEGIAN.encode("cp1252"))
    made, report = filled(path, "łódź")
    assert report.refused[0].why == "the file's encoding, cp1252, has no sign 'ł'; save the file as UTF-8"
    assert made == path.read_bytes()


def test_a_field_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ENGLISH)
    report = write(path, [Entry(Slot(Spot("csv", "C99"), "text"), "x")], tmp_path / "out.csv")
    assert report.refused[0].why == "the file has no such field"


def test_inspection_says_how_the_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + NORWEGIAN.encode())
    assert "read as utf-8 with a byte order mark, semicolon, line ends CRLF" in read(path).notes[0].why


fields = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(st.lists(st.lists(fields, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_what_the_standard_library_writes_is_read_the_same(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    table = parse_table("a.csv", f"sep={delimiter}\r\n{out.getvalue()}".encode())
    assert table.dialect.delimiter == delimiter
    assert [list(record.fields) for record in table.records] == rows


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=60))
def test_nothing_of_any_text_is_lost(text: str) -> None:
    table = parse_table("a.csv", text.encode())
    joined = table.opening + "".join(table.dialect.delimiter.join(r.raw) + r.end for r in table.records)
    assert joined == text
