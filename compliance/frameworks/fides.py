"""How words of Fides manifests are said in registers, as data."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from compliance.frameworks.data import read
from compliance.frameworks.taxonomy import Vocabulary, below


class Sort(NamedTuple):
    """What a system is and which trust zone it most likely stands in. ``known`` is False where it is a guess."""

    kind: str
    zone: str
    known: bool


@cache
def sort(system_type: str) -> Sort:
    """The kind of a system by its ``system_type``, which fideslang leaves to its users."""
    words = system_type.strip().lower().replace("_", " ").replace("-", " ")
    for row in read("fides")["kinds"]:
        if any(words.startswith(start) for start in row["starts"]):
            return Sort(row["kind"], row["zone"], True)
    return Sort("application", "corporate", False)


def tags(uses: tuple[str, ...]) -> tuple[str, ...]:
    """Tags of a system that follow from what it is used for."""
    rows = read("fides")["tags"]
    return tuple(dict.fromkeys(row["tag"] for row in rows for use in uses if below(use, row["use"])))


def renamed(vocabulary: Vocabulary, key: str) -> str:
    """The key under its name of today; a key below a renamed one moves with it."""
    for old, new in read("fides")["renamed"][vocabulary].items():
        if below(key, old):
            return str(new) + key[len(old) :]
    return key


def word(table: str, said: str) -> str:
    """What a value of an enumeration is here; empty where it is not known. Case does not matter, as in Fides."""
    known: dict[str, str] = {name.lower(): value for name, value in read("fides")[table].items()}
    return known.get(said.strip().lower(), "")


def resources() -> tuple[str, ...]:
    """Types of resource that a manifest may hold."""
    return tuple(read("fides")["resources"])
