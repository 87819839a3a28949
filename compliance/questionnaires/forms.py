"""Forms: fields about the company, with a free cell beside each, on cover sheets and above tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.frameworks.questionnaire_words import is_label, is_placeholder
from compliance.questionnaires.grid import Grid
from compliance.questionnaires.model import Question, Slot, Spot


def fields(grid: Grid, rows: Iterable[int]) -> Iterator[Question]:
    """Fields in these rows: a text that is known as a field's name, and a cell beside it that may be written to."""
    for row in rows:
        for column in grid.columns():
            text = grid.text(row, column)
            if not text or not is_label(text) or grid.formula(row, column):
                continue
            beside = column + grid.span(row, column)[1]
            slot = _free(grid, row, beside)
            if slot is not None:
                spot = Spot(grid.name, grid.address(row, column))
                name = " ".join(text.split()).rstrip(" :*")
                yield Question(f"{spot.part}!{spot.address}", "", name, (), spot, (slot,), statement=True, label=True)


def _free(grid: Grid, row: int, column: int) -> Slot | None:
    text, rule = grid.text(row, column), grid.allowed(row, column)
    if grid.barred(row, column) or is_label(text):
        return None
    if text and not is_placeholder(text) and (text.endswith(":") or len(text) > 200):
        return None
    filled = "" if is_placeholder(text) else text
    spot = Spot(grid.name, grid.address(row, column))
    return Slot(spot, rule.kind if rule else "text", rule.options if rule else (), filled=filled)
