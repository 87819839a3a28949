"""Words of questionnaires: synonyms, frames, negations, frequencies, manner and verdicts, as dated data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from compliance.frameworks.data import read

Role = Literal["yes", "no", "partial", "planned", "not-applicable", "alternative", "unknown"]
"""What a word of a customer's list means."""


_SAME = r"(?<![\w'])(?:{})(?![\w'])"


@cache
def _same() -> tuple[tuple[tuple[re.Pattern[str], str], ...], re.Pattern[str], tuple[str, ...]]:
    """Patterns that keep a part of what they find, and all others as one pattern with a group a row."""
    rows = read("questions")["same"]
    keeping = tuple((re.compile(_SAME.format(row["pattern"])), row["word"]) for row in rows if "\\" in row["word"])
    plain = [row for row in rows if "\\" not in row["word"]]
    groups = "|".join(f"({row['pattern']})" for row in plain)
    return keeping, re.compile(_SAME.format(groups)), tuple(row["word"] for row in plain)


def same(text: str) -> str:
    """A normalised text with one word for each thing that has several names. Rows that stand first come first."""
    keeping, plain, words = _same()
    for pattern, word in keeping:
        text = pattern.sub(word, text)
    for _ in range(_ROUNDS):
        before, text = text, plain.sub(lambda match: words[(match.lastindex or 1) - 1], text)
        if text == before:
            break
    return text


_ROUNDS = 3
"""One name may bring about another: `information security incident` is a security incident and then an incident."""


@cache
def frame() -> frozenset[str]:
    """Words around a question that do not change what is asked."""
    return frozenset(read("questions")["frame"])


@cache
def openings() -> re.Pattern[str]:
    """How a question begins before it says what it asks."""
    return re.compile(rf"^(?:{'|'.join(read('questions')['openings'])})\b ?")


@cache
def asides() -> re.Pattern[str]:
    """Words inside a question that only say whose company is meant."""
    return re.compile(rf"\b(?:{'|'.join(read('questions')['asides'])})\b")


@cache
def bare() -> frozenset[str]:
    """Stems that are no question by themselves: "What is your policy?" asks of whatever stands above it."""
    return frozenset(read("questions")["bare"])


@cache
def before_whom() -> frozenset[str]:
    """Words before `you` where something is done to the one who is asked."""
    return frozenset(read("questions")["before_whom"])


@cache
def of_data() -> frozenset[str]:
    """Words behind `data` with which it is the name of an activity, whoever's data that is."""
    return frozenset(read("questions")["of_data"])


@cache
def negations() -> re.Pattern[str]:
    """Words that turn a question round, narrow it or move it in time."""
    return re.compile(rf"\b(?:{'|'.join(read('questions')['negations'])})\b|\b\w+n't\b")


@cache
def frequencies() -> dict[str, float]:
    """Days between two times, by the words for it."""
    return {words: float(days) for words, days in read("questions")["frequencies"].items()}


@cache
def manner() -> dict[str, str]:
    """Words of manner, and the one word that stands for each."""
    return dict(read("questions")["manner"])


@cache
def related_words() -> tuple[frozenset[str], ...]:
    """Groups of words that are not the same and are asked after together: for suggestions, never for links."""
    return tuple(frozenset(words) for words in read("questions")["related"])


@cache
def standards() -> re.Pattern[str]:
    """Named standards, laws and reports."""
    return re.compile(rf"\b({'|'.join(read('questions')['standards'])})\b")


@cache
def verdicts() -> dict[str, Role]:
    """What each word of a list of answers means."""
    return {word: row["role"] for row in read("questions")["verdicts"] for word in row["words"]}


def any_of(words: Iterable[str]) -> str:
    """An alternative of words for a pattern, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def languages() -> dict[str, tuple[str, frozenset[str]]]:
    """Name and words of each language that a short question may be in, by code; English is not among them."""
    return {code: (row["name"], frozenset(row["words"])) for code, row in read("questions")["languages"].items()}


FigureKind = Literal["duration", "number", "tls", "aes"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that answers state as a figure: its name, the kind of figure, and how it is spoken of."""

    name: str
    kind: FigureKind
    pattern: re.Pattern[str]


@cache
def subjects() -> tuple[Subject, ...]:
    """What answers state as a figure."""
    rows = read("questions")["subjects"]
    return tuple(Subject(row["name"], row["kind"], re.compile(row["pattern"])) for row in rows)


@cache
def said(which: Literal["short_of", "in_place", "tested", "reviewed"]) -> re.Pattern[str]:
    """Words of an answer that say one of these things."""
    return re.compile(rf"\b(?:{'|'.join(read('questions')[which])})\b", re.IGNORECASE)
