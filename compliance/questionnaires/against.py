"""A new version of a questionnaire beside the manifest of the old one: what is the same, what changed, what is gone.

A question that stays as it was keeps its answer, after it was asked again of today's registers. Where they say
something else today, that is written and named. A person's decision is kept as long as the registers say what they
said then; else it comes back as a proposal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from compliance.graph.dossier import Dossier
from compliance.questionnaires.answering import Answers
from compliance.questionnaires.decisions import Decision, decided
from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.filling import Item
from compliance.questionnaires.model import Question, Questionnaire
from compliance.questionnaires.normalise import normal
from compliance.questionnaires.slots import places
from compliance.registers.records.answers import Answer

Change = Literal["unchanged", "changed", "new"]

ALIKE = 75
"""From this likeness of 100 on, a question is taken for a changed form of an old one; see :data:`ALIKE_NUMBERED`."""
ALIKE_NUMBERED = 65
"""The same where both have the same number."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A question of the old version with what was answered then."""

    key: str
    number: str
    question: str
    options: tuple[str, ...] | None
    outcome: str
    value: str
    text: str
    topic: str
    inverted: bool
    registers: str
    """The verdict of the registers then; empty where they had none."""


@dataclass(frozen=True, slots=True)
class Before:
    """An old manifest: its file's name and hash, the day, the customer, and what was asked and answered."""

    name: str
    sha256: str
    day: str
    customer: str
    asked: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Each question of the new version with its change, by key, and the old questions that are asked no more."""

    before: Before
    changes: Mapping[str, tuple[Change, Earlier | None]]
    removed: tuple[Earlier, ...]

    def of(self, change: Change) -> tuple[tuple[str, Earlier | None], ...]:
        """Keys of the questions with this change, each with the old question where there is one."""
        return tuple((key, old) for key, (found, old) in self.changes.items() if found == change)


def read_before(path: Path) -> Before:
    """The old manifest. Raises :class:`QuestionnaireError` for a file that is none."""
    way_out = "give the OUT.manifest.json that `dossier answer` wrote for the old version"
    try:
        data = path.read_bytes()
        raw = json.loads(data)
        asked = tuple(_earlier(item) for item in raw["answers"])
        return Before(path.name, hashlib.sha256(data).hexdigest(), str(raw["today"]), str(raw["customer"]), asked)
    except OSError as fault:
        raise QuestionnaireError(f"{path} cannot be read: {fault.strerror}", way_out) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise QuestionnaireError(f"{path.name} is no manifest of answers", way_out) from None


def _earlier(raw: Mapping[str, Any]) -> Earlier:
    options = raw.get("options")
    return Earlier(
        key=str(raw["key"]),
        number=str(raw["number"]),
        question=str(raw["question"]),
        options=tuple(map(str, options)) if options is not None else None,
        outcome=str(raw["outcome"]),
        value=str(raw["value"]),
        text=str(raw["text"] or raw["text_without_place"]),
        topic=str(raw["topic"]),
        inverted=bool(raw["inverted"]),
        registers=str(raw["registers_say"]["verdict"]),
    )


def compare(questionnaire: Questionnaire, before: Before) -> Comparison:
    """The questions of a new version beside those of the old one."""
    free = list(before.asked)
    found: dict[str, tuple[Change, Earlier | None]] = {}
    for question in questionnaire.questions:
        same = [old for old in free if normal(old.question) == normal(question.text)]
        if same:
            old = next((one for one in same if one.number == question.number), same[0])
            free.remove(old)
            found[question.key] = ("changed" if _other_list(question, old) else "unchanged", old)
    for question in questionnaire.questions:
        if question.key not in found:
            like = _like(question, free)
            if like is not None:
                free.remove(like)
            found[question.key] = ("changed", like) if like else ("new", None)
    ordered = {question.key: found[question.key] for question in questionnaire.questions}
    return Comparison(before, ordered, tuple(free))


def _other_list(question: Question, old: Earlier) -> bool:
    return old.options is not None and old.options != places(question).options


def _like(question: Question, free: list[Earlier]) -> Earlier | None:
    """The old question that this one most likely was."""
    from rapidfuzz import fuzz

    text = normal(question.text)
    best, most = None, (False, 0.0)
    for old in free:
        numbered = bool(question.number) and question.number == old.number
        score = fuzz.ratio(text, normal(old.question))
        if score >= (ALIKE_NUMBERED if numbered else ALIKE) and (numbered, score) > most:
            best, most = old, (numbered, score)
    return best


def missing_links(answers: Answers, comparison: Comparison, dossier: Dossier) -> dict[str, Decision]:
    """Unchanged questions that had a topic and today find none, as links to the topic that they had."""
    found = {item.question.key: item for item in answers.items}
    return {
        key: Decision(key, found[key].question.text, "", "", 0, f"{'opposite of ' * old.inverted}{old.topic}")
        for key, old in comparison.of("unchanged")
        if old
        and old.topic
        and old.outcome == "answered"
        and found[key].reply.topic is None
        and dossier.get(Answer, old.topic) is not None
    }


def carried(answers: Answers, comparison: Comparison, decisions: Collection[str]) -> Answers:
    """The answers with what was decided before in them, and with what differs from the old version named.

    ``decisions`` are keys of questions that the review of this run decides: they win.
    """
    made = (_carried(item, *comparison.changes[item.question.key], comparison.before) for item in answers.items)
    kept = (new if old.question.key not in decisions else old for old, new in zip(answers.items, made, strict=True))
    return replace(answers, items=tuple(kept))


def _carried(item: Item, change: Change, old: Earlier | None, before: Before) -> Item:
    if change != "unchanged" or old is None or item.outcome in ("standing", "moot", "no-place"):
        return item
    if old.outcome == "decided":
        return _decision(item, old, before)
    if old.outcome == "answered" and item.outcome == "answered":
        return replace(item, remarks=(*item.remarks, *_differences(item, old, before)))
    if old.outcome == "answered":
        told = f"it was answered {old.value!r} in {before.name}, and the registers no longer carry that"
        return replace(item, why=(told, *item.why))
    return item


def _decision(item: Item, old: Earlier, before: Before) -> Item:
    """A person's decision of then: kept while the registers say the same, else a proposal."""
    if item.reply.word != old.registers:
        then, now = (f"{word!r}" if word else "nothing" for word in (old.registers, item.reply.word))
        told = f"a person decided {old.value!r} before; the registers said {then} then and say {now} today"
        return replace(item, outcome="person", entries=(), value="", text="", unplaced="", proposal=old.value,
                       why=(told,), remarks=(), findings=())  # fmt: skip
    made = decided(item, Decision(old.key, old.question, old.value, old.text, 0))
    told = f"decided by a person before, and kept: {before.name} of {before.day}"
    return replace(made, why=(told,)) if made.outcome == "decided" else made


