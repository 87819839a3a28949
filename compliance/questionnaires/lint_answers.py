"""The linter of answers: what a text says must stand in what it cites, and answers must agree with each other.

It looks at answers as they are, whoever wrote them: our own replies with what they rest on, and files that
other companies filled in, where only their words are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from compliance.frameworks import questions
from compliance.frameworks.questions import Role, Subject
from compliance.questionnaires.figures import figures
from compliance.questionnaires.guards import guards
from compliance.questionnaires.library import Library, Link
from compliance.questionnaires.likeness import nearly_the_same
from compliance.questionnaires.normalise import normal, sense
from compliance.questionnaires.vocabulary import meaning

Code = Literal[
    "uncited-figure",
    "verdict-contradicted",
    "reviewed-is-not-tested",
    "answered-differently",
    "figures-differ",
    "told-differently",
    "not-applicable-described",
    "blank-left-in",
]


@dataclass(frozen=True, slots=True)
class Stated:
    """One answer of a file. ``cites`` are the texts that it rests on; None where nobody knows them.

    ``spot`` says where it stands. ``value`` is what the answer field holds, ``text`` the comment; one of the two
    may be empty, and a text that begins with the verdict ("No. We have ...") carries it.
    """

    question: str
    value: str = ""
    text: str = ""
    spot: str = ""
    cites: tuple[str, ...] | None = None

    @property
    def said(self) -> Role | None:
        """What the answer says: yes, no, partial and so on, or None for a text."""
        if self.value.strip():
            return meaning(self.value) or meaning(_first_word(self.value))
        return meaning(_first_word(self.text))

    @property
    def words(self) -> str:
        """Everything that is said."""
        return f"{self.value}. {self.text}" if self.value and self.text else self.value or self.text


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with an answer; ``other`` is the answer that it contradicts, where there is one."""

    code: Code
    message: str
    answer: Stated
    other: Stated | None = None


def lint(
    answers: Sequence[Stated], library: Library | None = None, before: Sequence[Stated] = ()
) -> tuple[Finding, ...]:
    """Every finding about the answers of one file, in the order of the file.

    ``library`` lets different questions about one topic be compared; ``before`` is what this customer was told.
    """
    found = [finding for answer in answers for finding in _alone(answer)]
    found += _same_question(answers)
    found += _figures_differ(answers)
    found += _differs_from_before(answers, before)
    if library is not None:
        found += _same_topic(answers, library)
    order = {id(answer): number for number, answer in enumerate(answers)}
    return tuple(sorted(dict.fromkeys(found), key=lambda f: order[id(f.answer)]))


def _first_word(text: str) -> str:
    match = re.match(r"\W*([\w/]+(?: applicable)?)\b[.,:;!\s*-]", text + " ")
    return match[1] if match else ""


def _alone(answer: Stated) -> Iterator[Finding]:
    yield from _uncited(answer)
    yield from _contradicted(answer)
    yield from _not_tested(answer)
    yield from _left_in(answer)


def _uncited(answer: Stated) -> Iterator[Finding]:
    """Numbers, dates, standards and algorithms that nothing cited has."""
    if answer.cites is None:
        return
    known = {(figure.kind, figure.value) for text in answer.cites for figure in figures(text)}
    for figure in figures(answer.words):
        if (figure.kind, figure.value) not in known:
            yield Finding("uncited-figure", f"`{figure.words}` stands in nothing that the answer rests on", answer)


_DENIAL = re.compile(r"\b(?:no|not|never|without|none|neither|cannot|n't)\b", re.IGNORECASE)


