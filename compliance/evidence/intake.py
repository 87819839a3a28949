"""What was given becomes a record: completed from what is known, and held to the schema and the rules before it is in.

The rules are those of ``dossier check``: what they would say about the record is said before it is written.
"""

from __future__ import annotations

import mimetypes
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

from compliance.derive.evidence_files import is_table, table
from compliance.diagnostics import Diagnostic, Place
from compliance.evidence.given import Given, Mistake, shown
from compliance.graph.dossier import Dossier
from compliance.registers import validate
from compliance.registers.convert import to_record
from compliance.registers.kinds import BY_NAME
from compliance.registers.records.assurance import Evidence
from compliance.registers.references import Reference, links
from compliance.rules import (
    evidence_collected_early,
    evidence_from_the_future,
    evidence_self_reviewed,
    evidence_unknown_type,
    unknown_criterion,
    unknown_reference,
)


class Question(NamedTuple):
    """A field that evidence must have: its option, its column in tables, and how a person is asked."""

    key: str
    option: str
    column: str
    text: str


QUESTIONS: tuple[Question, ...] = (
    Question("controls", "--control", "control", "Which control does it prove (id)"),
    Question("title", "--title", "title", "What is it, in a line"),
    Question("type", "--type", "type", "Type, which decides how long it stays fresh"),
    Question("collected_at", "--collected-on", "collected_on", "Collected on (YYYY-MM-DD)"),
    Question("collected_by", "--collector", "collector", "Collected by (role)"),
    Question("reviewed_by", "--reviewer", "reviewer", "Reviewed by (another role)"),
    Question("location", "--location", "location", "Where is the file kept"),
    Question("redaction_note", "--redaction-note", "redaction_note", "What was taken out of it, and why"),
)
"""Asked in this order, where a person is at a terminal."""

_LIKE = ("title", "type", "kind", "controls", "clauses", "criteria", "system", "environment", "method", "level")
"""What is taken over from a record that new evidence is like. Dates, people and queries are said anew."""

_STATED = ("population", "sample")
"""Kinds that are never guessed: they need more than a file."""

_METHODS = {
    ".png": "screenshot",
    ".jpg": "screenshot",
    ".jpeg": "screenshot",
    ".csv": "export",
    ".json": "export",
    ".xlsx": "export",
    ".xml": "export",
}
"""How a file was most likely obtained, by its ending; said in the report, and ``--method`` says otherwise."""

_MEDIA = {".md": "text/markdown", ".csv": "text/csv", ".json": "application/json", ".jsonl": "application/jsonl"}
"""Media types that the tables of some systems lack."""


@dataclass(frozen=True)
class Draft:
    """A record but for its id, file and hashes; what is missing; and what was guessed, in words."""

    given: Given
    values: Mapping[str, Any]
    missing: tuple[Question, ...] = ()
    guessed: tuple[str, ...] = ()


def draft(given: Given, dossier: Dossier) -> Draft:
    """Complete what was given from the record that it is like, from the project and from the file's ending."""
    values = {**_from_like(given, dossier), **{k: v for k, v in given.values.items() if v not in ("", None, [])}}
    guessed: list[str] = []
    for key, guess, why in _guesses(given, values, dossier):
        if key not in values:
            values[key] = guess
            guessed.append(f"{key}: {guess} ({why})")
    if given.file and "media_type" not in values:
        values["media_type"] = media_type(given.file)
    return Draft(given, values, tuple(_missing(given, values)), tuple(guessed))


def media_type(path: Path) -> str:
    """The media type of a file, by its ending."""
    ending = path.suffix.lower()
    return _MEDIA.get(ending) or mimetypes.guess_type(f"file{ending}")[0] or "application/octet-stream"


def _from_like(given: Given, dossier: Dossier) -> dict[str, Any]:
    like = dossier.get(Evidence, given.like) if given.like else None
    if like is None:
        return {}
    found = {key: getattr(like, key) for key in _LIKE}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items() if value}


