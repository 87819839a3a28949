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


def below(key: str, ancestor: str) -> bool:
    """Whether a key is the ancestor itself or stands under it: the hierarchy is the prefix."""
    return key == ancestor or key.startswith(ancestor + ".")


def ancestors(key: str) -> tuple[str, ...]:
    """The keys above one, from the top down; they need not be in the taxonomy."""
    steps = key.split(".")
    return tuple(".".join(steps[:n]) for n in range(1, len(steps)))


def may_contain(declared: str, asked: str) -> bool:
    """Whether data declared at one key has, or may have, data of another in it.

    ``user.financial.credit_card`` is ``user.financial``; ``user`` may contain any key below it.
    """
    return below(declared, asked) or below(asked, declared)
