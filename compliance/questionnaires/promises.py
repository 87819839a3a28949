"""The ledger of promises: which recorded answers are no longer true today, each with a drafted correction.

A recorded answer says what it rested on. It is asked again of today's registers: the verdict by the same topic
and qualifiers, and the facts that it quoted, one by one. An answer that a person wrote, or whose topic is gone,
cannot be asked again; it is held against its controls and evidence alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from compliance.dates import long_date
from compliance.derive.controls import state
from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts
from compliance.questionnaires.guards import guards
from compliance.questionnaires.library import Library
from compliance.questionnaires.verdict import Conclusion, Word, conclude, word
from compliance.registers.records.answers import Answer
from compliance.registers.records.controls import Control
from compliance.registers.records.told import Correction, Told, ToldAnswer

Kind = Literal["untrue", "better", "fact-changed", "control-changed", "topic-gone"]
"""``untrue``: the verdict no longer holds. ``better``: a No has become a Yes. The rest: what it rested on changed."""

GONE: tuple[Kind, ...] = ("untrue", "fact-changed", "control-changed", "topic-gone")
"""Kinds of which a customer must hear, or a person must look at."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A recorded answer that differs from today: how, why, and what to tell the customer."""

    told: Told
    answer: ToldAnswer
    kind: Kind
    reasons: tuple[str, ...]
    topic: Answer | None
    now: Word
    correction: str
    owner: str


def promises(dossier: Dossier, customer: str = "") -> tuple[Broken, ...]:
    """Every recorded answer that differs from today, by customer and in the order of the record."""
    library = Library.of(dossier)
    records = sorted(dossier.all(Told), key=lambda told: (told.customer, told.answered_on, told.id))
    return tuple(
        broken
        for told in records
        if customer in ("", told.customer)
        for answer in told.answers
        for broken in differences(told, answer, library, dossier)
    )


def recorded(dossier: Dossier, customer: str = "") -> int:
    """How many recorded answers there are to look at."""
    return sum(len(told.answers) for told in dossier.all(Told) if customer in ("", told.customer))


def differences(told: Told, answer: ToldAnswer, library: Library, dossier: Dossier) -> Iterator[Broken]:
    """What is no longer so in one recorded answer; nothing where the customer was told of it since."""
    topic = library.by_id.get(answer.topic)
    if topic is None:
        yield from _without_topic(told, answer, dossier)
        return
    link = library.link(answer.question)
    fits = link is not None and link.topic is topic
    extra, shared = (link.extra, link.shared) if link and fits else ((), guards(answer.question).asked)
    found = conclude(topic, dossier, extra, shared)
    now = word(topic, found, answer.inverted)
    changed = tuple(_changed_facts(answer, dossier))
    if topic.type == "yes-no" and now != said(answer).word:
        kind: Kind = "better" if _better(topic, answer, now) else "untrue"
        draft = _correction(told, answer, found, now, changed)
        yield Broken(told, answer, kind, found.reasons or changed, topic, now, draft, topic.owner)
    elif changed:
        draft = _correction(told, answer, found, now, changed)
        yield Broken(told, answer, "fact-changed", changed, topic, now, draft, topic.owner)


def said(answer: ToldAnswer) -> Correction | ToldAnswer:
    """What the customer believes: the correction where there was one, else the answer itself."""
    return answer.corrected or answer


def _better(topic: Answer, answer: ToldAnswer, now: Word) -> bool:
    good = "yes" if (topic.polarity == "yes-is-good") != answer.inverted else "no"
    return now == good and said(answer).word != good


def _changed_facts(answer: ToldAnswer, dossier: Dossier) -> Iterator[str]:
    """Facts that say something else today, in words."""
    for told in said(answer).facts:
        name, _, of = told.name.partition(" ")
        if name == "evidence":
            continue
        value = facts.value(name, of, dossier)
        if value is None:
            yield f"{told.name}: told `{told.value}`, and the registers no longer say"
        elif _plain(value.words) != _plain(told.value):
            yield f"{told.name}: told `{told.value}`, now `{value.words}`"


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _without_topic(told: Told, answer: ToldAnswer, dossier: Dossier) -> Iterator[Broken]:
    """An answer of a person, or of a topic that is gone, against what it rested on."""
    reasons = [*_fallen_controls(answer, dossier), *_changed_facts(answer, dossier)]
    if reasons and said(answer).word in ("yes", "partial", "text", "not-applicable"):
        draft = _correction(told, answer, None, "", tuple(reasons))
        yield Broken(told, answer, "control-changed", tuple(reasons), None, "", draft, told.answered_by)
    elif answer.topic:
        reason = f"the library has no topic `{answer.topic}` any more, so the answer cannot be checked"
        yield Broken(told, answer, "topic-gone", (reason,), None, "", "", told.answered_by)


def _fallen_controls(answer: ToldAnswer, dossier: Dossier) -> Iterator[str]:
    for before in answer.controls:
        control = dossier.get(Control, before.id)
        if control is None:
            yield f"{before.id} is no longer decided on"
        elif control.status != before.status:
            yield f"{before.id} was {before.status} and is {control.status}"
        elif control.status == "implemented" and state(control, dossier).verdict != "met":
            yield f"{before.id} is {state(control, dossier).reason}"


_SAID: dict[str, str] = {
    "yes": "Yes",
    "no": "No",
    "partial": "Partial",
    "planned": "No, planned",
    "not-applicable": "Not applicable",
    "": "open: we are looking into it and come back to you",
}


def _correction(told: Told, answer: ToldAnswer, found: Conclusion | None, now: Word, changed: tuple[str, ...]) -> str:
    """What to write to the customer: the question, what was told, what is so today. A draft for a person to send."""
    question = " ".join(answer.question.split())
    last = said(answer)
    words = " ".join((last.value or _SAID.get(last.word, answer.text)).split())
    day = answer.corrected.on if answer.corrected else told.answered_on
    lines = [f'On {long_date(day)} we answered your question "{question}" with "{words}".']
    if now != last.word and last.word != "text":
        lines.append(f"As of today the answer is {_SAID[now]}.")
    if found is not None and found.planned_for is not None:
        lines.append(f"It is planned for {long_date(found.planned_for)}.")
    for line in changed:
        name, _, what = line.partition(": told ")
        if what:
            then, _, today = what.partition(", now ")
            lines.append(
                f"{name.replace('-', ' ').capitalize()}: we told {_quoted(then)}; it is {_quoted(today)} today."
            )
    return " ".join(lines)


def _quoted(words: str) -> str:
    return words.strip("`")
