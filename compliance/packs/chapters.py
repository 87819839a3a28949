"""What a binder is made of: a pack is a tuple of chapters, a chapter is sections of a few kinds of blocks.

A chapter is a number, a title and a function from the scope of the pack to a frozen view. Most chapters are sections
and print through one template; one that needs more (a sheet a control) names a template of its own and derives its
view from :class:`ChapterView`. Where the registers hold nothing for a heading, the section has a :class:`Gap` with its
owner: nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from compliance.documents.text import Text, fixed
from compliance.documents.views import Table
from compliance.packs.levels import Level
from compliance.packs.targets import anchor

if TYPE_CHECKING:
    from compliance.packs.manifest import ControlState
    from compliance.packs.scope import Scope


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. ``style`` is a class of ``print.css``: ``lead``, ``note`` or none."""

    kind: ClassVar[str] = "words"
    text: Text
    style: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels, each with one or several texts."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, tuple[Text, ...]], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Ids in columns of kind ``id`` and ``ids`` become links where the binder has a place for them.

    ``style`` are classes of ``print.css``: ``dense`` for many columns, ``record`` for short rows."""

    kind: ClassVar[str] = "grid"
    table: Table
    style: str = "dense record"
    empty: str = "None."
    rows: str = ""
    """The kind of record that a row is about: each row is then the place that links to its id lead to."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of short items."""

    kind: ClassVar[str] = "listing"
    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What a heading asks for and the registers do not hold, and whose it is to bring.

    ``subject`` is the id of what is missing, where a plan to mend it may name it; ``criteria`` are those that rest on
    it, where the heading does not name them; ``due`` the day by which it is to be there, where a record states one."""

    kind: ClassVar[str] = "gap"
    text: Text
    owner: Text
    subject: str = ""
    criteria: tuple[str, ...] = ()
    due: Text = field(default_factory=lambda: Text(""))


Block = Words | Facts | Grid | Listing | Gap


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it. ``id`` is unique in the binder; links lead to it.

    ``level`` is the lowest level of a pack that shows it; below that the heading stays and says so."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    reference: str = ""
    """What asks for it: a clause, an article or a criterion, as people write it."""
    level: Level = "nda"
    listed: bool = True
    """Whether the contents page lists it."""
    apart: bool = False
    """Whether it begins a part that is typeset apart, and with it a page: for tables of many pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterView:
    """What a chapter says."""

    lead: Text = field(default_factory=lambda: Text(""))
    sections: tuple[Section, ...] = ()

    @property
    def parts(self) -> tuple[tuple[Section, ...], ...]:
        """Its sections by part."""
        found: list[list[Section]] = [[]]
        for section in self.sections:
            if section.apart and found[-1]:
                found.append([])
            found[-1].append(section)
        return tuple(map(tuple, found))

    @property
    def headings(self) -> tuple[tuple[str, str], ...]:
        """What the contents page lists below the chapter: the anchor and the title of each."""
        return tuple((section.id, section.title) for section in self.sections if section.listed)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, for the workbook of registers that travels in the pack."""
        return tuple(b.table for s in self.sections for b in s.blocks if isinstance(b, Grid))

    def targets(self) -> Iterator[tuple[str, str]]:
        """Ids that the chapter has a place for, each with its anchor: rows of grids that have ``rows``."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Grid) and block.rows:
                    for row in block.table.rows:
                        if isinstance(row[0], Text):
                            yield row[0].value, anchor(block.rows, row[0].value)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a pack's table of contents."""

    number: str
    title: str
    view: Callable[[Scope], ChapterView]
    template: str = "binder-chapter.html.j2"

    @property
    def id(self) -> str:
        """Where links to the chapter lead."""
        return f"chapter-{self.number}"


def _none(scope: Scope) -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of pack: its table of contents, and what its cover says."""

    name: Literal["iso27001", "soc2"]
    title: str
    framework: str
    """Id of the framework that must be in scope of the project."""
    standard: Callable[[Scope], str]
    """The standard and its edition, as printed and as the manifest says it."""
    chapters: tuple[Chapter, ...]
    controls: Callable[[Scope], frozenset[str]] | None = None
    """Ids of the controls that it has sheets for; None where it has one for every control. Checks look at these."""
    statement: str = ""
    """A sentence on the cover that limits what the pack claims."""
    every_page: str = ""
    """The same in a few words, for the foot of every page."""
    requirements: Callable[[Scope], Iterable[ControlState]] = _none
    """How clause items or criteria stand, by which two packs are compared."""
    warnings: Callable[[Scope], Iterable[str]] = _none
    """What whoever makes the pack should look at, and is no exception: a sentence each."""


def lead(text: Text | str) -> Words:
    """The first paragraph of a section."""
    return Words(text if isinstance(text, Text) else fixed(text), "lead-in")


def gaps(blocks: Iterable[Block]) -> Iterator[Gap]:
    """The gaps among blocks."""
    return (block for block in blocks if isinstance(block, Gap))
