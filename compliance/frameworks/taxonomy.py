"""Data categories, data subjects and purposes: keys in a hierarchy, with labels that documents print."""

from __future__ import annotations

from functools import cache
from typing import Literal

from compliance.frameworks.data import read

Vocabulary = Literal["category", "subject", "purpose"]
_LISTS = {"category": "categories", "subject": "subjects", "purpose": "purposes"}


@cache
def labels(vocabulary: str) -> dict[str, str]:
    """Label by key."""
    return {entry["key"]: entry["label"] for entry in read("taxonomy")[_LISTS[vocabulary]]}


def label(vocabulary: Vocabulary, key: str) -> str:
    """The label of a key, or the key where the taxonomy does not have it."""
    return labels(vocabulary).get(key, key)


@cache
def special(category: str) -> str:
    """``art9`` or ``art10`` where a category, or one above it, is special (GDPR Articles 9 and 10)."""
    flags = {entry["key"]: entry.get("special") or "" for entry in read("taxonomy")["categories"]}
    steps = category.split(".")
    above = (".".join(steps[:n]) for n in range(len(steps), 0, -1))
    return next((flags[key] for key in above if flags.get(key)), "")
