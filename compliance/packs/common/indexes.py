"""Indexes: by control, clause, criterion, evidence, owner and expiry, each entry with its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from compliance.documents.text import Text, fixed
from compliance.packs.chapters import Chapter, ChapterView, Section
from compliance.packs.common.sheets import SheetsView, criteria_of
from compliance.packs.scope import Scope
from compliance.registers.order import natural
from compliance.registers.records.controls import Control

A_PART = 90
"""Lines of indexes that are typeset together."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an index: what is looked for, a few words about it, and the ids of the places that it leads to."""

    label: Text
    about: Text
    leads: tuple[str, ...]
    """Ids as they are printed, such as ``A.8.13``."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index with its heading."""

    id: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexesView(ChapterView):
    """All indexes."""

    indexes: tuple[Index, ...]

    @property
    def batches(self) -> tuple[tuple[Index, ...], ...]:
        """Indexes by the part that they are typeset in: short ones together, a long one alone."""
        found: list[list[Index]] = [[]]
        for index in self.indexes:
            if found[-1] and sum(len(i.entries) for i in (*found[-1], index)) > A_PART:
                found.append([])
            found[-1].append(index)
        return tuple(map(tuple, found))


def chapter(number: str, others: Iterable[Chapter]) -> Chapter:
    """The chapter of indexes; ``others`` are the chapters that it leads into."""
    known = tuple(others)

    def view(scope: Scope) -> IndexesView:
        made = (make(scope, known) for make in INDEXES)
        kept = tuple(index for index in made if index.entries)
        return IndexesView(sections=tuple(Section(i.id, i.title, ()) for i in kept), indexes=kept)

    return Chapter(number, "Indexes", view, "binder-indexes.html.j2")


def _sheets(scope: Scope, chapters: tuple[Chapter, ...]) -> tuple[Control, ...]:
    """Controls that have a sheet."""
    said = (scope.said(each) for each in chapters)
    return tuple(sheet.control for view in said if isinstance(view, SheetsView) for sheet in view.sheets)


def _titles(scope: Scope, chapters: tuple[Chapter, ...]) -> dict[str, Text]:
    said = (scope.said(each) for each in chapters)
    return {s.control.id: s.title for view in said if isinstance(view, SheetsView) for s in view.sheets}


def by_control(scope: Scope, chapters: tuple[Chapter, ...]) -> Index:
    """Every control with the page of its sheet."""
    titles = _titles(scope, chapters)
    entries = (Entry(Text(c.id, (c.at("id"),)), titles[c.id], (c.id,)) for c in _sheets(scope, chapters))
    return Index("index-control", "By control", tuple(entries))


def by_clause(scope: Scope, chapters: tuple[Chapter, ...]) -> Index:
    """Every heading that names a clause."""
    entries = tuple(
        Entry(fixed(s.reference), fixed(s.title), (s.id,))
        for each in chapters
        for s in scope.said(each).sections
        if s.reference.startswith("Clause")
    )
    return Index("index-clause", "By clause", entries)


def by_criterion(scope: Scope, chapters: tuple[Chapter, ...]) -> Index:
    """Criteria of other frameworks, each with the sheets of the controls that help to meet it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for control in _sheets(scope, chapters):
        for _, criteria in criteria_of(control, scope):
            for criterion in criteria:
                found.setdefault(criterion.id, (criterion.title, []))[1].append(control.id)
    ordered = sorted(found.items(), key=lambda item: natural(item[0]))
    entries = (Entry(fixed(id), fixed(title), tuple(controls)) for id, (title, controls) in ordered)
    return Index("index-criterion", "By criterion", tuple(entries))


def by_evidence(scope: Scope, chapters: tuple[Chapter, ...]) -> Index:
    """Every piece of evidence: its line in the register, then the sheets of the controls that it proves."""
    withheld = fixed("Withheld")
    entries = (
        Entry(Text(i.id), withheld if i.fate == "withheld" else Text(i.evidence.title), (i.id, *i.controls))
        for i in scope.items
    )
    return Index("index-evidence", "By evidence", tuple(entries))


def by_owner(scope: Scope, chapters: tuple[Chapter, ...]) -> Index:
    """Every role with the sheets of its controls."""
    found: dict[str, list[str]] = {}
    for control in _sheets(scope, chapters):
        found.setdefault(control.owner, []).append(control.id)
    named = sorted((scope.dossier.role(id), ids) for id, ids in found.items())
    return Index("index-owner", "By owner", tuple(Entry(fixed(title), fixed(""), tuple(ids)) for title, ids in named))


def by_expiry(scope: Scope, chapters: tuple[Chapter, ...]) -> Index:
    """Evidence by the last day that it holds, the earliest first."""
    shown = [item for item in scope.items if item.fate != "withheld"]
    ordered = sorted(shown, key=lambda item: (item.freshness.expires, natural(item.id)))
    entries = (
        Entry(Text(item.freshness.expires.isoformat()), Text(item.evidence.title), (item.id,)) for item in ordered
    )
    return Index("index-expiry", "By expiry", tuple(entries))


INDEXES: tuple[Callable[[Scope, tuple[Chapter, ...]], Index], ...] = (
    by_control,
    by_clause,
    by_criterion,
    by_evidence,
    by_owner,
    by_expiry,
)
"""The indexes of a pack, in their order. One without entries is left out."""
