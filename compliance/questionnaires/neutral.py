"""Text that a spreadsheet program could take for a formula, made harmless.

OWASP ("CSV Injection") names the signs ``= + - @``, tab and carriage return at the start of a field, and the
apostrophe before them as the remedy. In a CSV file nothing says that a field is text, so every such field gets the
apostrophe, except plain numbers and telephone numbers. In a workbook an answer is always stored as an inline string,
which no program evaluates when it opens the file; ``+`` and ``-`` before a space, a digit or a bracket stay there as
they are, because bullets and telephone numbers begin so. Everything else gets the apostrophe too, because a
customer may save the sheet as CSV or type over the cell.
"""

from __future__ import annotations

import re

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Full-width forms too, which programs in Japanese and Chinese take for the plain ones."""
_PLAIN = re.compile(r"[+-]?[\d .,()/-]*\d[\d .,()/-]*%?$")
_BULLET = re.compile(r"[-+](?:\s|[\d(])")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def neutral(text: str, typed: bool) -> str:
    """The text as it may be written; ``typed`` where the format says that it is text (workbooks)."""
    text = legal(text)
    if not text.lstrip(" \n").startswith(_SIGNS) or _PLAIN.match(text):
        return text
    if typed and _BULLET.match(text) and not re.search(r"[|!]|[^\W\d_]\(", text.splitlines()[0]):
        return text
    return "'" + text


def legal(text: str) -> str:
    """Without control characters that neither XML nor a table may hold, line ends of one kind."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n") if not text.startswith("\r") else text)
