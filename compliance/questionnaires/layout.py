"""Which column holds the questions, which the answers: scored by what stands in each, and explained.

Every column of a table gets points for each role from its heading, from what stands in its cells, and from the rules
on them (lists, dates). The best one takes the role if it has enough. The reasons travel along, so that
``dossier answer --inspect`` can show them and a person can overrule them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from compliance.frameworks.questionnaire_words import asks, is_label, is_mark, is_option, is_placeholder
from compliance.questionnaires.grid import Grid
from compliance.questionnaires.headings import Block, Heading
from compliance.questionnaires.model import Column

QUESTION, ANSWER, COMMENT, NUMBER = 5.0, 4.0, 3.0, 3.0
"""Points that a column needs for each role."""
_NUMBER = re.compile(r"^[^\W\d_&]{0,8}(?:&[A-Z])?[-. /]?\d{1,4}(?:[.\-:]\w{1,4}){0,6}[.)]?$|^[a-zA-Z][.)]$")


@dataclass(frozen=True, slots=True)
class Choice:
    """Columns that a person named, in place of those that would be found. Empty where none was."""

    question: str = ""
    answer: str = ""
    comment: str = ""


@dataclass(slots=True)
class Profile:
    """What stands in a column, as shares (0 to 1) of the rows looked at."""

    column: int
    heading: Heading
    filled: float = 0
    asks: float = 0
    wordy: float = 0
    distinct: float = 0
    length: float = 0
    numbers: float = 0
    options: float = 0
    marks: float = 0
    blank: float = 0
    listed: float = 0
    ruled: float = 0
    formulas: float = 0
    barred: float = 0
    boxes: float = 0


@dataclass(slots=True)
class Layout:
    """The columns of a table. ``marks`` names the answer that a mark in each column stands for."""

    question: int
    answer: int = 0
    comment: int = 0
    number: int = 0
    marks: dict[int, str] = field(default_factory=dict)
    sections: tuple[int, ...] = ()
    below: bool = False
    """Whether answers go into the cell below each question."""
    columns: tuple[Column, ...] = ()
    strength: float = 0
    """Share of the questions whose answer cell has a list or rule of its own, plus 1 for a heading that says answer."""


def find(grid: Grid, table: list[Block], chosen: Choice) -> Layout | None:
    """The columns of one table; None where nothing in it looks like questions with a place for answers."""
    rows = [row for block in table for row in block.below]
    headings: dict[int, Heading] = {}
    for block in table:
        for column, heading in block.headings.items():
            if heading.role or len(table) == 1:
                headings.setdefault(column, heading)
    why: dict[int, list[str]] = {}
    question = _question(grid, rows, headings, chosen, why)
    if not question:
        return None
    asked = [row for row in rows if worded(grid.text(row, question))]
    layout = Layout(question)
    profiles = _profiles(grid, asked, headings, (c for c in _columns(grid, headings, question) if c != question))
    layout.marks = _marks(profiles)
    _answer(grid, layout, asked, profiles, chosen, why)
    if not (layout.answer or layout.marks):
        return None
    _rest(grid, layout, profiles, chosen, why)
    layout.columns = tuple(_described(grid, layout, headings, why))
    return layout


def _columns(grid: Grid, headings: dict[int, Heading], question: int) -> list[int]:
    """Columns to look at: those with content or a heading, and the next three behind, which may be blank."""
    known = {*grid.columns(), *headings}
    return sorted(known | {max(known, default=0) + 1, question + 1, question + 2, question + 3})


def worded(text: str) -> bool:
    """Whether a text has two words, or asks, or is a field of a form."""
    return len(re.findall(r"[^\W\d_]{2,}", text)) >= 2 or ("?" in text and len(text) > 5) or is_label(text)


def _profiles(grid: Grid, rows: list[int], headings: dict[int, Heading], columns: Iterable[int]) -> list[Profile]:
    return [_profile(grid, rows, column, headings.get(column, Heading("", ""))) for column in columns]


def _profile(grid: Grid, rows: list[int], column: int, heading: Heading) -> Profile:
    profile, total = Profile(column, heading), max(len(rows), 1)
    texts = []
    for row in rows:
        text = grid.text(row, column)
        if text and not is_placeholder(text):
            texts.append(text)
        else:
            profile.blank += 1 / total
        profile.formulas += grid.formula(row, column) / total
        profile.barred += bool(grid.barred(row, column)) / total
        rule = grid.allowed(row, column)
        if rule is not None:
            profile.listed += bool(rule.options or rule.unresolved) / total
            profile.ruled += 1 / total
        profile.boxes += bool(grid.slots(row, column)) / total
    count = max(len(texts), 1)
    profile.filled = len(texts) / total
    profile.asks = sum(asks(text) for text in texts) / count
    profile.wordy = sum(len(text.split()) >= 4 for text in texts) / count
    profile.distinct = len(set(texts)) / count
    profile.length = sum(min(len(text), 300) for text in texts) / count
    profile.numbers = sum(bool(_NUMBER.match(text)) for text in texts) / count
    profile.options = sum(is_option(text) for text in texts) / count
    profile.marks = sum(is_mark(text) for text in texts) / count
    return profile


def _question(
    grid: Grid, rows: list[int], headings: dict[int, Heading], chosen: Choice, why: dict[int, list[str]]
) -> int:
    if chosen.question:
        column = named_column(grid, headings, chosen.question)
        why[column] = ["named on the command line"]
        return column
    best, best_points = 0, QUESTION
    for profile in _profiles(grid, rows, headings, grid.columns()):
        points, reasons = _question_points(profile)
        if points > best_points:
            best, best_points = profile.column, points
            why[best] = reasons
    return best


def _question_points(p: Profile) -> tuple[float, list[str]]:
    roles = {"question": 6, "statement": 3, "answer": -6, "comment": -6, "other": -3, "number": -4, "option": -6}
    points = float(roles.get(p.heading.role, 0)) - (0 if p.heading.whole or not p.heading.role else 0.5)
    reasons = [f"headed {p.heading.text!r}"] if points > 0 else []
    if not p.filled or (p.wordy < 0.2 and p.asks < 0.3):
        return -1, reasons
    points += 4 * p.asks + 2 * p.wordy + 2 * p.distinct * min(p.length / 60, 1) + 2 * p.filled
    points -= 8 * (p.listed > 0.5) + 4 * (p.numbers > 0.5)
    reasons.append(f"{p.asks:.0%} of its texts ask, {p.wordy:.0%} are sentences")
    return points, reasons


def _marks(profiles: list[Profile]) -> dict[int, str]:
    """Columns headed by an answer, for marks: at least two, free or marked."""
    found = {
        p.column: p.heading.text
        for p in profiles
        if p.heading.role == "option" and p.blank + p.marks * p.filled > 0.95 and p.barred < 0.9 and not p.numbers > 0.5
    }
    return found if len(found) >= 2 else {}


def _answer(
    grid: Grid,
    layout: Layout,
    asked: list[int],
    profiles: list[Profile],
    chosen: Choice,
    why: dict[int, list[str]],
) -> None:
    if chosen.answer:
        layout.answer = named_column(grid, {p.column: p.heading for p in profiles}, chosen.answer)
        layout.marks = {}
        why[layout.answer] = ["named on the command line"]
        layout.strength = 2
        return
    best = ANSWER
    for profile in profiles:
        points, reasons = _answer_points(profile, layout.question)
        if points > best and profile.column not in layout.marks:
            best, layout.answer = points, profile.column
            why[profile.column] = reasons
            layout.strength = profile.listed + profile.boxes + (profile.heading.role == "answer")
    if layout.marks:
        listed = next((p.listed for p in profiles if p.column == layout.answer), 0)
        if listed > 0.5:
            layout.marks = {}
        else:
            layout.answer, layout.strength = 0, 1.5
        return
    if not layout.answer:
        _unheaded(grid, layout, asked, profiles, why)


def _answer_points(p: Profile, question: int) -> tuple[float, list[str]]:
    roles = {"answer": 5, "comment": -2, "other": -6, "number": -4, "section": -4, "question": -4, "statement": -4}
    points = float(roles.get(p.heading.role, 0)) - (0 if p.heading.whole or not p.heading.role else 1)
    reasons = [f"headed {p.heading.text!r}"] if points > 0 else []
    if p.listed or p.boxes:
        reasons.append(f"{max(p.listed, p.boxes):.0%} of its cells have a list")
    points += 5 * p.listed + 5 * p.boxes + 2 * (p.ruled - p.listed)
    points += 2 * p.blank + 2 * p.options * p.filled
    if p.blank:
        reasons.append(f"{p.blank:.0%} of its cells are free")
    points += (p.column > question) + 0.5 * (p.column == question + 1)
    points -= 8 * (p.formulas > 0.5) + 8 * (p.barred > 0.8)
    told = p.heading.role == "answer" or p.listed > 0.3 or p.boxes > 0.3
    points -= 0 if told else 5 * p.filled
    return (points if told else points - 3), reasons


def _unheaded(grid: Grid, layout: Layout, asked: list[int], profiles: list[Profile], why: dict[int, list[str]]) -> None:
    """Without heading or list: a column for comments, else the free column beside questions that really ask."""
    comment = [p for p in profiles if p.heading.role == "comment" and p.blank > 0.3 and p.barred < 0.8]
    if comment:
        layout.answer, layout.strength = comment[0].column, 0.5
        why[layout.answer] = [f"headed {comment[0].heading.text!r}, and no other column takes answers"]
        return
    asking = sum(asks(grid.text(row, layout.question)) for row in asked)
    if asking * 2 < len(asked) or asking < 2:
        return
    if _below(grid, layout, asked):
        layout.answer, layout.below = layout.question, True
        why[layout.question] = [*why.get(layout.question, []), "answers go below: the cell under each question is free"]
        return
    width = max((grid.span(row, layout.question)[1] for row in asked), default=1)
    for p in profiles:
        if layout.question + width <= p.column <= layout.question + width + 1 and p.blank > 0.95 and p.barred < 0.5:
            layout.answer = p.column
            why[p.column] = ["the first free column beside the questions"]
            return


def _below(grid: Grid, layout: Layout, asked: list[int]) -> bool:
    """Whether the row under each question is kept free for its answer."""
    shown = set(grid.rows())
    free = [row + 1 not in shown and not grid.barred(row + 1, layout.question) for row in asked]
    return sum(free) > 0.8 * len(free) and len(free) >= 2


def _rest(grid: Grid, layout: Layout, profiles: list[Profile], chosen: Choice, why: dict[int, list[str]]) -> None:
    taken = {layout.question, layout.answer, *layout.marks}
    best = COMMENT
    if chosen.comment:
        layout.comment = named_column(grid, {p.column: p.heading for p in profiles}, chosen.comment)
        why[layout.comment] = ["named on the command line"]
    for p in profiles if not chosen.comment else ():
        points = {"comment": 4.0, "answer": 2.5}.get(p.heading.role, -6.0) - 0.5 * (not p.heading.whole)
        points += (p.column > max(taken)) + 2 * p.blank - 4 * (p.listed > 0.3) - 8 * (p.formulas > 0.5)
        points -= 8 * (p.barred > 0.8)
        if p.column not in taken and points > best:
            best, layout.comment = points, p.column
            why[p.column] = [f"headed {p.heading.text!r}, {p.blank:.0%} of its cells are free"]
    taken.add(layout.comment)
    best = NUMBER
    for p in profiles:
        points = 4.0 * (p.heading.role == "number") + 4 * p.numbers * (p.filled > 0.3) + (p.column < layout.question)
        points -= 0.1 * abs(layout.question - p.column) + 6 * (p.wordy > 0.5) + 3 * (p.distinct < 0.5)
        if p.column not in taken and p.filled > 0.2 and points > best:
            best, layout.number = points, p.column
            why[p.column] = [f"headed {p.heading.text!r}"] * bool(p.heading.text) + [f"{p.numbers:.0%} are numbers"]
    taken.add(layout.number)
    layout.sections = tuple(
        p.column
        for p in profiles
        if p.heading.role == "section" and p.column not in taken and p.length > 2 and p.numbers < 0.5
    )[:3]


def named_column(grid: Grid, headings: dict[int, Heading], name: str) -> int:
    """The column that a person named by its letter, number or heading. Raises :class:`UnknownColumnError`."""
    wanted = " ".join(name.split()).casefold()
    columns = sorted({*grid.columns(), *headings})
    for column in range(1, max(columns, default=1) + 30):
        if grid.letter(column).casefold() == wanted or (name.isdigit() and column == int(name)):
            return column
    for column, heading in headings.items():
        if heading.text.casefold() == wanted:
            return column
    for row in grid.rows()[:60]:
        for column in columns:
            if " ".join(grid.text(row, column).split()).casefold() == wanted:
                return column
    raise UnknownColumnError(name, grid, headings)


class UnknownColumnError(Exception):
    """A column of the command line that the table does not have."""

    def __init__(self, name: str, grid: Grid, headings: dict[int, Heading]) -> None:
        super().__init__(name)
        self.column = name
        self.known = ", ".join(f"{grid.letter(c)} ({h.text})" for c, h in sorted(headings.items()))


def _described(grid: Grid, layout: Layout, headings: dict[int, Heading], why: dict[int, list[str]]) -> Iterator[Column]:
    for column in sorted(
        {*headings, layout.question, layout.answer, layout.comment, layout.number, *layout.marks} - {0}
    ):
        heading = headings.get(column, Heading("", ""))
        reasons = tuple(why.get(column, ()))
        if column == layout.question:
            yield Column(grid.letter(column), "question", heading.text, reasons)
        elif column == layout.answer:
            yield Column(grid.letter(column), "answer", heading.text, reasons)
        elif column in layout.marks:
            yield Column(grid.letter(column), "mark", heading.text, (f"a mark here means {layout.marks[column]!r}",))
        elif column == layout.comment:
            yield Column(grid.letter(column), "comment", heading.text, reasons)
        elif column == layout.number:
            yield Column(grid.letter(column), "number", heading.text, reasons)
        elif column in layout.sections:
            yield Column(grid.letter(column), "section", heading.text, (f"headed {heading.text!r}",))
        else:
            role = f"{heading.text!r} is neither asked nor answered by us" if heading.role else ""
            yield Column(grid.letter(column), "other", heading.text, (role,) if role else ())