def _contradicted(answer: Stated) -> Iterator[Finding]:
    """A comment that says the opposite of the verdict."""
    said = answer.said
    comment = answer.text if answer.value.strip() else re.sub(r"^\W*[\w/]+\W+", "", answer.text, count=1)
    opening = " ".join(re.split(r"(?<=[.!?])\s+", comment.strip())[:2])
    if said == "yes" and not guards(answer.question).negations:
        short = questions.said("short_of").search(opening)
        if short or re.match(r"\W*no\W*(?:[.,;:!]|$)", opening, re.IGNORECASE):
            words = short[0] if short else "No"
            yield Finding("verdict-contradicted", f"the answer is Yes, and the comment says `{words}`", answer)
    if said == "no" and not guards(answer.question).negations:
        first = re.split(r"(?<=[.!?])\s+", comment.strip())[0]
        there = questions.said("in_place").search(first)
        if there and not _DENIAL.search(first) and _shares(answer.question, first):
            yield Finding(
                "verdict-contradicted", f"the answer is No, and the comment says `{there[0].strip()}`", answer
            )
    if said == "not-applicable" and questions.said("in_place").search(opening) and not _DENIAL.search(opening):
        message = "the answer is Not applicable, and the comment describes how it is done"
        yield Finding("not-applicable-described", message, answer)


def _shares(question: str, text: str) -> bool:
    """Whether a comment is about what is asked: they share two words of sense, or the only one."""
    asked = sense(normal(question)).keys()
    return bool(asked) and len(asked & sense(normal(text)).keys()) >= min(2, len(asked))


def _not_tested(answer: Stated) -> Iterator[Finding]:
    """A question about a test that is answered by a review."""
    asks = re.search(r"\btest(?:ed|s|ing)?\b|\bexercised\b", answer.question, re.I)
    text = answer.text or answer.value
    if (
        asks
        and answer.said == "yes"
        and questions.said("reviewed").search(text)
        and not questions.said("tested").search(text)
    ):
        yield Finding("reviewed-is-not-tested", "asked for a test, and the text tells of a review", answer)


_LEFT_IN = re.compile(
    r"\[\[.*?\]\]|\{\{.*?\}\}|<<.*?>>|\b(?:TODO|TBD|xxx+|lorem ipsum)\b|\[(?:insert|company|name|date)[^\]]*\]",
    re.IGNORECASE | re.DOTALL,
)


def _left_in(answer: Stated) -> Iterator[Finding]:
    left = _LEFT_IN.search(answer.words)
    if left:
        shown = " ".join(left[0].split())[:60]
        yield Finding("blank-left-in", f"a blank was left in: `{shown}`", answer)


def _same_question(answers: Sequence[Stated]) -> Iterator[Finding]:
    """One question asked twice in a file, and answered differently."""
    first: dict[str, Stated] = {}
    for answer in answers:
        key = normal(answer.question)
        near = [key] if key in first else nearly_the_same(answer.question, list(first))
        if near and _differ(first[near[0]], answer):
            yield _differently(answer, first[near[0]], "answered-differently", "the same question")
        else:
            first.setdefault(key, answer)


def _differ(one: Stated, other: Stated) -> bool:
    """Whether two answers to one question cannot both be right."""
    if one.said and other.said:
        return one.said != other.said
    return not (one.said or other.said) and normal(one.words) != normal(other.words)


def _differently(answer: Stated, other: Stated, code: Code, what: str) -> Finding:
    here, there = (" ".join((a.value or a.text).split())[:50] for a in (answer, other))
    where = f" at {other.spot}" if other.spot else ""
    both = " to the opposite question" if here == there else ""
    return Finding(code, f"{what} is answered `{here}` here and `{there}`{both}{where}", answer, other)


def _differs_from_before(answers: Sequence[Stated], before: Sequence[Stated]) -> Iterator[Finding]:
    """What this customer was told before, told otherwise now."""
    earlier = {normal(answer.question): answer for answer in before}
    texts = list(earlier)
    for answer in answers:
        key = normal(answer.question)
        near = [key] if key in earlier else nearly_the_same(answer.question, texts)
        if near and _differ(earlier[near[0]], answer):
            yield _differently(answer, earlier[near[0]], "told-differently", "what this customer was told before")


