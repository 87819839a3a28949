"""One question of a file answered: what is written, or why it is left to a person.

The ladder finds the answer; here it meets the file: places that are filled already, follow-ups, fields of forms,
columns for numbers and dates, and what this customer may be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from compliance.dates import long_date
from compliance.frameworks.questions import Role
from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts, ladder
from compliance.questionnaires.follow_ups import FollowUp, asked, follow_up
from compliance.questionnaires.ladder import Answerer, Reply
from compliance.questionnaires.lint_answers import Finding, Stated
from compliance.questionnaires.model import Entry, Question, Slot
from compliance.questionnaires.normalise import normal, sense
from compliance.questionnaires.slots import Places, places, put
from compliance.questionnaires.vocabulary import meaning
from compliance.questionnaires.wording import Audience

Outcome = Literal["answered", "decided", "person", "standing", "moot", "no-place"]
"""``answered`` by the registers, ``decided`` in a review, left to a ``person``, ``standing`` in the file already,
``moot`` as a follow-up that the answer above leaves without an object, ``no-place`` where nothing may be written."""

DATES = frozenset(
    (
        "date",
        "date completed",
        "completion date",
        "date of completion",
        "completed on",
        "date of response",
        "todays date",
    )
)
"""Fields that ask for the day on which the file is filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question and what became of it.

    ``value`` and ``text`` are answer and explanation as they stand in the written file; ``unplaced`` an explanation
    that the file has no place for. ``proposal`` is what would be written, where a person has to say so.
    ``remarks`` are for a person to look at, whatever was written.
    """

    question: Question
    reply: Reply
    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    value: str = ""
    text: str = ""
    unplaced: str = ""
    proposal: str = ""
    why: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    differs: str = ""
    """How a decision of a person differs from what the registers say; empty where it does not."""

    @property
    def said(self) -> Role | None:
        """What the file says after this: yes, no, partial and so on; None for a text and for nothing."""
        return Stated(self.question.text, self.value, self.text).said if self.value else None

    @property
    def places(self) -> Places:
        return places(self.question)

    @property
    def open(self) -> bool:
        """Whether a person has to look at it."""
        return self.outcome == "person" or bool(self.remarks)


def fill(question: Question, answerer: Answerer, audience: Audience, above: Mapping[str, Item]) -> Item:
    """What becomes of one question; ``above`` has the questions before it, by key."""
    where = places(question)
    depends = follow_up(question.text) if question.follows else FollowUp("", question.text)
    parent = above.get(question.follows)
    reply = _reply(question, where, depends, parent, answerer)
    if where.standing:
        return _standing(question, reply, where.standing)
    if not where.options and where.main is None:
        return Item(
            question=question, reply=reply, outcome="no-place", why=("the file has no place that may be written to",)
        )
    state = asked(depends.condition, parent.said if parent else None, parent is None or parent.outcome != "moot")
    if state == "moot":
        told = f"it depends on {question.follows}, whose answer leaves it without an object"
        return Item(question=question, reply=reply, outcome="moot", why=(told,))
    if state == "open":
        told = f"it depends on {question.follows or 'another question'}, which is not answered with a plain Yes or No"
        return left(question, reply, told)
    return _answered(question, reply, where, audience, answerer.dossier)


def _reply(question: Question, where: Places, depends: FollowUp, parent: Item | None, answerer: Answerer) -> Reply:
    language = question.language
    request = ladder.Question(depends.text, " / ".join(question.section), where.options, language)
    if question.label and normal(question.text) in DATES:
        day = answerer.dossier.today
        iso = where.main is not None and where.main.kind == "date"
        return Reply(question=request, rung="fact", value=day.isoformat() if iso else long_date(day))
    if depends.bare and parent is not None and not where.options and parent.reply.text:
        return replace(parent.reply, question=request, value=parent.reply.text, text="", proposal="")
    reply = answerer.answer(request)
    if question.follows and reply.topic is not None and reply.rung != "fingerprint" and _leans(depends.text):
        return Reply(question=request, rung="blank", owner=reply.owner, why=(ladder.LEANS,))
    return reply


def _leans(text: str) -> bool:
    """Whether a question is about what stands above it: ``Describe your policy`` names no policy."""
    return sum(sense(normal(text)).values()) <= 1


def left(question: Question, reply: Reply, *why: str) -> Item:
    """A question for a person, with what would be written as the proposal."""
    proposal = reply.proposal or reply.value
    if reply.text and reply.text != proposal:
        proposal = f"{proposal}{'.' if proposal and not proposal.endswith('.') else ''} {reply.text}".strip()
    return Item(question=question, reply=reply, outcome="person", why=why, proposal=proposal)


def _standing(question: Question, reply: Reply, stands: str) -> Item:
    said, ours = Stated(question.text, stands).said, meaning(reply.value) if reply.answered else None
    remarks = (f"it says {stands!r}, and the registers say {reply.value!r}",) if said and ours and said != ours else ()
    return Item(
        question=question,
        reply=reply,
        outcome="standing",
        value=stands,
        why=("it is filled in already and was left alone",),
        remarks=remarks,
        proposal=reply.value if remarks else "",
    )


def _answered(question: Question, reply: Reply, where: Places, audience: Audience, dossier: Dossier) -> Item:
    topic = reply.topic
    if topic is not None and topic.level == "never":
        return left(question, reply, "the library keeps this topic to people (level never)")
    if topic is not None and topic.level == "nda" and audience == "public" and (reply.answered or reply.text):
        return left(
            question, reply, "it is told under a confidentiality agreement only (level nda), and none is on record"
        )
    if question.label and topic is not None and topic.type == "yes-no" and not where.options:
        return left(question, reply, "a field of a form is filled from typed facts only")
    if not reply.answered:
        return left(question, reply, *(reply.why or ("the registers do not say",)))
    value = _fitting(reply, where.main, dossier)
    made = put(where, value, reply.text) if value else None
    if made is None:
        kind = where.main.kind if where.main else "mark"
        return left(question, reply, f"the place takes a {kind}, and the answer is none")
    held = () if where.comment is None or not where.comment.filled else ("its comment is filled in already",)
    return Item(
        question=question,
        reply=reply,
        outcome="answered",
        entries=made.entries,
        value=value,
        text=made.text,
        unplaced=made.unplaced,
        why=(*reply.why, *held),
    )


def _fitting(reply: Reply, slot: Slot | None, dossier: Dossier) -> str:
    """The value as the place takes it: in a place for numbers a number, in one for dates a date; else empty."""
    if slot is None or slot.options or slot.kind not in ("number", "date") or reply.topic is None:
        return reply.value
    fact = next((facts.read(fact, dossier) for fact in reply.topic.facts), None)
    if fact is None:
        return ""
    if slot.kind == "date":
        return fact.day.isoformat() if fact.day else ""
    named = not fact.unit or fact.unit.casefold()[:4] in reply.question.text.casefold()
    return f"{fact.number:g}" if fact.number is not None and (named or fact.unit == "person") else ""
