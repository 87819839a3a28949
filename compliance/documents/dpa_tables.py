"""Cover and Annex II of an agreement as tables, for workbooks and JSON."""

from __future__ import annotations

from compliance.documents.dpa_view import DpaParty, FactGroup, MeasureTopic
from compliance.documents.text import fixed
from compliance.documents.views import Column, Table

DETAILS = (Column("group", "About", 24, "id"), Column("what", "What", 34), Column("value", "Stated", 80))
MEASURES = (
    Column("topic", "Topic", 30, "id"),
    Column("measure", "Measure", 70),
    Column("parameters", "Parameters", 50),
)


def details(parties: tuple[DpaParty, ...], groups: tuple[FactGroup, ...]) -> Table:
    """Every variable of the agreement, one row each."""
    of_parties = tuple((party.name, fixed(label), texts) for party in parties for label, texts in party.facts)
    rows = tuple((fixed(group.title), fixed(label), texts) for group in groups for label, texts in group.facts)
    return Table("details", "Agreement Details", DETAILS, (*of_parties, *rows))


def measures(topics: tuple[MeasureTopic, ...]) -> Table:
    """Annex II, one row a measure."""
    rows = tuple((fixed(topic.title), line.statement, line.parameters) for topic in topics for line in topic.lines)
    return Table("measures", "Measures", MEASURES, rows)
