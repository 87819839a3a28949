"""Suggestions: which topics and which controls a question is near to. Retrieval suggests, it never decides.

BM25 (Robertson and Zaragoza, 2009) over stemmed words, with character trigrams of the words as weaker terms,
so that an unknown form of a word still finds its kin. A phrasing is a document of its own, and a topic is as
near as its nearest phrasing: a topic with fifteen phrasings must not lose to one with five because it is long.
No model, no network; the same question gets the same suggestions everywhere.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from compliance.frameworks import questions
from compliance.frameworks.catalog import ANNEX_A
from compliance.frameworks.control_words import control_words
from compliance.graph.dossier import Dossier
from compliance.questionnaires.expansion import listed_words
from compliance.questionnaires.library import Library
from compliance.questionnaires.normalise import normal, same_words, stem
from compliance.questionnaires.phrases import lines_of, samples_of
from compliance.registers.records.answers import Answer
from compliance.registers.records.controls import Control

K1, B = 1.2, 0.4
TRIGRAM = 0.2
"""What a trigram counts beside a word."""
RELATED = 0.3
"""What a word counts that is only related to one of the question."""
WHOLE = 0.7
"""What a topic as a whole counts beside its nearest phrasing."""


@dataclass(frozen=True, slots=True)
class Near:
    """A suggestion: an id and how near it is, from 0; 1 is as near as the question is to itself."""

    id: str
    score: float


@lru_cache(maxsize=50000)
def terms(text: str) -> tuple[tuple[str, float], ...]:
    """The terms of a text, each with its weight: stems, and trigrams of the longer ones."""
    found: dict[str, float] = defaultdict(float)
    for word in same_words(normal(text)).split():
        if word in questions.frame():
            continue
        root = stem(word)
        found[root] += 1
        for gram in _trigrams(root):
            found[gram] += TRIGRAM
    return tuple(found.items())


@lru_cache(maxsize=1)
def _related() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for group in questions.related_words():
        stems = {stem(word) for word in group}
        for one in stems:
            found[one] |= stems - {one}
    return {word: frozenset(others) for word, others in found.items()}


@lru_cache(maxsize=20000)
def asked_terms(question: str) -> tuple[tuple[str, float], ...]:
    """The terms of a question, and with less weight those of related words: who asks of copies may mean backups."""
    own = dict(terms(question))
    found = dict(own)
    for term in own:
        for other in _related().get(term, ()):
            if other not in own:
                found[other] = max(found.get(other, 0.0), RELATED)
    return tuple(found.items())


def _trigrams(word: str) -> Iterable[str]:
    if len(word) < 5:
        return ()
    padded = f"^{word}"
    return (f"#{padded[n : n + 3]}" for n in range(len(padded) - 2))


class Index:
    """An inverted index with the BM25 impact of each term in each document."""

    def __init__(self, documents: Iterable[tuple[str, str]], likeness: Literal["always", "unknown"] = "always") -> None:
        """``documents`` are pairs of an id and a text; an id may come more than once, the same words once only.

        ``likeness`` says when trigrams count: always, or for words only that stand in no document, which is faster
        by far where documents are many and short.
        """
        self._likeness = likeness
        listed = [(id, dict(found)) for id, found in dict.fromkeys((id, terms(text)) for id, text in documents)]
        self._ids = [id for id, _ in listed]
        lengths = [sum(counts.values()) for _, counts in listed]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        seen: Counter[str] = Counter(term for _, counts in listed for term in counts)
        self._idf = {term: math.log(1 + (len(listed) - n + 0.5) / (n + 0.5)) for term, n in seen.items()}
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (_, counts) in enumerate(listed):
            norm = K1 * (1 - B + B * lengths[number] / mean)
            for term, count in counts.items():
                self._postings[term].append((number, self._idf[term] * count * (K1 + 1) / (count + norm)))

    def scores(self, question: str, related: bool = False) -> dict[str, float]:
        """The best score of a document of each id; with ``related`` words too, at less weight."""
        totals: dict[int, float] = defaultdict(float)
        asked = asked_terms(question) if related else terms(question)
        unknown = {gram for term, _ in asked if term not in self._postings for gram in _trigrams(term)}
        for term, weight in asked:
            gram = term.startswith("#")
            if gram and self._likeness == "unknown" and term not in unknown:
                continue
            share = min(weight, TRIGRAM if gram else 1.0)
            for number, impact in self._postings.get(term, ()):
                totals[number] += share * impact
        best: dict[str, float] = {}
        for number, score in totals.items():
            id = self._ids[number]
            if score > best.get(id, 0.0):
                best[id] = score
        return best


@dataclass(frozen=True)
class Suggestions:
    """The indexes of a project: phrasings of the library, and controls."""

    topics: Index
    wholes: Index
    controls: Index
    of_topic: Mapping[str, tuple[str, ...]]
    _kept: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, dossier: Dossier) -> Suggestions:
        """The indexes of a project; made once a dossier."""
        key = "questionnaires.suggestions"
        if key not in dossier.kept:
            dossier.kept[key] = _made(dossier)
        found = dossier.kept[key]
        assert isinstance(found, Suggestions)
        return found

    def topics_near(self, question: str, section: str = "", count: int = 5) -> tuple[Near, ...]:
        """The topics nearest to a question under the heading of its section, the nearest first."""
        return _first(self._near(question, section), count)

    def _near(self, question: str, section: str) -> dict[str, float]:
        key = (question, section)
        if key not in self._kept:
            self._kept.clear()  # the last question only: its controls are asked for next
            self._kept[key] = self._scored(question, section)
        return self._kept[key]

    def _scored(self, question: str, section: str) -> dict[str, float]:
        totals = _with(self.topics, question, section, related=True)
        for id, score in _with(self.wholes, question, section, related=True).items():
            totals[id] = totals.get(id, 0.0) + WHOLE * score
        return totals

    def controls_near(self, question: str, section: str = "", count: int = 5) -> tuple[Near, ...]:
        """The controls nearest to a question: by their own words, and by the topics that rest on them."""
        totals = _with(self.controls, question, section)
        for rank, near in enumerate(self.topics_near(question, section, 8)):
            for position, control in enumerate(self.of_topic.get(near.id, ())):
                share = near.score * TOPIC_SHARE / (1 + rank) / (1 + 0.5 * position)
                totals[control] = totals.get(control, 0.0) + share
        return _first(totals, count)


TOPIC_SHARE = 0.15
"""What the nearest topic adds to its first control, beside the control's own words."""
SECTION_SHARE = 0.4
"""What the heading above a question counts beside the question."""