def _differences(item: Item, old: Earlier, before: Before) -> Iterator[str]:
    if item.value != old.value:
        yield f"it was {_short(old.value)} in {before.name} of {before.day}"
    elif (item.text or item.unplaced) != old.text:
        yield f"its explanation differs from that in {before.name} of {before.day}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else f"{line[:57]}...")


def data(comparison: Comparison, answers: Answers) -> dict[str, Any]:
    """The comparison as plain data, for the manifest."""
    asked = {item.question.key: item for item in answers.items}
    return {
        "manifest": comparison.before.name,
        "sha256": comparison.before.sha256,
        "today": comparison.before.day,
        **counts(comparison, answers),
        "changed_questions": [
            {"key": key, "question": asked[key].question.text, "was": old.question if old else ""}
            for key, old in comparison.of("changed")
        ],
        "new_questions": [{"key": key, "question": asked[key].question.text} for key, _ in comparison.of("new")],
        "removed_questions": [{"key": old.key, "question": old.question} for old in comparison.removed],
    }


def counts(comparison: Comparison, answers: Answers) -> dict[str, int]:
    """How many questions are as they were, and of these how many keep their answer; changed, new, removed."""
    asked = {item.question.key: item for item in answers.items}
    same = comparison.of("unchanged")
    kept = sum(_kept(asked[key], old) for key, old in same if old)
    had = sum(old.outcome in ("answered", "decided") for _, old in same if old)
    return {
        "unchanged": len(same),
        "kept": kept,
        "differ_today": had - kept,
        "changed": len(comparison.of("changed")),
        "new": len(comparison.of("new")),
        "removed": len(comparison.removed),
    }


def _kept(item: Item, old: Earlier) -> bool:
    if old.outcome not in ("answered", "decided"):
        return False
    return item.value == old.value and (item.text or item.unplaced) == old.text


def sentences(comparison: Comparison, answers: Answers) -> Iterator[str]:
    """The comparison in words, for the screen and the report."""
    found = counts(comparison, answers)
    yield (
        f"against {comparison.before.name} of {comparison.before.day}: {found['unchanged']} unchanged "
        f"({found['kept']} keep their answers, {found['differ_today']} differ today), {found['changed']} changed, "
        f"{found['new']} new, {found['removed']} removed"
    )
    asked = {item.question.key: item for item in answers.items}
    for key, old in comparison.of("changed"):
        reworded = old is not None and normal(old.question) != normal(asked[key].question.text)
        was = f" (was {_short(old.question)})" if old and reworded else " (its list has changed)"
        yield f"changed {key}: {_short(asked[key].question.text)}{was}"
    yield from (f"new {key}: {_short(asked[key].question.text)}" for key, _ in comparison.of("new"))
    yield from (f"removed {old.key}: {_short(old.question)}" for old in comparison.removed)
