"""Records of processing activities (GDPR Article 30): as controller 30(1), as processor 30(2).

One sheet an activity, field by field with the article that asks for it. Recipients, third countries and
grounds are derived from flows, vendors and their chains; nothing of that is typed twice. A field that
the registers cannot fill prints as an open point with an owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from compliance.derive.transfers import transfers
from compliance.documents.processing import ROLES, basis, settled_by
from compliance.documents.ropa_fields import FILLERS, Subject, contract, representative
from compliance.documents.text import Text, joined, say
from compliance.documents.views import Cell, Column, OpenPoint, Table, View, company, cover, role
from compliance.frameworks.ropa import RecordField, record_fields
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity
from compliance.registers.records.vendors import OpenQuestion, Vendor

State = Literal["filled", "partly", "open"]

WIDE_FIELDS = frozenset({"description", "recipients", "measures", "places", "contracts", "safeguards", "categories"})
"""Fields that a workbook gives a wider column."""


LINE = 100
"""Characters that a line of a printed record has room for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a record and what stands in it."""

    field: RecordField
    values: tuple[Text, ...]

    @property
    def short(self) -> bool:
        """Whether all of it fits on a line as parts of one sentence, which then needs no list."""
        ended = any(text.value.endswith(".") for text in self.values[:-1])
        return not ended and sum(len(text.value) + 2 for text in self.values) <= LINE

    @property
    def state(self) -> State:
        """Whether everything in it is known, a part, or nothing."""
        known = [text for text in self.values if text.mark != "open"]
        if len(known) == len(self.values):
            return "filled"
        return "partly" if known else "open"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The record of one activity."""

    subject: Subject
    name: Text
    entries: tuple[Entry, ...]

    @property
    def activity(self) -> Activity:
        return self.subject.activity

    @property
    def anchor(self) -> str:
        return f"activity-{self.activity.id}"

    def count(self, state: State) -> int:
        """How many fields are in a state."""
        return sum(entry.state == state for entry in self.entries)

    def entry(self, key: str) -> Entry:
        """The field with this key."""
        return next(entry for entry in self.entries if entry.field.key == key)


@dataclass(frozen=True)
class Book:
    """The records of one role."""

    id: str
    title: str
    article: str
    lead: str
    sheets: tuple[Sheet, ...]

    @property
    def processor(self) -> bool:
        return self.id == "processor"

    @cached_property
    def shared(self) -> tuple[Entry, ...]:
        """Fields that say the same for every activity, which a page prints once."""
        if len(self.sheets) < 2:
            return ()
        columns = zip(*(sheet.entries for sheet in self.sheets), strict=True)
        return tuple(_merged(column) for column in columns if len({_words(entry) for entry in column}) == 1)

    def own(self, sheet: Sheet) -> tuple[Entry, ...]:
        """The fields of an activity that differ from one to the next."""
        shared = {entry.field.id for entry in self.shared}
        return tuple(entry for entry in sheet.entries if entry.field.id not in shared)

    @property
    def table(self) -> Table:
        """One row an activity, all fields as columns."""
        columns = tuple(_column(field, self.processor) for field in record_fields())
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            tuple(e.values if len(e.values) > 1 else e.values[0] for e in sheet.entries) for sheet in self.sheets
        )
        return Table(self.id, self.title, columns, rows)


def _words(entry: Entry) -> tuple[tuple[str, str], ...]:
    return tuple((text.value, text.mark) for text in entry.values)


def _merged(same: tuple[Entry, ...]) -> Entry:
    """One entry for several that say the same, resting on the lines of all."""
    texts = zip(*(entry.values for entry in same), strict=True)
    merged = (replace(t[0], sources=tuple(dict.fromkeys(p for text in t for p in text.sources))) for t in texts)
    return Entry(same[0].field, tuple(merged))


