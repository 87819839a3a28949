"""Annex II: technical and organisational measures (GDPR Articles 28(3)(c) and 32).

Only controls that are implemented stand here, with the parameters that hold throughout; what is planned
or in part is no measure. Results of a single day are evidence and stand elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from compliance.derive.contract import Contract
from compliance.documents.dpa_view import MeasureLine, MeasureTopic
from compliance.documents.measures import measured
from compliance.documents.text import Text, joined, long_date, say
from compliance.frameworks import countries
from compliance.frameworks.catalog import ANNEX_A
from compliance.frameworks.dpa_measures import FURTHER, Topic, periods, topic_of, topics
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Certificate, Control, Measure

CERTIFICATE = "Certificate"
"""Stands in place of a control's id beside a certificate."""

YEAR = re.compile(r"\b(19|20)\d\d\b")
RESULT = re.compile(rf"{YEAR.pattern}|\b(latest|last|in use|active)\b", re.IGNORECASE)
"""Words by which a measure is the result of one look and no standing parameter."""

COUNTRY = re.compile(r"\bcountr(y|ies)\b", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
PARTS = re.compile(r"(?=; |, and )")
"""Where a sentence can lose a part and stay one."""


def measures(about: Contract, dossier: Dossier) -> tuple[MeasureTopic, ...]:
    """Topics with their lines; a topic that no implemented control speaks to is left out."""
    return tuple(topic for topic in every_topic(about, dossier) if topic.lines)


def every_topic(about: Contract, dossier: Dossier) -> tuple[MeasureTopic, ...]:
    """All topics, those without a line included; the same for all customers of a plan and products."""
    key = ("measures", about.plan, about.products)
    found = dossier.kept.get(key)
    if not isinstance(found, tuple):
        reached = frozenset(system.id for system in about.systems)
        found = dossier.kept[key] = tuple(
            MeasureTopic(topic.id, topic.title, tuple(_lines(topic, reached, dossier))) for topic in topics()
        )
    return found


def company_wide(dossier: Dossier) -> tuple[MeasureTopic, ...]:
    """Topics with the measures that are in place anywhere in the company, for no one customer."""
    found = (MeasureTopic(topic.id, topic.title, tuple(_lines(topic, None, dossier))) for topic in topics())
    return tuple(topic for topic in found if topic.lines)


def of_topic(topic: Topic, dossier: Dossier) -> Iterator[Control]:
    """The decisions that speak to a topic, whatever their state: those it names, then own controls."""
    for id in topic.controls:
        control = dossier.get(Control, id)
        if control is not None:
            yield control
    place = "" if topic.id == FURTHER else topic.id
    for control in dossier.all(Control):
        if _own(control, dossier) and _placed(control) == place:
            yield control


def _lines(topic: Topic, reached: frozenset[str] | None, dossier: Dossier) -> Iterator[MeasureLine]:
    for control in of_topic(topic, dossier):
        if _applies(control, reached):
            yield _line(control)
    if topic.certificates:
        yield from _certificates(dossier)


def _own(control: Control, dossier: Dossier) -> bool:
    return dossier.frameworks[ANNEX_A].get(control.id) is None


def _placed(control: Control) -> str:
    """The topic of an own control: that of the first Annex A control that it satisfies."""
    named = (topic_of(s.requirement) for s in control.satisfies if s.framework == ANNEX_A)
    return next((id for id in named if id), "")


def _applies(control: Control, reached: frozenset[str] | None) -> bool:
    """Whether a control is in place, and for the systems asked about where it names systems at all."""
    somewhere = reached is None or not control.systems or not reached.isdisjoint(control.systems)
    return control.status == "implemented" and somewhere


def _line(control: Control) -> MeasureLine:
    return MeasureLine(
        say(control, "id"),
        Text(in_short(control.statement), (control.at("statement"), control.at("status"))),
        tuple(parameter(measure) for measure in control.measures if standing(measure)),
    )


def in_short(statement: str) -> str:
    """The first sentence of a decision, without the parts that tell the result of a day."""
    first = SENTENCE.split(" ".join(statement.split()), 1)[0]
    kept = [part for part in PARTS.split(first.rstrip(".")) if not YEAR.search(part)]
    return "".join(kept).removeprefix("; ").removeprefix(", and ") + "." if kept else first


def standing(measure: Measure) -> bool:
    """Whether a measure holds throughout and for all, rather than being the result of one look, or a period that
    the agreement states for each customer."""
    return measure.id not in periods() and not RESULT.search(f"{measure.name} {measure.scope}")


def parameter(measure: Measure) -> Text:
    """A measure with value, unit and scope."""
    text = measured(measure)
    if COUNTRY.search(measure.name) and isinstance(measure.value, str):
        named = countries.name(measure.value)
        text = replace(text, value=f"{measure.name}: {named}")
    scope = say(measure, "scope")
    return replace(text, value=f"{text.value} ({scope.value})", sources=(*text.sources, *scope.sources))


def running_certificates(dossier: Dossier) -> Iterator[Certificate]:
    """Certificates that are held and run on the day."""
    for held in dossier.all(Certificate):
        if held.state == "held" and held.expires is not None and held.expires >= dossier.today:
            yield held


def _certificates(dossier: Dossier) -> Iterator[MeasureLine]:
    for held in running_certificates(dossier):
        number = joined((say(held, "title"), say(held, "number", f"no. {held.number}")))
        until = say(held, "expires", f"valid until {long_date(held.expires)}") if held.expires else Text("")
        line = joined((number, say(held, "issuer"), until))
        yield MeasureLine(Text(CERTIFICATE, (held.at("id"),)), line, (say(held, "scope"),))
