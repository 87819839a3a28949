"""Rows of a table become questions: with their headings, their number, what they depend on, and their slots.

A row is a question if its text is worded and its answer cell can take an answer. Titles of sections, notes and rows
whose answer may not be written are left out, and each is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from compliance.frameworks.questionnaire_words import asks, follows, is_label, is_placeholder
from compliance.questionnaires.grid import Grid
from compliance.questionnaires.headings import Block
from compliance.questionnaires.layout import Layout, worded
from compliance.questionnaires.model import Question, Slot, Spot

_NOTE = re.compile(
    r"^\W*(?:note|notes|nb|n\.b\.|hinweis|merk|obs|bemerk|nota|remarque|instructions?|please note|important|"
    r"copyright|©|\(c\)|end of|confidential|disclaimer)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^\s*((?:[A-Za-z]{1,5}[-.]?)?\d{1,3}(?:\.\d{1,3}){0,5}[a-z]?)[.):]?\s+(?=\S)")
_NAMED = re.compile(r"(?<![\w.])((?:[^\W\d_]{1,8}[-.]?)?\d{1,3}(?:[.-]\d{1,3}){0,5}[a-z]?)(?![\w%])")


@dataclass(slots=True)
class Found:
    """Questions of a part, and what was left out of it."""

    questions: list[Question] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Title:
    """A heading of a section, with what tells its level: where it stands, how it looks, how it is numbered."""

    text: str
    look: tuple[object, ...]


class _Titles:
    """The headings above the row at hand."""

    def __init__(self) -> None:
        self.stack: list[_Title] = []
        self.fresh = False

    def add(self, title: _Title) -> None:
        looks = [t.look for t in self.stack]
        if title.look in looks:
            del self.stack[looks.index(title.look) :]
        elif not self.fresh and len(self.stack) > 1:
            self.stack.pop()
        self.stack = [*self.stack[-3:], title]
        self.fresh = True

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(title.text for title in self.stack)


def questions(grid: Grid, table: list[Block], layout: Layout) -> Found:
    """The questions of a table in their order."""
    found, titles = Found(), _Titles()
    ruled = _usually(grid, table, layout)
    carried: dict[int, str] = {}
    for block in table:
        for text in _headed(grid, block, layout):
            titles.add(_Title(_one_line(text), ("heading row",)))
        for row in block.below:
            _row(grid, row, layout, ruled, titles, carried, found)
    return found


def _headed(grid: Grid, block: Block, layout: Layout) -> Iterator[str]:
    """The title of a section that stands in a row of headings, over the questions."""
    for column, heading in block.headings.items():
        reach = max(grid.span(row, column)[1] for row in block.rows)
        if not heading.role and column <= layout.question < column + reach and len(heading.text) < 120:
            yield heading.text


@dataclass(frozen=True, slots=True)
class _Usual:
    """What most questions of the table have; a row without it is more likely a title."""

    rule: bool
    number: bool
    shapes: frozenset[str] = frozenset()
    """How the numbers of questions look: ``9.9`` for 2.14. A title's number looks otherwise."""


def _usually(grid: Grid, table: list[Block], layout: Layout) -> _Usual:
    rows = [row for block in table for row in block.below if worded(grid.text(row, layout.question))]
    rules = sum(_ruled(grid, row, layout) for row in rows)
    numbers = sum(bool(layout.number and grid.text(row, layout.number)) for row in rows)
    sure = [row for row in rows if _ruled(grid, row, layout) or "?" in grid.text(row, layout.question)]
    shapes = Counter(_shape(grid.text(row, layout.number)) for row in sure if layout.number)
    common = frozenset(shape for shape, count in shapes.items() if shape and count * 5 >= len(sure))
    return _Usual(rules * 2 > len(rows), numbers * 5 > len(rows) * 4, common)


def _shape(number: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", number.strip(" .):")))


def _ruled(grid: Grid, row: int, layout: Layout) -> bool:
    if not layout.answer or layout.below:
        return False
    rule = grid.allowed(row, layout.answer)
    return bool(grid.slots(row, layout.answer)) or (rule is not None and rule.kind != "date")


