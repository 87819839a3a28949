"""The pieces that views are made of: covers, tables, open points.

A view says what a document says and nothing of how it looks. Tables stand once here and become HTML,
PDF, XLSX and JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Literal

from compliance.diagnostics import Place
from compliance.documents.text import Text, fixed, long_date, say
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import DocumentIssue
from compliance.registers.values import Part

Cell = Text | tuple[Text, ...]
"""What stands in a cell: a text, or several, each on a line of its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in JSON, its head, its share of the width, and how its cells are set."""

    key: str
    title: str
    width: float = 10
    kind: Literal["text", "id", "ids", "date", "number", "status", "code", "headed"] = "text"
    """``ids`` are short and stand side by side; other lists have a line an item. ``code``: the first is a query.
    ``headed``: the first is the heading of those below it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``print_columns`` are the keys that a page has room for; a workbook shows all."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    caption: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.name}: a row has {len(row)} cells for {len(self.columns)} columns")

    @property
    def total_width(self) -> float:
        return sum(column.width for column in self.columns)


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that must be known or decided before the document is final."""

    text: Text
    owner: Text
    due: Text = field(default_factory=lambda: Text(""))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its label and the count of each state."""

    label: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first page says."""

    title: Text
    subtitle: Text
    company: Text
    classification: Text
    version: Text
    approved_by: Text
    approved_on: Text
    next_review: Text
    as_of: date
    as_of_sources: tuple[Place, ...] = ()
    """The line that sets the day; none where the command line or the clock did."""
    statement: str = ""
    """A sentence that limits what the document claims."""

    @property
    def day(self) -> Text:
        """The day that the document speaks of."""
        return Text(long_date(self.as_of), self.as_of_sources)

    def block(self) -> tuple[tuple[str, Text], ...]:
        """The approval block: label and text, without rows that are empty."""
        rows = (
            ("Version", self.version),
            ("Approved by", self.approved_by),
            ("Approved on", self.approved_on),
            ("Next review", self.next_review),
            ("Classification", replace(self.classification, value=self.classification.value.capitalize())),
            ("Registers as of", self.day),
        )
        return tuple((label, text) for label, text in rows if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What every document has."""

    cover: Cover
    open_points: tuple[OpenPoint, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Tables in the order of the document, for workbooks and JSON."""
        return ()


def company(dossier: Dossier) -> Text:
    """The company's legal name."""
    return say(dossier.company, "legal_name")


def role(dossier: Dossier, id: str, *sources: object) -> Text:
    """The title of a role, resting on the line that names it and on the line that gives its title."""
    places = tuple(place for place in sources if isinstance(place, Place))
    found = dossier.registers.roles.get(id)
    return Text(found.title, (*places, found.at("title"))) if found else Text(id, places)


def cover(
    dossier: Dossier,
    document: str,
    title: str,
    subtitle: Text | str = "",
    issue: DocumentIssue | None = None,
    statement: str = "",
) -> Cover:
    """The cover of a document, with the version and approval that the project states for it."""
    stated = issue or dossier.issue(document)
    empty = Text("")
    return Cover(
        title=fixed(title),
        subtitle=subtitle if isinstance(subtitle, Text) else fixed(subtitle),
        company=company(dossier),
        classification=say(stated, "classification")
        if stated and stated.classification
        else default_classification(dossier),
        version=say(stated, "version") if stated else empty,
        approved_by=role(dossier, stated.approved_by, stated.at("approved_by"))
        if stated and stated.approved_by
        else empty,
        approved_on=long(stated, "approved_on") if stated else empty,
        next_review=long(stated, "next_review") if stated else empty,
        as_of=dossier.today,
        as_of_sources=as_of_sources(dossier),
        statement=statement,
    )


def long(record: DocumentIssue, field_name: str) -> Text:
    """A date of an approval block, written out."""
    value = getattr(record, field_name)
    return say(record, field_name, long_date(value)) if value else Text("")


def default_classification(dossier: Dossier) -> Text:
    """What the project states for documents that state nothing of their own."""
    settings = dossier.project.documents
    return say(settings, "classification") if settings and settings.classification else fixed("internal")


def as_of_sources(dossier: Dossier) -> tuple[Place, ...]:
    """The line of the project that sets today, where it is that line."""
    project = dossier.project
    return (project.at("as_of"),) if project.as_of == dossier.today else ()


def open_texts(*things: object) -> Iterator[Text]:
    """Every text of views, tables and rows that nobody stands behind, each wording once, in order."""
    seen: set[str] = set()
    for text in _texts(things):
        if text.mark == "open" and text.value not in seen:
            seen.add(text.value)
            yield text


def every_text(*things: object) -> Iterator[Text]:
    """Every text of views, tables and rows, in order."""
    yield from _texts(things)


def _texts(thing: object) -> Iterator[Text]:
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from _texts(item)
    elif is_dataclass(thing) and not isinstance(thing, type | Part):
        for entry in fields(thing):
            yield from _texts(getattr(thing, entry.name))
