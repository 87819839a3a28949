"""A table of cells, whichever file it comes from: what the finder of questions looks at.

A sheet, a table of a Word file and a CSV file all become a grid. It answers what stands in a cell, which values the
cell's own list allows, and why it may not be written to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from compliance.questionnaires.model import Slot, SlotKind


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a cell accepts by its own rule.

    ``options`` is empty for anything, or, where ``unresolved`` says why, for a list that could not be read.
    """

    kind: SlotKind
    options: tuple[str, ...] = ()
    unresolved: str = ""


class Grid(Protocol):
    """A table of cells. Rows and columns count from 1."""

    name: str

    def rows(self) -> list[int]:
        """Rows with content that are shown, in order."""
        ...

    def columns(self) -> list[int]:
        """Columns with content that are shown, in order."""
        ...

    def text(self, row: int, column: int) -> str:
        """The text of a cell, without spaces around it; of a merged range at its first cell only."""
        ...

    def span(self, row: int, column: int) -> tuple[int, int]:
        """How many rows and columns the cell covers: (1, 1) where nothing is merged."""
        ...

    def formula(self, row: int, column: int) -> bool:
        """Whether the text is the result of a formula."""
        ...

    def bold(self, row: int, column: int) -> bool:
        """Whether the cell is set in bold."""
        ...

    def allowed(self, row: int, column: int) -> Allowed | None:
        """The cell's own rule; None where anything may be written."""
        ...

    def barred(self, row: int, column: int) -> str:
        """Why the cell may not be written to; empty where it may."""
        ...

    def slots(self, row: int, column: int) -> tuple[Slot, ...]:
        """The places for an answer that the cell itself holds (boxes to tick in Word); mostly none."""
        ...

    def address(self, row: int, column: int) -> str:
        """How the cell is called in its file."""
        ...

    def letter(self, column: int) -> str:
        """How the column is called: ``C`` in a sheet, ``3`` elsewhere."""
        ...

    def left_out(self) -> Iterator[str]:
        """Sentences about what is not shown: hidden rows and columns."""
        ...
