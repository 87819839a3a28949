"""Markdown and plain text become passages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.paper.passages import Passage
from compliance.paper.tidy import LABEL, LONGEST, join, kind_of, tidy

_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}(?:\s\"[^\"\n]{0,200}\")?\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_RULE = re.compile(r"^\s*(?:[-=*_]\s*){3,}$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")


def decode(data: bytes) -> str:
    """Text of a file: UTF-8, or UTF-16 by its mark, else Windows-1252, in which every byte is a character."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def markdown(text: str) -> Iterator[Passage]:
    """Blocks of Markdown. Marks of emphasis and addresses of links go; what a reader sees stays."""
    pending = ""
    for line in [*text.splitlines(), ""]:
        heading = re.match(r"^\s{0,3}(#{1,6})\s+(.*?)#*\s*$", line)
        row = line.lstrip().startswith("|")
        item = re.match(r"^\s*(?:[-*+]|\d{1,2}[.)]|\(?[a-z]{1,2}[.)]|\(\d{1,2}\))\s+", line)
        if pending and (not line.strip() or heading or row or item or _RULE.match(line) or len(pending) > LONGEST):
            yield _passage(pending)
            pending = ""
        if heading:
            yield Passage(tidy(_bare(heading[2])), kind="heading", level=len(heading[1]))
        elif row and not _TABLE_RULE.match(line):
            yield Passage(tidy(_bare(line.strip().strip("|").replace("|", " | "))), kind="row")
        elif not row and not _RULE.match(line) and line.strip():
            pending = join(pending, line.lstrip(" >")) if pending else line.lstrip(" >")


def _bare(text: str) -> str:
    return _MARKS.sub("", _TAG.sub(" ", _LINK.sub(r"\1", text)))


def _passage(text: str) -> Passage:
    bare = tidy(_bare(text))
    bold = re.fullmatch(r"\*\*[^*]{3,80}\*\*:?", text.strip())
    return Passage(bare, kind="heading" if bold else kind_of(bare))


def plain(text: str) -> Iterator[Passage]:
    """Paragraphs of plain text: parted by blank lines, and where a line begins with a number or a bullet."""
    pending = ""
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        if pending and (not stripped or _RULE.match(line) or LABEL.match(stripped) or len(pending) > LONGEST):
            bare = tidy(pending)
            yield Passage(bare, kind=kind_of(bare))
            pending = ""
        if stripped and not _RULE.match(line):
            pending = join(pending, line) if pending else stripped
