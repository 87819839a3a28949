"""Exchanges single cells in the bytes of a sheet. Every byte that is not of a target cell stays where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from compliance.questionnaires.xlsx.scan import RowSpan, Scan, address

Value = str | float
"""Text, stored as an inline string; or a number."""


def with_cells(content: bytes, scan: Scan, values: Mapping[tuple[int, int], tuple[Value, int]]) -> bytes:
    """The sheet with the values in it; each comes with the index of the cell's format.

    ``scan`` must have been asked for the rows of the values (``wanted``).
    """
    pieces: list[tuple[int, int, bytes]] = []
    rows: dict[int, list[int]] = {}
    for row, column in sorted(values):
        rows.setdefault(row, []).append(column)
    for row, columns in rows.items():
        made = {column: _cell(scan, row, column, *values[row, column]) for column in columns}
        span = scan.rows.get(row)
        if span is None:
            inner = b"".join(made[column] for column in columns)
            at = scan.before[row]
            pieces.append((at, at, _tag(scan, f'row r="{row}"') + inner + _tag(scan, "/row")))
        else:
            pieces += _in_row(content, scan, row, span, made)
    return _exchanged(content, pieces)


def _in_row(
    content: bytes, scan: Scan, row: int, span: RowSpan, made: Mapping[int, bytes]
) -> list[tuple[int, int, bytes]]:
    if span.empty:
        tag = content[span.start : span.inside].rstrip()[:-2].rstrip() + b">"
        inner = b"".join(made[column] for column in sorted(made))
        return [(span.start, span.inside, tag + inner + _tag(scan, "/row"))]
    there = sorted((column, cell) for (r, column), cell in scan.cells.items() if r == row)
    pieces = []
    for column, new in sorted(made.items()):
        old = next((cell for c, cell in there if c == column), None)
        if old is not None:
            pieces.append((old.start, old.end, new))
        else:
            at = next((cell.start for c, cell in there if c > column), span.close)
            pieces.append((at, at, new))
    return pieces


def _exchanged(content: bytes, pieces: list[tuple[int, int, bytes]]) -> bytes:
    out, last = bytearray(), 0
    for start, end, new in sorted(pieces, key=lambda piece: piece[:2]):
        out += content[last:start] + new
        last = end
    return bytes(out + content[last:])


def _cell(scan: Scan, row: int, column: int, value: Value, style: int) -> bytes:
    look = f' s="{style}"' if style else ""
    start = f'c r="{address(row, column)}"{look}'
    if isinstance(value, float):
        return _tag(scan, start) + _tag(scan, "v") + f"{value:.15g}".encode() + _tag(scan, "/v") + _tag(scan, "/c")
    keep = ' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else ""
    text = escape(_escaped(value)).replace("\t", "&#9;").replace("\r", "&#13;")
    encoding = scan.encoding if scan.encoding in ("utf-8", "utf8") else "ascii"
    return (
        _tag(scan, f'{start} t="inlineStr"')
        + _tag(scan, "is")
        + _tag(scan, f"t{keep}")
        + text.encode(encoding, "xmlcharrefreplace")
        + b"".join(_tag(scan, tag) for tag in ("/t", "/is", "/c"))
    )


def _escaped(text: str) -> str:
    """``_x0041_`` in a text would be read as A: its first sign is written as an escape itself."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def _tag(scan: Scan, inside: str) -> bytes:
    slash = "/" if inside.startswith("/") else ""
    return f"<{slash}{scan.prefix}{inside.removeprefix('/')}>".encode()
