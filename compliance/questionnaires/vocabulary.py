"""Into the customer's words: a verdict as one of the options of a list, or as nothing.

A list says what it wants: Yes and No, Compliant and Not compliant, a scale from 0 to 5, an X. An option is
chosen where exactly one means the verdict; no value is ever made up, and a list that is not understood is
left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from compliance.frameworks import questions
from compliance.frameworks.questions import Role
from compliance.questionnaires.verdict import Word

MATURITY: dict[Word, int] = {"no": 0, "planned": 1, "partial": 2, "yes": 3}
"""Steps of a scale from 0 (nothing) to 5: 3 is what is defined, in use and shown. Higher steps say that it is also
measured and improved over time, which no register shows; they are for a person."""

_FALLBACKS: dict[Word, tuple[Role, ...]] = {
    "yes": ("yes",),
    "no": ("no",),
    "partial": ("partial", "no"),
    "planned": ("planned", "no"),
    "not-applicable": ("not-applicable",),
    "": (),
}
"""Which meanings of an option fit a verdict, the best first: partial and planned are No where a list has no more."""

_MARKS = frozenset({"x", "✓", "✔", "☒", "☑", "1"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option of the customer's list; ``exact`` where it says the verdict itself and not a harsher word."""

    value: str
    exact: bool


def choose(word: Word, options: Sequence[str]) -> Chosen | None:
    """The option that says a verdict, or None where no option does or several would."""
    if not word:
        return None
    meant = [(option, meaning(option)) for option in options]
    scale = _scale(options)
    if scale is not None and not {"yes", "no"} <= {role for _, role in meant}:
        return _on_scale(word, scale)
    for role in _FALLBACKS[word]:
        fitting = [option for option, found in meant if found == role]
        if fitting:
            option = _one(fitting)
            return Chosen(option, role == word) if option else None
    return None


def meaning(option: str) -> Role | None:
    """What an option means, or None where its words are not known.

    ``Yes - in place`` is read up to its dash, ``2 - Partly`` without its number.
    """
    words = questions.verdicts()
    step = _STEP.match(option)
    option = step[2] or "" if step else option
    plain = _plain(option)
    if plain in words:
        return words[plain]
    head = _plain(re.split(r"\s[-\u2013\u2014:]\s|[(:;,]", option, maxsplit=1)[0])
    return words.get(head)


def _plain(option: str) -> str:
    return " ".join(re.sub(r"[^\w'/]+", " ", option.casefold().replace("n/a", "na").replace("-", " ")).split())


def _one(fitting: list[str]) -> str:
    """The only option, or the only one that is the bare word itself."""
    if len(fitting) == 1:
        return fitting[0]
    bare = [option for option in fitting if _plain(option) in questions.verdicts()]
    return bare[0] if len(bare) == 1 else ""


_STEP = re.compile(r"^\s*(?:level\s*)?(\d)(?:\s*[-\u2013\u2014:=.)]\s*(.*))?\s*$", re.IGNORECASE | re.DOTALL)


def _scale(options: Sequence[str]) -> dict[int, str] | None:
    """Steps of a maturity scale by their number; None where the options are no such scale."""
    steps: dict[int, str] = {}
    for option in options:
        match = _STEP.match(option)
        if match is None or int(match[1]) in steps:
            if match is None and meaning(option) == "not-applicable":
                continue
            return None
        steps[int(match[1])] = option
    whole = sorted(steps)
    fits = whole in ([0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [0, 1, 2, 3, 4], [0, 1, 2, 3])
    return steps if fits else None


def _on_scale(word: Word, steps: dict[int, str]) -> Chosen | None:
    if word not in MATURITY:
        return None
    step = MATURITY[word]
    if 0 not in steps:  # from 1 to 5, where 1 is the lowest: nothing is there, or all is left to chance
        step = max(step, 1)
    return Chosen(steps[step], exact=True) if step in steps else None


def is_mark(options: Sequence[str]) -> bool:
    """Whether a column is answered by a mark: X in the column that fits."""
    return bool(options) and all(_plain(option) in _MARKS or option.strip() in _MARKS for option in options)
