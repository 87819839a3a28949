"""Places of a document that somebody still has to fill in."""

from __future__ import annotations

import re

_BLANK = re.compile(
    r"_{4,}|\.{6,}|…{3,}"
    r"|\[\s*(?:…|\.{2,}|_+|-+|x{2,}|\u25cf|\u2022|\*)?\s*\]"
    r"|\{\{[^{}]{0,80}\}\}|\{%[^{}]{0,80}%\}|<<[^<>]{0,80}>>"
    r"|\[\s*(?:insert|specify|fill in|enter|add|select|choose|delete|name|date|address|company|customer|controller|"
    r"processor|party|number|amount|title|country|role|option|your|legal|full|effective|e-?mail|"
    r"sett inn|fyll (?:inn|ut)|indsæt|udfyld|ange|infoga|einsetzen|bitte|datum|firma|adresse?|navn)\b[^\]\n]{0,120}\]"
    r"|\[[A-Z][A-Z0-9 _/.,'&-]{3,80}\]"
    r"|\b(?:TODO|TBD|TBC|FIXME|XXX|lorem ipsum)\b",
)
_NOT_CASED = re.compile(
    r"\[\s*(?:insert|specify|fill in|enter|select|choose|name|date|address|sett inn|einsetzen)\b[^\]\n]{0,120}\]", re.I
)


def blanks(text: str) -> list[re.Match[str]]:
    """Every blank, bracket or note to the author in a text, in its order."""
    found = [*_BLANK.finditer(text), *_NOT_CASED.finditer(text)]
    once: dict[int, re.Match[str]] = {}
    for match in sorted(found, key=lambda m: (m.start(), -m.end())):
        once.setdefault(match.start(), match)
    return list(once.values())
