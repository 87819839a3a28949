"""From the HTML of a document with parts to one PDF: what is to be typeset, what says page numbers, the joining.

Nothing is typeset here. A plan says which tasks there are; whoever runs them sends their bytes back in.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import TypeVar

from compliance.formats import pdf
from compliance.formats.engine import engine
from compliance.formats.joining import JoinTask, join_key
from compliance.formats.part import Index, MeasureTask, PartTask, index, unpack
from compliance.formats.pdf import PdfTask, TypesettingError
from compliance.formats.settings import Settings
from compliance.formats.stamping import LETTERS
from compliance.formats.steps import Made, Plan, Result, Steps, Task, here
from compliance.paper.fonts import Face
from compliance.project import package_folder
from compliance.render.parts import Parts
from compliance.render.render import Rendered

T = TypeVar("T")

ROUNDS = 6
"""How often parts with page numbers may change their own lengths before we give up."""

LATER = '@page :first { @top-left { content: string(company) "  ·  " string(title) } }'
"""The first page of a later part is none of the document: it keeps the running title."""


class UnsettledContentsError(TypesettingError):
    """A contents page, or an index, gets longer with the numbers that it shows, and shorter without them."""

    code = "contents-unsettled"

    def __init__(self) -> None:
        super().__init__("contents and indexes do not settle on a length", "shorten an entry, or leave some out")


class LostTargetError(TypesettingError):
    """The contents page or an index leads to something that is not printed."""

    code = "target-not-printed"

    def __init__(self, id: str) -> None:
        super().__init__(f"contents or an index lead to `{id}`, which stands on no page", "lead it to a heading")


@cache
def _sheet() -> str:
    return (package_folder("layouts") / "parts.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Assembly:
    """A document in parts, and the tasks of those that need no page numbers."""

    parts: Parts
    accent: str
    made: datetime
    faces: tuple[Face, ...] = ()

    @property
    def key(self) -> str:
        """The hash of everything that the joined file depends on; known without typesetting anything."""
        plain = [self._task(number, "") for number in range(len(self.parts.parts))]
        return join_key((*(task.key for task in plain), self._letters().key))

    def _task(self, number: int, html: str) -> PartTask:
        sheet = _sheet() + (LATER if number else "")
        return PartTask(PdfTask(html or self.parts.html(number), self.accent, self.made, sheet, self.faces))

    def _letters(self) -> PartTask:
        return PartTask(PdfTask(LETTERS, "#000000", self.made, faces=self.faces))

    def steps(self) -> Steps:
        """Typeset what needs no numbers, and measure what does; typeset the latter; join."""
        late = self.parts.late
        tasks = {n: self._task(n, "") for n in range(len(self.parts.parts)) if n not in late}
        # One part with numbers is the contents of one page, or is soon set again. Indexes are long, and move much.
        measured = {n: MeasureTask(self._task(n, "").page) for n in late} if len(late) > 1 else {}
        asked: dict[int, Task] = self._longest({**tasks, **measured})
        *done, letters = yield (*asked.values(), self._letters())
        results = dict(zip(asked, done, strict=True))
        typeset = {number: results[number] for number in tasks}
        if late:
            lengths = {n: index(results[n].data) for n in measured} or {late[0]: self._guess(late[0])}
            for number, (task, result) in (yield from self._numbered(lengths, typeset)).items():
                tasks[number], typeset[number] = task, result
        order = sorted(typeset)
        keys = (*(tasks[n].key for n in order), self._letters().key)
        (joined,) = yield (JoinTask(tuple(typeset[n].data for n in order), letters.data, keys, engine()),)
        head, data = unpack(joined.data)
        return Made(data, head["pages"], any(result.ran for result in typeset.values()))

    def _longest(self, tasks: Mapping[int, T]) -> dict[int, T]:
        """The longest first: it would keep one process busy while the others have nothing left to do."""
        return {n: tasks[n] for n in sorted(tasks, key=lambda n: -len(self.parts.parts[n].body))}

    def _guess(self, number: int) -> Index:
        """A part of one page."""
        return Index((None,), dict.fromkeys(map(str, self.parts.parts[number].ids), 0), ())

    def _numbered(
        self, lengths: Mapping[int, Index], typeset: Mapping[int, Result]
    ) -> Generator[tuple[Task, ...], tuple[Result, ...], dict[int, tuple[PartTask, Result]]]:
        """The parts with page numbers, made again while their own lengths move them."""
        found = {**lengths, **{number: index(result.data) for number, result in typeset.items()}}
        made: dict[int, tuple[PartTask, Result]] = {}
        for _ in range(ROUNDS):
            page_of = partial(_page, _pages(found))
            tasks = {number: self._task(number, self.parts.html(number, page_of)) for number in lengths}
            moved = self._longest({n: task for n, task in tasks.items() if n not in made or made[n][0].key != task.key})
            if not moved:
                return made
            results = yield tuple(moved.values())
            for number, result in zip(moved, results, strict=True):
                made[number] = moved[number], result
                found[number] = index(result.data)
        raise UnsettledContentsError


def _page(pages: dict[str, int], id: str) -> int:
    if id not in pages:
        raise LostTargetError(id)
    return pages[id]


def _pages(known: dict[int, Index]) -> dict[str, int]:
    """The page from 1 that each id stands on."""
    found: dict[str, int] = {}
    first = 1
    for number in sorted(known):
        for id, page in known[number].anchors.items():
            found.setdefault(id, first + page)
        first += known[number].pages
    return found


@dataclass(frozen=True, slots=True)
class Whole:
    """A document that is typeset as it is."""

    task: PdfTask

    @property
    def key(self) -> str:
        return self.task.key

    def steps(self) -> Steps:
        """One task."""
        (made,) = yield (self.task,)
        return Made(made.data, pdf.pages(made.data), made.ran)


def plan(rendered: Rendered, settings: Settings) -> Plan:
    """How the PDF of a document is made: in its parts where it has any, else whole."""
    if rendered.parts:
        return Assembly(rendered.parts, settings.accent, settings.made, settings.faces)
    return Whole(pdf.task(rendered, settings))


def write(rendered: Rendered, settings: Settings) -> bytes:
    """The document as a PDF, made here."""
    return here(plan(rendered, settings).steps()).data
