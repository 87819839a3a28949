"""Whether an activity needs an impact assessment: each criterion, case and topic answered with its source.

An answer is derived from what the activity declares (categories, people, purposes, flows) or stated
under ``dpia``. What is derived and not stated, or stated and shown by nothing, is a difference that
somebody settles. Nothing here decides: the decision and its reasons are the register's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from compliance.derive.recipients import flows_of
from compliance.diagnostics import Place
from compliance.frameworks.dpia import Question, Signal, screening
from compliance.frameworks.taxonomy import below, label, special
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity, DpiaDecision, Flow

Answer = Literal["yes", "possible", "no"]
Basis = Literal["derived", "stated", "derived and stated", "nothing found"]


class Sign(NamedTuple):
    """Something in the registers that speaks for a yes, in words, with the lines that say it."""

    words: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one question, what it rests on, and how derived and stated differ, if they do."""

    question: Question
    answer: Answer
    basis: Basis
    reason: str
    places: tuple[Place, ...]
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """An activity, screened."""

    activity: Activity
    criteria: tuple[Answered, ...]
    cases: tuple[Answered, ...]
    topics: tuple[Answered, ...]
    flows: tuple[Flow, ...]

    @property
    def met(self) -> int:
        """How many of the nine criteria are met."""
        return sum(answered.answer == "yes" for answered in self.criteria)

    @property
    def expected(self) -> bool:
        """Whether an assessment is usually carried out: by the count, a case of the law or a confirmed topic."""
        return self.met >= screening().enough or any(self.compelling)

    @property
    def compelling(self) -> tuple[Answered, ...]:
        """Cases of Article 35(3) and confirmed topics of the authority that are met: reasons do not outweigh them."""
        return tuple(a for a in (*self.cases, *self.topics) if a.answer == "yes" and a.question.support == "confirmed")

    @property
    def differences(self) -> tuple[Answered, ...]:
        """Answers in which derived and stated differ."""
        return tuple(answered for answered in (*self.criteria, *self.topics) if answered.difference)


def screen(activity: Activity, dossier: Dossier) -> Screened:
    """Every question of the table, answered for one activity."""
    table, flows = screening(), flows_of(activity, dossier)
    criteria = tuple(_criterion(question, activity, flows) for question in table.criteria)
    met = frozenset(answered.question.id for answered in criteria if answered.answer == "yes")
    cases = tuple(_listed(question, activity, flows, met, ()) for question in table.cases)
    stated = activity.dpia.topics if activity.dpia else ()
    topics = tuple(_listed(question, activity, flows, met, stated) for question in table.topics)
    return Screened(activity, criteria, cases, topics, flows)


def _criterion(question: Question, activity: Activity, flows: tuple[Flow, ...]) -> Answered:
    signs = tuple(_signs(question, activity, flows, frozenset()))
    stated = _stated(activity.dpia, question.id)
    text: str = getattr(activity, question.field) if question.field else ""
    if signs or stated:
        return _yes(question, signs, stated, _difference(question, activity, signs, stated))
    if question.field:
        return _by_text(question, activity, text)
    return Answered(question, "no", "nothing found", _nothing(question, flows), _asked(activity, flows))


def _stated(dpia: DpiaDecision | None, id: str) -> tuple[Place, ...]:
    """The line that states a criterion or a topic."""
    if dpia is None:
        return ()
    for field in ("criteria", "topics"):
        listed: tuple[str, ...] = getattr(dpia, field)
        if id in listed:
            return (dpia.at(field, listed.index(id)),)
    return ()


def _yes(question: Question, signs: tuple[Sign, ...], stated: tuple[Place, ...], difference: str) -> Answered:
    basis: Basis = "derived and stated" if signs and stated else "derived" if signs else "stated"
    reason = "; ".join(sign.words for sign in signs) or "stated by the owner of the activity"
    places = (*(place for sign in signs for place in sign.places), *stated)
    return Answered(question, "yes", basis, reason, places, difference)


def _difference(question: Question, activity: Activity, signs: tuple[Sign, ...], stated: tuple[Place, ...]) -> str:
    if signs and not stated and activity.dpia is not None:
        return f"{signs[0].words}, and the register does not state the criterion"
    if stated and not signs and question.complete:
        return "the register states the criterion, and nothing that the activity declares shows it"
    return ""


def _by_text(question: Question, activity: Activity, text: str) -> Answered:
    """A criterion that a text of the activity answers."""
    if not text:
        missing = f"the register says nothing about {question.field.replace('_', ' ')}"
        return Answered(question, "possible", "nothing found", missing, (activity.at("id"),), missing)
    place = (activity.at(question.field),)
    if states_none(text):
        return Answered(question, "no", "stated", text, place)
    difference = "the register describes some, and does not state the criterion"
    return Answered(question, "possible", "stated", text, place, difference)


def states_none(text: str) -> bool:
    """Whether a text of a register begins by saying that there is none."""
    first = text.split(maxsplit=1)[0].strip(".,;:").lower() if text.strip() else ""
    return first in ("none", "no")