def _with(index: Index, question: str, section: str, related: bool = False) -> dict[str, float]:
    totals = index.scores(question, related)
    for id, score in index.scores(section, related).items() if section else ():
        totals[id] = totals.get(id, 0.0) + SECTION_SHARE * score
    return totals


def _first(scores: Mapping[str, float], count: int) -> tuple[Near, ...]:
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Near(id, score) for id, score in ordered[:count])


def _made(dossier: Dossier) -> Suggestions:
    library = Library.of(dossier)
    phrasings = [(topic.id, phrase.text) for topic in library.topics for phrase in samples_of(topic)]
    of_topic = {topic.id: topic.controls for topic in library.topics}
    wholes = [(topic.id, _whole(topic)) for topic in library.topics]
    return Suggestions(Index(phrasings, "unknown"), Index(wholes), Index(_control_texts(dossier)), of_topic)


def _whole(topic: Answer) -> str:
    """A topic in one text: all its phrasings, what it answers, and the words of the control that it rests on first."""
    said = " ".join((topic.narrative, topic.otherwise, topic.absent.statement if topic.absent else ""))
    words = control_words(topic.controls[0]) if topic.controls else ""
    return " ".join((*(listed_words(line.text) for line in lines_of(topic)), _TEMPLATE.sub(" ", said), words))


_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def _control_texts(dossier: Dossier) -> Iterable[tuple[str, str]]:
    """What is known of each control: title, summary and usual evidence of the catalogue, and the words of questions.

    The decision's statement is left out: it says how one company does it, in words that no question has. Own
    controls have nothing but their statement.
    """
    known = dossier.frameworks[ANNEX_A].requirements if ANNEX_A in dossier.frameworks else ()
    for requirement in known:
        evidence = " ".join(requirement.typical_evidence)
        words = control_words(requirement.id)
        yield requirement.id, f"{requirement.title} {requirement.title} {requirement.summary} {evidence} {words}"
    listed = {requirement.id for requirement in known}
    for control in dossier.all(Control):
        if control.id not in listed:
            yield control.id, f"{control.title} {control.title} {control.statement}"
