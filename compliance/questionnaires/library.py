"""The answer library as an index: which topic a question is about, by phrasings that a person approved.

A question is linked to a topic when it says the same as one of the topic's phrasings: the same words of
sense (``normalise.sense``) and the same negations and standards. Qualifiers that the question adds
(annually, all staff, AES-256, documented) do not prevent the link; the verdict has to meet each of them.
Two topics that fit equally well are no link: a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from compliance.frameworks import questions
from compliance.graph.dossier import Dossier
from compliance.questionnaires.asking import asks_openly, may_stand_for
from compliance.questionnaires.expansion import literal
from compliance.questionnaires.guards import Asked, Guards, guards
from compliance.questionnaires.likeness import nearly_the_same
from compliance.questionnaires.normalise import normal, sense, stem
from compliance.questionnaires.phrases import Line, Phrase, lines_of, samples_of
from compliance.registers.records.answers import Answer, AnswerLink


@dataclass(frozen=True, slots=True)
class Link:
    """A question that says the same as a phrase, and the qualifiers that it has beyond it."""

    phrase: Phrase
    extra: tuple[Asked, ...] = ()
    shared: tuple[Asked, ...] = ()

    @property
    def topic(self) -> Answer:
        return self.phrase.topic

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every qualifier of the question."""
        return (*self.shared, *self.extra)


POLICY = frozenset({"polic", "documentation"})
"""Stems of words that ask for a document on a matter."""

Key = tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]], frozenset[str]]


