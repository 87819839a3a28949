"""The words by which a customer's questionnaire is recognised, in the languages that have them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from compliance.frameworks.data import read

_ALL = "questionnaires"
SEEN = 8_192
"""Texts that are remembered with what they were taken for: a cell is looked at once for each role of its column."""


def plain(text: str) -> str:
    """Lower case, single spaces, without the marks that headings begin or end with."""
    text = text.replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"').casefold()
    return " ".join(text.split()).strip(" :*.?!-\u2013")


@cache
def _roles() -> tuple[dict[str, str], re.Pattern[str]]:
    roles = {plain(term) or term: role for role, terms in read(_ALL)["headings"].items() for term in terms}
    return roles, _pattern(roles)


def _pattern(terms: object) -> re.Pattern[str]:
    longest = sorted(set(terms), key=len, reverse=True)  # type: ignore[call-overload]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])")


@lru_cache(SEEN)
def heading_role(text: str) -> tuple[str, str, bool]:
    """Role of a column with this heading, the term that told it, and whether the term is the whole heading.

    Roles are those of ``headings`` in the data; all three are empty where no term stands in it. What stands in
    brackets counts only where nothing else does: ``Answer (Yes/No)``.
    """
    if len(text) > 160:
        return "", "", False
    roles, pattern = _roles()
    whole = plain(text)
    if whole in roles:
        return roles[whole], whole, True
    outside = plain(re.sub(r"[(\[].*?[)\]]", " ", text))
    if outside in roles:
        return roles[outside], outside, True
    for part in dict.fromkeys((outside, whole)):
        found = [match[0] for match in pattern.finditer(part)]
        if found and len(part) <= 90:
            term = max(found, key=len)
            return roles[term], term, False
    return "", "", False


@cache
def _set(*path: str) -> frozenset[str]:
    data = read(_ALL)
    for step in path:
        data = data[step]
    return frozenset(plain(str(term)) or str(term) for term in data)


@lru_cache(SEEN)
def is_option(text: str) -> bool:
    """Whether a heading is an answer itself (``Yes``, ``Delvis``, ``3``), so that a mark below it chooses it."""
    bare = re.sub(r"[(\[].*?[)\]]", " ", text)
    return len(text) <= 60 and plain(bare) in _set("options")


@lru_cache(SEEN)
def is_mark(text: str) -> bool:
    """Whether a cell holds nothing but a mark."""
    return text.strip().casefold() in _set("marks")


@lru_cache(SEEN)
def is_placeholder(text: str) -> bool:
    """Whether a text only invites an answer: ``Choose an item.``, ``____``."""
    return plain(text) in _set("placeholders") or bool(re.fullmatch(r"[\s_.\u2026\u00a0-]+", text))


@cache
def _sheet_pattern(kind: str) -> re.Pattern[str]:
    return _pattern(_set("sheets", kind))


def sheet_kind(name: str) -> tuple[str, str, bool]:
    """``instruction``, ``evaluation``, ``summary`` or ``list`` with the word of the name that says so, and whether it
    is the whole name; empty for other names.
    """
    spaced = plain(re.sub(r"[_\-.]+", " ", re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name)))
    for kind in ("evaluation", "summary", "instruction", "list"):
        found = _sheet_pattern(kind).search(spaced)
        if found:
            return kind, found[0], found[0] == re.sub(r"\W*\d+$", "", spaced)
    return "", "", False


@cache
def _starters() -> frozenset[str]:
    return frozenset().union(*_asks().values())


@lru_cache(SEEN)
def asks(text: str) -> bool:
    """Whether a text is asked or asked for: a question mark, or the first word of a question or request."""
    if "?" in text or "\u00bf" in text:
        return True
    first = re.match(r"[\W\d_]*([^\W\d_]+(?:[-'\u2019][^\W\d_]+)*)", text)
    return first is not None and len(text.split()) > 2 and first[1].casefold() in _starters()


def asking_words(text: str) -> Counter[str]:
    """How many words that begin questions, or that tell near languages apart, stand in a text, by language."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return Counter({code: n for code, own in _told().items() if (n := sum(word in own for word in words))})


@cache
def _asks() -> dict[str, frozenset[str]]:
    return {code: frozenset(words) for code, words in read(_ALL)["asks"].items()}


@cache
def _told() -> dict[str, frozenset[str]]:
    telling = read(_ALL)["telling"]
    return {code: words | frozenset(telling.get(code, ())) for code, words in _asks().items()}


@cache
def _follows() -> re.Pattern[str]:
    terms = "|".join(re.escape(t).replace(r"\ ", r"\s+") for t in sorted(_set("follows"), key=len, reverse=True))
    return re.compile(rf"^[\W\d_]*(?:{terms})\b")


_QUOTES = re.compile("[\"'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb]")


def follows(text: str) -> bool:
    """Whether a question begins by depending on another: ``If yes, ...``."""
    bare = re.sub(
        r"[\"'\u00ab\u00bb\u201e\u2018]", "", text.replace("\u2019", "").replace("\u201c", "").replace("\u201d", "")
    )
    return bool(_follows().match(bare.casefold()))


@lru_cache(SEEN)
def is_label(text: str) -> bool:
    """Whether a text is a field of a form (``Company name``), not a question."""
    bare = plain(re.sub(r"[(\[].*?[)\]]", " ", text))
    return len(bare) <= 60 and bare in _set("labels")
