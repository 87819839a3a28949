"""Whether the PDF and the Word file of a contract say the same, clause by clause, numbers too.

For the fixture and for every real agreement: give it a page.
"""

from __future__ import annotations

import re

from compliance.paper.numbering import Numbering
from compliance.paper.tracked import Reader, squeezed
from compliance.paper.units import Unit
from compliance.render.tree import parse
from tests.formats import word_files

_CONTENTS = re.compile(r'<section class="contents.*?</section>', re.DOTALL)
"""The contents say the headings once more, and each format with page numbers of its own."""


def differences(html: str) -> list[str]:
    """What one of the two says and the other does not, by clause; also where the page says something else."""
    root = parse(html)
    running = {node.text for node in root.find("p") if any(name.startswith("running-") for name in node.classes)}
    pages = word_files.pdf_pages(_CONTENTS.sub("", html))
    text = "".join(squeezed(_without(page, running)) for page in pages)
    data = word_files.word(html)
    units = word_files.read(data).units
    found = _in_order([line for line in _lines(data, units) if line[0] != "part_contents"], text)
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
    """The text of a page without header, footer and markers of lists, which stand behind all else in a PDF."""
    lines = page.splitlines()
    while lines and (_is_furniture(lines[-1], running) or re.fullmatch(r"\d{1,2}\.\s*", lines[-1])):
        lines.pop()
    return "\n".join(lines)


def _is_furniture(line: str, running: set[str]) -> bool:
    """Whether a line holds nothing but header or footer."""
    left = re.sub(r"Page \d+ of \d+", "", line)
    for text in sorted(running, key=len, reverse=True):
        left = left.replace(text, "")
    return left != line and not left.strip(" ·")


def _in_order(lines: list[tuple[str, str, str]], text: str) -> list[str]:
    """Each paragraph must stand in the text behind the one before it, and nothing between two of the clauses."""
    found: list[str] = []
    at = 0
    before = ""
    for name, number, said in lines:
        wanted = squeezed(f"{number} {said}")
        place = text.find(wanted, at)
        if place < 0:
            found.append(f"{number} {name}: not in the PDF: {said[:80]}")
            continue
        clauses = before.startswith("clause_") and name.startswith("clause_")
        if clauses and place > at:
            found.append(f"{number} {name}: the PDF says more before it: {text[at:place][:80]}")
        at, before = place + len(wanted), name
    return found


def _lines(data: bytes, units: tuple[Unit, ...]) -> list[tuple[str, str, str]]:
    """Every paragraph in the order of the text: its unit, its number and what it says."""
    owners: dict[str, list[str]] = {}
    for unit in units:
        for said in unit.after:
            owners.setdefault(said, []).append(unit.name)
    numbering = Numbering(word_files.part(data, "word/numbering.xml"), word_files.part(data, "word/styles.xml"))
    reader = Reader()
    found = []
    for paragraph in word_files.part(data).iter(f"{word_files.W}p"):
        number, _, _ = numbering.of(paragraph)
        said = reader.line(paragraph).after
        if said:
            found.append((owners[said].pop(0), number if number != "-" else "", said))
    return found
