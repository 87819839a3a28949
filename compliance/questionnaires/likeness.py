"""When two questions are one but for spelling: much alike, with equal guard words, and no word of sense between them.

A ratio alone is not enough: "What is your RTO?" and "What is your RPO?" are 93 of 100 alike.
"""

from __future__ import annotations

from collections import Counter

from rapidfuzz import fuzz, process

from compliance.questionnaires.guards import guards
from compliance.questionnaires.normalise import normal, sense

RATIO = 90
"""How alike two questions must be, of 100, for one to be the other asked again."""
WORD_RATIO = 86
"""How alike two words must be, of 100, for one to be the other misspelt."""


def nearly_the_same(question: str, others: list[str]) -> list[str]:
    """Those of other normalised questions that are this one, the most alike first."""
    plain = normal(question)
    near = process.extract(plain, others, scorer=fuzz.ratio, score_cutoff=RATIO, limit=5)
    return [other for other, _, _ in near if other == plain or same_question(plain, other)]


def same_question(one: str, other: str) -> bool:
    """Whether guard words are equal and every word of sense has its like."""
    first, second = guards(one), guards(other)
    return first.same(second) and _paired(sense(first.rest), sense(second.rest))


def _paired(one: Counter[str], other: Counter[str]) -> bool:
    left, right = list((one - other).elements()), list((other - one).elements())
    if len(left) != len(right):
        return False
    for word in left:
        twin = next((w for w in right if _misspelt(word, w)), None)
        if twin is None:
            return False
        right.remove(twin)
    return True


def _misspelt(word: str, other: str) -> bool:
    """Short words and numbers are never each other misspelt; nor are words that begin differently."""
    long = min(len(word), len(other)) >= 5 and word[0] == other[0] and not any(c.isdigit() for c in word + other)
    return long and fuzz.ratio(word, other) >= WORD_RATIO
