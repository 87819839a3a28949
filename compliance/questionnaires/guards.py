"""Guard words: what makes two questions different although almost all of their words are the same.

"Do you encrypt backups?" and "Do you not encrypt backups?" differ by a word and by everything. Negations
and words of exclusion must be equal before one question may stand for another; frequencies, time limits,
numbers, algorithms, coverage and manner are *qualifiers*: a topic meets them by a measure, or it does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from compliance.frameworks import questions
from compliance.questionnaires.normalise import normal, same_words, stem

AskedKind = Literal[
    "frequency", "time-limit", "retention", "period", "coverage", "number", "algorithm", "manner", "window", "figure"
]
"""``period`` is a length of time without a word that says whether it is a limit or a minimum: the topic knows.
``figure`` asks for one behind the question itself ("..., and how often?"); its ``name`` is the kind of the figure."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One qualifier of a question: its kind, the words it stands in, and what it asks in days, number or name.

    ``of`` is what it is about, where that is said: severity of a time limit, whom a coverage covers.
    """

    kind: AskedKind
    words: str
    days: float = 0.0
    number: float = 0.0
    name: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Guards:
    """The guard words of a question, and the rest of it.

    ``negations`` and ``standards`` must be the same in two questions that are one. ``rest`` is the
    normalised text without qualifiers; ``core`` is that without words of manner too.
    """

    negations: Counter[str]
    standards: frozenset[str]
    asked: tuple[Asked, ...]
    rest: str
    core: str
    numbers: tuple[str, ...] = field(default=())

    def same(self, other: Guards) -> bool:
        """Whether every guard word is the same, as an earlier answer needs it."""
        return (
            self.negations == other.negations
            and self.standards == other.standards
            and self.numbers == other.numbers
            and {(a.kind, a.days, a.number, a.name, a.of) for a in self.asked}
            == {(a.kind, a.days, a.number, a.name, a.of) for a in other.asked}
        )


_N = r"(\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|thirty|sixty|ninety)"
_UNIT = r"(seconds?|minutes?|mins?|hours?|hrs?|(?:working |business |calendar )?days?|weeks?|months?|quarters?|years?)"
_WORDS = dict(
    zip(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], range(1, 11), strict=True),
    twelve=12,
    fourteen=14,
    fifteen=15,
    thirty=30,
    sixty=60,
    ninety=90,
)
_DAYS = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "min": 1 / 1440,
    "hour": 1 / 24,
    "hr": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 365 / 12,
    "quarter": 365 / 4,
    "year": 365.0,
}
_LEAD = r"(?:at least|a minimum of|minimum|no less than|not less than)? ?"
_EACH = re.compile(rf"\b{_LEAD}(?:every|each|once every|once in) {_N} {_UNIT}\b")
_NAMED = re.compile(rf"\b{_LEAD}(?:on an? )?({questions.any_of(questions.frequencies())})(?: basis)?\b")
_WITHIN = re.compile(
    rf"\b(?:within|in less than|in under|no later than|not later than|no more than|at most|up to|after|inside) "
    rf"(?:an? |the first |maximum of )?{_N} {_UNIT}(?: or less| or fewer)?\b"
)
_WINDOW = re.compile(rf"\b(?:in|during|over|within) the (?:last|past|previous) (?:{_N} )?{_UNIT}\b")
_KEPT = re.compile(
    rf"\b(?:for )?(?:at least|a minimum of|minimum of|no less than|not less than|for) {_N} {_UNIT}(?: or more)?\b"
)
_PERIOD = re.compile(rf"\b{_N} {_UNIT}\b")
_AGAIN = re.compile(
    r"\b(?:regular(?:ly)?|periodic(?:ally)?|routine(?:ly)?|ongoing|at regular intervals|on a regular basis)\b"
)

_ALGORITHMS = re.compile(
    r"\b(aes|rsa|sha|tls|ssl|3des|des|rc4|md5|ecdsa|ed25519|chacha20|ecc|dh)(?: ?v)?[ /-]?(\d+(?:\.\d+)?)?"
    r"((?: bits?)?(?: or (?:higher|above|later|newer|stronger|better|greater|longer)| and (?:above|higher)|\+)?)(?!\w)"
)
_COVER = re.compile(
    r"\b(all|every|each|100 ?%|100 per ?cent|entire|whole|everyone|everybody|any|both|fully|complete(?:ly)?|always)\b"
    r"((?: (?:of (?:your|the) |the |your )?[a-z0-9']+){0,2})"
)
_EXISTS = re.compile(r"\b((?:is|are|there|have|has|do you|you|use|had|been|of) )any\b")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?%?(?![\w.])")

_MANNER = re.compile(rf"\b({questions.any_of(questions.manner())})\b(?: (?:and|or)(?= ))?")
_SEVERITY = re.compile(r"\b(critical|high|medium|low)\b")


_TAIL = re.compile(
    r"(?<=[?.;])\s*(?:if (?:so|yes|no|not|applicable),?\s+)?(?:please\s+)?"
    r"(?:describe|explain|elaborate|comment|specify|attach|provide (?:details|evidence|a copy))\b"
    r"([^?.;]{0,60})[?.;]?\s*$",
    re.IGNORECASE,
)
"""A request for words behind the question itself: "... ? If so, please describe." """


_AND_HOW = re.compile(
    r"\s*(?:,|;|\band\b|[-\u2013(])+\s*(?:and\s+|if so,?\s+|please state\s+)?(?:"
    r"(?P<frequency>(?:how (?:often|frequently)|at what (?:frequency|intervals?)|with what frequency))|"
    r"(?P<limit>(?:how (?:quickly|soon|fast)|within (?:what|which) (?:time|period)))|"
    r"(?P<retention>(?:how|for how) long)|how)"
    r"(?:\s+(?:is|are|do|does|will)\s+(?:it|this|that|they|these|you)(?:\s+(?:do|it|this|so|done|performed|carried|out|kept|"
    r"retained|stored|happen|tested|reviewed|updated))*)?\s*\)?\s*\?\s*$",
    re.IGNORECASE,
)
"""A second question behind the first: "... , and how often?" """

_FIGURES = {"frequency": "frequency", "limit": "time-limit", "retention": "retention"}


def _figure(text: str) -> tuple[str, tuple[Asked, ...]]:
    """A text without the second question behind it, and the figure that this asks for."""
    match = _AND_HOW.search(text)
    if match is None or len(text[: match.start()].split()) < 3:
        return text, ()
    kinds = [kind for group, kind in _FIGURES.items() if match[group]]
    return f"{text[: match.start()]}?", tuple(Asked("figure", match[0].strip(" ,;?"), name=kind) for kind in kinds)


def _without_tail(match: re.Match[str]) -> str:
    """Nothing, unless the request asks for something of its own: a figure, a standard, an exclusion."""
    words = match[1].casefold()
    asks = len(words.split()) > 6 or any(c.isdigit() for c in words) or questions.negations().search(words)
    return match[0] if asks else ""


@lru_cache(maxsize=20000)
def guards(text: str) -> Guards:
    """The guard words of a question."""
    text, figures = _figure(_TAIL.sub(_without_tail, text))
    plain = same_words(normal(text))
    severity = _SEVERITY.search(plain)
    asked: list[Asked] = [*figures]
    rest = plain
    for taken, left in _qualifiers(rest, severity[1] if severity else ""):
        asked += taken
        rest = left
    standards = frozenset(_standard(match[1]) for match in questions.standards().finditer(plain))
    numbers = tuple(sorted(match[0].replace(",", ".") for match in _NUMBER.finditer(rest)))
    asked += [Asked("number", number, number=_number(number.rstrip("%"))) for number in numbers]
    manner = [Asked("manner", m[1], name=questions.manner()[m[1]]) for m in _MANNER.finditer(rest)]
    core = " ".join(_MANNER.sub(" ", rest).split())
    return Guards(
        Counter(_negation(m[0]) for m in questions.negations().finditer(plain)),
        standards,
        (*asked, *manner),
        rest,
        core,
        numbers,
    )


def _negation(word: str) -> str:
    return "not" if word.endswith("n't") or word in ("no", "none", "cannot") else stem(word)


def _standard(word: str) -> str:
    return re.sub(r"\b1$", "i", re.sub(r"\b2$", "ii", word)) if word.startswith("type") else "".join(word.split())


def _number(word: str) -> float:
    return float(_WORDS.get(word, 0) or word.replace(",", "."))


def _period(number: str, unit: str) -> float:
    base = unit.split()[-1].rstrip("s")
    return _number(number) * _DAYS[base]


def _qualifiers(text: str, severity: str) -> Iterator[tuple[list[Asked], str]]:
    """Qualifiers in turn, each with the text that is left once they are taken out."""
    steps = (
        (_WINDOW, lambda m: Asked("window", m[0], days=_period(m[1] or "1", m[2]))),
        (_EACH, lambda m: Asked("frequency", m[0], days=_period(m[1], m[2]))),
        (_NAMED, lambda m: Asked("frequency", m[0], days=questions.frequencies()[m[1]])),
        (_WITHIN, lambda m: Asked("time-limit", m[0], days=_period(m[1], m[2]), of=severity)),
        (_KEPT, lambda m: Asked("retention", m[0], days=_period(m[1], m[2]), number=_number(m[1]))),
        (_PERIOD, lambda m: Asked("period", m[0], days=_period(m[1], m[2]), of=severity)),
        (_ALGORITHMS, _algorithm),
    )
    text = _AGAIN.sub(" ", text)
    for pattern, make in steps:
        taken = [make(match) for match in pattern.finditer(text)]
        if taken:
            left = r"\1" if pattern is _ALGORITHMS else " "  # TLS without its version is still about TLS
            text = " ".join(pattern.sub(left, text).split())
            yield taken, text
    text = _EXISTS.sub(r"\1", text)
    covered = [Asked("coverage", m[1], name=m[1], of=_covered(m[2])) for m in _COVER.finditer(text)]
    yield covered, " ".join(_COVER.sub(r"\2", text).split())


def _covered(words: str) -> str:
    return " ".join(w for w in words.split() if w not in ("of", "the", "your", "our"))


def _algorithm(match: re.Match[str]) -> Asked:
    return Asked("algorithm", match[0], number=float(match[2] or 0), name=match[1])
