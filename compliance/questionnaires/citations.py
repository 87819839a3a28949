"""The texts that a topic rests on: what the linter looks a figure up in."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.derive.controls import state
from compliance.derive.freshness import freshness
from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts
from compliance.questionnaires.verdict import Conclusion
from compliance.registers.records.answers import Answer, AnswerFact
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Certificate, Control, Obligation, Policy
from compliance.registers.records.flows import Retention
from compliance.registers.records.vendors import Vendor
from compliance.registers.walk import texts


def cited(topic: Answer, dossier: Dossier, found: Conclusion | None = None) -> tuple[str, ...]:
    """Every text that a topic, and a conclusion on it, rests on."""
    key = ("questionnaires.cited", topic.id)
    if key not in dossier.kept:
        dossier.kept[key] = tuple(_cited(topic, dossier))
    own = dossier.kept[key]
    assert isinstance(own, tuple)
    quoted = tuple(rest.value for rest in found.rests if rest.value) if found else ()
    return (*own, *quoted)


def _cited(topic: Answer, dossier: Dossier) -> Iterator[str]:
    for id in dict.fromkeys(
        (*topic.controls, *topic.not_applicable, *(q.control for q in topic.qualifiers if q.control))
    ):
        control = dossier.get(Control, id)
        if control is not None:
            yield from _control(control, dossier)
    for id in dict.fromkeys((*topic.evidence, *(q.evidence for q in topic.qualifiers if q.evidence))):
        yield from _evidence(id, dossier)
    for fact in (*topic.facts, *(q.fact for q in topic.qualifiers if q.fact)):
        yield from _fact(fact, dossier)
    for decision in (topic.absent, topic.stated):
        if decision is not None:
            yield f"{decision.statement} {decision.decided_on} {decision.planned_for or ''}"


def _control(control: Control, dossier: Dossier) -> Iterator[str]:
    yield from (text.text for text in texts(control))
    yield f"{control.planned_for or ''} {control.last_verified or ''}"
    yield from (f"{facts.measure_words(m)}; {m.scope}; {m.name}" for m in control.measures)
    if control.exception is not None:
        yield str(control.exception.until)
    for proof in state(control, dossier).proofs:
        yield from _evidence(proof.evidence.id, dossier)


def _evidence(id: str, dossier: Dossier) -> Iterator[str]:
    evidence = dossier.get(Evidence, id)
    if evidence is None:
        return
    age = freshness(evidence, dossier)
    yield from (text.text for text in texts(evidence))
    yield f"{age.as_of} {age.expires} {evidence.valid_until or ''} {evidence.period_start or ''}"
    if evidence.population is not None:
        yield str(evidence.population.row_count)


def _fact(fact: AnswerFact, dossier: Dossier) -> Iterator[str]:
    value = facts.read(fact, dossier)
    if value is not None:
        yield f"{value.words} {value.day or ''} {value.until or ''}"
    if fact.name in ("measure", "evidence-date"):
        yield from _behind(fact, dossier)
    for kind in (Policy, Obligation, Certificate, Retention, Vendor):
        record = dossier.get(kind, fact.of) if fact.of and fact.name.startswith(_NAMED[kind.__name__]) else None
        if record is not None:
            yield from (text.text for text in texts(record))
            yield getattr(record, "body", "")


_NAMED = {
    "Policy": "policy",
    "Obligation": "obligation",
    "Certificate": "certificate",
    "Retention": "retention",
    "Vendor": "supplier",
}


def _behind(fact: AnswerFact, dossier: Dossier) -> Iterator[str]:
    control = dossier.get(Control, fact.of.partition("/")[0])
    if control is not None:
        yield from _control(control, dossier)
    yield from _evidence(fact.of, dossier)
