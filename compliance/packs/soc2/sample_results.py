"""What was tested on each item of a sample: the attributes in its file, a column each, with the result of every item.

Read from the file of the sample, where it is a table: an attribute is a column in which each item has one of a few
answers, yes or no among them. A file that has none, or is another than was recorded, says nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.derive import evidence_files
from compliance.documents.text import Text, fixed
from compliance.documents.views import Column
from compliance.packs.chapters import Block, Grid, Words
from compliance.packs.common.pieces import table
from compliance.packs.items import Item

ANSWERS = frozenset({"yes", "no"})
FEW = 4
"""Different answers that an attribute has at most; a column of more is a fact about the item."""
SHORT = 30
"""Signs of an answer at most."""
MOST = 8
"""Attributes that fit on a page beside each other."""


def blocks(item: Item) -> Iterator[Block]:
    """The attributes with their results; nothing where the file has none."""
    drawn, path = item.evidence.sample, item.file
    if drawn is None or path is None or item.fate != "enclosed" or not evidence_files.is_table(path):
        return
    read = evidence_files.table(path)
    key = next((name for name in read.columns if set(drawn.ids) <= set(read.values(name))), None) if read else None
    if read is None or key is None:
        return
    tested = [name for name in read.columns if name != key and name.isprintable() and _attribute(read.values(name))]
    if not tested or len(tested) > MOST:
        return
    place = (item.evidence.at("file"),)
    columns = (
        Column("item", "Item", 22, "id"),
        *(Column(f"attribute_{n}", _words(name), 78 // len(tested)) for n, name in enumerate(tested)),
    )
    results = dict(zip(read.values(key), zip(*(read.values(name) for name in tested), strict=True), strict=True))
    rows = ((Text(id, place), *(Text(answer, place) for answer in results[id])) for id in drawn.ids)
    words = f"{len(tested)} attributes were tested on each item; the results as they stand in the file:"
    if len(tested) == 1:
        words = "One attribute was tested on each item; the results as they stand in the file:"
    yield Words(fixed(words), "lead-in")
    yield Grid(table(f"attributes_{item.id}", "Attributes tested", columns, rows))


def _attribute(values: tuple[str, ...]) -> bool:
    found = {value.casefold() for value in values}
    few = bool(found & ANSWERS) and len(found) <= FEW and "" not in found
    return few and all(value.isprintable() and len(value) <= SHORT for value in found)


def _words(name: str) -> str:
    """``approved_before_merge`` as a heading."""
    plain = " ".join(name.replace("_", " ").split())
    return plain[:1].upper() + plain[1:]
