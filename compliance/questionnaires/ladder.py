"""From a question to an answer, step by step; each answer says on which step it was found.

1. ``fingerprint``: the question stands in a known questionnaire, whose links a person approved.
2. ``told-before``: the same question was answered before, word for word or nearly, with equal guard words.
3. ``fact``: a phrasing of the library asks for a typed fact.
4. ``approved-link``: a phrasing of the library says the same.
5. ``blank``: nothing of these. A person gets the nearest topics, and the role that would know.

Whatever the step, the verdict is derived anew from today's registers. A step finds the topic, never the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from compliance.frameworks import questions
from compliance.graph.dossier import Dossier
from compliance.questionnaires.asking import leans
from compliance.questionnaires.guards import guards
from compliance.questionnaires.known import KnownQuestions
from compliance.questionnaires.language import foreign
from compliance.questionnaires.library import Library, Link
from compliance.questionnaires.likeness import nearly_the_same
from compliance.questionnaires.normalise import normal
from compliance.questionnaires.phrases import Phrase
from compliance.questionnaires.retrieval import Near, Suggestions
from compliance.questionnaires.verdict import Conclusion, Word, conclude, word
from compliance.questionnaires.vocabulary import choose, is_mark
from compliance.questionnaires.wording import Audience, text_of
from compliance.registers.records.answers import Answer
from compliance.registers.records.told import Told, ToldAnswer

LEANS = "it says too little without the question above it"

Rung = Literal["fingerprint", "told-before", "fact", "approved-link", "blank"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the text, the heading above it, and the values that its answer field takes.

    ``options`` are empty where anything may be written. ``language`` is the questionnaire's, where it is known;
    ``en`` or empty is looked at question by question.
    """

    text: str
    section: str = ""
    options: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A topic that a question may be about, what would be said on it, and how near it is."""

    topic: Answer
    word: Word
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to one question, or what a person needs to give it.

    ``word`` is the verdict, ``value`` that in the customer's words, ``text`` the comment. Where ``value`` and
    ``text`` are empty nothing is written; ``why`` says for a person why, or what to look at. ``proposal`` is a
    word that a person may confirm and the program may not say.
    """

    question: Question
    rung: Rung
    topic: Answer | None = None
    inverted: bool = False
    word: Word = ""
    value: str = ""
    text: str = ""
    conclusion: Conclusion | None = None
    why: tuple[str, ...] = ()
    proposal: str = ""
    suggestions: tuple[Suggested, ...] = ()
    controls: tuple[Near, ...] = ()
    owner: str = ""
    language: str = ""
    before: ToldAnswer | None = None

    @property
    def answered(self) -> bool:
        """Whether something is written into the customer's file."""
        return bool(self.value)

    @property
    def critical(self) -> bool:
        """Whether this is an answer over which customers end a purchase."""
        return self.topic is not None and self.topic.critical and self.answered and self.bad

    @property
    def bad(self) -> bool:
        """Whether the answer is the one that the customer does not want."""
        if self.topic is None or not self.word:
            return False
        good = "yes" if (self.topic.polarity == "yes-is-good") != self.inverted else "no"
        return self.topic.type == "yes-no" and self.word not in (good, "not-applicable")


@dataclass(frozen=True)
class Answerer:
    """Answers questions over one project for one audience. Replies to many questions share its indexes."""

    dossier: Dossier
    audience: Audience = "nda"
    customer: str = ""
    suggest: int = 5
    _kept: dict[str, object] = field(default_factory=dict, repr=False)

    @cached_property
    def library(self) -> Library:
        return Library.of(self.dossier)

    @cached_property
    def suggestions(self) -> Suggestions:
        return Suggestions.of(self.dossier)

    @cached_property
    def _known(self) -> KnownQuestions:
        return KnownQuestions(self.dossier, self.library)

    @cached_property
    def _told(self) -> tuple[dict[str, list[ToldAnswer]], list[str]]:
        """Earlier answers by their normalised question, this customer's first, the latest first."""
        records = sorted(
            self.dossier.all(Told), key=lambda t: (t.customer == self.customer, t.answered_on), reverse=True
        )
        found: dict[str, list[ToldAnswer]] = {}
        for record in records:
            for answer in record.answers:
                found.setdefault(normal(answer.question), []).append(answer)
        return found, list(found)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(w for phrase in self.library.phrases for w in phrase.text.casefold().split())

    def answer(self, question: Question) -> Reply:
        """The answer to a question, by the first step that finds its topic."""
        language = foreign(question.text, self._words) or _other(question.language)
        if not normal(question.text):
            return Reply(question=question, rung="blank", why=("there is no question",))
        for rung, link, before in self._links(question.text):
            return self._reply(question, rung, link, before)
        return self._blank(question, language)

    def _links(self, text: str) -> Iterator[tuple[Rung, Link, ToldAnswer | None]]:
        """The steps in order; whoever asks takes the first."""
        known = self._known.link(text)
        if known is not None:
            yield "fingerprint", known, None
        before = self._before(text)
        topic = self.library.by_id.get(before.topic) if before else None
        if before and topic:
            yield (
                "told-before",
                Link(Phrase(before.question, topic, before.inverted), shared=guards(text).asked),
                before,
            )
        link = self.library.link(text)
        if link is not None:
            yield "approved-link" if link.topic.type == "yes-no" else "fact", link, None

    def _before(self, text: str) -> ToldAnswer | None:
        """The same question answered before: equal, or at least 90 of 100 alike with the same guard words."""
        by_text, texts = self._told
        exact = by_text.get(normal(text))
        if exact:
            return exact[0]
        near = nearly_the_same(text, texts)
        return by_text[near[0]][0] if near else None

    def _reply(self, question: Question, rung: Rung, link: Link, before: ToldAnswer | None) -> Reply:
        topic, inverted = link.topic, link.phrase.inverted
        found = conclude(topic, self.dossier, link.extra, link.shared)
        said = word(topic, found, inverted)
        told = text_of(topic, found, said, self.dossier, self.audience)
        reply = Reply(
            question=question,
            rung=rung,
            topic=topic,
            inverted=inverted,
            conclusion=found,
            owner=topic.owner,
            before=before,
        )
        if topic.level == "never" or (told.fault and topic.type != "yes-no"):
            return replace(reply, why=(told.fault,))
        if topic.type != "yes-no":
            return _fact(reply, said, told.text)
        if told.fault:
            return replace(reply, why=(told.fault,))
        return _verdict(reply, said, told.text)

    def _blank(self, question: Question, language: str) -> Reply:
        """Nothing is written: the nearest topics with what would be said on them, and who would know."""
        near = self.suggestions.topics_near(question.text, question.section, self.suggest)
        suggested = tuple(self._suggested(one) for one in near)
        controls = self.suggestions.controls_near(question.text, question.section, self.suggest)
        why = (
            f"the question is in {language}, and the library in English"
            if language
            else LEANS
            if leans(question.text)
            else "no approved phrasing says the same"
        )
        return Reply(
            question=question,
            rung="blank",
            why=(why,),
            suggestions=suggested,
            controls=controls,
            owner=suggested[0].topic.owner if suggested else "",
            language=language,
        )

    def _suggested(self, near: Near) -> Suggested:
        topic = self.library.by_id[near.id]
        key = f"word {near.id}"
        if key not in self._kept:
            self._kept[key] = word(topic, conclude(topic, self.dossier), False)
        said = self._kept[key]
        return Suggested(topic, said, near.score)  # type: ignore[arg-type]  # what was kept under this key


