"""A paper as a sequence of passages, each with the place where a person finds it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from compliance.diagnostics import DossierError


class PaperError(DossierError):
    """A file that cannot be read as a contract: the message says why, the help what to do."""


CHARACTERS = 12_000_000
"""Most text that one file may hold: 2,000 pages have half of it."""
TOO_LONG = f"has more than {CHARACTERS:,} characters"
CUT = "cut the contract out of it"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, list item or table row. ``number`` counts passages from 1; ``page`` is 0 where
    the format has no pages."""

    text: str
    number: int = 0
    page: int = 0
    kind: str = "paragraph"
    """``paragraph``, ``heading``, ``item``, ``row`` or ``footnote``."""
    heading: str = ""
    """The headings above it, outermost first, as ``8. Breaches / 8.3 Help``; the title of the paper left out."""
    lead: str = ""
    """For an item: the sentence that introduces its list."""
    level: int = 0
    """Of a heading, from 1; 0 where that cannot be told."""

    @property
    def place(self) -> str:
        """``page 3, paragraph 41``; ``paragraph 41`` where there are no pages."""
        words = f"{self.kind} {self.number}"
        return f"page {self.page}, {words}" if self.page else words


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was read: what it is, how much there is of it, and what a reader must know about the reading."""

    name: str
    kind: str
    passages: tuple[Passage, ...]
    pages: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def characters(self) -> int:
        return sum(len(p.text) for p in self.passages)


_DEEPEST = 9
"""The level of a heading that nothing tells the level of: below all others."""


def _depth(text: str) -> int:
    """The level that a heading's own number tells: 1 for ``Clause 8``, 2 for ``8.3``; 0 without a number."""
    label = re.match(r"(?:\w{4,8} |§ ?)?(\d{1,2}(?:\.\d{1,3})*)[.):]?(?:\s|$)", text)
    return label[1].count(".") + 1 if label else 0


def numbered(passages: list[Passage]) -> tuple[Passage, ...]:
    """Passages with their numbers, the heading that each stands under, and the lead of each list item."""
    done: list[Passage] = []
    above: list[tuple[int, str]] = []
    told = any(passage.level for passage in passages)
    heading = lead = ""
    for number, passage in enumerate(passages, 1):
        if passage.kind == "heading":
            level = passage.level or (0 if told else _depth(passage.text)) or _DEEPEST
            above = [(lv, text) for lv, text in above if lv < level]
            above.append((level, passage.text))
            titles = [text for lv, text in above if lv > 1 or len(above) == 1 or _depth(text)]
            heading, lead = " / ".join(titles), ""
            done.append(replace(passage, number=number))
            continue
        if passage.text.rstrip().endswith(":"):
            done.append(replace(passage, number=number, heading=heading, lead=lead if passage.kind == "item" else ""))
            lead = passage.text
            continue
        if passage.kind != "item" and not passage.text[:1].islower():
            lead = ""
        done.append(replace(passage, number=number, heading=heading, lead=lead))
    return tuple(done)
