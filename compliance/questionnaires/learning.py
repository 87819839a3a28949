"""What a review teaches: approved links and approved answers, tried before they are kept.

A link is a customer's way of asking that a person put beside a topic. An answer that no topic has becomes a topic of
its own, whose verdict is derived from what the person says that it rests on. Each is tried as the next run would find
it: what the registers contradict, do not show, or the linter holds back is not learned, and the reason is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Literal

from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.questionnaires.answering import WITHHELD, Answers, answer
from compliance.questionnaires.candidates import Unfit, topic_of
from compliance.questionnaires.citations import cited
from compliance.questionnaires.decisions import Decision
from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.figures import figures
from compliance.questionnaires.filling import Item
from compliance.questionnaires.lint_answers import Stated
from compliance.questionnaires.record import known
from compliance.registers.convert import to_record
from compliance.registers.kinds import BY_NAME
from compliance.registers.records.answers import Answer, AnswerLink
from compliance.registers.validate import decider, explain
from compliance.registers.values import Record

Raw = dict[str, Any]
OPPOSITE = "opposite of "
"""Before the id of a topic whose good answer is the other word."""

FOLDERS: Mapping[str, str] = {"answer": "answers/learned", "answer-link": "answers/links"}


@dataclass(frozen=True, slots=True)
class Learnt:
    """Something that was learned, or was not and why."""

    key: str
    question: str
    kind: Literal["link", "answer"]
    topic: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a review taught, and the files that keep it: their text by their path below the project's folder."""

    learnt: tuple[Learnt, ...]
    files: Mapping[str, Raw]

    @property
    def kept(self) -> tuple[Learnt, ...]:
        return tuple(one for one in self.learnt if not one.refused)


def with_links(dossier: Dossier, decisions: Mapping[str, Decision], name: str, by: str) -> Dossier:
    """The dossier with the links of a review in it, as if they had been learned.

    Raises :class:`QuestionnaireError` for a topic that the library does not have.
    """
    raws = [_link(d, name, by or "reviewer", dossier) for d in decisions.values() if d.topic]
    return _with(dossier, [_record("answer-link", raw) for raw in raws])


def learn(answers: Answers, decisions: Mapping[str, Decision], by: str, title: str, dossier: Dossier) -> Lesson:
    """What the decisions of a review teach; ``title`` asks for fingerprints of the whole file under that name.

    ``answers`` are those of the file with the decisions in them. Nothing is written.
    """
    _check_role(by, dossier)
    name = answers.questionnaire.name
    raws = dict(_candidates(answers, decisions, by, dossier))
    valid = {key: raw for key, raw in raws.items() if not isinstance(raw, Unfit)}
    records = {key: _record(kind, raw) for key, (kind, raw) in valid.items()}
    tried = _tried(answers, _with(dossier, list(records.values())))
    learnt, kept = [], {}
    for key, raw in raws.items():
        question = " ".join(answers.questionnaire.question(key).text.split())
        if isinstance(raw, Unfit):
            learnt.append(Learnt(key, question, "answer", "", raw.why))
            continue
        kind, data = raw
        why = _objection(tried[key], records[key], decisions[key], dossier)
        topic = str(data["topic"] if kind == "answer-link" else data["id"])
        learnt.append(Learnt(key, question, "link" if kind == "answer-link" else "answer", topic, why))
        if not why:
            kept[key] = raw
    files = dict(_files(list(kept.values()), name, dossier))
    if title:
        sure = _tried(answers, _with(dossier, [records[key] for key in kept]))
        files |= _fingerprints(answers, sure, by, title, dossier)
    return Lesson(tuple(learnt), files)


def _check_role(by: str, dossier: Dossier) -> None:
    if by not in dossier.registers.roles:
        named = f"there is no role {by!r}" if by else "--learn needs to know who approves"
        roles = ", ".join(sorted(dossier.registers.roles))
        raise QuestionnaireError(named, f"give --by with one of: {roles}")


def _candidates(
    answers: Answers, decisions: Mapping[str, Decision], by: str, dossier: Dossier
) -> Iterator[tuple[str, tuple[str, Raw] | Unfit]]:
    """A record for each decision that says something new, by the key of its question."""
    taken = {record.id for record in (*dossier.all(Answer), *dossier.all(AnswerLink))}
    for item in answers.items:
        decision = decisions.get(item.question.key)
        if decision is None or (not decision.topic and not decision.answer):
            continue
        id = fresh(f"{answers.questionnaire.name.rpartition('.')[0]}-{decision.key}", taken)
        source = _source(answers.questionnaire.name, decision)
        if decision.topic:
            yield decision.key, ("answer-link", {**_link(decision, answers.questionnaire.name, by, dossier), "id": id})
        elif item.reply.topic is not None:
            if item.differs or not item.reply.answered:
                why = item.differs or "; ".join(item.reply.why) or "the registers do not say"
                yield decision.key, Unfit(f"the library has the topic {item.reply.topic.id} for it: {why}")
        elif item.question.follows:
            yield decision.key, Unfit("it depends on the question above it, and says too little alone")
        elif item.outcome != "decided":
            yield decision.key, Unfit("the file did not take the decision")
        else:
            made = topic_of(item, decision, id, by, source, dossier)
            yield decision.key, made if isinstance(made, Unfit) else ("answer", made)


