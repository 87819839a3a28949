"""Whether a cell takes a value, by the file's own rules, and as what it is stored."""

from __future__ import annotations

import datetime

from compliance.frameworks.questionnaire_words import is_mark
from compliance.questionnaires.model import Entry
from compliance.questionnaires.neutral import neutral
from compliance.questionnaires.xlsx.cells import Value
from compliance.questionnaires.xlsx.lists import Rules
from compliance.questionnaires.xlsx.sheet import Sheet, Validation

LONGEST = 32_767
"""Characters that a cell can hold."""


class RefusedError(Exception):
    """A value that the cell does not take. The message says why."""


def accepted(entry: Entry, sheet: Sheet, rules: Rules, row: int, column: int) -> Value:
    """The value as it is stored. Raises :class:`RefusedError`."""
    barred = sheet.barred(row, column)
    if barred:
        raise RefusedError(barred)
    slot, value, rule = entry.slot, entry.value, rules.at(row, column)
    if slot.kind == "mark":
        value = value or "X"
        if not is_mark(value) and value not in slot.options:
            raise RefusedError("a place for a mark takes a mark")
    if not value.strip():
        raise RefusedError("there is nothing to write")
    if rule is not None and rule.kind == "list":
        return _listed(value, rules, row, column)
    if slot.options and value not in slot.options:
        raise RefusedError(f"it is not among the values that the file allows: {', '.join(slot.options[:12])}")
    if rule is not None and rule.kind in ("whole", "decimal"):
        return _number(value, rule)
    if (rule is not None and rule.kind == "date") or (slot.kind == "date" and sheet.style(row, column).shows == "date"):
        return _date(value, sheet.book.epoch_1904, rule)
    if rule is not None and rule.kind == "time":
        raise RefusedError("the cell takes a time of day only")
    text = neutral(value, typed=True)
    if len(text) > LONGEST:
        raise RefusedError(f"it has {len(text):,} characters; a cell holds {LONGEST:,}")
    if rule is not None and rule.kind == "textLength":
        _holds(rule, float(len(text)), "characters")
    return text


def _listed(value: str, rules: Rules, row: int, column: int) -> Value:
    options = rules.options(row, column)
    if isinstance(options, str):
        raise RefusedError(options)
    for option in options:
        if option.text == value or option.text.casefold() == value.strip().casefold():
            return option.text if option.number is None else option.number
    shown = ", ".join(option.text for option in options[:12])
    raise RefusedError(f"it is not in the cell's own list: {shown}")


def _number(value: str, rule: Validation) -> float:
    try:
        number = float(value.replace(",", ".").strip())
    except ValueError:
        raise RefusedError("the cell takes a number only") from None
    if rule.kind == "whole" and number != int(number):
        raise RefusedError("the cell takes a whole number only")
    _holds(rule, number, "")
    return number


def _date(value: str, epoch_1904: bool, rule: Validation | None) -> float:
    try:
        day = datetime.date.fromisoformat(value.strip())
    except ValueError:
        raise RefusedError("the cell takes a date only (YYYY-MM-DD)") from None
    serial = float((day - (datetime.date(1904, 1, 1) if epoch_1904 else datetime.date(1899, 12, 30))).days)
    if rule is not None:
        _holds(rule, serial, "as a date")
    return serial


def _holds(rule: Validation, number: float, unit: str) -> None:
    """Refuse what is outside the rule's limits; limits that are calculated cannot be checked and are let pass."""
    low, high = (_limit(formula) for formula in rule.formulas)
    inside = {
        "between": low is None or high is None or low <= number <= high,
        "notBetween": low is None or high is None or not low <= number <= high,
        "equal": low is None or number == low,
        "notEqual": low is None or number != low,
        "greaterThan": low is None or number > low,
        "lessThan": low is None or number < low,
        "greaterThanOrEqual": low is None or number >= low,
        "lessThanOrEqual": low is None or number <= low,
    }
    if not inside.get(rule.operator, True):
        limits = " and ".join(formula for formula in rule.formulas if formula)
        raise RefusedError(f"the cell's rule is {_OPERATORS[rule.operator]} {limits} {unit}".rstrip())


_OPERATORS = {
    "between": "between",
    "notBetween": "not between",
    "equal": "exactly",
    "notEqual": "anything but",
    "greaterThan": "more than",
    "lessThan": "less than",
    "greaterThanOrEqual": "at least",
    "lessThanOrEqual": "at most",
}


def _limit(formula: str) -> float | None:
    try:
        return float(formula)
    except ValueError:
        return None
