"""All parts of a file together: which ask questions, which explain, judge or list, and which repeat another.

Only what is found to ask is used; for every other part a sentence says why it was left alone. A part that a person
names is used whatever its name says, as long as it is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from compliance.frameworks.questionnaire_words import sheet_kind
from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.forms import fields
from compliance.questionnaires.grid import Grid
from compliance.questionnaires.headings import Block, blocks, settled
from compliance.questionnaires.layout import Choice, Layout, UnknownColumnError, find
from compliance.questionnaires.model import Column, Note, Question, normalised
from compliance.questionnaires.questions import Found, linked, questions
from compliance.questionnaires.tongue import tongues

_KINDS = {
    "instruction": "its name says that it explains ({word!r})",
    "evaluation": "its name says that it judges ({word!r})",
    "summary": "its name says that it sums up ({word!r})",
    "list": "its name says that it holds lists ({word!r})",
}
FIELDS = 2
"""Fields that make a form: a lone "Name" with something beside it is none."""
REPEATS = 0.6
"""Share of questions that a part has in common with others, above which it repeats them."""


@dataclass(slots=True)
class Part:
    """What was found in one part of a file, before the parts are compared."""

    grid: Grid
    questions: list[Question] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    used: bool = False
    why: list[str] = field(default_factory=list)
    judged: bool = False

    @property
    def asked(self) -> list[Question]:
        return [question for question in self.questions if not question.label]

    @property
    def strength(self) -> float:
        return max((layout.strength for layout in self.layouts), default=0)

    @property
    def formulas(self) -> float:
        """Share of its questions that are results of formulas."""
        places = [(row, layout.question) for layout in self.layouts for row in self.grid.rows()]
        asked = [place for place in places if self.grid.text(*place)]
        return sum(self.grid.formula(*place) for place in asked) / max(len(asked), 1)


def survey(grids: Sequence[Grid], chosen: Choice, named: tuple[str, ...], file: str) -> tuple[Part, ...]:
    """Every part with its questions, and whether it is used. Raises :class:`QuestionnaireError` for unknown names."""
    parts = tuple(_part(grid, chosen, file) for grid in grids if not named or grid.name in named)
    if named:
        for part in parts:
            part.used = bool(part.questions)
            part.why.insert(0, "named on the command line" if part.used else "named, but no questions were found")
    else:
        _judge(parts)
    return parts


def _part(grid: Grid, chosen: Choice, file: str) -> Part:
    part = Part(grid)
    found = blocks(grid)
    form: list[Question] = []
    tables: dict[object, list[Block]] = {}
    for block in found:
        tables.setdefault(block.signature if block.rows else "top", []).append(block)
    try:
        for table in (settled(grid, blocks_) for blocks_ in tables.values()):
            layout = find(grid, table, chosen)
            if layout is None:
                form += fields(grid, [row for block in table for row in block.below])
                continue
            _add(part, questions(grid, table, layout), layout)
    except UnknownColumnError as unknown:
        raise QuestionnaireError(
            f"{file}: sheet {grid.name!r} has no column {unknown.column!r}",
            f"its columns are {unknown.known or 'blank'}",
        ) from None
    if len(form) >= FIELDS or (form and part.questions):
        part.questions += form
    part.questions = [*linked(sorted(part.questions, key=lambda question: _row(question.spot.address)))]
    return part


def _row(address: str) -> int:
    """The row of ``C14`` and of ``t2r14c3``."""
    match = re.search(r"(\d+)(?:c\d+)?$", address)
    return int(match[1]) if match else 0


def _add(part: Part, found: Found, layout: Layout) -> None:
    if not found.questions:
        return
    part.questions += found.questions
    part.layouts.append(layout)
    part.skipped += found.skipped
    part.warnings += found.warnings


def _judge(parts: tuple[Part, ...]) -> None:
    """Decide which parts are used: by what they are called, by what their cells are, and by what they repeat."""
    for part in parts:
        _by_itself(part)
    for part in parts:
        if part.used:
            _by_others(part, [other for other in parts if other is not part and other.used])
    if not any(part.used for part in parts):
        for part in parts:
            kind, word, _ = sheet_kind(part.grid.name)
            if part.asked and kind and part.strength >= 1 and not part.judged:
                part.used = True
                part.why = [f"used although its name has {word!r}: no other part asks anything"]


def _by_itself(part: Part) -> None:
    kind, word, whole = sheet_kind(part.grid.name)
    answers = [slot for question in part.asked for slot in question.answers]
    if not part.questions:
        part.why.append(_KINDS[kind].format(word=word) if kind else "no questions with a place for answers were found")
        return
    part.judged = bool(part.asked) and not answers
    if part.judged:
        part.why.append("none of its answer cells may be written to")
    elif kind and (whole or kind == "evaluation" or part.strength < 1):
        part.why.append(_KINDS[kind].format(word=word))
    elif len(part.questions) == len(part.asked) < 2 and part.strength < 1:
        part.why.append("a single text beside a free cell is no questionnaire")
    else:
        part.used = True


def _by_others(part: Part, others: list[Part]) -> None:
    mine = {normalised(question.text) for question in part.asked}
    theirs: dict[str, Part] = {}
    for other in others:
        if (other.strength, -other.formulas) > (part.strength, -part.formulas):
            theirs.update((normalised(question.text), other) for question in other.asked)
    shared = [text for text in mine if text in theirs]
    if mine and len(shared) > REPEATS * len(mine):
        names = ", ".join(dict.fromkeys(repr(theirs[text].grid.name) for text in shared))
        part.used = False
        part.why.append(f"it repeats {len(shared)} of its {len(mine)} questions from {names}")


def notes(parts: Sequence[Part], others: dict[str, str], order: Sequence[str]) -> tuple[Note, ...]:
    """A note for each part, in the file's order; ``others`` are parts that were not looked at, with the reason."""
    made = {part.grid.name: _note(part) for part in parts}
    made.update({name: Note(name, False, 0, why=(why,)) for name, why in others.items() if name not in made})
    return tuple(made[name] for name in order if name in made)


def _note(part: Part) -> Note:
    count = len(part.questions) if part.used else 0
    why = list(part.why) or ["questions with a place for answers were found"]
    if part.used:
        why += [_skipped(reason, number) for reason, number in part.skipped.items()]
        why += part.grid.left_out()
    elif part.questions:
        why.append(f"{len(part.questions)} texts that look like questions were left; name the part to use them")
    columns: list[Column] = []
    for layout in part.layouts:
        columns += [column for column in layout.columns if column not in columns]
    return Note(part.grid.name, part.used, count, tuple(columns), tuple(why), tuple(part.warnings) if part.used else ())


def _skipped(reason: str, number: int) -> str:
    if reason == "note":
        return f"{number} {'note was' if number == 1 else 'notes were'} taken as no question"
    return f"{number} answer {'cell' if number == 1 else 'cells'} left alone: {reason}"


def used_questions(parts: Sequence[Part]) -> tuple[Question, ...]:
    """The questions of all used parts in the file's order, each with its language."""
    found: list[Question] = []
    for part in parts:
        if part.used:
            spoken = tongues([question.text for question in part.questions])
            found += [replace(q, language=code) for q, code in zip(part.questions, spoken, strict=True)]
    return tuple(found)