def _same_topic(answers: Sequence[Stated], library: Library) -> Iterator[Finding]:
    """Two questions of one topic: what holds for the stricter one holds for the looser one too."""
    linked = [(answer, link) for answer in answers if (link := library.link(answer.question)) and answer.said]
    for number, (answer, link) in enumerate(linked):
        for other, second in linked[:number]:
            if second.topic is link.topic and _impossible(answer, link, other, second):
                yield _differently(answer, other, "answered-differently", f"the same matter ({link.topic.id})")


def _impossible(one: Stated, first: Link, other: Stated, second: Link) -> bool:
    good, also = _good(one, first), _good(other, second)
    if good is None or also is None or good == also or normal(one.question) == normal(other.question):
        return False
    strict, loose = (first, second) if good else (second, first)
    # Where the stricter question is met, the looser one cannot be unmet; the other way round both may be right.
    return {(a.kind, a.words) for a in loose.asked} <= {(a.kind, a.words) for a in strict.asked}


def _good(answer: Stated, link: Link) -> bool | None:
    """Whether an answer says that the safeguard is there."""
    if answer.said not in ("yes", "no"):
        return None
    yes_is_good = (link.topic.polarity == "yes-is-good") != link.phrase.inverted
    return (answer.said == "yes") == yes_is_good


_DURATION = re.compile(
    r"\b(\d+(?:\.\d+)?|one|two|three|four|five|six|seven|ten|twelve|fourteen|thirty|sixty|ninety)[ -]"
    r"(minutes?|hours?|(?:working |business )?days?|weeks?|months?|years?)\b"
)
_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43800, "year": 525600}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "twelve": 12,
          "fourteen": 14, "thirty": 30, "sixty": 60, "ninety": 90}  # fmt: skip


def _figures_differ(answers: Sequence[Stated]) -> Iterator[Finding]:
    """One subject with two values: a recovery time of 4 hours here and of 24 hours there."""
    for subject in questions.subjects():
        told: dict[str, Stated] = {}
        for answer in answers:
            for value in _values(subject, answer):
                others = [(v, a) for v, a in told.items() if v != value and a is not answer]
                if others and value not in told:
                    there, other = others[0]
                    where = f" at {other.spot}" if other.spot else ""
                    message = f"{subject.name}: {_shown(subject, value)} here and {_shown(subject, there)}{where}"
                    yield Finding("figures-differ", message, answer, other)
                told.setdefault(value, answer)


def _values(subject: Subject, answer: Stated) -> Iterable[str]:
    """The one value that an answer gives for a subject; several say that the answer is about more than one thing."""
    asked = bool(subject.pattern.search(normal(answer.question)))
    found: set[str] = set()
    for sentence in re.split(r"(?<=[.!?])\s+|\n", answer.words):
        plain = sentence.casefold()
        if asked or subject.pattern.search(plain):
            found |= set(_of_kind(subject, plain))
    return found if len(found) == 1 else ()


def _of_kind(subject: Subject, sentence: str) -> Iterator[str]:
    if subject.kind == "duration":
        for match in _DURATION.finditer(sentence):
            number = _WORDS.get(match[1]) or float(match[1])
            yield f"{number * _MINUTES[match[2].split()[-1].rstrip('s')]:g}"
    elif subject.kind == "number":
        yield from (match[0] for match in re.finditer(r"(?<![\w.])\d{1,6}(?![\w.%])", sentence))
    else:
        yield from (m[1] for m in re.finditer(rf"\b{subject.kind}[ -]?v?(\d+(?:\.\d+)?)", sentence))


def _shown(subject: Subject, value: str) -> str:
    if subject.kind != "duration":
        return value if subject.kind == "number" else f"{subject.kind.upper()} {value}"
    minutes = float(value)
    unit, size = next((u, s) for u, s in reversed(_MINUTES.items()) if minutes >= s and minutes % s == 0)
    count = minutes / size
    return f"{count:g} {unit}{'' if count == 1 else 's'}"
