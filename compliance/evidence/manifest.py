"""Many at once: what a folder's file names say, or a table in which each row says what a file is.

A table is CSV, or a workbook of requests that owners have filled in. Its columns are those of the options of
``dossier evidence add``, in any order; columns that only inform are passed over, unknown ones are refused.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from compliance.derive.evidence_files import DELIMITERS
from compliance.diagnostics import DossierError
from compliance.evidence import given as said
from compliance.evidence import naming
from compliance.evidence.given import Given, Mistake, SaidWrongError
from compliance.evidence.intake import role_of
from compliance.graph.dossier import Dossier
from compliance.registers.order import natural
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control

REQUEST = "RQ-"
"""Start of the id of a request: RQ-EV-0113 asks for EV-0113 again, RQ-A.8.13 for something that proves A.8.13."""


class NotATableError(DossierError):
    """A file that is neither CSV nor a workbook of requests."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} {why}", "give a folder, a CSV file with a line of column names, or an answered request list"
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: where it stands, and its cells by column; empty ones are left out."""

    where: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is to be filed, what was wrong with saying so, and how many requests nobody has answered yet."""

    givens: tuple[Given, ...]
    mistakes: tuple[Mistake, ...] = ()
    unanswered: int = 0


Parse = Callable[[str], Any]


def _text(text: str) -> str:
    return text


_ROLE = "role"
_COLUMNS: dict[str, tuple[str, Parse]] = {
    "id": ("id", _text),
    "title": ("title", _text),
    "type": ("type", said.evidence_type),
    "kind": ("kind", lambda text: said.one_of("kind", text)),
    "control": ("controls", said.ids),
    "clause": ("clauses", said.ids),
    "criterion": ("criteria", said.ids),
    "collected_on": ("collected_at", said.moment),
    "collector": ("collected_by", _text),
    "reviewer": ("reviewed_by", _text),
    "approver": ("approved_by", _text),
    "source": ("system", _text),
    "environment": ("environment", _text),
    "method": ("method", lambda text: said.one_of("method", text)),
    "query": ("query", _text),
    "tool_version": ("tool_version", _text),
    "account": ("account_used", _text),
    "period_from": ("period_start", said.day),
    "period_to": ("period_end", said.day),
    "on": ("point_in_time", said.day),
    "valid_until": ("valid_until", said.day),
    "level": ("level", lambda text: said.one_of("level", text)),
    "note": ("note", _text),
    "location": ("location", _text),
    "redaction_note": ("redaction_note", _text),
}
"""Columns by name: the field of the record, and how a cell becomes its value."""

_POPULATION = {
    "filter": "filter_used",
    "time_zone": "time_zone",
    "completeness": "completeness_check",
    "id_column": "id_column",
}
_SPECIAL = ("file", "period", "like", "by_reference", "redacted_from", "request")
_SAME = {
    "file_name": "file",
    "controls": "control",
    "clauses": "clause",
    "criteria": "criterion",
    "collected_by": "collector",
    "collected_at": "collected_on",
    "reviewed_by": "reviewer",
    "approved_by": "approver",
    "system": "source",
    "account_used": "account",
    "period_start": "period_from",
    "period_end": "period_to",
    "point_in_time": "on",
    "classification": "level",
    "remark": "note",
}
_KNOWN = (*_COLUMNS, *_POPULATION, *_SPECIAL)


def column_of(head: str) -> str:
    """The name of a column as it is written: ``File name``, ``file-name`` and ``file`` are one."""
    plain = "_".join(head.strip().lower().replace("-", " ").split())
    return _SAME.get(plain, plain)


def of_folder(folder: Path, dossier: Dossier) -> Manifest:
    """Every file of a folder and those below it. Names of the scheme say what they are; hidden files are left out."""
    paths = sorted((p for p in folder.rglob("*") if p.is_file()), key=lambda p: natural(p.as_posix()))
    inside = (p for p in paths if not any(part.startswith(".") for part in p.relative_to(folder).parts))
    return Manifest(tuple(_named(p, folder, dossier) for p in inside if p.name != "README.md"))


def _named(path: Path, folder: Path, dossier: Dossier) -> Given:
    """What a file's name says of it."""
    parents = path.relative_to(folder).parts[:-1]
    where = "/".join([*(said.shown(Path(part)) for part in parents), said.shown(path)])
    name = naming.parse(path.name)
    if name is None:
        return Given(path, {"title": _title(Path(said.shown(path)).stem)}, where)
    values: dict[str, Any] = {"title": _title(name.slug), "collected_at": f"{name.day}T00:00:00Z"}
    if name.id:
        values["id"] = name.id
    if name.subject in dossier.registers.ids("clause") and name.subject not in dossier.registers.ids("control"):
        values["clauses"] = [name.subject]
    else:
        values["controls"] = [name.subject]
    like = _latest(name, dossier)
    if like:
        # What was filed under the same control and words before says more than the name does.
        values = {key: value for key, value in values.items() if key not in ("title", "controls", "clauses")}
    return Given(path, values, where, like.id if like else "")


def _title(words: str) -> str:
    plain = " ".join(words.replace("_", " ").replace("-", " ").split())
    return plain[:1].upper() + plain[1:]


