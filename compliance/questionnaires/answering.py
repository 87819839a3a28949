"""A whole questionnaire answered: every question in its order, then the answers held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from compliance.dates import long_date, long_dates
from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts
from compliance.questionnaires.filling import Item, Outcome, fill, left
from compliance.questionnaires.ladder import Answerer, Reply
from compliance.questionnaires.lint_answers import Code, Finding, Stated, lint
from compliance.questionnaires.model import Entry, Questionnaire
from compliance.questionnaires.record import quoted_measures
from compliance.questionnaires.report import Refused
from compliance.questionnaires.wording import Audience
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control
from compliance.registers.records.told import Told

WITHHELD: frozenset[Code] = frozenset(
    ("uncited-figure", "verdict-contradicted", "reviewed-is-not-tested", "not-applicable-described", "blank-left-in")
)
"""Findings for which an answer is not written: it would say more than it rests on. The rest is said beside it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """A questionnaire with what became of each question, in the order of the file."""

    questionnaire: Questionnaire
    items: tuple[Item, ...]
    audience: Audience
    customer: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for item in self.items for entry in item.entries)

    def of(self, *outcomes: Outcome) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.outcome in outcomes)

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(item.outcome for item in self.items)


def answer(questionnaire: Questionnaire, dossier: Dossier, audience: Audience, customer: str = "") -> Answers:
    """Every question answered that the registers can answer for this audience."""
    answerer = Answerer(dossier, "nda", customer)  # people see all; what is written is judged by ``audience``
    found: dict[str, Item] = {}
    for question in questionnaire.questions:
        found[question.key] = fill(question, answerer, audience, found)
    items = _linted(tuple(found.values()), answerer, customer)
    return Answers(questionnaire, items, audience, customer)


def _linted(items: tuple[Item, ...], answerer: Answerer, customer: str) -> tuple[Item, ...]:
    """The items with what the linter says; an answer that says more than it rests on is left to a person."""
    dossier = answerer.dossier
    kept = [_stated(item, dossier) for item in items if item.value]
    keys = [item.question.key for item in items if item.value]
    stated = {id(one): key for one, key in zip(kept, keys, strict=True)}
    before = _before(dossier, customer)
    found: dict[str, list[Finding]] = {}
    for finding in lint(kept, answerer.library, before):
        found.setdefault(stated[id(finding.answer)], []).append(finding)
    return tuple(_judged(item, tuple(found.get(item.question.key, ()))) for item in items)


def _judged(item: Item, findings: tuple[Finding, ...]) -> Item:
    if not findings:
        return item
    if item.outcome == "answered" and any(finding.code in WITHHELD for finding in findings):
        told = left(item.question, item.reply, *(finding.message for finding in findings))
        return replace(told, findings=findings)
    return replace(item, findings=findings, remarks=(*item.remarks, *(finding.message for finding in findings)))


def _stated(item: Item, dossier: Dossier) -> Stated:
    cites = tuple(cited(item.reply, dossier)) if item.outcome == "answered" and item.reply.topic else None
    return Stated(item.question.text, item.value, item.text or item.unplaced, str(item.question.spot), cites)


def _before(dossier: Dossier, customer: str) -> tuple[Stated, ...]:
    """What this customer was told, as it was corrected since; the latest of each question counts."""
    records = sorted((t for t in dossier.all(Told) if customer and t.customer == customer), key=lambda t: t.answered_on)
    return tuple(
        Stated(a.question, (a.corrected or a).value, "" if a.corrected else a.text, f"{t.questionnaire}, {a.spot}")
        for t in records
        for a in t.answers
    )


def cited(reply: Reply, dossier: Dossier) -> Iterable[str]:
    """The texts that an answer rests on: registers only, and what the question asks beyond them."""
    found, topic = reply.conclusion, reply.topic
    if found is None or topic is None:
        return
    yield from found.reasons
    yield from map(long_dates, found.reasons)
    yield from (met.asked.words for met in (*found.unmet, *found.open))
    if found.planned_for:
        yield long_date(found.planned_for)
    for rest in found.rests:
        yield f"{rest.id} {rest.value}"
        if rest.until:
            yield f"{rest.until} {long_date(rest.until)}"
        control, evidence = dossier.get(Control, rest.id), dossier.get(Evidence, rest.id)
        if control is not None:
            yield from _words(control)
        if evidence is not None:
            yield evidence.title
    for control_id, id in quoted_measures(topic):
        measure = facts.measure_of(control_id, id, dossier)
        if measure is not None:
            yield facts.measure_words(measure)
    yield f"{topic.narrative} {topic.otherwise}"  # a person approved these words; what they call is cited above


def _words(control: Control) -> Iterable[str]:
    yield f"{control.statement} {control.gap}"
    yield from (facts.measure_words(measure) for measure in control.measures)
    if control.planned_for:
        yield f"{control.planned_for} {long_date(control.planned_for)}"
    if control.exception is not None:
        yield f"{control.exception.text} {control.exception.compensating_control} {control.exception.until}"


def without(answers: Answers, refused: Iterable[Refused]) -> Answers:
    """The same answers after the file refused some: their questions are for a person."""
    said = {str(one.entry.slot.spot): one.why for one in refused}
    return replace(answers, items=tuple(_without(item, said) for item in answers.items))


def _without(item: Item, said: dict[str, str]) -> Item:
    if item.outcome not in ("answered", "decided") or not item.entries:
        return item
    why = said.get(str(item.entries[0].slot.spot))
    if why is not None:
        return replace(left(item.question, item.reply, f"the file does not take it: {why}"), findings=item.findings)
    lost = next((said[s] for e in item.entries[1:] if (s := str(e.slot.spot)) in said), None)
    if lost is not None:
        return replace(item, text="", unplaced=item.text, remarks=(*item.remarks, f"the comment was refused: {lost}"))
    return item
