"""Probes: how contracts of a language speak of each duty. Data in ``probes/*.yaml``, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from compliance.registers import yaml12

Mode = Literal["near", "anywhere"]

NEGATION = "negation"
"""The group of words that takes a duty back, in every language's ``words``."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say a thing. ``near``: all patterns within a stretch of a passage; ``anywhere``: in the paper."""

    mode: Mode
    patterns: tuple[re.Pattern[str], ...]
    within: int = 0
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """What is looked for about one duty."""

    find: tuple[Alternative, ...]
    weak: tuple[Alternative, ...] = ()
    against: tuple[Alternative, ...] = ()
    when: tuple[re.Pattern[str], ...] = ()
    unless: tuple[re.Pattern[str], ...] = ()
    otherwise: str = ""
    when_key: str = ""
    """Another duty whose condition holds for this one too."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording that careful customers object to: what it does, and the rule that it concerns."""

    id: str
    rule: str
    says: str
    find: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Probes:
    """The probes of one language. Duties that are not in ``duties`` are not looked for in it."""

    language: str
    name: str
    duties: dict[str, Probe]
    warnings: tuple[Wording, ...]
    negation: re.Pattern[str] | None


def languages() -> tuple[str, ...]:
    """Codes of the languages that there are probes for."""
    folder = files("compliance").joinpath("paper", "probes")
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml")))


@cache
def probes(language: str) -> Probes:
    """The probes of a language, by its code."""
    path = files("compliance").joinpath("paper", "probes", f"{language}.yaml")
    data = yaml12.parse_bytes(path.read_bytes(), path.name)
    words: dict[str, str] = data["words"]
    negation = words.get(NEGATION)
    return Probes(
        data["language"],
        data["name"],
        {key: _probe(said, words) for key, said in data["duties"].items()},
        tuple(
            Wording(row["id"], row["rule"], row["says"], _alternatives(row["find"], words))
            for row in data.get("warnings", ())
        ),
        re.compile(negation) if negation else None,
    )


def _probe(said: dict[str, Any], words: dict[str, str]) -> Probe:
    return Probe(
        _alternatives(said["find"], words),
        _alternatives(said.get("weak", ()), words),
        _alternatives(said.get("against", ()), words),
        tuple(_pattern(p, words) for p in said.get("when", ())),
        tuple(_pattern(p, words) for p in said.get("unless", ())),
        said.get("otherwise", ""),
        said.get("when_rule", ""),
    )


def _alternatives(rows: Any, words: dict[str, str]) -> tuple[Alternative, ...]:
    made: list[Alternative] = []
    for row in rows:
        mode: Mode = "near" if "near" in row else "anywhere"
        patterns = tuple(_pattern(p, words) for p in row[mode])
        unless = _pattern(row["not"], words) if "not" in row else None
        made.append(Alternative(mode, patterns, int(row.get("within", 0)), unless))
    return tuple(made)


@cache
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(text)


def _pattern(text: str, words: dict[str, str]) -> re.Pattern[str]:
    """A pattern with its groups put in. One that begins with a letter begins at a word."""
    full = re.sub(r"<([a-z_]+)>", lambda m: f"(?:{words[m[1]]})", text)
    return _compiled(rf"(?<!\w)(?:{full})" if not full.startswith(("\\b", "\\d")) else full)
