"""The values that a cell's own list allows: resolved across sheets, defined names and tables.

A list may stand in the rule itself, in cells of any sheet (hidden ones too), behind a name or names of names, or in
a column of a table. ``OFFSET`` is taken as the filled cells from its start. What hangs on other cells (``INDIRECT``
of a cell) or on other files stays unresolved, and a cell with such a list is never written to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from compliance.questionnaires.grid import Allowed
from compliance.questionnaires.xlsx.book import Book
from compliance.questionnaires.xlsx.scan import ROWS, column_letters, column_number
from compliance.questionnaires.xlsx.sheet import Box, Sheet, Validation, box

OPTIONS = 2_000
"""Most values of one list."""
_SHEET = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!\[\]\"(),;]+))!(.+)$", re.DOTALL)
_TABLE = re.compile(r"^([^\W\d]\w*)\[(?:\[#Data\],)?\[?([^\[\]#]+)\]?\]$")
_CALL = re.compile(r"^(INDIRECT|OFFSET)\((.*)\)$", re.IGNORECASE | re.DOTALL)
_RELATIVE = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a list: what it shows, and the number that stands in the cell where it is one."""

    text: str
    number: float | None = None


class UnresolvedError(Exception):
    """A list that cannot be read without a calculation or another file. The message says why."""


class Lists:
    """Resolves the lists of a workbook. Sheets are read when a list is on them, and once."""

    def __init__(self, book: Book, wanted: Mapping[int, Iterable[int]] | None = None) -> None:
        """``wanted`` are rows of sheets, by index, whose bytes are needed for writing."""
        self.book, self._wanted = book, wanted or {}
        self._sheets: dict[int, Sheet] = {}

    def sheet(self, index: int) -> Sheet:
        """The worksheet with this index in the workbook."""
        if index not in self._sheets:
            self._sheets[index] = Sheet(self.book, self.book.sheets[index], self._wanted.get(index, ()))
        return self._sheets[index]

    @cached_property
    def _by_name(self) -> dict[str, int]:
        return {entry.name.casefold(): entry.index for entry in self.book.sheets if entry.part}

    def values(self, formula: str, sheet: int, seen: frozenset[str] = frozenset()) -> tuple[Option, ...]:
        """The options of a list's formula on a sheet. Raises :class:`UnresolvedError`."""
        formula = formula.strip().removeprefix("=").strip()
        if formula.startswith('"') and formula.endswith('"') and len(formula) > 1:
            texts = (part.strip() for part in formula[1:-1].replace('""', '"').split(","))
            return tuple(Option(text, _as_number(text)) for text in texts if text)
        if "[" in formula and re.search(r"\[\d+\]|\.xls", formula):
            raise UnresolvedError(f"its list is in another file ({formula})")
        call = _CALL.match(formula)
        if call:
            return self._called(call[1].upper(), call[2], sheet, seen)
        on = _SHEET.match(formula)
        if on:
            return self._on_sheet((on[1] or on[2]).replace("''", "'").strip(), on[3].strip(), formula, sheet, seen)
        found = box(formula)
        if found is not None:
            return self._cells(sheet, found, formula)
        return self._named(formula, sheet, seen)

    def _on_sheet(self, name: str, rest: str, formula: str, sheet: int, seen: frozenset[str]) -> tuple[Option, ...]:
        index = self._by_name.get(name.casefold())
        if index is None:
            raise UnresolvedError(f"its list is on a sheet that is not there ({formula})")
        found = box(rest)
        return self._cells(index, found, formula) if found else self._named(rest, index, seen)

    def _named(self, name: str, sheet: int, seen: frozenset[str]) -> tuple[Option, ...]:
        key = name.casefold()
        if key in seen or len(seen) > 20:
            raise UnresolvedError(f"the name of its list stands for itself ({name})")
        candidates = self.book.names.get(key, ())
        chosen = next((n for n in candidates if n.sheet == sheet), next((n for n in candidates if n.sheet < 0), None))
        if chosen is not None:
            return self.values(chosen.formula, sheet, seen | {key})
        table = _TABLE.match(name)
        if table:
            return self._column(table[1], table[2])
        if re.search(r"[(),&+*/]", name):
            raise UnresolvedError(f"its list is calculated ({name[:80]})")
        raise UnresolvedError(f"its list has a name that the file does not define ({name[:80]})")

    def _column(self, table: str, column: str) -> tuple[Option, ...]:
        found = self.book.tables.get(table.casefold())
        whole = box(found.reference) if found else None
        if found is None or whole is None or column not in found.columns:
            raise UnresolvedError(f"its list is a table that is not there ({table}[{column}])")
        index = next(entry.index for entry in self.book.sheets if entry.part == found.part)
        at = whole[1] + found.columns.index(column)
        return self._cells(index, (whole[0] + 1, at, whole[2], at), f"{table}[{column}]")

    def _called(self, name: str, arguments: str, sheet: int, seen: frozenset[str]) -> tuple[Option, ...]:
        if name == "INDIRECT":
            quoted = re.fullmatch(r'\s*"([^"]*)"\s*(?:,.*)?', arguments)
            if quoted:
                return self.values(quoted[1], sheet, seen | {f"indirect {len(seen)}"} if len(seen) < 20 else seen)
            raise UnresolvedError(f"its list depends on another cell (INDIRECT({arguments[:60]}))")
        parts = [part.strip() for part in arguments.split(",")]
        on = _SHEET.match(parts[0])
        index = self._by_name.get((on[1] or on[2]).casefold()) if on else sheet
        start = box(on[3] if on else parts[0])
        if index is None or start is None or [p or "0" for p in parts[1:3]] != ["0", "0"]:
            raise UnresolvedError(f"its list is calculated (OFFSET({arguments[:60]}))")
        return self._run(index, start)

    def _run(self, index: int, start: Box) -> tuple[Option, ...]:
        """The filled cells from the start of a range down."""
        sheet, found = self.sheet(index), []
        for row in range(start[0], min(start[0] + OPTIONS, ROWS)):
            option = _option(sheet, row, start[1])
            if option is None:
                break
            found.append(option)
        return tuple(found)

    def _cells(self, index: int, where: Box, formula: str) -> tuple[Option, ...]:
        sheet = self.sheet(index)
        top, left, bottom, right = where
        if (bottom - top + 1) * (right - left + 1) <= OPTIONS * 4:
            places = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
        else:
            places = sorted(p for p in sheet.scan.cells if top <= p[0] <= bottom and left <= p[1] <= right)
        found = [option for row, column in places if (option := _option(sheet, row, column))]
        if len(found) > OPTIONS:
            raise UnresolvedError(f"its list has more than {OPTIONS:,} values ({formula})")
        if not found:
            raise UnresolvedError(f"its list is empty ({formula})")
        return tuple(dict.fromkeys(found))


