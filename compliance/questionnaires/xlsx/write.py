"""Answers go into a workbook: single cells of single sheets, every other part as it lies in the file.

The only part that may change beside the sheets is the workbook's own, by the attribute ``fullCalcOnLoad``: where the
file has formulas, scores that depend on answers are computed when it is opened. The chain of calculation stays valid,
because no formula is ever overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from compliance.questionnaires.model import Entry, Format, Spot
from compliance.questionnaires.package import Package
from compliance.questionnaires.report import Refused, Report, Validations, Written
from compliance.questionnaires.xlsx.accept import RefusedError, accepted
from compliance.questionnaires.xlsx.book import Book, SheetEntry
from compliance.questionnaires.xlsx.cells import Value, with_cells
from compliance.questionnaires.xlsx.compare import Expected, compare
from compliance.questionnaires.xlsx.lists import Lists, Rules
from compliance.questionnaires.xlsx.scan import address, in_utf8, position
from compliance.questionnaires.xlsx.sheet import Sheet

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CALC = re.compile(rb"<(?:\w+:)?calcPr\b[^>]*>")
_LOAD = re.compile(rb"\sfullCalcOnLoad\s*=\s*([\"'])(.*?)\1")
_BEFORE_CALC = (b"definedNames", b"externalReferences", b"functionGroups", b"sheets")


@dataclass(slots=True)
class _Change:
    """What is to happen to one sheet."""

    sheet: Sheet
    values: dict[tuple[int, int], tuple[Value, int]] = field(default_factory=dict)
    before: dict[tuple[int, int], str] = field(default_factory=dict)
    asked: dict[tuple[int, int], str] = field(default_factory=dict)


def fill(package: Package, kind: Format, entries: Sequence[Entry], out: str) -> tuple[bytes, Report]:
    """The workbook with the answers in it, and the report of what was read back from it.

    Raises :class:`QuestionnaireError` where what was read back is not what should stand there.
    """
    book = Book(package)
    changes, refused = _sorted(book, entries)
    parts: dict[str, bytes] = {}
    for change in changes:
        sheet = change.sheet
        parts[sheet.entry.part] = with_cells(sheet.content, sheet.scan, change.values)
    remarks = [*_remarks(book)]
    if parts and _has_formulas(package, book):
        ordered = calculated(package.part(book.part))
        if ordered is not None:
            parts[book.part] = ordered
        remarks.append("the file has formulas: they are computed anew when it is opened (fullCalcOnLoad)")
    data = package.with_parts(parts) if parts else package.data
    expected = [Expected(c.sheet, {p: v for p, (v, _) in c.values.items()}) for c in changes]
    compared = compare(package, data, expected, book.part)
    report = Report(
        package.name,
        out,
        kind,
        tuple(_written(changes)),
        tuple(refused),
        compared.untouched,
        tuple(name for name in package.names if name not in compared.untouched),
        tuple(Validations(c.sheet.name, *compared.validations[c.sheet.entry.part]) for c in changes),
        compared.cells,
        (*remarks, *compared.remarks),
    )
    return data, report


def _sorted(book: Book, entries: Sequence[Entry]) -> tuple[list[_Change], list[Refused]]:
    """Answers by sheet, in the order of the workbook; and those that no cell takes."""
    refused: list[Refused] = []
    changes: dict[str, _Change] = {}
    rules: dict[str, Rules] = {}
    by_name = {entry.name: entry for entry in book.sheets if entry.part}
    lists = Lists(book, _rows(by_name, entries))
    for entry in entries:
        spot = entry.slot.spot
        place, listed = position(spot.address), by_name.get(spot.part)
        if listed is None or place is None:
            refused.append(Refused(entry, "the file has no such cell"))
            continue
        if spot.part not in changes:
            changes[spot.part] = _Change(lists.sheet(listed.index))
            rules[spot.part] = Rules(lists, changes[spot.part].sheet)
        change = changes[spot.part]
        try:
            if place in change.values:
                raise RefusedError("another answer goes into the same cell")
            value = accepted(entry, change.sheet, rules[spot.part], *place)
        except RefusedError as why:
            refused.append(Refused(entry, str(why)))
            continue
        change.values[place] = (value, change.sheet.style_index(*place))
        change.before[place], change.asked[place] = change.sheet.text(*place), entry.value
    ordered = sorted(changes.values(), key=lambda change: change.sheet.entry.index)
    return [change for change in ordered if change.values], refused


def _rows(by_name: Mapping[str, SheetEntry], entries: Iterable[Entry]) -> dict[int, set[int]]:
    """Rows that answers go into, by the index of their sheet."""
    found: dict[int, set[int]] = {}
    for entry in entries:
        place, listed = position(entry.slot.spot.address), by_name.get(entry.slot.spot.part)
        if place is not None and listed is not None:
            found.setdefault(listed.index, set()).add(place[0])
    return found


def _written(changes: Iterable[_Change]) -> Iterable[Written]:
    for change in changes:
        for place, (value, _) in sorted(change.values.items()):
            text = value if isinstance(value, str) else f"{value:.15g}"
            neutralised = text.startswith("'") and not change.asked[place].startswith("'")
            yield Written(Spot(change.sheet.name, address(*place)), change.before[place], text, neutralised)


def _remarks(book: Book) -> Iterable[str]:
    if book.signed:
        yield "the file carries a digital signature, which any change makes invalid: tell who signed it"
    if book.macros:
        yield "the file has macros: they were not run and are the same to the byte"
    if book.external:
        yield "the file refers to other files: they were not opened"


def _has_formulas(package: Package, book: Book) -> bool:
    return any(_FORMULA.search(package.part(entry.part)) for entry in book.sheets if entry.part)


def calculated(content: bytes) -> bytes | None:
    """The workbook's part with ``fullCalcOnLoad`` set; None where it is set already or there is no place for it."""
    content = in_utf8(content)
    tag = _CALC.search(content)
    if tag:
        load = _LOAD.search(tag[0])
        if load and load[2] in (b"1", b"true"):
            return None
        new = _LOAD.sub(b"", tag[0])
        end = len(new) - (2 if new.endswith(b"/>") else 1)
        new = new[:end].rstrip() + b' fullCalcOnLoad="1"' + new[end:]
        return content[: tag.start()] + new + content[tag.end() :]
    for name in _BEFORE_CALC:
        last = re.search(rb"</((?:\w+:)?)" + name + rb"\s*>|<((?:\w+:)?)" + name + rb"\b[^>]*/>", content)
        if last:
            prefix = last[1] or last[2] or b""
            return content[: last.end()] + b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>' + content[last.end() :]
    return None
