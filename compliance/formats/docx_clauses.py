"""Clauses and annexes of the page in styles that Word numbers; the numbers that are printed there fall away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compliance.formats import word_fields, word_numbering
from compliance.formats.docx_inline import Form, folded, pieces
from compliance.formats.word_styles import HANG
from compliance.paper.bookmarks import bookmark
from compliance.render.tree import Node

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

    from compliance.formats.docx import Walk

LEVELS = len(word_numbering.CLAUSES)


def is_contract(root: Node) -> bool:
    """Whether a page has clauses, annexes or a contents page: what the styles of contracts are for."""
    return any(node.classes & {"clauses", "annex", "toc"} for node in root.find("ol", "section"))


def annex_word(root: Node) -> str:
    """``Annex``: what stands before the number of the first annex."""
    for section in root.find("section"):
        if "annex" in section.classes:
            number = next((n for n in section.find("span") if "number" in n.classes), None)
            if number is not None:
                return re.sub(r"\s*[IVXLC]+\.?$", "", number.text)
    return "Annex"


def clauses(walk: Walk, node: Node) -> None:
    """Append the clauses of ``ol.clauses``."""
    first = next((n.text for n in node.find("span") if "number" in n.classes), "")
    numbers = walk.clause_list
    if walk.has_clauses and first.rstrip(".") == "1":
        numbers = word_numbering.restarted(walk.sheet.document, numbers)
    walk.has_clauses = True
    _level(walk, node, 1, numbers)


def _level(walk: Walk, node: Node, level: int, numbers: int) -> None:
    for item in node.elements:
        if item.tag != "li":
            continue
        if "clause" in item.classes:
            _clause(walk, item, min(level, LEVELS), numbers)
        else:
            walk.blocks(item, f"Clause Text {min(level, LEVELS)}", 0)


def _clause(walk: Walk, node: Node, level: int, numbers: int) -> None:
    if "id" in node.attrs:
        walk.sheet.ids.append(node.attrs["id"])
    head, *rest = node.elements or (Node("p"),)
    paragraph = _head(walk, head, level)
    own = walk.clause_list != numbers
    if own or (paragraph.style is not None and paragraph.style.name != word_numbering.CLAUSES[level - 1][0]):
        word_numbering.number(paragraph._p, numbers, level - 1)
    if any(child.tag == "ol" and _holds_clauses(child) for child in rest[:1]) or head.tag != "p":
        paragraph.paragraph_format.keep_with_next = True
    text, inside = f"Clause Text {level}", HANG[level - 1][0]
    for child in rest:
        if child.tag == "ol" and _holds_clauses(child):
            _level(walk, child, level + 1, numbers)
        else:
            walk.block(child, text, 0, inside)


def _holds_clauses(node: Node) -> bool:
    return any("clause" in item.classes for item in node.elements)


def _head(walk: Walk, head: Node, level: int) -> Paragraph:
    """The paragraph that carries the number: a heading, or the text itself."""
    style = word_numbering.CLAUSES[level - 1][0]
    if head.tag == "p" and level == 1:
        style = "Clause Text 1"
    elif head.tag in ("h3", "h4") and level > 1:
        style = f"Heading {level}"
    return walk.sheet.paragraph(folded(pieces(_without_number(head), Form())), style)


def _without_number(head: Node) -> list[Node | str]:
    children = list(head.children)
    while children and isinstance(children[0], str) and not children[0].strip():
        children.pop(0)
    if children and isinstance(children[0], Node) and "number" in children[0].classes:
        children.pop(0)
    return children


def annex(walk: Walk, node: Node) -> None:
    """Append an annex: its title in the numbered style, and what it holds."""
    titled = False
    for child in node.elements:
        if child.tag == "h2" and not titled:
            titled = True
            walk.sheet.new_page = False  # the style begins a page
            walk.sheet.paragraph(folded(pieces(_without_number(child), Form())), word_numbering.ANNEX)
        else:
            walk.block(child, "Normal", 0)


def contents(walk: Walk, node: Node) -> None:
    """Append the contents: entries that lead to their clauses. Page numbers are Word's to give, see DECISIONS."""
    items = [item for part in node.find("ol") if "toc" in part.classes for item in part.elements]
    if not items:
        return
    for title in node.find("h2", "p"):
        if "contents-title" in title.classes or title.tag == "h2":
            walk.sheet.paragraph(folded(pieces(title.children, Form())), "TOC Heading")
            break
    entries = [_entry(walk, item) for item in items]
    levels = 2 if any("toc-2" in item.classes for item in items) else 1
    word_fields.contents(entries, levels)
    walk.sheet.new_page = "short" not in node.classes


def _entry(walk: Walk, item: Node) -> Paragraph:
    number = next((n.text for n in item.find("span") if "toc-number" in n.classes), "")
    link = next(item.find("a"), None)
    paragraph = walk.sheet.paragraph([], "toc 2" if "toc-2" in item.classes else "toc 1")
    runs = [word_fields.run(number), word_fields.tab()] if number else []
    target = link.attrs.get("href", "")[1:] if link is not None else ""
    title = (link or item).text
    made = word_fields.hyperlink(bookmark(target), [*runs, word_fields.run(title)])
    paragraph._p.append(made)
    return paragraph
