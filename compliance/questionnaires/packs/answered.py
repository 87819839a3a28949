"""A pack as a questionnaire that is answered like a customer's file: the same ladder, verdicts, texts and linter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.questionnaires.answering import answer
from compliance.questionnaires.filling import Item
from compliance.questionnaires.model import Question, Questionnaire, Slot, Spot
from compliance.questionnaires.record import quoted_measures
from compliance.questionnaires.values import measure_of
from compliance.questionnaires.wording import Audience
from compliance.registers.records.packs import PackQuestion, QuestionnairePack

State = Literal["met", "partly", "not", "stated", "open", "withheld"]
"""What an answer says of the company: the good word, in part or planned, the other word, a text, nothing yet, or
nothing to this reader."""

NO_TOPIC = "the answer library has no topic for it"
"""Why a question of ours is open where no phrasing fits: said to readers who know nothing of phrasings."""

OPTIONS = ("Yes", "No", "Partial", "N/A")

__all__ = ["Answered", "Audience", "Requirement", "Section", "answered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with its answer. ``rests`` are controls, evidence and decisions with the place of each; ``until``
    is the first day on which evidence under it runs out."""

    id: str
    section: str
    question: str
    state: State
    verdict: bool
    """Whether a Yes or No was asked for, and not a text."""
    value: str = ""
    text: str = ""
    rests: tuple[tuple[str, Place], ...] = ()
    places: tuple[Place, ...] = ()
    until: date | None = None
    why: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement with the answers to what it comes down to."""

    id: str
    title: str
    text: str
    checks: tuple[Answered, ...]

    @property
    def verdict(self) -> Literal["met", "partly", "not", "open", "withheld"]:
        """Met only where every question under it is answered well; an open one leaves it open, unless one fails."""
        states = {check.state for check in self.checks}
        if states & {"partly", "not"}:
            return "not" if states == {"not"} else "partly"
        return "open" if "open" in states else "withheld" if "withheld" in states else "met"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a questionnaire: all its answers, and the requirements that they belong to, if it has such."""

    title: str
    answers: tuple[Answered, ...]
    requirements: tuple[Requirement, ...] = ()


def answered(pack: QuestionnairePack, dossier: Dossier, audience: Audience) -> tuple[Section, ...]:
    """Every question of a pack answered from today's registers, for one kind of reader."""
    items = {item.question.key: item for item in answer(questionnaire(pack), dossier, audience).items}
    made = []
    for section in pack.sections:
        requirements: list[Requirement] = []
        answers: list[Answered] = []
        for question in section.questions:
            mine = tuple(_answered(items[key], section.title, dossier) for key, _, _ in _asked(question))
            answers += mine
            if question.checks:
                requirements.append(Requirement(question.id, question.title, question.text, mine))
        made.append(Section(section.title, tuple(answers), tuple(requirements)))
    return tuple(made)


def questionnaire(pack: QuestionnairePack) -> Questionnaire:
    """A pack in the form in which files are answered: a list for each verdict, and a place for its text."""
    questions = tuple(
        _question(key, text, type, section.title)
        for section in pack.sections
        for question in section.questions
        for key, text, type in _asked(question)
    )
    return Questionnaire(pack.id, "csv", pack.title, questions, (), "")


def _asked(question: PackQuestion) -> Iterable[tuple[str, str, str]]:
    """Key, text and type of what is asked: the question, or each check of a requirement."""
    if not question.checks:
        return ((question.id, question.text, question.type),)
    return tuple((f"{question.id}.{n}", check.text, check.type) for n, check in enumerate(question.checks, 1))


def _question(key: str, text: str, type: str, section: str) -> Question:
    spot = Spot("pack", key)
    main = Slot(spot, "choice", OPTIONS) if type == "yes-no" else Slot(spot, "text")
    comment = Slot(Spot("pack", f"{key} text"), "text") if type == "yes-no" else None
    return Question(key, key, text, (section,), spot, (main,), comment)


def _answered(item: Item, section: str, dossier: Dossier) -> Answered:
    reply = item.reply
    rests = reply.conclusion.rests if reply.conclusion else ()
    named = {rest.id: rest.places[0] for rest in rests if rest.kind in ("control", "evidence") and rest.places}
    days = [rest.until for rest in rests if rest.kind == "evidence" and rest.until]
    state = _state(item)
    told = state not in ("open", "withheld")
    return Answered(
        id=item.question.key,
        section=section,
        question=item.question.text,
        state=state,
        verdict=bool(item.places.options),
        value=item.value,
        text=item.text,
        rests=tuple(named.items()) if told else (),
        places=tuple(dict.fromkeys((*(p for r in rests for p in r.places), *_told_from(item, dossier)))),
        until=min(days, default=None) if told else None,
        why=(item.why if reply.topic else (NO_TOPIC,)) if state == "open" else (),
        owner=reply.owner,
    )


def _told_from(item: Item, dossier: Dossier) -> Iterable[Place]:
    """Where the words of an answer stand: the topic, what its text quotes, and what limits it."""
    topic, found = item.reply.topic, item.reply.conclusion
    if topic is None or found is None:
        return
    yield from (control.at("gap" if control.gap else "statement") for control in found.limits)
    yield topic.at("narrative" if found.state == "met" or not topic.otherwise else "otherwise")
    for control, id in quoted_measures(topic):
        measure = measure_of(control, id, dossier)
        if measure is not None:
            yield measure.at("value")


def _state(item: Item) -> State:
    reply, topic = item.reply, item.reply.topic
    if item.outcome != "answered" or topic is None:
        held = topic is not None and topic.level != "public" and (reply.answered or topic.level == "never")
        return "withheld" if held and not item.findings else "open"
    if not item.places.options or topic.type != "yes-no":
        return "stated"
    if not reply.bad:
        return "met"
    return "partly" if reply.word in ("partial", "planned") else "not"
