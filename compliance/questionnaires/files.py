"""Reads a file, by what it holds and not by its name, into a questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.layout import Choice
from compliance.questionnaires.model import Entry, Questionnaire
from compliance.questionnaires.package import Package
from compliance.questionnaires.report import Report

FILE_LIMIT = 100 * 1024 * 1024
READS = "questionnaires are read from .xlsx, .xlsm, .docx and .csv"
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person says about the file: sheets to use, and columns by letter, number or heading."""

    sheets: tuple[str, ...] = ()
    question_column: str = ""
    answer_column: str = ""
    comment_column: str = ""

    @property
    def choice(self) -> Choice:
        return Choice(self.question_column, self.answer_column, self.comment_column)


def load(path: Path) -> tuple[bytes, Literal["package", "csv"]]:
    """The bytes of a file and what they are. Raises :class:`QuestionnaireError` for what cannot be a questionnaire."""
    name = path.name
    try:
        size = path.stat().st_size
        data = b"" if path.is_dir() or size > FILE_LIMIT else path.read_bytes()
    except OSError as fault:
        raise QuestionnaireError(f"{path} cannot be read: {fault.strerror}", "check the path") from None
    if path.is_dir():
        raise QuestionnaireError(f"{path} is a folder", READS)
    if size > FILE_LIMIT:
        raise QuestionnaireError(
            f"{name} has {size // 1024 // 1024} MB; 100 are the most that are read", "take large pictures out of it"
        )
    if not data:
        raise QuestionnaireError(f"{name} is empty", READS)
    if data.startswith(_OLE):
        raise _old(name, data)
    if data.startswith(b"PK"):
        return data, "package"
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return data, "csv"
    if path.suffix.lower() in (".xlsx", ".xlsm", ".docx"):
        raise QuestionnaireError(f"{name} is no {path.suffix.lower()[1:]} file: its content is something else", READS)
    raise QuestionnaireError(
        f"{name}: {path.suffix or 'a file without an ending'} is no format of questionnaires", READS
    )


def _old(name: str, data: bytes) -> QuestionnaireError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return QuestionnaireError(
            f"{name} is protected by a password", "open it with the password and save a copy without one"
        )
    return QuestionnaireError(
        f"{name} is in the old format of Excel or Word (.xls, .doc)", "save it as .xlsx or .docx and send that back"
    )


def read(path: Path, options: ReadOptions | None = None) -> Questionnaire:
    """The questionnaire in a file. Raises :class:`QuestionnaireError` with a way out for what cannot be read."""
    options = options or ReadOptions()
    data, kind = load(path)
    if kind == "csv":
        from compliance.questionnaires.csv_file import table

        return table(path.name, data, options.choice)
    package = Package(path.name, data)
    if "word/document.xml" in package or ("[Content_Types].xml" in package and _is_word(package)):
        from compliance.questionnaires.docx.read import document

        return document(package, options.choice, options.sheets)
    from compliance.questionnaires.xlsx.read import workbook

    return workbook(package, _book_kind(package), options.choice, options.sheets)


def _is_word(package: Package) -> bool:
    types = package.part("[Content_Types].xml") if "[Content_Types].xml" in package else b""
    return b"wordprocessingml.document" in types or b"wordprocessingml.template" in types


def _book_kind(package: Package) -> Literal["xlsx", "xlsm"]:
    types = package.part("[Content_Types].xml") if "[Content_Types].xml" in package else b""
    return "xlsm" if b"macroEnabled" in types else "xlsx"


def write(path: Path, entries: Sequence[Entry], out: Path, remarks: Sequence[str] = ()) -> Report:
    """Write answers into a copy of the file at ``path``, read it back, compare, and report beside it.

    Every rule of the file is checked again here, whatever the slots say: an answer that its place does not take is
    refused and stands in the report. ``out`` and ``OUT.report.txt`` are written at the end, or not at all.
    ``remarks`` are sentences of the caller for the report.

    Raises :class:`QuestionnaireError` where the file cannot be read, ``out`` is the file itself or of another kind,
    or what was read back is not what should stand there.
    """
    data, kind = load(path)
    if out.exists() and out.samefile(path):
        raise QuestionnaireError(f"{out} is the customer's own file", "name another file with -o")
    if out.suffix.lower() != path.suffix.lower():
        raise QuestionnaireError(f"{out.name} is not of the kind of {path.name}", f"end its name in {path.suffix}")
    made, report = _filled(path.name, data, kind, entries, out.name)
    report = replace(report, remarks=(*report.remarks, *remarks))
    put_file(out, made)
    put_file(report_path(out), report.text().encode())
    return report


def report_path(out: Path) -> Path:
    """Where the report of a written file goes: ``OUT.report.txt``."""
    return out.with_name(f"{out.name}.report.txt")


def _filled(name: str, data: bytes, kind: str, entries: Sequence[Entry], out: str) -> tuple[bytes, Report]:
    if kind == "csv":
        from compliance.questionnaires.csv_file import fill_table

        return fill_table(name, data, entries, out)
    package = Package(name, data)
    if _is_word(package):
        from compliance.questionnaires.docx.write import fill_document

        return fill_document(package, entries, out)
    from compliance.questionnaires.xlsx.write import fill

    return fill(package, _book_kind(package), entries, out)


def put_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise QuestionnaireError(f"{path} cannot be written: {fault.strerror}", "check the folder") from None
