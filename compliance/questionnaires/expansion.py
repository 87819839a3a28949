"""Alternatives inside a phrasing: ``Are {backups|backup copies} {regularly |}tested?`` is four phrasings in one line.

A person approves a line and with it everything that it writes out: each of these has to be a question that the
topic answers, though not each is good English. An empty alternative leaves the words out.
"""

from __future__ import annotations

import re
from itertools import product

MOST = 256
"""Phrasings that one line may write out."""

_GROUP = re.compile(r"\{([^{}]*)\}")


_LITERAL = str.maketrans("{}|", "()/")


def literal(text: str) -> str:
    """Somebody's own words as a line that writes out itself: braces and bars mean nothing to a question."""
    return text.translate(_LITERAL)


def expanded(text: str) -> tuple[str, ...]:
    """Everything that a line writes out, in the order of its alternatives."""
    fixed, groups = _parts(text)
    if not groups:
        return (text,)
    return tuple(dict.fromkeys(_joined(fixed, chosen) for chosen in product(*groups)))


def sampled(text: str) -> tuple[str, ...]:
    """As few of these as hold every alternative at least once."""
    fixed, groups = _parts(text)
    if not groups:
        return (text,)
    most = max(len(group) for group in groups)
    return tuple(dict.fromkeys(_joined(fixed, [g[n % len(g)] for g in groups]) for n in range(most)))


def fixed_words(text: str) -> str:
    """What stands outside the alternatives of a line."""
    return _joined(*_emptied(text))


def listed_words(text: str) -> str:
    """Everything that stands in a line, its alternatives one behind the other."""
    return re.sub(r"\s+", " ", _GROUP.sub(lambda match: f" {match[1].replace('|', ' / ')} ", text)).strip()


def _emptied(text: str) -> tuple[list[str], list[str]]:
    fixed, groups = _parts(text)
    return fixed, [""] * len(groups)


def fault(text: str) -> str:
    """What is wrong with the alternatives of a line, in words; empty where nothing is."""
    if re.search(r"[{}|]", _GROUP.sub("", text)):
        return "a brace or a bar stands alone"
    _, groups = _parts(text)
    count = 1
    for group in groups:
        count *= len(group)
        if len(group) < 2 or len(set(group)) < len(group):
            return "a group of alternatives has one only, or one twice"
    return f"{count} phrasings in one line; {MOST} are the most" if count > MOST else ""


def _parts(text: str) -> tuple[list[str], list[list[str]]]:
    pieces = _GROUP.split(text)
    return pieces[::2], [piece.split("|") for piece in pieces[1::2]]


def _joined(fixed: list[str], chosen: list[str] | tuple[str, ...]) -> str:
    text = fixed[0] + "".join(one + after for one, after in zip(chosen, fixed[1:], strict=True))
    text = re.sub(r"\s+([?.,;:])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return text[:1].upper() + text[1:]