def _guesses(given: Given, values: Mapping[str, Any], dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    alike = Counter(e.kind for e in dossier.all(Evidence) if e.type == values.get("type") and e.kind not in _STATED)
    if alike:
        yield "kind", alike.most_common(1)[0][0], "as other evidence of this type"
    yield "kind", "record", "nothing said"
    ending = given.file.suffix.lower() if given.file else ""
    yield "method", _METHODS.get(ending, "manual"), "from the file's ending" if ending in _METHODS else "nothing said"
    yield "level", "internal", "nothing said"


def _missing(given: Given, values: Mapping[str, Any]) -> Iterator[Question]:
    for question in QUESTIONS:
        optional = {
            "controls": bool(values.get("clauses")),
            "reviewed_by": given.unreviewed,
            "location": not given.by_reference,
            "redaction_note": given.redacted_from is None,
        }
        if not values.get(question.key) and not optional.get(question.key):
            yield question


def missing(made: Draft, in_table: bool = False) -> Mistake:
    """What is missing, in one sentence with the way out."""
    names = [question.column if in_table else question.option for question in made.missing]
    what = "these columns are empty" if in_table else "these options are missing"
    name = f"{shown(made.given.file)}: " if made.given.file and not in_table else ""
    return Mistake(made.given.where, f"{name}{what}: {', '.join(names)}", _explained(made.missing))


def _explained(questions: Iterable[Question]) -> str:
    asked = {question.key for question in questions}
    ways = ["at a terminal, they are asked for"]
    if "controls" in asked:
        ways.append("--clause serves in the place of --control")
    if "reviewed_by" in asked:
        ways.append("--unreviewed says that nobody has reviewed it yet")
    return "; ".join(ways)


# Judging


def judge(id: str, values: Mapping[str, Any], given: Given, dossier: Dossier) -> Iterator[Mistake]:
    """What ``dossier check`` would say about this record, before it is written."""
    kind = BY_NAME["evidence"]
    raw, place = {"id": id, **values}, Place(f"controls/evidence/{id}.yaml")
    if not validate.decider(kind)(raw):
        for found in validate.explain(kind, raw, place):
            yield Mistake(given.where, _in_words(found), found.help)
        return
    record = to_record(Evidence, raw, place, id)
    for diagnostic in _diagnostics(record, raw, given, dossier):
        # The id is not given yet: the file's own name is what the person knows.
        yield Mistake(given.where, diagnostic.message.replace(id, _shown(given)), diagnostic.help)
    if record.kind == "sample" and record.sample is None:
        help = "draw it with `dossier evidence sample`, which records how; results go in with --workpaper"
        yield Mistake(given.where, f"{_shown(given)} would be a sample that does not say of what", help)
    if record.period_start and record.period_end and record.period_start > record.period_end:
        yield Mistake(given.where, f"the period ends on {record.period_end}, before it begins", "exchange the two days")


def _shown(given: Given) -> str:
    return shown(given.file) if given.file else "it"


def _in_words(found: Diagnostic) -> str:
    place = found.label.at
    field = place.pointer.strip("/") if isinstance(place, Place) else ""
    return f"{field}: {found.message}" if field else found.message


def _diagnostics(record: Evidence, raw: dict[str, Any], given: Given, dossier: Dossier) -> Iterator[Diagnostic]:
    for link in links(BY_NAME["evidence"], record.id, raw, record.place):
        if isinstance(link, Reference):
            yield from unknown_reference.check(link, dossier)
    for named in unknown_criterion.of_evidence(record):
        yield from unknown_criterion.check(named, dossier)
    yield from evidence_unknown_type.check(record, dossier)
    yield from evidence_from_the_future.check(record, dossier)
    if record.kind in ("population", "record"):
        yield from evidence_collected_early.check(record, dossier)
    if record.reviewed_by or not given.unreviewed:
        yield from evidence_self_reviewed.check(record, dossier)


def role_of(text: str, dossier: Dossier) -> str:
    """The id of a role that is written as its id or as its title, in any case; the text itself where none is."""
    wanted = text.strip().casefold()
    for role in dossier.registers.roles.values():
        if wanted in (role.id.casefold(), role.title.casefold()):
            return role.id
    return text.strip()


# Populations


@dataclass(frozen=True, slots=True)
class Rows:
    """The items of a population: the column that identifies them, and its values in the order of the file."""

    column: str
    ids: tuple[str, ...]


class NoRows(NamedTuple):
    """Why a file holds no population that can be drawn from, and what to do."""

    message: str
    help: str


def rows(path: Path, column: str = "", name: str = "") -> Rows | NoRows:
    """The ids of a population's file, or why they cannot be read. Without a column, the first that identifies."""
    called = name or shown(path)
    if not is_table(path):
        return NoRows(f"{called} is no CSV file", "export the population as CSV in UTF-8")
    read = table(path)
    if read is None or not read.columns:
        return NoRows(f"{called} cannot be read as CSV", "export it as CSV in UTF-8, with a line of column names")
    if column and column not in read.columns:
        return NoRows(f"{called} has no column `{column}`", f"its columns are {', '.join(read.columns)}")
    for each in (column,) if column else read.columns:
        values = read.values(each)
        why = _not_ids(values, read.numbers)
        if not why:
            return Rows(each, values)
        if column:
            help = "name a column that has another value in each line"
            return NoRows(f"column `{column}` of {called} does not identify its rows: {why}", help)
    return NoRows(f"no column of {called} identifies its rows", "every one has blanks or repeats; export an id as well")


def _not_ids(values: tuple[str, ...], numbers: tuple[int, ...]) -> str:
    """Why values cannot identify rows: a blank or a repeated one, with its line."""
    seen: dict[str, int] = {}
    for value, line in zip(values, numbers, strict=True):
        if not value:
            return f"line {line} has none"
        if value in seen:
            return f"{value} stands in lines {seen[value]} and {line}"
        seen[value] = line
    return ""


def with_population(made: Draft) -> tuple[Draft, Mistake | None]:
    """The draft of a population with the number of its rows and their ids' column, counted in the file."""
    stated = dict(made.values.get("population") or {})
    path = made.given.file
    if made.values.get("kind") != "population" or path is None:
        return made, None
    if not stated.get("completeness_check"):
        help = "say how it was made sure that no item is missing: numbers without a gap, a count in the source"
        return made, Mistake(made.given.where, "a population needs --completeness (column `completeness`)", help)
    expected = stated.pop("expected_rows", None)
    found = rows(path, stated.get("id_column", ""))
    if isinstance(found, NoRows):
        return made, Mistake(made.given.where, found.message, found.help)
    if expected is not None and expected != len(found.ids):
        said = f"{shown(path)} has {len(found.ids)} rows, and the source counts {expected}"
        return made, Mistake(made.given.where, said, "export it again, or find out which items are missing")
    counted = {**stated, "row_count": len(found.ids), "id_column": found.column}
    return replace(made, values={**made.values, "population": counted}), None


def last_day(values: Mapping[str, Any]) -> date:
    """The day that stands in a file's name: the end of the period, the point in time, else the collection."""
    text = values.get("period_end") or values.get("point_in_time") or values["collected_at"][:10]
    return date.fromisoformat(cast(str, text))
