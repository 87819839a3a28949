"""The pieces that views are made of: covers, tables, open points.

A view says what a document says and nothing of how it looks. Tables stand once here and become HTML,
PDF, XLSX and JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from compliance.documents.text import Text, fixed, say
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import DocumentIssue

Cell = Text | tuple[Text, ...]
"""What stands in a cell: a text, or several, each on a line of its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in JSON, its head, its share of the width, and how its cells are set."""

    key: str
    title: str
    width: float = 10
    kind: Literal["text", "id", "ids", "date", "number", "status"] = "text"
    """``ids`` are short and stand side by side; other lists have a line an item."""


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

    title: str
    subtitle: Text
    company: Text
    classification: str
    version: Text
    approved_by: Text
    approved_on: Text
    next_review: Text
    as_of: date
    statement: str = ""
    """A sentence that limits what the document claims."""

    def block(self) -> tuple[tuple[str, Text], ...]:
        """The approval block: label and text, without rows that are empty."""
        rows = (
            ("Version", self.version),
            ("Approved by", self.approved_by),
            ("Approved on", self.approved_on),
            ("Next review", self.next_review),
            ("Classification", fixed(self.classification.capitalize())),
            ("Registers as of", fixed(f"{self.as_of.day} {self.as_of:%B %Y}")),
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
    from compliance.diagnostics import Place

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
    settings = dossier.project.documents
    classification = (stated and stated.classification) or (settings.classification if settings else "internal")
    empty = Text("")
    return Cover(
        title=title,
        subtitle=subtitle if isinstance(subtitle, Text) else fixed(subtitle),
        company=company(dossier),
        classification=classification,
        version=say(stated, "version") if stated else empty,
        approved_by=role(dossier, stated.approved_by, stated.at("approved_by"))
        if stated and stated.approved_by
        else empty,
        approved_on=long(stated, "approved_on") if stated else empty,
        next_review=long(stated, "next_review") if stated else empty,
        as_of=dossier.today,
        statement=statement,
    )


def long(record: DocumentIssue, field_name: str) -> Text:
    """A date of an approval block, written out."""
    from compliance.documents.text import long_date

    value = getattr(record, field_name)
    return say(record, field_name, long_date(value)) if value else Text("")
