"""Cleans text that came out of a file: ligatures, hyphens at line ends, odd spaces; and tells headings from items."""

from __future__ import annotations

import re
import unicodedata

_ODD = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f", None),
        **dict.fromkeys("\u2028\u2029\x0b\x0c\x85", " "),
    }
)
_KEPT = frozenset(
    ("sub", "third", "non", "pre", "self", "co", "cross", "data", "re", "e", "two", "non-eu", "eu", "need")
)
"""Words whose hyphen stays when a line ends behind it."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")

LONGEST = 20_000
"""Characters after which a paragraph is cut: none of a contract is that long, and time would grow with its square."""

LABEL = re.compile(
    r"^(?:§\s*\d+[a-z]?|(?:article|clause|section|annex|schedule|appendix|exhibit|part|bilag|vedlegg|anlage|bilaga)\s+"
    r"[\divxa-h]+(?:\.\d+)*|\d{1,2}(?:\.\d{1,3}){0,4}[.)]?|\(?[a-z]{1,2}[.)]|\(?[ivx]{1,5}[.)]|\((?:\d{1,2})\)|"
    r"[\u2022\u25cf\u25aa\u25e6\u2043*o\uf0b7-])\s+",
    re.IGNORECASE,
)
"""The label of a numbered paragraph or list item."""
_ITEM = re.compile(
    r"^(?:\(?[a-z]{1,2}[.)]|\(?[ivx]{1,5}[.)]|\(\d{1,2}\)|[\u2022\u25cf\u25aa\u25e6\u2043*\uf0b7-])\s+", re.I
)


def tidy(text: str) -> str:
    """One line of plain text: ligatures taken apart, quotes and dashes of one kind, single spaces."""
    text = unicodedata.normalize("NFKC", text.translate(_ODD)).translate(_ODD)
    return " ".join(_CONTROL.sub("", text).split())


def join(left: str, right: str) -> str:
    """Two lines of one paragraph. A word that was broken becomes whole; ``sub-`` and its like keep the hyphen."""
    right = right.strip()
    if left.endswith(("\u00ad", "\ufffe", "\x02")):
        return left[:-1] + right
    stripped = left.rstrip()
    if stripped.endswith(("-", "\u2010")) and len(stripped) > 2 and stripped[-2].isalpha() and right[:1].islower():
        word = re.split(r"[\s(]", stripped[:-1])[-1].lower()
        return stripped + right if word in _KEPT else stripped[:-1] + right
    return f"{stripped} {right}"


def whole_words(text: str) -> str:
    """Words that PDFium marked as broken at the end of a line, whole again; ``sub-`` and its like keep the hyphen."""
    return re.sub(r"([^\W\d_]*)\ufffe", lambda m: m[1] + ("-" if m[1].lower() in _KEPT else ""), text)


def kind_of(text: str) -> str:
    """``item`` for a list item, ``heading`` for what looks like one, else ``paragraph``."""
    if _ITEM.match(text):
        return "item"
    return "heading" if looks_like_heading(text) else "paragraph"


def looks_like_heading(text: str) -> bool:
    """Short, no full stop at its end, and numbered, in capitals, or with capital letters throughout."""
    bare = LABEL.sub("", text).lstrip("-:. ").strip()
    if not bare or len(text) > 90 or text[-1] in ".;,:" or not re.search(r"[^\W\d]{3}", bare):
        return False
    words = re.findall(r"[^\W\d_]{4,}", bare)
    capitals = sum(1 for word in words if word[0].isupper())
    labelled = bare != text.strip()
    if not bare[:1].isupper() or "|" in text:
        return False
    return text.isupper() or (bool(words) and capitals == len(words)) or (labelled and len(bare.split()) <= 9)
