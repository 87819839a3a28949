"""A Word file becomes a questionnaire: its tables first, then the paragraphs that no table took."""

from __future__ import annotations

from dataclasses import replace

from compliance.questionnaires.docx.body import Body, W, text_of
from compliance.questionnaires.docx.paragraphs import PART, questions
from compliance.questionnaires.docx.table_grid import WordGrid
from compliance.questionnaires.faults import QuestionnaireError, UnsafeFileError
from compliance.questionnaires.layout import Choice
from compliance.questionnaires.model import Note, Question, Questionnaire, fingerprint_of
from compliance.questionnaires.package import Package
from compliance.questionnaires.survey import Part, notes, survey, used_questions
from compliance.questionnaires.tongue import tongues

PARAGRAPHS = 100_000
"""Most paragraphs of a file."""


def document(package: Package, chosen: Choice, named: tuple[str, ...]) -> Questionnaire:
    """The questions of a Word file. Raises :class:`QuestionnaireError` for what cannot be read."""
    body = Body(package)
    if len(body.paragraphs) > PARAGRAPHS:
        raise UnsafeFileError(package.name, f"has more than {PARAGRAPHS:,} paragraphs")
    grids = [WordGrid(body, table, number) for number, table in enumerate(body.tables, 1)]
    names = [grid.name for grid in grids]
    for name in named:
        if name not in (*names, PART):
            raise QuestionnaireError(
                f"{package.name} has no {name!r}", f"its parts are: {', '.join([PART, *names][:20])}"
            )
    wanted = tuple(name for name in named if name != PART)
    parts = survey([g for g in grids if not named or g.name in named], chosen, wanted, package.name) if grids else ()
    note, running = _running(body, parts, named)
    headed = _headings(body)
    tabled = (replace(q, section=(*headed[q.spot.part], *q.section)) for q in used_questions(parts))
    found = _ordered(body, (*tabled, *running))
    others = {name: "it was not named on the command line" for name in names if named and name not in named}
    made = (note, *notes(parts, others, names))
    return Questionnaire(package.name, "docx", _title(body), found, made, fingerprint_of(found))


def _headings(body: Body) -> dict[str, tuple[str, ...]]:
    """The headings above each table, outermost first."""
    first = {next(table.iter(f"{W}p"), None): f"table {n}" for n, table in enumerate(body.tables, 1)}
    above: list[tuple[int, str]] = []
    found: dict[str, tuple[str, ...]] = dict.fromkeys(first.values(), ())
    for paragraph in body.paragraphs:
        level = body.labels[paragraph][2]
        if level:
            above = [(depth, title) for depth, title in above if depth < level] + [(level, text_of(paragraph))]
        if paragraph in first:
            found[first[paragraph]] = tuple(title for _, title in above if title)
    return found


def _running(body: Body, parts: tuple[Part, ...], named: tuple[str, ...]) -> tuple[Note, tuple[Question, ...]]:
    """The questions of the running text, and the note about it."""
    if named and PART not in named:
        return Note(PART, False, 0, why=("it was not named on the command line",)), ()
    used = {part.grid.name for part in parts if part.used}
    taken = {table for number, table in enumerate(body.tables, 1) if f"table {number}" in used}
    asked, homeless = questions(body, taken)
    why = ["the text outside the tables that are used"]
    if homeless:
        why.append(f"{homeless} asking paragraphs have no place for an answer behind them")
    if len(asked) < 2 and not named and not any(slot.kind != "text" for q in asked for slot in q.answers):
        return Note(PART, False, 0, why=(*why, "fewer than two questions with a place for an answer were found")), ()
    spoken = tongues([question.text for question in asked])
    asked = [replace(q, language=code) for q, code in zip(asked, spoken, strict=True)]
    return Note(PART, bool(asked), len(asked), why=tuple(why)), tuple(asked)


def _ordered(body: Body, found: tuple[Question, ...]) -> tuple[Question, ...]:
    """Questions as they stand in the document: a table counts where its first paragraph does."""

    def place(question: Question) -> tuple[int, int]:
        address = question.spot.address
        if address.startswith("t"):
            number, _, rest = address[1:].partition("r")
            first = next(iter(body.tables[int(number) - 1].iter(f"{W}p")))
            return body.number("p", first), int(rest.partition("c")[0])
        return int(address[1:]), 0

    return tuple(sorted(found, key=place))


def _title(body: Body) -> str:
    for paragraph in body.paragraphs[:10]:
        text = " ".join(text_of(paragraph).split())
        if 8 <= len(text) <= 120:
            return text
    return ""