def _link(decision: Decision, name: str, by: str, dossier: Dossier) -> Raw:
    inverted = decision.topic.startswith(OPPOSITE)
    topic = decision.topic.removeprefix(OPPOSITE).strip()
    if dossier.get(Answer, topic) is None:
        close = get_close_matches(topic, [t.id for t in dossier.all(Answer)], 1, 0.6)
        hint = f"did you mean {close[0]!r}?" if close else "the sheet Topics of the review lists them"
        raise QuestionnaireError(f"row {decision.row}: the library has no topic {topic!r}", hint)
    raw: Raw = {"id": fresh(decision.key, set()), "question": " ".join(decision.question.split()), "topic": topic}
    if inverted:
        raw["inverted"] = True
    return {**raw, "approved_by": by, "approved_on": dossier.today.isoformat(), "source": _source(name, decision)}


def _source(name: str, decision: Decision) -> str:
    return f"{name}, {decision.key}"[:400]


def fresh(wanted: str, taken: set[str]) -> str:
    """An id that is free, as close to the one wanted as ids allow; it is taken from then on."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", wanted).strip("-")[:70].lower() or "learned"
    id, number = stem, 1
    while id in taken:
        number += 1
        id = f"{stem}-{number}"
    taken.add(id)
    return id


def _record(kind: str, raw: Raw) -> Record:
    """Plain data as a record; a text that no register may hold is refused here, before anything is written."""
    found = BY_NAME[kind]
    if not decider(found)(raw):
        messages = "; ".join(d.message for d in explain(found, raw, Place(kind, "")))
        raise QuestionnaireError(f"{raw['question']!r} cannot be kept: {messages}", "shorten or mend it")
    return to_record(found.record, raw, Place(FOLDERS[kind], f"/{raw['id']}"), raw["id"])


def _with(dossier: Dossier, records: Sequence[Record]) -> Dossier:
    made = dict(dossier.registers.records)
    for record in records:
        made[type(record)] = {**made.get(type(record), {}), record.id: record}
    return replace(dossier, registers=replace(dossier.registers, records=made)) if records else dossier


def _tried(answers: Answers, dossier: Dossier) -> dict[str, Item]:
    """Every question answered by the library as it would be: for readers of everything, since the words are judged."""
    return {i.question.key: i for i in answer(answers.questionnaire, dossier, "nda", answers.customer).items}


def _objection(item: Item, record: Record, decision: Decision, dossier: Dossier) -> str:
    """Why something is not learned; empty where the next run would answer as was decided."""
    topic = item.reply.topic
    id = record.topic if isinstance(record, AnswerLink) else record.id
    if topic is None or topic.id != id:
        return f"another topic already answers it: {topic.id}" if topic else "the question fits several topics"
    held = [finding.message for finding in item.findings if finding.code in WITHHELD]
    if held:
        return f"the linter holds it back: {'; '.join(held)}"
    if isinstance(record, Answer):
        loose = _uncited(record, dossier)
        if loose:
            return f"`{loose}` stands in nothing that it rests on"
    decided = Stated(decision.question, decision.answer, decision.explanation).said if decision.answer else None
    ours = item.said if item.value else None
    if decision.answer and not item.value and item.outcome != "standing":
        return f"it rests on too little: {'; '.join(item.why) or 'the registers do not say'}"
    if decided and item.outcome != "standing" and decided != ours:
        return f"{decision.answer!r} was decided, and what it rests on says {item.value!r}: {'; '.join(item.why)}"
    return ""


def _uncited(topic: Answer, dossier: Dossier) -> str:
    """A figure of the words of a topic that stands in nothing it cites; the words themselves are no citation."""
    bare = replace(topic, id=f"{topic.id}!", absent=None, stated=None)
    found = {(figure.kind, figure.value) for text in cited(bare, dossier) for figure in figures(text)}
    return next((f.words for f in figures(topic.narrative) if (f.kind, f.value) not in found), "")


def _files(kept: list[tuple[str, Raw]], name: str, dossier: Dossier) -> Iterator[tuple[str, Raw]]:
    """A new file a kind: none that is there is touched."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name.rpartition(".")[0]).strip("-").lower()[:60] or "questionnaire"
    for kind, folder in FOLDERS.items():
        records = [raw for found, raw in kept if found == kind]
        if records:
            path, number = f"{folder}/{stem}-{dossier.today}.yaml", 1
            while (dossier.root / path).exists():
                number += 1
                path = f"{folder}/{stem}-{dossier.today}-{number}.yaml"
            yield path, {BY_NAME[kind].collection: records}


def _fingerprints(answers: Answers, sure: Mapping[str, Item], by: str, title: str, dossier: Dossier) -> dict[str, Raw]:
    """The hashes of all questions whose topic is sure. A link that a person decided against is none."""
    id = fresh(title, set())
    path = f"answers/known/{id}.yaml"
    if (dossier.root / path).exists():
        raise QuestionnaireError(f"{path} exists already", "give --known another title, or move it away")
    against = {item.question.key for item in answers.items if item.differs}
    replies = [
        item.reply
        for key, item in sure.items()
        if not item.question.label and not item.question.follows and key not in against
    ]
    record = known(replies, id=id, title=title, licence="unknown", by=by, day=dossier.today)
    if not record["questions"]:
        raise QuestionnaireError("no question of the file has a topic yet", "link some of them in the review first")
    return {path: record | {"source": answers.questionnaire.name[:400]}}