def _nothing(question: Question, flows: tuple[Flow, ...]) -> str:
    if question.complete:
        return "nothing of the kind among the categories and people declared"
    looked = f"{len(flows)} running flow{'' if len(flows) == 1 else 's'}"
    return f"no sign in {looked}, and not stated" if question.signals else "not stated by the owner of the activity"


def _asked(activity: Activity, flows: tuple[Flow, ...]) -> tuple[Place, ...]:
    """What was looked at to say no: the decision, or the activity, and its flows."""
    own = activity.dpia.place if activity.dpia else activity.at("id")
    return (own, *(flow.at("id") for flow in flows))


def _listed(
    question: Question, activity: Activity, flows: tuple[Flow, ...], met: frozenset[str], stated: tuple[str, ...]
) -> Answered:
    """A case of the law or a topic of the authority."""
    signs = tuple(_signs(question, activity, flows, met))
    named = _stated(activity.dpia, question.id) if question.id in stated else ()
    if (signs or named) and len(met) >= question.further:
        return _yes(question, signs, named, "")
    perhaps = tuple(_wider(question, activity))
    if perhaps and len(met) >= question.further:
        return Answered(question, "possible", "derived", perhaps[0].words, perhaps[0].places)
    return Answered(question, "no", "nothing found", _nothing(question, flows), _asked(activity, flows))


def _signs(question: Question, activity: Activity, flows: tuple[Flow, ...], met: frozenset[str]) -> Iterator[Sign]:
    for signal in question.signals:
        if not met.issuperset(signal.criteria):
            continue
        if signal.of_flow:
            yield from _of_flows(signal, flows)
        else:
            found = _declared(signal, activity)
            if found is not None:
                yield _sign(signal, found)


class _Found(NamedTuple):
    """What part of an activity or flow meets a signal: labels of what is named, and its lines."""

    labels: tuple[str, ...]
    places: tuple[Place, ...]


def _sign(signal: Signal, found: _Found) -> Sign:
    named = ", ".join(label[:1].lower() + label[1:] if label[1:2].islower() else label for label in found.labels)
    return Sign(f"{signal.says} ({named})" if named else signal.says, found.places)


def _of_flows(signal: Signal, flows: tuple[Flow, ...]) -> Iterator[Sign]:
    """One sign for all flows that meet a signal."""
    places: list[Place] = []
    numbers: list[str] = []
    for flow in flows:
        found = _declared(signal, flow)
        fits = (not signal.volume or flow.volume_band == signal.volume) and (
            not signal.frequency or flow.frequency == signal.frequency
        )
        if found is not None and fits:
            numbers.append(str(flow.number))
            places += [flow.at("volume_band" if signal.volume else "frequency"), *found.places]
    if numbers:
        yield Sign(f"{signal.says} (flow{'' if len(numbers) == 1 else 's'} {', '.join(numbers)})", tuple(places))


def _declared(signal: Signal, record: Activity | Flow) -> _Found | None:
    """What a record declares of a signal's lists; None where it lacks one of them."""
    flow = isinstance(record, Flow)
    fields = ("data_categories", "data_subjects") if flow else ("categories", "subjects")
    parts: list[_Found] = []
    for field, wanted, vocabulary in (
        (fields[0], signal.categories, "category"),
        (fields[1], signal.subjects, "subject"),
        ("purposes", signal.purposes, "purpose"),
    ):
        if wanted:
            parts.append(_named(record, field, vocabulary, wanted))
    if signal.special:
        keys: tuple[str, ...] = getattr(record, fields[0])
        parts.append(_found(record, fields[0], "category", [n for n, key in enumerate(keys) if special(key)]))
    if any(not part.places for part in parts):
        return None
    return _Found(tuple(w for p in parts for w in p.labels), tuple(place for p in parts for place in p.places))


def _named(record: Activity | Flow, field: str, vocabulary: str, wanted: Iterable[str]) -> _Found:
    keys: tuple[str, ...] = getattr(record, field)
    return _found(record, field, vocabulary, [n for n, k in enumerate(keys) if any(below(k, w) for w in wanted)])


def _found(record: Activity | Flow, field: str, vocabulary: str, indices: list[int]) -> _Found:
    keys: tuple[str, ...] = getattr(record, field)
    words = tuple(label(vocabulary, keys[n]) for n in indices)  # type: ignore[arg-type]  # the callers name vocabularies
    return _Found(words, tuple(record.at(field, n) for n in indices))


def _wider(question: Question, activity: Activity) -> Iterator[Sign]:
    """Categories declared at a key above the one asked about: they may contain it."""
    for signal in question.signals:
        if signal.of_flow or signal.special or signal.subjects or signal.purposes:
            continue
        for n, key in enumerate(activity.categories):
            if any(below(wanted, key) for wanted in signal.categories):
                words = f"{label('category', key).lower()} is declared as a whole and may contain it"
                yield Sign(words, (activity.at("categories", n),))