def _latest(name: naming.Name, dossier: Dossier) -> Evidence | None:
    """The latest evidence that was filed under the same control and the same words."""
    found = None
    for evidence in dossier.all(Evidence):
        other = naming.parse(evidence.file)
        if other and (other.subject, other.slug) == (name.subject, name.slug):
            found = evidence if found is None or evidence.collected_at >= found.collected_at else found
    return found


# Tables


def of_csv(path: Path, folder: Path | None, dossier: Dossier) -> Manifest:
    """The rows of a CSV file. Files are looked for beside it, or in ``folder``."""
    return of_rows(_csv_rows(path), folder or path.parent, dossier)


def _csv_rows(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header = stream.readline()
            stream.seek(0)
            reader = csv.reader(stream, delimiter=max(DELIMITERS, key=header.count))
            heads = [column_of(head) for head in next(reader, [])]
            rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except (csv.Error, UnicodeDecodeError):
        raise NotATableError(path, "cannot be read as CSV in UTF-8") from None
    _refuse(path, heads)
    made = []
    for line, row in rows:
        if len(row) > len(heads):
            raise NotATableError(path, f"has more cells than columns in line {line}; quote cells that hold a comma")
        cells = {head: cell.strip() for head, cell in zip(heads, row, strict=False) if cell.strip()}
        made.append(Row(f"{path.name}:{line}", cells))
    return made


def _refuse(path: Path, heads: list[str]) -> None:
    if "file" not in heads:
        raise NotATableError(path, f"has no column `file`; its columns are {', '.join(heads) or 'none'}")
    for head in heads:
        if heads.count(head) > 1:
            raise NotATableError(path, f"has the column `{head}` twice")
        if head not in _KNOWN:
            close = get_close_matches(head, _KNOWN, 1, 0.6)
            meant = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(sorted(_KNOWN))}"
            raise NotATableError(path, f"has an unknown column `{head}`: {meant}")


def of_rows(rows: Iterable[Row], folder: Path, dossier: Dossier) -> Manifest:
    """Rows become what is to be filed. A row whose request has no file yet is counted, not filed."""
    givens: list[Given] = []
    mistakes: list[Mistake] = []
    unanswered = 0
    for row in rows:
        if set(row.cells) == {"request"}:
            unanswered += 1
            continue
        wrong: list[Mistake] = []
        given = _row(row, folder, dossier, wrong)
        mistakes += wrong
        if given is not None and not wrong:
            givens.append(given)
    return Manifest(tuple(givens), tuple(mistakes), unanswered)


def _row(row: Row, folder: Path, dossier: Dossier, wrong: list[Mistake]) -> Given | None:
    values = dict(_values(row, dossier, wrong))
    cells = row.cells
    file = _file(cells.get("file", ""), folder, row, wrong)
    try:
        by_reference = said.yes(cells.get("by_reference", ""))
    except SaidWrongError as error:
        wrong.append(Mistake(row.where, f"by_reference: {error.message}", error.help))
        return None
    original = cells.get("redacted_from", "")
    given = Given(
        file,
        values,
        row.where,
        cells.get("like", ""),
        by_reference,
        _file(original, folder, row, wrong) if original else None,
    )
    return _answering(given, cells["request"], dossier, wrong) if "request" in cells else given


def _values(row: Row, dossier: Dossier, wrong: list[Mistake]) -> Iterator[tuple[str, Any]]:
    """The fields that a row's cells state."""
    population = {_POPULATION[name]: cell for name, cell in row.cells.items() if name in _POPULATION}
    if population:
        yield "population", population
    for name, cell in row.cells.items():
        try:
            if name == "period":
                yield from said.period(cell).items()
            elif name in ("collector", "reviewer", "approver"):
                yield _COLUMNS[name][0], role_of(cell, dossier)
            elif name in _COLUMNS:
                field, parse = _COLUMNS[name]
                yield field, parse(cell)
        except SaidWrongError as error:
            wrong.append(Mistake(row.where, f"{name}: {error.message}", error.help))


def _file(name: str, folder: Path, row: Row, wrong: list[Mistake]) -> Path | None:
    """A file of the folder. A table comes from others: it must not reach beyond the folder that was named."""
    if not name:
        wrong.append(Mistake(row.where, "the column `file` is empty", "name the file, or take the row out"))
        return None
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        wrong.append(Mistake(row.where, f"{name} leads out of the folder {folder}", "put the file there"))
    elif not path.is_file():
        near = get_close_matches(name, [p.name for p in folder.iterdir()] if folder.is_dir() else [], 1, 0.6)
        help = f"did you mean `{near[0]}`?" if near else "put it there, or name its folder with --files"
        wrong.append(Mistake(row.where, f"there is no file {name} in {folder}", help))
    return path


def _answering(given: Given, request: str, dossier: Dossier, wrong: list[Mistake]) -> Given | None:
    """What a request asked for completes its answer."""
    subject = request.removeprefix(REQUEST)
    if dossier.get(Evidence, subject):
        return replace(given, like=subject)
    control = dossier.get(Control, subject)
    if control is None:
        help = "leave the column as it was sent, or write the list anew with `dossier evidence requests`"
        wrong.append(Mistake(given.where, f"`{request}` is no request that was sent", help))
        return None
    title = given.values.get("title") or f"Evidence for {subject}"
    return replace(given, values={**given.values, "controls": [subject], "title": title})
