"""The wording of a deviation names a period that no field records.

Finds: numbers with hours, days, weeks or months in ``wording`` of deviations in force, in digits or in words up to
twelve, that are neither in ``periods`` of the deviation nor among ``promises`` of the customer. A week counts as 7
days, a month as 30.
Why: only fields are held against procedures and vendors; a promise that stands in words alone binds the company all
the same, and nothing says when it is tighter than anybody can keep.
Fix: write the period under ``periods`` of the deviation.
Wrong when: the period is none of those that have a field, such as the time between two audits; waive it.
"""

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Severity
from compliance.documents.dpa import in_force
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer, Deviation, DeviationPeriods, Promises
from compliance.rules.rule import Rule

WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
UNITS = {"hour": ("hours", 1), "day": ("days", 1), "week": ("days", 7), "month": ("days", 30)}
PERIOD = re.compile(
    rf"(?<![\w.,-])(?P<number>\d{{1,3}}|{'|'.join(WORDS)})(?: \(\w+\))?[\s-]+(?:(?:working|business|calendar)[\s-]+)?"
    r"(?P<unit>hour|day|week|month)s?\b",
    re.IGNORECASE,
)


class Named(NamedTuple):
    """A period that a wording names: the words, and its length in hours or days."""

    customer: Customer
    deviation: Deviation
    words: str
    length: int
    unit: str


def subjects(dossier: Dossier) -> Iterator[Named]:
    for customer in running(dossier):
        for deviation in in_force(customer, dossier):
            for match in PERIOD.finditer(deviation.wording):
                said = match["number"].lower()
                number = WORDS.index(said) + 1 if said in WORDS else int(said)
                unit, times = UNITS[match["unit"].lower()]
                yield Named(customer, deviation, " ".join(match[0].split()), number * times, unit)


def check(named: Named, dossier: Dossier) -> Iterator[Diagnostic]:
    customer, deviation, words, length, unit = named
    recorded = (*_recorded(deviation.periods, unit), *_recorded(customer.promises, unit))
    days = length // 24 if unit == "hours" and length % 24 == 0 else None
    other = _recorded(deviation.periods, "days") if days else ()
    if length not in recorded and days not in other:
        yield RULE.found(
            f"deviation {deviation.id} of {customer.legal_name} says `{words}`, and no field records that",
            deviation.at("wording"),
            text="a period in words only",
            help="write it under `periods`, so that it is held against procedures and vendors",
            subject=customer.id,
        )


def _recorded(part: DeviationPeriods | Promises | None, unit: str) -> tuple[int, ...]:
    """The periods of a part in hours or days."""
    if part is None:
        return ()
    names = (entry.name for entry in fields(part) if entry.name.endswith(f"_{unit}"))
    return tuple(value for name in names if (value := getattr(part, name)) is not None)


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
