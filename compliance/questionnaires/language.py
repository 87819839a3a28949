"""Which language a short question is in: a library in English has nothing to say to one in Spanish."""

from __future__ import annotations

import re

from compliance.frameworks import questions

_SMALL = (
    "the of to is are do does have has you your any for and or with what how which when who please describe "
    "provide been be by in on at can will would should all not there that this company security data"
)
ENGLISH = frozenset(_SMALL.split())
"""Small words of English questions."""


def foreign(text: str, known: frozenset[str] = frozenset()) -> str:
    """The name of the language that a question is written in, or empty where it is English or cannot be told.

    ``known`` are words of the library: a label of one or two of them is English whatever else it may be.
    """
    words = re.findall(r"[^\W\d_]+", text.casefold())
    if not words:
        return ""
    letters = [c for c in text if c.isalpha()]
    if sum(c > "\u024f" for c in letters) > len(letters) / 2:
        return "a language in another script"
    english = sum(word in ENGLISH or word in known for word in words)
    best, hits = "", 0
    for name, own in questions.languages().values():
        found = sum(word in own for word in words)
        if found > hits:
            best, hits = name, found
    clearly = hits >= 2 and hits > english
    return best if clearly or (hits and not english) else ""