def _row(
    grid: Grid,
    row: int,
    layout: Layout,
    usual: _Usual,
    titles: _Titles,
    carried: dict[int, str],
    found: Found,
) -> None:
    for column in layout.sections:
        if grid.text(row, column):
            carried[column] = _one_line(grid.text(row, column))
    text = grid.text(row, layout.question)
    if not text:
        title = _title(grid, row, layout)
        if title:
            titles.add(title)
        return
    kind = _kind(grid, row, text, layout, usual)
    if kind == "title":
        titles.add(_title_of(grid, row, layout.question, text, layout))
    elif kind == "note":
        found.skipped["note"] += 1
    else:
        beside = tuple(carried[column] for column in layout.sections if column in carried)
        titles.fresh = False
        found.questions.append(_question(grid, row, layout, (*titles.texts, *beside), found))


def _kind(grid: Grid, row: int, text: str, layout: Layout, usual: _Usual) -> str:
    """``question``, ``title`` or ``note``."""
    number = grid.text(row, layout.number) if layout.number else ""
    ruled, asking, label = _ruled(grid, row, layout), asks(text), is_label(text)
    reach = grid.span(row, layout.question)[1]
    covers = layout.answer and not layout.below and layout.question < layout.answer < layout.question + reach
    if covers:
        return "title" if len(text) <= 200 and not _NOTE.match(text) else "note"
    if not _lettered(text):
        return "note"
    if ruled:
        return "question"
    if _NOTE.match(text) and not number:
        return "note"
    if not worded(text) and not number:
        return "title"
    if "?" not in text and _heads(grid, row, text, number, layout, usual):
        return "title"
    if (asking and "?" in text) or label:
        return "question"
    if layout.below and not asking and not number and not _LEADING.match(text):
        return "title"
    if usual.number and not number and not _LEADING.match(text):
        return "title" if len(text) <= 150 else "note"
    if asking or (number and _shape(number) in usual.shapes and not text.isupper()):
        return "question"
    if usual.rule or _stands_out(grid, row, text, layout):
        return "title" if len(text) <= 150 else "note"
    return "title" if _title_like(text, number) else "question"


def _stands_out(grid: Grid, row: int, text: str, layout: Layout) -> bool:
    return len(text) <= 100 and grid.bold(row, layout.question) and not _usually_bold(grid, layout)


def _heads(grid: Grid, row: int, text: str, number: str, layout: Layout, usual: _Usual) -> bool:
    """Whether a numbered row stands over others: its number is unlike those of questions, or the next continues it."""
    if not number or len(text.split()) > 10 or text.endswith((".", ":")):
        return False
    if usual.shapes:
        return _shape(number) not in usual.shapes
    further = (grid.text(below, layout.number) for below in range(row + 1, row + 4))
    return next((f for f in further if f), "").startswith(f"{number.rstrip('.')}.")


def _usually_bold(grid: Grid, layout: Layout) -> bool:
    rows = [row for row in grid.rows() if len(grid.text(row, layout.question)) > 20][:60]
    return sum(grid.bold(row, layout.question) for row in rows) * 2 > len(rows)


