"""The security schedule: the company's measures by topic, standing alone and of no one customer.

For customers who ask for the annex of measures and nothing else (GDPR Articles 28(3)(c) and 32). A measure
stands in it as in place only where the decision says that it is implemented; one that is so in part has a
table of its own that says what is missing, and what is planned stands nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.controls import Proof, state
from compliance.documents import dpa_measures
from compliance.documents.dpa_view import MeasureLine, MeasureTopic
from compliance.documents.text import Text, fixed, joined, long_date, say
from compliance.documents.views import Cell, Column, OpenPoint, Table, View, cover, role
from compliance.frameworks.catalog import annex_a
from compliance.frameworks.dpa_measures import topics
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control

TITLE = "Security schedule"
SUBTITLE = "Technical and organisational measures"

MEASURES = (
    Column("control", "Control", 19, "id"),
    Column("measure", "What is in place", 34),
    Column("parameters", "Parameters", 33),
    Column("shown", "Shown by evidence of", 14),
)
EVERY = (Column("topic", "Topic", 30, "id"), *MEASURES)
PARTLY = (
    Column("control", "Control", 19, "id"),
    Column("measure", "What is in place", 35),
    Column("gap", "What is not", 35),
    Column("planned_for", "Planned for", 14),
)
CERTIFICATES = (
    Column("title", "Certificate", 18, "id"),
    Column("number", "Number", 17),
    Column("issuer", "Issued by", 17),
    Column("scope", "Scope", 34),
    Column("expires", "Valid until", 13),
)


@dataclass(frozen=True, slots=True)
class TopicPart:
    """One topic: its number, its anchor, and a row for each measure that is in place."""

    number: int
    anchor: str
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView(View):
    """The measures by topic, those in place in part, and the certificates that run."""

    topics: tuple[TopicPart, ...]
    partly: Table
    certificates: Table
    controls: int
    """How many decisions stand in it as in place."""
    security: Text
    """Where customers ask about it."""

    @property
    def tables(self) -> tuple[Table, ...]:
        rows = tuple((fixed(p.table.title), *row) for p in self.topics for row in p.table.rows)
        return (Table("measures", "Measures in place", EVERY, rows), self.partly, self.certificates)


def view(dossier: Dossier, subject: str = "") -> ScheduleView:
    """The schedule as it stands today."""
    placed = [(topic, _in_place(topic)) for topic in dpa_measures.company_wide(dossier)]
    parts = tuple(
        TopicPart(n, f"topic-{topic.id}", Table(topic.id, topic.title, MEASURES, _rows(lines, dossier)))
        for n, (topic, lines) in enumerate(((t, lines) for t, lines in placed if lines), 1)
    )
    return ScheduleView(
        cover=cover(dossier, "security-schedule", TITLE, SUBTITLE),
        open_points=tuple(_open_points(tuple(line for _, lines in placed for line in lines), dossier)),
        topics=parts,
        partly=Table("partly", "Measures in place in part", PARTLY, tuple(_partly(dossier))),
        certificates=Table("certificates", "Certificates", CERTIFICATES, tuple(_certificates(dossier))),
        controls=sum(len(part.table.rows) for part in parts),
        security=say(dossier.company.contacts, "security"),
    )


def _in_place(topic: MeasureTopic) -> tuple[MeasureLine, ...]:
    """The controls of a topic; certificates have a table of their own."""
    return tuple(line for line in topic.lines if line.control.value != dpa_measures.CERTIFICATE)


def _rows(lines: tuple[MeasureLine, ...], dossier: Dossier) -> tuple[tuple[Cell, ...], ...]:
    controls = ((line, dossier.get(Control, line.control.value)) for line in lines)
    return tuple(
        (_name(control), _statement(line, control), line.parameters, _shown(control, dossier))
        for line, control in controls
        if control is not None
    )


def _name(control: Control) -> tuple[Text, ...]:
    """Identifier and title, as the framework has it or, for an own control, the company."""
    known = annex_a().get(control.id)
    title = Text(known.title, (control.at("id"),)) if known else say(control, "title")
    return tuple(text for text in (say(control, "id"), title) if text)


def _statement(line: MeasureLine, control: Control) -> tuple[Text, ...]:
    """What is in place, and an exception that is accepted for a while."""
    exception = control.exception
    if exception is None:
        return (line.statement,)
    until = say(exception, "until", f"Accepted exception until {long_date(exception.until)}")
    instead = say(exception, "compensating_control", f"in its place {exception.compensating_control}")
    told = (say(exception, "text"), instead) if exception.compensating_control else (say(exception, "text"),)
    return line.statement, joined((until, joined(told, "; ")), ": ")


def _shown(control: Control, dossier: Dossier) -> Text:
    """The latest day that evidence in date speaks of; open where none holds."""
    fresh = state(control, dossier).fresh
    if not fresh:
        return Text("no evidence in date", (control.at("status"),), "open")
    last: Proof = max(fresh, key=lambda proof: proof.freshness.as_of)
    return Text(long_date(last.freshness.as_of), (last.evidence.place,))


def _partly(dossier: Dossier) -> Iterator[tuple[Cell, ...]]:
    for topic in topics():
        for control in dpa_measures.of_topic(topic, dossier):
            if control.status == "partially":
                planned = say(control, "planned_for", long_date(control.planned_for)) if control.planned_for else None
                gap = say(control, "gap") or Text("not stated", (control.at("status"),), "open")
                yield _name(control), say(control, "statement"), gap, planned or _undated(control)


def _undated(control: Control) -> Text:
    return Text("no day set", (control.at("status"),), "open")


def _certificates(dossier: Dossier) -> Iterator[tuple[Cell, ...]]:
    for held in dpa_measures.running_certificates(dossier):
        until = say(held, "expires", long_date(held.expires) if held.expires else None)
        yield say(held, "title"), say(held, "number"), say(held, "issuer"), say(held, "scope"), until


def _open_points(lines: tuple[MeasureLine, ...], dossier: Dossier) -> Iterator[OpenPoint]:
    """Controls without evidence in date, gaps that nobody stated, and a schedule that nobody approved."""
    for line in lines:
        control = dossier.get(Control, line.control.value)
        if control is not None and _shown(control, dossier).mark:
            words = Text(f"{control.id}: implemented without evidence in date", (control.at("status"),))
            yield OpenPoint(words, role(dossier, control.owner, control.at("owner")))
    for control in dossier.all(Control):
        listed = control.status == "partially" and any(control in dpa_measures.of_topic(t, dossier) for t in topics())
        if listed and not (control.gap and control.planned_for):
            words = Text(f"{control.id}: what is missing, or by when it is there, is not stated", (control.at("id"),))
            yield OpenPoint(words, role(dossier, control.owner, control.at("owner")))
    if dossier.issue("security-schedule") is None:
        words = Text("The schedule has no version and no approval", (dossier.project.at("documents"),))
        yield OpenPoint(words, role(dossier, "ciso"))
