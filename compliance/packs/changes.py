"""One difference between two packs: where, of what, which kind, and what it was and is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Kind = Literal["added", "removed", "changed", "renewed", "altered"]

AREAS = (
    "pack",
    "exceptions",
    "controls",
    "requirements",
    "findings",
    "gaps",
    "evidence",
    "populations",
    "samples",
    "custody log",
    "documents",
)
"""In the order in which they are told: first what wants an answer, last what follows from the rest."""

LISTS = frozenset({"evidence", "measures", "proves", "ids"})
"""Fields of a change in a list: ``before`` has what is gone, ``after`` what is new. Measures are joined by semicolons,
ids by commas."""

PROSE = frozenset({"statement", "exclusion reason", "text", "message"})
"""Fields of running text, told word by word."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in which area, of which id, which kind, and what it was before and is after."""

    area: str
    id: str
    kind: Kind
    field: str = ""
    before: str = ""
    after: str = ""
    title: str = ""
    """What the id stands for, where it does not say that itself."""

    @property
    def words(self) -> tuple[Stretch, ...]:
        """Running text word by word; empty for other fields and where there is no text on one side."""
        return stretches(self.before, self.after) if self.field in PROSE and self.before and self.after else ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that both texts have, that only the older has, or that only the newer has."""

    kind: Literal["same", "gone", "new"]
    text: str


def stretches(before: str, after: str) -> tuple[Stretch, ...]:
    """Two texts word by word, in the order of reading; what is gone stands before what is new in its place."""
    one, other = before.split(), after.split()
    found: list[Stretch] = []
    for tag, i, j, k, m in SequenceMatcher(None, one, other, False).get_opcodes():
        sides = (("same", one[i:j]),) if tag == "equal" else (("gone", one[i:j]), ("new", other[k:m]))
        found += (Stretch(kind, " ".join(words)) for kind, words in sides if words)  # type: ignore[arg-type]
    return tuple(found)


def fields(area: str, id: str, one: Any, other: Any, names: Iterable[str], title: str = "") -> Iterator[Change]:
    """A change for each of these fields that differs."""
    for name in names:
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            yield Change(area, id, "changed", name.lower().replace("_", " "), _text(before), _text(after), title)


def in_list(
    area: str, id: str, field: str, one: Sequence[str], other: Sequence[str], title: str = ""
) -> Iterator[Change]:
    """What is gone from a list and what is new in it."""
    gone = [each for each in one if each not in other]
    new = [each for each in other if each not in one]
    if gone or new:
        comma = "; " if field == "measures" else ", "
        yield Change(area, id, "changed", field, comma.join(gone), comma.join(new), title)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    words = {None: "", True: "yes", False: "no"}
    return words[value] if value is None or isinstance(value, bool) else str(value)