def _option(sheet: Sheet, row: int, column: int) -> Option | None:
    cell = sheet.scan.cells.get((row, column))
    text = sheet.shown(cell).strip() if cell else ""
    if cell is None or not text:
        return None
    return Option(text, _as_number(cell.value) if cell.type == "n" else None)


def _as_number(text: str) -> float | None:
    try:
        return float(text) if re.fullmatch(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text) else None
    except (ValueError, OverflowError):
        return None


class Rules:
    """The validations of one sheet, looked up by cell."""

    def __init__(self, lists: Lists, sheet: Sheet) -> None:
        self._lists, self._sheet = lists, sheet
        self._by_column: dict[int, list[tuple[int, int, Validation]]] = {}
        self._wide: list[tuple[Box, Validation]] = []
        for validation in sheet.validations:
            if validation.kind == "none":
                continue
            for top, left, bottom, right in validation.boxes:
                if right - left > 64:
                    self._wide.append(((top, left, bottom, right), validation))
                    continue
                for column in range(left, right + 1):
                    self._by_column.setdefault(column, []).append((top, bottom, validation))
        self._options: dict[tuple[str, int, int], tuple[Option, ...] | str] = {}

    def at(self, row: int, column: int) -> Validation | None:
        """The validation of a cell."""
        for top, bottom, validation in self._by_column.get(column, ()):
            if top <= row <= bottom:
                return validation
        for (top, left, bottom, right), validation in self._wide:
            if top <= row <= bottom and left <= column <= right:
                return validation
        return None

    def options(self, row: int, column: int) -> tuple[Option, ...] | str:
        """The values of a cell's list; a text says why they are not known. Empty where it has no list."""
        rule = self.at(row, column)
        if rule is None or rule.kind != "list":
            return ()
        formula = _shifted(rule, row, column)
        key = (formula, row if "$" not in formula else 0, column if "$" not in formula else 0)
        if key not in self._options:
            try:
                self._options[key] = self._lists.values(formula, self._sheet.entry.index)
            except UnresolvedError as why:
                self._options[key] = str(why)
        return self._options[key]

    def allowed(self, row: int, column: int) -> Allowed | None:
        """What a cell accepts; None where it has no rule, or one that says nothing about an answer's kind."""
        rule = self.at(row, column)
        if rule is None:
            return None
        if rule.kind == "list":
            found = self.options(row, column)
            if isinstance(found, str):
                return Allowed("choice", (), found)
            return Allowed("choice", tuple(option.text for option in found))
        if rule.kind in ("whole", "decimal"):
            return Allowed("number", _scale(rule))
        return Allowed("date") if rule.kind in ("date", "time") else None


def _scale(rule: Validation) -> tuple[str, ...]:
    """``0`` to ``5`` for whole numbers between 0 and 5."""
    low, high = (_as_number(formula) for formula in rule.formulas)
    if rule.kind != "whole" or rule.operator != "between" or low is None or high is None or not 0 < high - low <= 10:
        return ()
    return tuple(str(number) for number in range(int(low), int(high) + 1))


def _shifted(rule: Validation, row: int, column: int) -> str:
    """The list's formula with references that are relative moved from the rule's first cell to this one."""
    formula = rule.formulas[0]
    if not rule.boxes or '"' in formula or not re.search(r"(?<![$\w])[A-Za-z]{1,3}\$?\d|\$[A-Za-z]{1,3}\d", formula):
        return formula
    top = min(b[0] for b in rule.boxes)
    left = min(b[1] for b in rule.boxes)
    if (top, left) == (row, column):
        return formula

    def moved(match: re.Match[str]) -> str:
        letters = match[2] if match[1] else column_letters(max(1, column_number(match[2]) + column - left))
        number = match[4] if match[3] else str(max(1, int(match[4]) + row - top))
        return f"{match[1]}{letters}{match[3]}{number}"

    before, mark, after = formula.rpartition("!")
    return before + mark + _RELATIVE.sub(moved, after)
