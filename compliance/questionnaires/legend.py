"""Codes of answer types: an answer column that holds ``YNANA`` where a list of another sheet says what that means.

Some questionnaires write into each answer cell which kind of answer belongs there, and explain the codes in a small
table: the code first, its choices in one cell, a line each. Such a code is no answer, and the choices are the cell's
list. The table is looked for on every sheet, hidden ones left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from compliance.questionnaires.grid import Grid
from compliance.questionnaires.model import Slot
from compliance.questionnaires.survey import Part

ROWS = 60
"""Most rows of a table of codes."""


def explain(parts: Sequence[Part]) -> None:
    """Give the slots of every part the lists that their codes stand for."""
    codes: dict[str, tuple[str, ...]] = {}
    for part in parts:
        if len(part.grid.rows()) <= ROWS:
            codes |= _codes(part.grid)
    for part in parts:
        slots = [slot for question in part.questions for slot in question.answers if slot.filled]
        used = {slot.filled for slot in slots}
        if slots and len(slots) > 3 and used <= codes.keys() and any(codes[code] for code in used):
            _apply(part, codes)
            named = ", ".join(sorted(used))
            part.warnings.append(
                f"its answer cells hold codes for kinds of answers ({named}): an answer replaces the code"
            )


def _codes(grid: Grid) -> dict[str, tuple[str, ...]]:
    """Codes and their choices; empty where no row has choices on lines of one cell."""
    found: dict[str, tuple[str, ...]] = {}
    for row in grid.rows():
        texts = [text for column in grid.columns()[:8] if (text := grid.text(row, column))]
        if len(texts) >= 2 and len(texts[0]) <= 20 and " " not in texts[0]:
            lines = max((text.splitlines() for text in texts[1:]), key=len)
            found[texts[0]] = tuple(line.strip() for line in lines if line.strip()) if len(lines) > 1 else ()
    return found if any(found.values()) else {}


def _apply(part: Part, codes: dict[str, tuple[str, ...]]) -> None:
    for number, question in enumerate(part.questions):
        slots = tuple(_explained(slot, codes) for slot in question.answers)
        part.questions[number] = replace(question, answers=slots)


def _explained(slot: Slot, codes: dict[str, tuple[str, ...]]) -> Slot:
    if slot.filled not in codes:
        return slot
    options = codes[slot.filled]
    return replace(slot, kind="choice" if options else slot.kind, options=options, filled="")
