"""Reads a workbook back after writing and compares it with what it was: part by part, cell by cell.

A second reader (calamine) opens the file as well, so that our own reading is not its only witness.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.package import Package
from compliance.questionnaires.xlsx.book import Book, descendants, unescaped
from compliance.questionnaires.xlsx.cells import Value
from compliance.questionnaires.xlsx.scan import Cell, Scan, address
from compliance.questionnaires.xlsx.sheet import Sheet

DENSE = 5_000_000
"""Most cells of a sheet that the second reader is given: it keeps every cell up to the last one."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What should stand in cells of a sheet now; ``sheet`` is how it was before."""

    sheet: Sheet
    values: Mapping[tuple[int, int], Value]

    @property
    def part(self) -> str:
        return self.sheet.entry.part


@dataclass(slots=True)
class Compared:
    """What was compared and is as it should be."""

    untouched: tuple[str, ...]
    cells: int
    validations: dict[str, tuple[int, int, int, int]]
    remarks: tuple[str, ...]


class ChangedError(QuestionnaireError):
    """What was read back is not what should stand there: nothing was written."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} could not be filled in safely: {what}", "nothing was written; report this with the file if you can"
        )


def compare(before: Package, data: bytes, expected: Sequence[Expected], main: str) -> Compared:
    """Compare the new bytes with the package that they come from. Raises :class:`ChangedError`."""
    after = Package(before.name, data)
    if after.names != before.names:
        raise ChangedError(before.name, "its parts or their order changed")
    targets = {one.part for one in expected}
    untouched, repacked = [], False
    for name in before.names:
        if name in targets:
            continue
        if before.packed(name) != after.packed(name):
            if before.part(name) == after.part(name):
                repacked = True
            elif name != main:
                raise ChangedError(before.name, f"{name} changed")
            else:
                _only_calculation(before, after, main)
                continue
        untouched.append(name)
    remarks = ["parts were packed anew because of 64-bit sizes; unpacked they are the same"] if repacked else []
    found = Compared(tuple(untouched), 0, {}, ())
    book = Book(after)
    again = {one.part: Sheet(book, book.sheets[one.sheet.entry.index]) for one in expected}
    for one in expected:
        found.cells += _cells(one, again[one.part])
        counts = [_validations(sheet) for sheet in (one.sheet, again[one.part])]
        found.validations[one.part] = (counts[0][0], counts[1][0], counts[0][1], counts[1][1])
    remarks += _second_reader(after, expected, again)
    found.remarks = tuple(remarks)
    return found


def _only_calculation(before: Package, after: Package, main: str) -> None:
    """The workbook's part may differ by ``fullCalcOnLoad`` alone."""
    old, new = before.xml(main), after.xml(main)
    for root in (old, new):
        for calc in [*descendants(root, "calcPr")]:
            calc.attrib.pop("fullCalcOnLoad", None)
            if not calc.attrib:
                calc.getparent().remove(calc)  # type: ignore[union-attr]  # calcPr is never the root
    from lxml import etree

    if etree.tostring(old, method="c14n") != etree.tostring(new, method="c14n"):
        raise ChangedError(before.name, f"{main} changed by more than the order to calculate")


def _cells(one: Expected, now_sheet: Sheet) -> int:
    """Compare all cells of a sheet; how many beside the targets are the same."""
    name, old, new = one.sheet.book.package.name, one.sheet.scan, now_sheet.scan
    if _frame(one.sheet.content, old) != _frame(now_sheet.content, new):
        raise ChangedError(name, f"{one.part} changed outside its cells")
    same = 0
    for place in old.cells.keys() | new.cells.keys():
        was, now = old.cells.get(place), new.cells.get(place)
        if place in one.values:
            if now is None or not _is(now, one.values[place]):
                raise ChangedError(name, f"{address(*place)} of {one.part} does not hold its answer")
        elif (was and (*was[:4],)) == (now and (*now[:4],)):
            same += 1
        elif now is None and was is not None and not was.value and not was.formula:
            continue  # an empty cell of a row that was kept because it was to be written to, and was not
        else:
            raise ChangedError(name, f"{address(*place)} of {one.part} changed")
    return same


def _frame(content: bytes, found: Scan) -> tuple[bytes, bytes]:
    return content[: found.data[0]], content[found.data[1] :]


def _is(cell: Cell, value: Value) -> bool:
    if isinstance(value, float):
        return not cell.formula and cell.type == "n" and float(cell.value) == value
    return not cell.formula and cell.type == "inlineStr" and unescaped(cell.value) == value


def _validations(sheet: Sheet) -> tuple[int, int]:
    """Rules of a sheet, and how many of them stand in ``extLst``."""
    return len(sheet.validations), sum(rule.extended for rule in sheet.validations)


def _second_reader(after: Package, expected: Sequence[Expected], again: Mapping[str, Sheet]) -> list[str]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_object(io.BytesIO(after.data))
    except Exception as fault:  # the reader's own errors are of many kinds, and it is only a witness
        return [f"a second reader could not open the file, as it could not before: {fault}"]
    remarks = []
    for one in expected:
        name, cells = one.sheet.name, again[one.part].scan.cells
        rows, columns = (max((place[axis] for place in cells), default=0) for axis in (0, 1))
        if rows * columns > DENSE:
            remarks.append(f"{name!r} is too wide for the second reader and was compared by the first only")
            continue
        sheet = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for (row, column), value in one.values.items():
            seen = sheet[row - 1][column - 1] if row <= len(sheet) and column <= len(sheet[row - 1]) else None
            if not _seen(seen, value):
                raise ChangedError(after.name, f"a second reader does not find the answer in {address(row, column)}")
    return remarks


def _seen(seen: object, value: Value) -> bool:
    if isinstance(value, float):
        return not isinstance(seen, (int, float)) or float(seen) == value  # a date comes as a date
    return isinstance(seen, str) and " ".join(seen.split()) == " ".join(value.split())
