"""Rows of headings: which columns of a table they name, and where a table begins and ends.

A sheet may carry banners above its headings, headings in two rows, or headings again for each section. A row counts
as headings by the words in it, never by its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from compliance.frameworks.questionnaire_words import heading_role, is_option
from compliance.questionnaires.grid import Grid

LONGEST = 160
"""Characters of a heading at most."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading over a column: its text, its role by its words, and the word that told it."""

    text: str
    role: str
    term: str = ""
    whole: bool = False


@dataclass(slots=True)
class Block:
    """Rows of headings that stand together, and the rows below them up to the next block."""

    rows: tuple[int, ...] = ()
    headings: dict[int, Heading] = field(default_factory=dict)
    below: list[int] = field(default_factory=list)

    @property
    def signature(self) -> tuple[tuple[int, str], ...]:
        """Columns that are written to, by heading: blocks with the same ones make one table."""
        kept = (
            (column, h.role) for column, h in sorted(self.headings.items()) if h.role in ("answer", "comment", "option")
        )
        return tuple(kept)


def blocks(grid: Grid) -> list[Block]:
    """The blocks of a grid from its top. The first has no headings where rows stand above them."""
    found = [Block()]
    last = 0
    for row in grid.rows():
        current = found[-1]
        if row <= last and current.rows:
            below = {c: _heading(grid, row, c, text, True) for c in grid.columns() if (text := grid.text(row, c))}
            current.headings = _joined(grid, current, below, row)
            current.rows = (*current.rows, row)
            continue
        named = _named(grid, row)
        if named is None:
            current.below.append(row)
        elif current.rows and not current.below and row - last <= 2:
            current.headings = _joined(grid, current, named, row)
            current.rows = (*current.rows, row)
            last = _reach(grid, row, named)
        else:
            found.append(Block((row,), named))
            last = _reach(grid, row, named)
    return [block for block in found if block.rows or block.below]


def _reach(grid: Grid, row: int, headings: dict[int, Heading]) -> int:
    """The last row that headings are merged down to: what stands beside them there is a heading too."""
    return row + min(max(grid.span(row, column)[0] for column in headings), 4) - 1


def _named(grid: Grid, row: int) -> dict[int, Heading] | None:
    """The headings in a row; None where it is none of headings."""
    texts = [(column, text) for column in grid.columns() if (text := grid.text(row, column))]
    if len(texts) < 2 or any(len(text) > 2 * LONGEST for _, text in texts):
        return None
    options = _options(text for _, text in texts if is_option(text))
    if not options and not any(text[:1].isalpha() for _, text in texts):
        return None
    headings = {column: _heading(grid, row, column, text, options) for column, text in texts}
    found = [heading for heading in headings.values() if heading.role]
    roles = [heading.role for heading in found]
    answering = sum(role in ("answer", "comment", "question") for role in roles)
    named = len({*roles} - {"option"}) >= 2 and answering >= 1 and any(h.whole for h in found)
    asking = any("?" in text and len(text.split()) > 2 for _, text in texts)
    alone = any(h.role == "question" and h.whole for h in found) and all(len(t) <= 60 for _, t in texts)
    if alone and not asking:
        return headings
    if not named and (not options or asking):
        return None
    return headings if len(found) * 2 >= len(texts) else None


def _options(texts: Iterable[str]) -> bool:
    """Whether texts are the answers of a matrix: two different words, or numbers that count up."""
    different = list(dict.fromkeys(text.casefold() for text in texts))
    numbers = [int(text) for text in different if text.isascii() and text.isdigit() and len(text) < 4]
    return len(different) - len(numbers) >= 2 or (
        len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[-1] + 1))
    )


def _heading(grid: Grid, row: int, column: int, text: str, options: bool) -> Heading:
    rule = grid.allowed(row, column)
    if ("?" in text and len(text) > 60) or (rule is not None and (rule.options or rule.unresolved)):
        return Heading(text, "")
    if options and is_option(text):
        return Heading(text, "option", text, True)
    role, term, whole = heading_role(text)
    return Heading(" ".join(text.split()), role, term, whole)


def _joined(grid: Grid, block: Block, below: dict[int, Heading], row: int) -> dict[int, Heading]:
    """Two rows of headings as one: the lower one counts where it says something, under what spans it."""
    joined = dict(block.headings)
    spanning = dict(_spanning(grid, block))
    for column, heading in below.items():
        above = joined.get(column) or spanning.get(column)
        if above is None or heading.role == "option":
            joined[column] = heading
        elif heading.role:
            joined[column] = Heading(f"{above.text} / {heading.text}", heading.role, heading.term, heading.whole)
        else:
            joined[column] = Heading(f"{above.text} / {heading.text}", above.role, above.term, above.whole)
    return joined


def _spanning(grid: Grid, block: Block) -> Iterator[tuple[int, Heading]]:
    for row in block.rows:
        for column, heading in block.headings.items():
            for further in range(1, min(grid.span(row, column)[1], 200)):
                yield column + further, heading


def settled(grid: Grid, table: list[Block]) -> list[Block]:
    """The blocks of a table, where titles of sections have lost the role that their words seemed to give them.

    Headings are the same in each block; what differs from block to block, or spans columns without being a heading
    by all its words, is a title: ``Access control`` over number and question.
    """
    for column in {column for block in table for column in block.headings}:
        headings = [block.headings[column] for block in table if column in block.headings]
        if any(h.whole or h.role in ("answer", "comment") for h in headings):
            continue
        spans = any(grid.span(row, column)[1] > 1 for block in table for row in block.rows)
        if spans or len({h.text for h in headings}) > 1:
            for block in table:
                if column in block.headings:
                    block.headings[column] = Heading(block.headings[column].text, "")
    return table
