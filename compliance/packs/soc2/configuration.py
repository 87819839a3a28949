"""Chapter 08: settings as they were read out: sign-in, encryption, network, logging, endpoints, branches."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.measures import measured
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Column
from compliance.frameworks.readiness import Topic, topics
from compliance.packs.chapters import Block, ChapterView, Grid, Section
from compliance.packs.common.pieces import evidence_grid, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import lacks
from compliance.packs.targets import anchor
from compliance.registers.records.controls import Control

MEASURES = (
    Column("control", "Control", 11, "id"),
    Column("name", "Measure", 38),
    Column("value", "Value", 18),
    Column("scope", "Of what", 33),
)


def view(scope: Scope) -> ChapterView:
    """A section a subject."""
    lead = "Exports and readings of settings that are evidence of the controls named, and the values they show."
    return ChapterView(lead=fixed(lead), sections=tuple(_section(topic, scope) for topic in topics("settings")))


def _section(topic: Topic, scope: Scope) -> Section:
    reference = f"{', '.join(topic.criteria)}; {', '.join(topic.controls)}"
    return Section(anchor("settings", topic.id), topic.title, tuple(_blocks(topic, scope)), reference)


def _blocks(topic: Topic, scope: Scope) -> Iterator[Block]:
    controls = tuple(c for id in topic.controls if (c := scope.dossier.get(Control, id)))
    mine = owner(scope, controls[0]) if controls else None
    rows = (
        (
            say(c, "id"),
            say(m, "name"),
            Text(measured(m).value.removeprefix(f"{m.name}: "), measured(m).sources),
            say(m, "scope"),
        )
        for c in controls
        for m in c.measures
    )
    grid = Grid(table(f"settings_{topic.id}", topic.title, MEASURES, rows))
    if grid.table.rows:
        yield grid
    wanted = dict.fromkeys(i for c in controls for i in scope.of_control(c) if i.evidence.kind == "configuration")
    if wanted:
        yield evidence_grid(f"settings_evidence_{topic.id}", wanted, scope)
    if not wanted:
        yield lacks(scope, topic.id, f"{topic.title}: no reading of the settings is on record.", mine)
    elif not any(i.holds for i in wanted):
        words = f"{topic.title}: every reading of the settings is out of date, missing or changed."
        yield lacks(scope, topic.id, words, mine, *(i.evidence.place for i in wanted))
    elif all(i.after for i in wanted):
        words = f"{topic.title}: every reading of the settings is of days after the period; none shows them during it."
        yield lacks(scope, topic.id, words, mine, *(i.evidence.place for i in wanted))
