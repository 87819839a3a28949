"""From the HTML of a document with parts to one PDF: what is to be typeset, the contents page, the joining.

Nothing is typeset here. A plan says which tasks there are; whoever runs them sends their bytes back in.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from compliance.formats.joining import JoinTask, join_key
from compliance.formats.part import Index, PartTask, index
from compliance.formats.parts import Parts
from compliance.formats.pdf import PdfTask, TypesettingError, engine
from compliance.formats.stamping import LETTERS
from compliance.project import package_folder

ROUNDS = 4
"""How often the contents page may change its own length before we give up."""

LATER = '@page :first { @top-left { content: string(company) "  ·  " string(title) } }'
"""The first page of a later part is none of the document: it keeps the running title."""


class Task(Protocol):
    """Something to run, here or elsewhere: small, without any state, known by the hash of all that it depends on."""

    @property
    def key(self) -> str: ...

    def run(self) -> bytes: ...


Steps = Generator[tuple[Task, ...], tuple[bytes, ...], bytes]
"""Yields tasks, is sent their bytes, and in the end returns the bytes of the document."""


class UnsettledContentsError(TypesettingError):
    """The contents page gets longer with the numbers that it shows, and shorter without them."""

    code = "contents-unsettled"

    def __init__(self) -> None:
        super().__init__("the contents page does not settle on a length", "shorten an entry, or leave some out")


@cache
def _sheet() -> str:
    return (package_folder("layouts") / "parts.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Assembly:
    """A document in parts, and the tasks of those that need no page numbers."""

    parts: Parts
    accent: str
    made: datetime

    @property
    def key(self) -> str:
        """The hash of everything that the joined file depends on; known without typesetting anything."""
        plain = [self._task(number, "") for number in range(len(self.parts.parts))]
        return join_key((*(task.key for task in plain), self._letters().key))

    def _task(self, number: int, html: str) -> PartTask:
        sheet = _sheet() + (LATER if number else "")
        return PartTask(PdfTask(html or self.parts.html(number), self.accent, self.made, sheet))

    def _letters(self) -> PartTask:
        return PartTask(PdfTask(LETTERS, "", self.made))

    def steps(self) -> Steps:
        """Typeset what needs no numbers, then the contents page, then join."""
        last = self.parts.contents
        tasks = {n: self._task(n, "") for n in range(len(self.parts.parts)) if n != last}
        *done, letters = yield (*tasks.values(), self._letters())
        typeset = dict(zip(tasks, done, strict=True))
        if last is not None:
            tasks[last], typeset[last] = yield from self._contents(last, typeset)
        order = sorted(typeset)
        keys = (*(tasks[n].key for n in order), self._letters().key)
        (joined,) = yield (JoinTask(tuple(typeset[n] for n in order), letters, keys, engine()),)
        return joined

    def _contents(
        self, last: int, typeset: dict[int, bytes]
    ) -> Generator[tuple[Task, ...], tuple[bytes, ...], tuple[PartTask, bytes]]:
        """The contents page with its numbers, made again while its own length moves them."""
        known = {number: index(packed) for number, packed in typeset.items()}
        length = 1
        for _ in range(ROUNDS):
            pages = _pages(known, last, length)
            task = self._task(last, self.parts.html(last, lambda id, at=pages: at[id]))  # type: ignore[misc]
            (packed,) = yield (task,)
            found = index(packed).pages
            if found == length:
                return task, packed
            length = found
        raise UnsettledContentsError


def _pages(known: dict[int, Index], last: int, length: int) -> dict[str, int]:
    """The page from 1 that each id stands on, if the contents page has so many."""
    found: dict[str, int] = {}
    first = 1
    for number in sorted((*known, last)):
        if number == last:
            first += length
            continue
        for id, page in known[number].anchors.items():
            found.setdefault(id, first + page)
        first += known[number].pages
    return found