def _column(field: RecordField, processor: bool) -> Column:
    width = 60 if field.key in WIDE_FIELDS else 30
    title = f"{field.id} {field.title} ({field.article(processor)})"
    return Column(field.key, title, width, "id" if field.key == "name" else "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class RopaView(View):
    """Both books, the controllers that the company processes for, and how many fields are filled."""

    organisation: tuple[tuple[str, Text], ...]
    books: tuple[Book, ...]
    summary: Table
    controllers: Table
    served: Table
    """The same in fewer columns, for a page."""
    fields: int
    marks: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return (*(book.table for book in self.books), self.controllers, self.summary)


def sheet(subject: Subject) -> Sheet:
    """The record of an activity, every field answered."""
    entries = tuple(_entry(field, subject) for field in record_fields())
    return Sheet(subject, say(subject.activity, "name"), entries)


def _entry(field: RecordField, subject: Subject) -> Entry:
    values = tuple(text for text in FILLERS[field.key](subject) if text)
    return Entry(field, values or (Text("not stated", (subject.activity.at("id"),), "open"),))


SUMMARY = (
    Column("activity", "Activity", 30, "id"),
    Column("role", "Role", 13),
    Column("ground", "Ground", 30),
    Column("countries", "Outside the EEA, or not known to be inside", 37),
    Column("filled", "Filled", 10, "number"),
    Column("partly", "In part", 10, "number"),
    Column("open", "Open", 10, "number"),
)


def _summary(sheets: Iterable[Sheet]) -> Table:
    def count(sheet: Sheet, state: State) -> Text:
        found = [e for e in sheet.entries if e.state == state]
        return Text(str(len(found)), tuple(p for e in found for t in e.values for p in t.sources))

    rows = tuple(
        (
            s.name,
            say(s.activity, "role", ROLES[s.activity.role]),
            _short_basis(s.activity),
            _names(s.entry("countries").values),
            count(s, "filled"),
            count(s, "partly"),
            count(s, "open"),
        )
        for s in sheets
    )
    return Table("summary", "Overview", SUMMARY, rows)


def _short_basis(activity: Activity) -> Text:
    """The ground without its article."""
    text = basis(activity)
    return replace(text, value=text.value.partition(",")[0])


def _names(values: tuple[Text, ...]) -> Cell:
    """Third countries in short: what stands behind the recipient, once each."""
    short = (Text(text.value.partition(":")[0], text.sources, text.mark) for text in values)
    return tuple(short)


CONTROLLERS = (
    Column("name", "Controller", 20, "id"),
    Column("address", "Address and contacts", 30),
    Column("dpo", "Data protection officer", 24),
    Column("representative", "Representative in the EEA", 22),
    Column("activities", "Processing on its behalf", 26),
    Column("agreement", "Agreement", 20),
)


def _controllers(book: Book) -> Table:
    served: dict[str, tuple[Customer, list[Text]]] = {}
    for s in book.sheets:
        for customer in s.subject.controllers:
            served.setdefault(customer.id, (customer, []))[1].append(s.name)
    rows = tuple(_controller(customer, tuple(names)) for customer, names in served.values())
    return Table("controllers", "Controllers", CONTROLLERS, tuple(sorted(rows, key=lambda r: str(r[0]))))


def _controller(customer: Customer, names: tuple[Text, ...]) -> tuple[Cell, ...]:
    contacts = customer.contacts
    dpo = say(customer, "dpo")
    if not dpo and customer.subject_to_gdpr == "no":
        dpo = say(customer, "subject_to_gdpr", "None named: GDPR does not apply to it")
    return (
        say(customer, "legal_name"),
        tuple(t for t in (say(customer, "address"), say(contacts, "privacy"), say(contacts, "notices")) if t),
        dpo or Text("officer not stated", (customer.at("id"),), "open"),
        representative(customer) or say(customer, "country", "None needed: inside the EEA"),
        names,
        contract(customer),
    )


SERVED = (
    Column("name", "Controller", 22, "id"),
    Column("contacts", "Address, contacts, officer and representative", 48),
    Column("activities", "Processing on its behalf", 27),
    Column("agreement", "Agreement", 20),
)


def _served(controllers: Table) -> Table:
    """Controllers in the columns that a page has room for."""
    rows: list[tuple[Cell, ...]] = []
    for name, address, dpo, representative_, activities, agreement in controllers.rows:
        lines = (*_each(address), *_labelled("Officer", dpo), *_labelled("Representative", representative_))
        rows.append((name, lines, activities, agreement))
    return Table(controllers.name, controllers.title, SERVED, tuple(rows))


def _each(cell: Cell) -> tuple[Text, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def _labelled(label: str, cell: Cell) -> tuple[Text, ...]:
    return tuple(replace(text, value=f"{label}: {text.value}") for text in _each(cell))


def _open_points(books: tuple[Book, ...], controllers: Table, dossier: Dossier) -> Iterator[OpenPoint]:
    """Each thing that is open once, with the activities that it concerns and whoever owns its line."""
    found: dict[str, tuple[Text, list[Sheet], Text]] = {}
    for book in books:
        for s in book.sheets:
            for entry in s.entries:
                for text in entry.values:
                    if text.mark == "open":
                        key = f"{entry.field.title}: {text.value}"
                        found.setdefault(key, (text, [], settled_by(text, s.activity, dossier)))[1].append(s)
    for key, (text, sheets, owner) in found.items():
        named = ", ".join(s.name.value for s in sheets)
        yield OpenPoint(Text(f"{key} ({named})", (*text.sources, *(p for s in sheets for p in s.name.sources))), owner)
    for row in controllers.rows:
        for text in (text for cell in row[1:] for text in _each(cell)):
            if text.mark == "open":
                yield OpenPoint(joined((*_each(row[0]), text), ": "), _officer(dossier))


def _officer(dossier: Dossier) -> Text:
    """Whoever settles what nobody else owns: the data protection officer, else the company."""
    officer = dossier.company.dpo
    return role(dossier, officer.role, officer.at("role")) if officer else company(dossier)


def _questions(books: tuple[Book, ...], dossier: Dossier) -> Iterator[OpenPoint]:
    """Questions to recipients that the register says hold this document up."""
    vendors = {r.vendor.id: r.vendor for b in books for s in b.sheets for r in s.subject.recipients}
    for vendor in vendors.values():
        for question in vendor.questions:
            if "ropa" in question.blocks:
                yield _question(question, vendor, dossier)


def _question(question: OpenQuestion, vendor: Vendor, dossier: Dossier) -> OpenPoint:
    asked = joined((say(vendor, "name"), say(question, "question")), ": ")
    return OpenPoint(asked, role(dossier, question.owner, question.at("owner")), say(question, "due"))


def _organisation(dossier: Dossier) -> Iterator[tuple[str, Text]]:
    company = dossier.company
    yield "Organisation", say(company, "legal_name")
    yield "Organisation number", say(company, "registration_no")
    yield "Address", say(company, "address")
    yield "Contact for privacy", say(company.contacts, "privacy")
    if company.dpo:
        named = role(dossier, company.dpo.role, company.dpo.at("role"))
        yield "Data protection officer", joined((named, say(company.dpo, "contact")))
    yield "Supervisory authority", say(company, "authority")


def _books(dossier: Dossier) -> tuple[Book, ...]:
    judged = transfers(dossier)
    sheets = tuple(sheet(Subject(activity, dossier, judged)) for activity in dossier.all(Activity))
    own = tuple(s for s in sheets if s.activity.role != "processor")
    served = tuple(s for s in sheets if s.activity.role == "processor")
    return (
        Book("controller", "As controller", "Article 30(1)", "What the company does for purposes of its own.", own),
        Book("processor", "As processor", "Article 30(2)", "What the company does on behalf of its customers.", served),
    )


def view(dossier: Dossier, subject: str = "") -> RopaView:
    """The records as they stand today."""
    books = _books(dossier)
    sheets = tuple(s for book in books for s in book.sheets)
    controllers = _controllers(books[1])
    return RopaView(
        cover=cover(
            dossier,
            "ropa",
            "Records of processing",
            "Processing activities as controller and as processor, under GDPR Article 30",
        ),
        open_points=(*_open_points(books, controllers, dossier), *_questions(books, dossier)),
        organisation=tuple(_organisation(dossier)),
        books=books,
        summary=_summary(sheets),
        controllers=controllers,
        served=_served(controllers),
        fields=len(record_fields()),
        marks=tuple(sorted({t.mark for s in sheets for e in s.entries for t in e.values if t.mark})),
    )
