"""Benchmarks of questionnaires: 1,000 questions against the worked company's library.

The base is the plain thing that anybody would write: rapidfuzz, which is C++, against every phrasing.
"""

from __future__ import annotations

from pathlib import Path

from rapidfuzz import fuzz, process

from bench.measure import Bench, Pair
from compliance import pipeline
from compliance.graph.dossier import Dossier
from compliance.questionnaires.guards import guards
from compliance.questionnaires.ladder import Answerer, Question
from compliance.questionnaires.library import Library
from compliance.questionnaires.normalise import normal, same_words
from compliance.questionnaires.retrieval import terms

WORKED = Path(__file__).parent.parent
QUESTIONS = 1000
FRAMES = ("{}", "Please confirm: {}", "{} (for all production systems)", "Section 4 - {}", "{} Describe how.")
"""Ways in which a sheet dresses the same question: most get no answer, and suggestions instead."""


def _dossier() -> Dossier:
    loaded = pipeline.read(WORKED)
    dossier = pipeline.link(WORKED, loaded, pipeline.CheckOptions())
    assert dossier is not None, "the worked company can be read"
    return dossier


def _questions(dossier: Dossier) -> list[str]:
    phrases = [phrase.text for phrase in Library.of(dossier).phrases]
    return [FRAMES[n % len(FRAMES)].format(phrases[n * 7 % len(phrases)]) for n in range(QUESTIONS)]


def _matching(folder: Path) -> Pair:
    dossier = _dossier()
    asked = _questions(dossier)
    phrases = [phrase.text.casefold() for phrase in Library.of(dossier).phrases]

    def ours() -> None:
        for kept in (normal, same_words, guards, terms):
            kept.cache_clear()  # a file's questions are new ones
        answerer = Answerer(dossier)
        for question in asked:
            answerer.answer(Question(question, options=("Yes", "No")))

    def base() -> None:
        for question in asked:
            process.extract(question.casefold(), phrases, scorer=fuzz.WRatio, limit=5)

    return Pair(ours, base)


BENCHES: tuple[Bench, ...] = (
    Bench("match 1,000 questions", f"rapidfuzz over every phrasing, {QUESTIONS} times", _matching, 3, rounds=3),
)