@dataclass(frozen=True)
class Library:
    """Every topic, by id and by what its phrasings say."""

    topics: tuple[Answer, ...]

    @classmethod
    def of(cls, dossier: Dossier) -> Library:
        """The library of a project; made once for the same topics, whatever else differs between two dossiers."""
        return _library(linked(dossier.all(Answer), dossier.all(AnswerLink)))

    @cached_property
    def by_id(self) -> dict[str, Answer]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line of every topic, in the order of the files."""
        return tuple(line for topic in self.topics for line in lines_of(topic))

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """Ways of asking in which every alternative stands once, in the order of the files."""
        return tuple(phrase for topic in self.topics for phrase in samples_of(topic))

    @cached_property
    def _by_text(self) -> dict[str, list[Phrase]]:
        return _grouped((normal(phrase.text), phrase) for phrase in self.phrases)

    @cached_property
    def _by_word(self) -> dict[str, list[Line]]:
        """Lines by a word that all of their phrases have, the one that fewest lines have; by none under nothing."""
        common = Counter(word for line in self.lines for word in line.always)
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            rarest = min(line.always, key=lambda word: (common[word], word), default="")
            found.setdefault(rarest, []).append(line)
        return found

    def link(self, question: str) -> Link | None:
        """The topic that a question is about, or None where no phrasing says the same, or several do."""
        guarded = guards(question)
        exact = self._by_text.get(normal(question), [])
        if exact:
            phrase = _only(exact)
            return Link(phrase, shared=guarded.asked) if phrase else None
        for words in (*_senses(guarded), *_open_senses(guarded)):
            fitting = self._fitting(words, guarded, question)
            if fitting:
                return _closest(guarded, fitting)
        return self._by_policy(question, guarded) or self._nearly(question)

    def _fitting(self, words: Counter[str], guarded: Guards, question: str) -> list[tuple[Phrase, Guards]]:
        if not words or set(words) <= questions.bare():
            return []
        asked = set(words)
        key = _key(words, guarded)
        lines = (line for word in ("", *words) for line in self._by_word.get(word, ()))
        return [
            (phrase, other)
            for line in lines
            if line.always <= asked <= line.ever
            for phrase, other, own in line.phrases
            if _key(own, other) == key and may_stand_for(phrase.text, question)
        ]

    def _by_policy(self, question: str, guarded: Guards) -> Link | None:
        """A policy on a matter: the topic of the matter itself, where it shows that there is a document on it."""
        for words in (*_senses(guarded), *_open_senses(guarded)):
            rest = Counter({word: count for word, count in words.items() if word not in POLICY})
            if rest == words:
                continue
            good = [
                (phrase, other)
                for phrase, other in self._fitting(rest, guarded, question)
                if phrase.topic.polarity == "yes-is-good" and not phrase.inverted
            ]
            link = _closest(guarded, good) if good else None
            if link:
                return replace(link, extra=(*link.extra, Asked("manner", "policy", name="documented")))
        return None

    @cached_property
    def _texts(self) -> list[str]:
        return list(self._by_text)

    def _nearly(self, question: str) -> Link | None:
        """A phrasing that differs by spelling only."""
        texts = nearly_the_same(question, self._texts)
        phrase = _only([phrase for text in texts for phrase in self._by_text[text]]) if texts else None
        return Link(phrase, shared=guards(question).asked) if phrase else None


@lru_cache(maxsize=4)
def linked(topics: tuple[Answer, ...], links: tuple[AnswerLink, ...]) -> tuple[Answer, ...]:
    """The topics with the ways of asking that persons linked to them (``answers/links/``)."""
    asked: dict[tuple[str, bool], list[str]] = {}
    for link in links:
        asked.setdefault((link.topic, link.inverted), []).append(literal(link.question))
    return tuple(_with_links(topic, asked) for topic in topics)


def _with_links(topic: Answer, asked: Mapping[tuple[str, bool], list[str]]) -> Answer:
    straight, other = asked.get((topic.id, False), []), asked.get((topic.id, True), [])
    if not (straight or other):
        return topic
    return replace(topic, phrasings=(*topic.phrasings, *straight), inverted=(*topic.inverted, *other))


@lru_cache(maxsize=4)
def _library(topics: tuple[Answer, ...]) -> Library:
    return Library(topics)


def _open_senses(guarded: Guards) -> Iterator[Counter[str]]:
    """What "How do you ...?" asks besides: the text on the matter, which a phrasing without "how" leads to as well."""
    if asks_openly(guarded.rest):
        for words in (sense(guarded.rest), sense(guarded.core)):
            yield Counter({word: count for word, count in words.items() if word != "how"})


def _senses(guarded: Guards) -> Iterator[Counter[str]]:
    """What a question says: with its words of manner, without them, and without the names of algorithms.

    Whatever is left out here is a qualifier that the verdict has to meet.
    """
    yield sense(guarded.rest)
    core = sense(guarded.core)
    yield core
    algorithms = {stem(a.name) for a in guarded.asked if a.kind == "algorithm"}
    for words in (sense(guarded.rest), core) if algorithms else ():
        yield Counter({word: count for word, count in words.items() if word not in algorithms})


def _grouped(pairs: Iterable[tuple[str, Phrase]]) -> dict[str, list[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    for key, phrase in pairs:
        found.setdefault(key, []).append(phrase)
    return found


def _key(words: Counter[str], guarded: Guards) -> Key:
    return frozenset(words.items()), frozenset(guarded.negations.items()), guarded.standards


def _only(phrases: list[Phrase]) -> Phrase | None:
    """The phrase, where all that fit are of one topic and one direction."""
    one = {(phrase.topic.id, phrase.inverted) for phrase in phrases}
    return phrases[0] if len(one) == 1 else None


def _closest(guarded: Guards, fitting: list[tuple[Phrase, Guards]]) -> Link | None:
    """The phrase whose qualifiers differ least from the question's; None where two topics are as close."""

    def distance(other: Guards) -> int:
        return len(set(_plain(guarded.asked)) ^ set(_plain(other.asked)))

    least = min(distance(other) for _, other in fitting)
    nearest = [(phrase, other) for phrase, other in fitting if distance(other) == least]
    phrase = _only([phrase for phrase, _ in nearest])
    if phrase is None:
        return None
    own = set(_plain(next(other for found, other in nearest if found is phrase).asked))
    shared = tuple(a for a, p in zip(guarded.asked, _plain(guarded.asked), strict=True) if p in own)
    return Link(phrase, tuple(a for a in guarded.asked if a not in shared), shared)


def _plain(asked: tuple[Asked, ...]) -> tuple[tuple[str, float, float, str, str], ...]:
    return tuple((a.kind, a.days, a.number, a.name, a.of) for a in asked)
