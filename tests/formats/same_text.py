"""Whether the PDF and the Word file of a contract say the same, clause by clause, numbers too.

For the fixture and for every real agreement: give it a page.
"""

from __future__ import annotations

import re

from compliance.paper.tracked import squeezed
from compliance.paper.units import Unit
from compliance.render.tree import parse
from tests.formats import word_files

MARKER = 4
"""Letters that may stand between two clauses in a PDF: the marker of a list, where a style sheet leaves it."""


def differences(html: str) -> list[str]:
    """What one of the two says and the other does not, by clause; also where the page says something else."""
    root = parse(html)
    running = {node.text for node in root.find("p") if any(name.startswith("running-") for name in node.classes)}
    text = "".join(squeezed(_without(page, running)) for page in word_files.pdf_pages(html))
    units = word_files.read(word_files.word(html)).units
    found = _in_order([unit for unit in units if unit.name.startswith("clause_")], text, gaps=True)
    found += _in_order([unit for unit in units if unit.name.startswith("annex_")], text, gaps=False)
    printed = {
        node.attrs["id"]: node for node in root.walk() if node.classes & {"clause", "annex"} and "id" in node.attrs
    }
    named = [unit for unit in units if unit.bookmarked and not unit.name.startswith("part_")]
    if len(named) != len(printed):
        found.append(f"the page has {len(printed)} clauses and annexes, the Word file {len(named)}")
    for unit, node in zip(named, printed.values(), strict=False):
        number = next(span.text for span in node.find("span") if "number" in span.classes)
        if number != unit.number:
            found.append(f"{unit.name}: printed as {number}, counted by Word as {unit.number}")
    return found


def _without(page: str, running: set[str]) -> str:
    """The text of a page without header and footer."""
    lines = page.splitlines()
    kept = (
        line for line in lines if line.strip() not in running and not re.fullmatch(r"Page \d+ of \d+", line.strip())
    )
    return "\n".join(line for line in kept if not (running and _is_head(line, running)))


def _is_head(line: str, running: set[str]) -> bool:
    return any(part.strip() in running for part in line.split("·")) and " · " in line


def _in_order(units: list[Unit], text: str, gaps: bool) -> list[str]:
    """Each unit must stand in the text behind the one before it, and nothing of a contract between two."""
    found: list[str] = []
    at = 0
    for number, unit in enumerate(units):
        for line, said in enumerate(unit.after):
            wanted = squeezed(f"{unit.number} {said}" if line == 0 else said)
            place = text.find(wanted, at)
            if place < 0:
                found.append(f"{unit.number} {unit.name}: not in the PDF: {said[:80]}")
                continue
            inside = (number, line) != (0, 0) and at > 0
            # Text of a clause that goes on after its items stands behind these.
            after_items = line == len(unit.after) - 1 and line > 0
            if gaps and inside and not after_items and place - at > MARKER:
                found.append(f"{unit.number} {unit.name}: the PDF says more before it: {text[at:place][:80]}")
            at = at if after_items else place + len(wanted)
    return found
