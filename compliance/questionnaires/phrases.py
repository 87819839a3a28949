"""Phrases of a topic, and the lines that write them out.

A line with alternatives stands for many phrases, and a library for tens of thousands. They are written out
only where a question could be one of them: each line knows the words that all of its phrases have, and those
that any of them may have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from compliance.questionnaires.expansion import expanded, fixed_words, listed_words, sampled
from compliance.questionnaires.guards import Guards, guards
from compliance.questionnaires.normalise import normal, sense
from compliance.registers.records.answers import Answer


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of asking, and the topic that it belongs to. ``inverted``: its good answer is the other word."""

    text: str
    topic: Answer
    inverted: bool = False

    @property
    def index(self) -> str:
        """Which field of the topic it stands in."""
        return "inverted" if self.inverted else "question" if self.text == self.topic.question else "phrasings"


@dataclass(frozen=True)
class Line:
    """One line of a topic: a phrase, or several with alternatives."""

    text: str
    topic: Answer
    inverted: bool = False

    @cached_property
    def always(self) -> frozenset[str]:
        """Stems that every phrase of the line has."""
        return frozenset(sense(guards(fixed_words(self.text)).core))

    @cached_property
    def ever(self) -> frozenset[str]:
        """Stems that a phrase of the line may have."""
        return frozenset(sense(normal(listed_words(self.text)))) | self.always

    @cached_property
    def phrases(self) -> tuple[tuple[Phrase, Guards, Counter[str]], ...]:
        """What the line writes out, each with its guard words and its words of sense."""
        texts = ((text, guards(text)) for text in expanded(self.text))
        return tuple((Phrase(text, self.topic, self.inverted), found, sense(found.rest)) for text, found in texts)


def lines_of(topic: Answer) -> Iterator[Line]:
    """The question, the phrasings and the inverted ones of a topic, in the order of the record."""
    for text in (topic.question, *topic.phrasings):
        yield Line(text, topic)
    for text in topic.inverted:
        yield Line(text, topic, inverted=True)


def phrases_of(topic: Answer) -> Iterator[Phrase]:
    """Every way of asking after a topic, with every alternative written out."""
    for line in lines_of(topic):
        for text in expanded(line.text):
            yield Phrase(text, topic, line.inverted)


def samples_of(topic: Answer) -> Iterator[Phrase]:
    """Fewer phrases of a topic, in which each alternative stands at least once: what retrieval reads."""
    for line in lines_of(topic):
        for text in sampled(line.text):
            yield Phrase(text, topic, line.inverted)
