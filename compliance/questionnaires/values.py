"""What a fact is: a value of the registers with its words and its places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control, Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What the registers say today.

    ``words`` is the text as a sentence has it, ``items`` the parts of a list, ``number`` with ``unit`` the
    number, ``day`` the date. ``holds`` is False where the fact speaks against: an expired certificate, a
    breach on record. ``until`` is the last day on which it holds, ``planned`` the day by which it is to hold.
    """

    words: str
    places: tuple[Place, ...]
    items: tuple[str, ...] = ()
    number: float | None = None
    unit: str = ""
    day: date | None = None
    holds: bool = True
    until: date | None = None
    planned: date | None = None
    evidence: tuple[str, ...] = ()


Read = Callable[[Dossier, str], Value | None]


def plural(number: float, unit: str) -> str:
    """``1 hour``, ``35 days``, ``100 per cent``."""
    shown = f"{number:g}"
    if unit in ("percent", "per cent", "%"):
        return f"{shown} per cent"
    if number == 1 or not unit or (unit.endswith("s") and not unit.endswith("ss")):
        return f"{shown} {unit}".strip()
    special = {"person": "people", "policy": "policies", "party": "parties"}
    return f"{shown} {special.get(unit) or _plural(unit)}"


def _plural(unit: str) -> str:
    if unit.endswith("y") and unit[-2:-1] not in "aeo":
        return f"{unit[:-1]}ies"
    return f"{unit}es" if unit.endswith(("ss", "ch", "sh", "x")) else f"{unit}s"


def measure_words(measure: Measure) -> str:
    """A measure's value with its unit, as text quotes it."""
    if isinstance(measure.value, str):
        return f"{measure.value} {measure.unit}".strip()
    return plural(measure.value, measure.unit)


def measure_of(control: str, measure: str, dossier: Dossier) -> Measure | None:
    """A measure of a control decision."""
    found = dossier.get(Control, control)
    return next((m for m in found.measures if m.id == measure), None) if found else None


def said(words: str, place: Place) -> Value | None:
    return Value(words=" ".join(words.split()), places=(place,)) if words.strip() else None


def listed(items: Iterable[str], places: Iterable[Place], otherwise: str = "") -> Value | None:
    """A list in words; None where it is empty and nothing says that it may be."""
    each = tuple(dict.fromkeys(items))
    if not each and not otherwise:
        return None
    head = ", ".join(each[:-1])
    words = (f"{head} and {each[-1]}" if head else each[-1]) if each else otherwise
    return Value(words=words, items=each, number=len(each), places=tuple(dict.fromkeys(places)))
