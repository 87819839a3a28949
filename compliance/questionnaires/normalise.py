"""A question as text to compare: normalised, as a fingerprint, and as the words that carry its sense.

Three strengths, from strict to loose. ``normal`` undoes spelling only. ``fingerprint`` is its hash, which
says nothing about the text. ``sense`` leaves out the frame that customers put around the same question
("Does your organisation have ...", "Please describe ..."), so that it compares what is asked.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from compliance.frameworks import questions

_NUMBERING = re.compile(
    r"^\s*(?:(?:q(?:uestion)?|no|ref)\.?\s*)?(?:[a-z]{1,4}[-. ]?)?"
    r"(?:\d+(?:\.\d+)+(?:\.?[a-z])?[.):]?\s+|\d+[a-z]?[.):]\s+)|^\s*\(?[a-z][.)]\s+",
    re.IGNORECASE,
)
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2013": "-", "\u2014": "-", "\u2011": "-"})
LONGEST = 4000
"""Characters of a question; longer texts are compared by their beginning and a hash, so that time stays bounded."""

_SHORT_FORM = re.compile(r"((?:[\w/]+[ -]){2,6})\(([A-Z]{2,6})s?\)")
_KEEP = re.compile(r"[^\w%./+&']+")
_DOTS = re.compile(r"(?<!\d)[./]|[./](?!\d)")

_IZE = re.compile(r"\b(\w{3,})iz(e|ed|es|er|ers|ing|ation|ations)\b")
"""American spelling; the odd word that has a z by itself loses it on both sides."""

YOURS = "@you"
"""Stands for `your` where it says whose data is meant; a plain `you` is the one who is asked, and says nothing."""

WHOM = "@whom"
"""Stands for `you` where something is done to the one who is asked."""

_OURS = {"our": "customer", "us": "customer", "ours": "customer"}


@lru_cache(maxsize=20000)
def normal(text: str) -> str:
    """A question without case, numbering, punctuation and odd spacing. Its words and their order stay."""
    if len(text) > LONGEST:  # no question; what is behind stays part of what is compared, as a hash
        text = f"{text[:LONGEST]} {hashlib.sha256(text.encode(errors='replace')).hexdigest()}"
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    if "(" in plain:
        plain = _SHORT_FORM.sub(_without_short_form, plain)
    plain = plain.casefold()
    plain = _NUMBERING.sub("", plain, count=1)
    plain = _DOTS.sub(" ", _KEEP.sub(" ", plain.replace("-", " ")))
    return " ".join(word.strip("'") for word in plain.split() if word.strip("'"))


def _without_short_form(match: re.Match[str]) -> str:
    """``recovery time objective (RTO)`` says one thing twice; a bracket with anything else in it stays."""
    initials = "".join(word[0] for word in re.split(r"[ -]+", match[1].strip())).casefold()
    return match[1] if initials.endswith(match[2].casefold()) else match[0]


def fingerprint(text: str) -> str:
    """The hash of a normalised question: 32 hexadecimal digits, from which nobody reads the text."""
    return hashlib.sha256(normal(text).encode()).hexdigest()[:32]


@lru_cache(maxsize=20000)
def same_words(text: str) -> str:
    """A normalised text with one word for each thing that has several names."""
    return _IZE.sub(r"\1is\2", questions.same(text))


def sense(text: str) -> Counter[str]:
    """The words that carry the sense of a normalised text, stemmed, each with its number.

    The order is left out ("is data encrypted", "do you encrypt data"); who is who stays in words of its own.
    """
    found = questions.asides().sub(" ", questions.openings().sub("", same_words(text), count=1))
    listed = _told_apart(re.findall(r"[\w%+./']+", found))
    words = (_OURS.get(word, YOURS if word == "your" else word) for word in listed)
    return Counter(stem(word) for word in _without_you(words) if word not in questions.frame())


def _told_apart(words: list[str]) -> list[str]:
    """``you`` as the one who acts says nothing; as the one who is told or audited it says everything."""
    before = ["", *words]
    return [
        WHOM if word == "you" and previous in questions.before_whom() else word
        for previous, word in zip(before, words, strict=False)
    ]


def _without_you(words: Iterable[str]) -> list[str]:
    """``your`` before somebody's own staff, systems or measures says nothing; before data it does.

    ``your data`` may be what the customer enters or what the company has; ``your data backup process`` is neither.
    """
    listed = [*words, "", ""]
    return [
        word
        for word, following, after in zip(listed, listed[1:], listed[2:], strict=False)
        if word != YOURS or (following == "data" and after not in questions.of_data())
    ]


_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ied",
    "ers",
    "ed",
    "es",
    "s",
    "ly",
    "al",
    "e",
    "y",
)
_STEMS = {
    "production": "production",
    "privileged": "privileged",
    "privileges": "privilege",
    "productive": "productive",
    "encryption": "encrypt",
    "encrypted": "encrypt",
    "encrypting": "encrypt",
    "policies": "polic",
    "policy": "polic",
}


@lru_cache(maxsize=50000)
def stem(word: str) -> str:
    """A word without its ending, roughly: enough to see that "reviewed" and "reviews" are one."""
    if word in _STEMS:
        return _STEMS[word]
    if len(word) < 5 or any(c.isdigit() for c in word):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