_OPEN = re.compile(
    r"\W*(?:[\d.]+\W+)?(?:please )?"
    r"(?:how|what|which|who|whom|when|where|why|describe|explain|list|provide|state|name|outline)\b",
    re.IGNORECASE,
)
"""Questions that no Yes answers: where anything may be written, the text is the answer."""


def _other(language: str) -> str:
    """The name of a questionnaire's language that is not English; its code where no name is known."""
    code = language[:2].casefold()
    known = questions.languages().get(code)
    return "" if code in ("", "en") else known[0] if known else language


def _verdict(reply: Reply, said: Word, text: str) -> Reply:
    """A verdict in the customer's words; where there are none for it, a person decides."""
    found = reply.conclusion
    assert found is not None, "the caller made one"
    reasons = found.reasons
    if not said:
        return replace(reply, why=reasons or ("the registers do not say",), proposal=_proposal(reply, found))
    options = reply.question.options
    if not options and text and _OPEN.match(reply.question.text):
        return replace(reply, word=said, value=text, why=reasons)
    if not options:
        return replace(reply, word=said, value=_plain(said), text=text, why=reasons)
    if is_mark(options):
        mark = options[0] if said == "yes" else ""
        why = reasons if mark else (*reasons, "the column takes a mark only where the answer is Yes")
        return replace(reply, word=said, value=mark, text=text, why=why)
    chosen = choose(said, options)
    if chosen is None:
        missing = f"no value of the list says `{_plain(said)}` and no more: {', '.join(options[:8])}"
        return replace(reply, word=said, text=text, why=(*reasons, missing), proposal=_plain(said))
    return replace(reply, word=said, value=chosen.value, text=text, why=reasons)


def _plain(said: Word) -> str:
    """A verdict where the customer gives no list: partial and planned are No, and the text says what is there."""
    return {"yes": "Yes", "no": "No", "partial": "Partial", "planned": "No", "not-applicable": "N/A", "": ""}[said]


def _proposal(reply: Reply, found: Conclusion) -> str:
    """The adverse word, where only a person may say it."""
    topic = reply.topic
    assert topic is not None, "the caller has one"
    good_is_yes = (topic.polarity == "yes-is-good") != reply.inverted
    adverse = found.state in ("partial", "planned", "absent") or bool(found.unmet)
    return "Yes" if adverse and not good_is_yes and not found.open else ""


def _fact(reply: Reply, said: Word, text: str) -> Reply:
    """A text, list, number or date; into a list of values only what is literally one of them."""
    found = reply.conclusion
    assert found is not None, "the caller made one"
    if found.state != "met" or found.unmet or found.open or not said:
        return replace(reply, why=found.reasons or ("the registers do not say",))
    options = reply.question.options
    if not options:
        return replace(reply, word=said, value=text, text="")
    literal = [option for option in options if _same_value(option, text, reply)]
    if len(literal) == 1:
        return replace(reply, word=said, value=literal[0], text=text)
    why = f"the answer is a text, and the list takes {', '.join(options[:8])}"
    return replace(reply, text=text, why=(why,), proposal=text)


def _same_value(option: str, text: str, reply: Reply) -> bool:
    found = reply.conclusion
    assert found is not None, "the caller made one"
    values = {normal(text), *(normal(rest.value) for rest in found.rests[:1] if rest.kind == "fact")}
    return normal(option) in values
