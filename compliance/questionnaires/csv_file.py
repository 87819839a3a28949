"""CSV files: read with the dialect and encoding that they have, and written back in the same.

A record that gets no answer is copied as it stands in the file, quotes and spaces included; only the fields of
answers are made anew. Nothing in a CSV file says that a field is text, so signs that begin formulas are neutralised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.questionnaires.faults import DamagedFileError, QuestionnaireError, UnsafeFileError
from compliance.questionnaires.grid import Allowed
from compliance.questionnaires.layout import Choice
from compliance.questionnaires.model import Entry, Questionnaire, Slot, Spot, fingerprint_of
from compliance.questionnaires.neutral import neutral
from compliance.questionnaires.report import Refused, Report, Written
from compliance.questionnaires.survey import notes, survey, used_questions
from compliance.questionnaires.xlsx.scan import address, column_letters, position

PART = "csv"
FIELDS = 2_000_000
"""Most fields of a file."""
COLUMNS = 16_384
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the file is written: byte order mark, encoding, delimiter, line end."""

    mark: bytes
    encoding: str
    delimiter: str
    line_end: str

    def __str__(self) -> str:
        delimiter = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}[self.delimiter]
        end = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}[self.line_end]
        return f"{self.encoding}{' with a byte order mark' if self.mark else ''}, {delimiter}, line ends {end}"


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its fields, and each field as it stands in the file; ``end`` is the line end behind it."""

    fields: tuple[str, ...]
    raw: tuple[str, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file: its dialect, a first line ``sep=;`` if it has one, and its records."""

    dialect: Dialect
    opening: str
    records: tuple[Record, ...]


def parse_table(name: str, data: bytes) -> Table:
    """The records of a file. Raises :class:`QuestionnaireError` for what is no text or not a table."""
    mark, encoding, text = _decoded(name, data)
    opening = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    body = text[opening.end() :] if opening else text
    delimiter = opening[1] if opening and opening[1] in "\t;,|" else _delimiter(body)
    ends = re.search(r"\r\n|\n|\r", body)
    dialect = Dialect(mark, encoding, delimiter, ends[0] if ends else "\n")
    return Table(dialect, opening[0] if opening else "", tuple(_records(name, body, delimiter)))