def _title_like(text: str, number: str) -> bool:
    """Few words in capitals, or behind a whole number."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    if len(words) > 8 or text.endswith((".", "?", ":")):
        return False
    return text.isupper() or bool(re.match(r"^(?:\d{1,2}\.?|[IVX]{1,5}\.|[A-Z]\.)\s+\S", text) and not number)


def _title(grid: Grid, row: int, layout: Layout) -> _Title | None:
    """A row without a question: its text is a title unless it stands where answers go."""
    own = {layout.answer, layout.comment, *layout.marks}
    texts = [(grid.text(row, column), column) for column in grid.columns() if column not in own | {layout.number}]
    titles = [(text, column) for text, column in texts if len(text) <= 150 and _lettered(text)]
    if titles:
        plain = [found for found in titles if re.search(r"[^\W\d_]{4}", found[0]) and not found[0].endswith(".")]
        text, column = plain[0] if plain else max(titles, key=lambda found: len(found[0]))
        return _title_of(grid, row, column, text, layout)
    text = grid.text(row, layout.number) if layout.number else ""
    if text and _lettered(text) and len(text) <= 150 and " " in text:
        return _title_of(grid, row, layout.number, text, layout)
    return None


def _lettered(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", text))


def _title_of(grid: Grid, row: int, column: int, text: str, layout: Layout) -> _Title:
    number = grid.text(row, layout.number) if layout.number and layout.number != column else ""
    leading = number or (m[1] if (m := _LEADING.match(text)) else "")
    depth = leading.strip(".").removesuffix(".0").count(".") if leading else -1
    look = (column, grid.bold(row, column), grid.span(row, column)[1], depth, text.isupper())
    return _Title(_one_line(text), look)


def _question(grid: Grid, row: int, layout: Layout, section: tuple[str, ...], found: Found) -> Question:
    text = grid.text(row, layout.question)
    number = grid.text(row, layout.number) if layout.number else ""
    if not number and (match := _LEADING.match(text)) and re.search(r"\d", match[1]):
        number, text = match[1], text[match.end() :]
    answers = tuple(_answers(grid, row, layout, found))
    spot = Spot(grid.name, grid.address(row, layout.question))
    comment = _slot(grid, row, layout.comment) if layout.comment else None
    return Question(
        f"{spot.part}!{spot.address}",
        _one_line(number),
        _clean(text),
        tuple(dict.fromkeys(section)),
        spot,
        answers,
        comment if isinstance(comment, Slot) else None,
        statement=not asks(text),
        label=is_label(text),
    )


def _answers(grid: Grid, row: int, layout: Layout, found: Found) -> Iterator[Slot]:
    if layout.marks:
        for column, option in layout.marks.items():
            slot = _slot(grid, row, column, option)
            if isinstance(slot, Slot):
                yield slot
        if all(grid.barred(row, column) for column in layout.marks):
            found.skipped[grid.barred(row, next(iter(layout.marks)))] += 1
        return
    at = row + 1 if layout.below else row
    inner = grid.slots(at, layout.answer)
    if inner:
        yield from inner
        return
    slot = _slot(grid, at, layout.answer)
    if isinstance(slot, str):
        found.skipped[slot] += 1
        return
    rule = grid.allowed(at, layout.answer)
    if rule is not None and rule.unresolved:
        found.warnings.append(f"{slot.spot.address}: {rule.unresolved}; the cell is left for a person")
    yield slot


def _slot(grid: Grid, row: int, column: int, option: str = "") -> Slot | str:
    """The slot of a cell, or why there is none."""
    barred = grid.barred(row, column)
    if barred:
        return barred
    text, rule = grid.text(row, column), grid.allowed(row, column)
    spot = Spot(grid.name, grid.address(row, column))
    open_ = is_placeholder(text) and not (rule and text in rule.options)
    filled = "" if open_ else text
    if option:
        return Slot(spot, "mark", rule.options if rule else (), option, filled)
    if rule is None:
        return Slot(spot, "text", filled=filled)
    return Slot(spot, rule.kind, rule.options, filled=filled)


def linked(questions: Sequence[Question]) -> Iterator[Question]:
    """Questions with the key of the one that each depends on."""
    by_number = {_plain_number(q.number): q.key for q in questions if q.number}
    free = ""
    for question in questions:
        number, parent = _plain_number(question.number), ""
        if follows(question.text):
            head = question.text[:90]
            named = (_plain_number(match[1]) for match in _NAMED.finditer(_LEADING.sub("", head)))
            parent = next((by_number[n] for n in named if n in by_number and n != number), "")
        if not parent:
            parent = _above(number, by_number)
        if not parent and follows(question.text):
            parent = free
        if not parent or parent == question.key:
            free = question.key
            yield question
        else:
            yield replace(question, follows=parent)


def _above(number: str, by_number: dict[str, str]) -> str:
    """The question whose number this one's continues: 2.1 for 2.1.3, 4 for 4a."""
    shorter = re.sub(r"(?:[.\-]\w+|(?<=\d)[a-z])$", "", number)
    return by_number.get(shorter, "") if shorter and shorter != number else ""


def _plain_number(text: str) -> str:
    return text.strip().strip(".():").casefold()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _clean(text: str) -> str:
    """Line ends of one kind, no spaces at the ends of lines; line breaks stay, because they list things."""
    return "\n".join(line for line in (" ".join(part.split()) for part in text.splitlines()) if line)
