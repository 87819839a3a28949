"""Tables of the page as tables of Word: heads that come again, rows that stay whole, lines to sign on."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from compliance.formats.word_styles import TABLE_STYLE
from compliance.formats.wordml import child, element, toggle, w
from compliance.render.tree import Node

if TYPE_CHECKING:
    from docx.table import Table, _Cell

    from compliance.formats.docx import Walk

NARROW = (30.0, 70.0)
"""Widths of the two columns of facts, in per cent."""
SIGNED = (22.0, 78.0)
_EMU = 635
"""EMU in a twentieth of a point."""
_SIGN_HEIGHT = 620
"""Height of a line to sign on, in twentieths of a point: 11 mm."""
_BETWEEN_SIGNATURES = 20
"""Points."""
_SHORT = 7
"""Rows of a table that is kept on one page."""


def table(walk: Walk, node: Node) -> None:
    """Append a table where the text is now."""
    from docx.shared import Pt

    rows = list(node.find("tr"))
    if not rows:
        return
    for caption in (c for c in node.elements if c.tag == "caption"):
        walk.block(caption, "Table Head", 0)
    sheet = walk.sheet
    places, count = _places(rows)
    heads = {id(row) for part in node.find("thead") for row in part.find("tr")}
    signature = "signature" in node.classes
    made = _new(walk, len(rows), _widths(node, count), any(id(row) in heads for row in rows), signature)
    grid = [row.cells for row in made.rows]
    outside = sheet.at, sheet.fresh
    keep = signature or "keep" in node.classes or len(rows) <= _SHORT
    for number, row in enumerate(rows):
        _keep_row(made.rows[number]._tr, repeat=id(row) in heads)
    for cell, (top, left, down, across) in places:
        target: _Cell = grid[top][left]
        if down > 1 or across > 1:
            target = target.merge(grid[top + down - 1][left + across - 1])
        _cell(walk, cell, target, head=top < len(rows) and id(rows[top]) in heads)
        if "blank" in cell.classes:
            _line(target, made.rows[top]._tr)
    sheet.at, sheet.fresh = outside
    if keep:
        for made_row in made.rows[:-1]:
            _keep_with_next(made_row._tr)
    if sheet.outside:
        space = sheet.document.add_paragraph(style="Table Text")
        space.paragraph_format.space_after = Pt(_BETWEEN_SIGNATURES) if signature else 0


def _places(rows: list[Node]) -> tuple[list[tuple[Node, tuple[int, int, int, int]]], int]:
    """Every cell with its row, column, and how many of each it spans; and how many columns there are."""
    taken: set[tuple[int, int]] = set()
    found: list[tuple[Node, tuple[int, int, int, int]]] = []
    for top, row in enumerate(rows):
        left = 0
        for cell in (c for c in row.elements if c.tag in ("td", "th")):
            while (top, left) in taken:
                left += 1
            across = _span(cell, "colspan")
            down = min(_span(cell, "rowspan"), len(rows) - top)
            taken |= {(top + y, left + x) for y in range(down) for x in range(across)}
            found.append((cell, (top, left, down, across)))
            left += across
    return found, max((x for _, x in taken), default=0) + 1


def _span(cell: Node, name: str) -> int:
    value = cell.attrs.get(name, "1")
    return max(1, min(int(value), 60)) if value.isdigit() else 1


def _new(walk: Walk, rows: int, widths: list[float], head: bool, signature: bool) -> Table:
    from docx.shared import Emu

    sheet = walk.sheet
    table: Table = sheet.document.add_table(rows, len(widths))
    if not sheet.outside:
        sheet.at._tc.append(table._tbl)
    table.style = TABLE_STYLE
    table.autofit = False
    properties = table._tbl.tblPr
    if signature:
        borders = child(properties, "tblBorders")
        for side in ("top", "bottom", "insideH"):
            borders.append(element(side, val="nil"))
    child(properties, "tblW", w=sheet.width // _EMU, type="dxa")
    child(properties, "tblLook", val="0020" if head else "0000", firstRow=int(head), lastRow=0, firstColumn=0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(int(sheet.width * width))
    # Word goes by the width of each cell, LibreOffice by that of the column.
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Emu(int(sheet.width * width))
    return table


def _cell(walk: Walk, node: Node, cell: _Cell, head: bool) -> None:
    sheet = walk.sheet
    sheet.at, sheet.fresh = cell, True
    style = "Table Head" if head else "Table Text"
    sheet.style(cell.paragraphs[0], style)  # an empty cell keeps it
    heading = node.tag == "th" and not head
    walk.blocks(_bold(node) if heading else node, style, 0)
    if "number" in node.classes:
        for paragraph in cell.paragraphs:
            child(paragraph._p.get_or_add_pPr(), "jc", val="right")


def _bold(node: Node) -> Node:
    """A row's head: its content in bold, unless the page sets it light."""
    return node if "light" in node.classes else Node(node.tag, {}, [Node("strong", {}, node.children)])


def _keep_row(row: Any, repeat: bool) -> None:
    """A row stays on one page; the head comes again on the next."""
    properties = row.get_or_add_trPr()
    toggle(properties, "cantSplit")
    if repeat:
        toggle(properties, "tblHeader")


def _keep_with_next(row: Any) -> None:
    for paragraph in row.iter(w("p")):
        toggle(paragraph.get_or_add_pPr(), "keepNext")


def _line(cell: _Cell, row: Any) -> None:
    """An empty line to write on."""
    borders = child(cell._tc.get_or_add_tcPr(), "tcBorders")
    borders.append(element("bottom", val="single", sz=4, space=0, color="55554F"))
    properties = row.get_or_add_trPr()
    if properties.find(w("trHeight")) is None:
        properties.append(element("trHeight", val=_SIGN_HEIGHT, hRule="atLeast"))
    for each in row.iterchildren(w("tc")):
        child(each.get_or_add_tcPr(), "vAlign", val="bottom")


def _widths(node: Node, count: int) -> list[float]:
    """Shares of the page's width, from the template's columns."""
    found: list[float] = []
    for column in node.find("col"):
        with suppress(ValueError, IndexError):
            found.append(float(column.attrs.get("style", "").split("width:")[1].strip().rstrip("%;")))
    if len(found) != count:
        pair = SIGNED if "signature" in node.classes else NARROW
        two = count == 2 and node.classes & {"facts", "block", "signature"}
        found = list(pair) if two else [1.0] * count
    return [width / sum(found) for width in found]