def _decoded(name: str, data: bytes) -> tuple[bytes, str, str]:
    """Byte order mark, encoding and text. Every byte is a character in the last encoding tried, so that any file
    comes back as it was."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return mark, encoding, data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as fault:
                raise DamagedFileError(name, f"it says that it is {encoding} and is not: {fault.reason}") from None
    if b"\0" in data[:4096]:
        raise QuestionnaireError(f"{name} is not text", "save it as CSV from the program that it is for")
    for encoding in ("utf-8", "cp1252", "latin-1"):
        try:
            return b"", encoding, data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes every byte")


def _delimiter(text: str) -> str:
    """The sign that cuts most records into the same number of fields, more than one."""
    sample = text[:200_000]
    best, chosen = (0.0, 0), ","
    for sign in ",;\t|":
        widths = [len(record.fields) for record in _cut(sample, sign) if any(record.fields)][:300]
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        points = (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 0)
        if points > best:
            best, chosen = points, sign
    return chosen


def _records(name: str, text: str, delimiter: str) -> Iterator[Record]:
    count = 0
    for record in _cut(text, delimiter):
        count += len(record.fields)
        if count > FIELDS or len(record.fields) > COLUMNS:
            raise UnsafeFileError(name, f"has more than {FIELDS:,} fields, or {COLUMNS:,} in a record")
        yield record


def _cut(text: str, delimiter: str) -> Iterator[Record]:
    """Records as RFC 4180 has them, each field with the characters that it was written with."""
    ends = re.escape(delimiter) + r"\r\n"
    field = re.compile(rf'(?P<quoted> *"[^"]*+(?:""[^"]*+)*+" *)(?=[{ends}]|\Z)|(?P<bare>[^{ends}]*)')
    end = re.compile(r"\r\n|\n|\r|\Z")
    at, fields, raw = 0, [], []
    while at < len(text):
        match = field.match(text, at)
        assert match is not None  # a bare field may be empty
        written = match[0]
        fields.append(written.strip(" ")[1:-1].replace('""', '"') if match["quoted"] is not None else written)
        raw.append(written)
        at = match.end()
        if text.startswith(delimiter, at):
            at += 1
            if at < len(text):
                continue
            fields.append("")
            raw.append("")
        behind = end.match(text, at)
        assert behind is not None  # a field ends at a delimiter, a line end or the end
        yield Record(tuple(fields), tuple(raw), behind[0])
        at, fields, raw = behind.end(), [], []


class TableGrid:
    """See :class:`compliance.questionnaires.grid.Grid`."""

    name = PART

    def __init__(self, table: Table) -> None:
        self._table = table
        self._texts = {
            (row, column): text.strip()
            for row, record in enumerate(table.records, 1)
            for column, text in enumerate(record.fields, 1)
            if text.strip()
        }
        self._rows = sorted({row for row, _ in self._texts})
        self._columns = sorted({column for _, column in self._texts})[:256]

    def rows(self) -> list[int]:
        return self._rows

    def columns(self) -> list[int]:
        return self._columns

    def text(self, row: int, column: int) -> str:
        return self._texts.get((row, column), "")

    def span(self, row: int, column: int) -> tuple[int, int]:
        return (1, 1)

    def formula(self, row: int, column: int) -> bool:
        return False

    def bold(self, row: int, column: int) -> bool:
        return False

    def allowed(self, row: int, column: int) -> Allowed | None:
        return None

    def barred(self, row: int, column: int) -> str:
        return "" if row <= len(self._table.records) else "the file has no such record"

    def slots(self, row: int, column: int) -> tuple[Slot, ...]:
        return ()

    def address(self, row: int, column: int) -> str:
        return address(row, column)

    def letter(self, column: int) -> str:
        return column_letters(column)

    def left_out(self) -> Iterator[str]:
        yield f"read as {self._table.dialect}"


def table(name: str, data: bytes, chosen: Choice) -> Questionnaire:
    """The questions of a CSV file."""
    grid = TableGrid(parse_table(name, data))
    parts = survey([grid], chosen, (), name)
    found = used_questions(parts)
    return Questionnaire(name, "csv", "", found, notes(parts, {}, [PART]), fingerprint_of(found))


def fill_table(name: str, data: bytes, entries: Sequence[Entry], out: str) -> tuple[bytes, Report]:
    """The file with the answers in it, in its own dialect and encoding, and the report."""
    source = parse_table(name, data)
    values: dict[tuple[int, int], str] = {}
    written, refused = [], []
    for entry in entries:
        place = position(entry.slot.spot.address)
        why = _refusal(source, entry, place, values)
        if why or place is None:
            refused.append(Refused(entry, why))
            continue
        value = neutral(entry.value or "X", typed=False)
        record = source.records[place[0] - 1]
        before = record.fields[place[1] - 1] if place[1] <= len(record.fields) else ""
        values[place] = value
        written.append(Written(Spot(PART, entry.slot.spot.address), before, value, value[:1] == "'" != entry.value[:1]))
    made = _joined(source, values)
    same = _compared(name, source, made, values)
    parts = (name,)
    report = Report(
        name, out, "csv", tuple(written), tuple(refused), () if values else parts, parts if values else (), (), same,
        (f"written as {source.dialect}", *_encoding_remark(source)),
    )  # fmt: skip
    return made, report


def _refusal(source: Table, entry: Entry, place: tuple[int, int] | None, values: dict[tuple[int, int], str]) -> str:
    if place is None or entry.slot.spot.part != PART or place[0] > len(source.records):
        return "the file has no such field"
    if place in values:
        return "another answer goes into the same field"
    if not entry.value.strip() and entry.slot.kind != "mark":
        return "there is nothing to write"
    if entry.slot.options and entry.value not in entry.slot.options:
        return f"it is not among the values that the file allows: {', '.join(entry.slot.options[:12])}"
    try:
        entry.value.encode(source.dialect.encoding)
    except UnicodeEncodeError as fault:
        sign = entry.value[fault.start]
        return f"the file's encoding, {source.dialect.encoding}, has no sign {sign!r}; save the file as UTF-8"
    return ""


def _encoding_remark(source: Table) -> tuple[str, ...]:
    if source.dialect.encoding == "utf-8" and not source.dialect.mark:
        return ("the file has no byte order mark: Excel may take it for another encoding, as it did before",)
    return ()


def _joined(source: Table, values: dict[tuple[int, int], str]) -> bytes:
    lines = [source.opening]
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), value in values.items():
        by_row.setdefault(row, {})[column] = value
    for row, record in enumerate(source.records, 1):
        raw = list(record.raw)
        for column, value in by_row.get(row, {}).items():
            raw += [""] * (column - len(raw))
            raw[column - 1] = _quoted(value, source.dialect, raw[column - 1])
        lines.append(source.dialect.delimiter.join(raw) + record.end)
    return source.dialect.mark + "".join(lines).encode(source.dialect.encoding)


def _quoted(value: str, dialect: Dialect, before: str) -> str:
    value = value.replace("\n", dialect.line_end)
    if re.search(rf'[{re.escape(dialect.delimiter)}"\r\n]|^\s|\s$', value) or before.strip(" ").startswith('"'):
        return '"' + value.replace('"', '""') + '"'
    return value


def _compared(name: str, source: Table, made: bytes, values: dict[tuple[int, int], str]) -> int:
    """Read back: how many fields beside the answers are the same."""
    again, same = parse_table(name, made), 0
    fault = QuestionnaireError(f"{name} could not be filled in safely", "nothing was written")
    if len(again.records) != len(source.records) or again.dialect.delimiter != source.dialect.delimiter:
        raise fault
    for row, (old, new) in enumerate(zip(source.records, again.records, strict=True), 1):
        for column, text in enumerate(new.fields, 1):
            was = old.fields[column - 1] if column <= len(old.fields) else ""
            wanted = values.get((row, column))
            if wanted is not None and text.replace(source.dialect.line_end, "\n") == wanted:
                continue
            if wanted is not None or text != was:
                raise fault
            same += 1
    return same
