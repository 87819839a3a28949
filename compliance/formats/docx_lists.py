"""Lists of the page as lists of Word, each beginning at its own first number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compliance.formats import word_numbering
from compliance.formats.wordml import w
from compliance.render.tree import Node

if TYPE_CHECKING:
    from compliance.formats.docx import Walk

_STEP = 14.2
"""How far each level of bullets inside a clause is set in, in points."""


def plain_list(walk: Walk, node: Node, depth: int, inside: float = 0) -> None:
    """Append a list; ``inside`` a clause it begins where the clause's text stands, in points."""
    name = "List Bullet" if node.tag == "ul" else "List Number"
    style = name if depth == 0 else f"{name} {min(depth + 1, 3)}"
    number = _own_numbers(walk, style) if node.tag == "ol" else None
    for item in node.elements:
        before = len(_paragraphs(walk))
        walk.blocks(item, style, depth + 1, inside)
        if not walk.sheet.outside and number is None:
            continue
        for paragraph in _paragraphs(walk)[before:]:
            if paragraph.style == walk.sheet.document.styles[style].style_id:
                if number is not None and walk.sheet.outside:
                    word_numbering.number(paragraph, number, 0)
                if inside:
                    _set_in(paragraph, inside + _STEP * (depth + 1))


def _paragraphs(walk: Walk) -> list[Any]:
    body = walk.sheet.document.element.body
    return list(body.iterchildren(w("p")))


def _set_in(paragraph: Any, left: float) -> None:
    from docx.shared import Pt

    properties = paragraph.get_or_add_pPr()
    properties.ind_left, properties.first_line_indent = Pt(left), Pt(-_STEP)


def _own_numbers(walk: Walk, style: str) -> int:
    """A list that starts at 1; else every list would go on with the last one's numbers."""
    found = word_numbering.list_of(walk.sheet.document.styles[style].element)
    return word_numbering.restarted(walk.sheet.document, found)
