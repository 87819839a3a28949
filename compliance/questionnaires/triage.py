"""What a salesperson wants to know first: what this is, how much is answered, what ends the deal, what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from compliance.graph.dossier import Dossier
from compliance.questionnaires.answering import Answers
from compliance.questionnaires.effort import Effort, effort
from compliance.questionnaires.filling import Item
from compliance.questionnaires.follow_ups import follow_up
from compliance.questionnaires.known import recognised


@dataclass(frozen=True, slots=True)
class Triage:
    """Counts are of questions. ``open`` are those that had to be answered: neither filled in before, nor moot, nor
    without a place; ``now`` those of them that have an answer."""

    kind: str
    questions: int
    fields: int
    open: int
    now: int
    breakers: tuple[Item, ...]
    critical_left: tuple[Item, ...]
    reasons: tuple[tuple[str, int], ...]
    """Why questions are left to a person, the most frequent first."""
    effort: Effort

    @property
    def per_cent(self) -> int:
        """Of the open questions, those answered now, rounded down: 100 means all."""
        return 100 * self.now // self.open if self.open else 100


def triage(answers: Answers, dossier: Dossier) -> Triage:
    """The triage of an answered questionnaire."""
    counts = answers.counts
    now = counts["answered"] + counts["decided"]
    people = answers.of("person")
    return Triage(
        kind=_kind(answers, dossier),
        questions=len(answers.items),
        fields=sum(item.question.label for item in answers.items),
        open=now + len(people),
        now=now,
        breakers=tuple(item for item in answers.items if breaks(item)),
        critical_left=tuple(i for i in people if i.reply.topic is not None and i.reply.topic.critical),
        reasons=tuple(Counter(_group(item) for item in people).most_common()),
        effort=effort(answers, dossier),
    )


def breaks(item: Item) -> bool:
    """Whether the answer is the unwelcome one on a topic over which customers end a purchase."""
    topic, said = item.reply.topic, item.said
    if topic is None or not topic.critical or (item.question.follows and follow_up(item.question.text).bare):
        return False  # "If no, explain" is told of with the question above it
    if item.outcome == "answered":
        return item.reply.critical
    good = "yes" if (topic.polarity == "yes-is-good") != item.reply.inverted else "no"
    return item.outcome in ("decided", "standing") and said is not None and said not in (good, "not-applicable")


def _kind(answers: Answers, dossier: Dossier) -> str:
    """The known questionnaire that this is, or which files of the library its questions belong to."""
    known = recognised((i.question.text for i in answers.items if not i.question.label), dossier)
    if known:
        return known
    areas = Counter(a for item in answers.items if (a := _area(item)))
    if not areas:
        return "not known before, and no question is about a topic of the library"
    named = ", ".join(f"{area} ({count})" for area, count in areas.most_common(4))
    return f"not known before; mostly about {named}"


def _area(item: Item) -> str:
    topic = item.reply.topic
    return PurePosixPath(topic.place.file).stem.replace("-", " ") if topic is not None else ""


def _group(item: Item) -> str:
    """A reason without what is particular to its question, so that reasons can be counted."""
    why = item.why[0] if item.why else "no reason recorded"
    if item.findings:
        return "the linter holds the answer back"
    for start, group in _GROUPS:
        if start in why:
            return group
    return "the registers do not carry an answer" if item.reply.topic is not None else why


_GROUPS: Iterable[tuple[str, str]] = (
    ("no approved phrasing", "no approved phrasing says the same"),
    ("the library in English", "asked in a language that the library does not have"),
    ("level nda", "told under a confidentiality agreement only"),
    ("level never", "kept to people"),
    ("it depends on", "depends on a question that is open"),
    ("too little without", "says too little without the question above it"),
    ("no value of the list", "the list has no value for the answer"),
    ("the column takes a mark", "the list has no value for the answer"),
    ("the list takes", "the list has no value for the answer"),
    ("the place takes", "the place takes another kind of value"),
    ("the file does not take it", "the file does not take the answer"),
    ("was not written", "a decision that the file does not take"),
)
