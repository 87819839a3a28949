"""Names of evidence files: ``EV-0142__A.8.13__restore-test__2026-09-30.pdf``.

Id, the control (or clause item) that it proves first, a few words, and the last day that it speaks of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

SCHEME = "[ID__]CONTROL__WORDS__YYYY-MM-DD.EXT"
"""The scheme as people type it; the id may be left out before a file has one."""

FIRST_ID = "EV-0001"
"""The id of the first record of a project that has none to follow."""

LONGEST_SLUG = 40

_NAME = re.compile(
    r"(?:(?P<id>[A-Za-z]+-?\d+)__)?(?P<subject>[A-Za-z0-9][A-Za-z0-9.-]*)__(?P<slug>[A-Za-z0-9][A-Za-z0-9_-]*?)"
    r"__(?P<day>\d{4}-\d{2}-\d{2})(?P<suffix>(?:\.[A-Za-z0-9]{1,8}){0,2})"
)
_NUMBERED = re.compile(r"(?P<prefix>.*?)(?P<number>\d+)")
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss", "đ": "d", "ł": "l", "Ł": "L"})


class Name(NamedTuple):
    """A file's name taken apart. ``id`` is empty where the name has none; ``suffix`` begins with a dot."""

    id: str
    subject: str
    slug: str
    day: date
    suffix: str

    def __str__(self) -> str:
        return "__".join(filter(None, (self.id, self.subject, self.slug, self.day.isoformat()))) + self.suffix


def parse(name: str) -> Name | None:
    """A name of the scheme; None where it is none."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match["day"])
    except ValueError:
        return None
    return Name(match["id"] or "", match["subject"], match["slug"], day, match["suffix"].lower())


def slug(title: str) -> str:
    """A title as lower-case ASCII words joined by hyphens, cut between two words."""
    plain = unicodedata.normalize("NFKD", title.translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word[:LONGEST_SLUG]
        if len(longer) > LONGEST_SLUG:
            break
        made = longer
    return made or "evidence"


def suffix(path: Path) -> str:
    """The ending that a file keeps: lower case, letters and digits only; ``.tar.gz`` and its like stay whole."""
    parts = [part.lower() for part in path.suffixes[-2:] if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", part)]
    if len(parts) == 2 and parts[0] == ".tar":
        return "".join(parts)
    return parts[-1] if parts and path.suffix.lower() == parts[-1] else ""


def next_ids(taken: Iterable[str]) -> Iterable[str]:
    """Ids that follow the highest of those taken, in its form: after EV-0155 come EV-0156, EV-0157, ..."""
    numbered = [match for id in taken if (match := _NUMBERED.fullmatch(id))]
    if numbered:
        last = max(numbered, key=lambda match: (int(match["number"]), match["prefix"]))
        prefix, width, number = last["prefix"], len(last["number"]), int(last["number"]) + 1
    else:
        match = _NUMBERED.fullmatch(FIRST_ID)
        assert match is not None
        prefix, width, number = match["prefix"], len(match["number"]), int(match["number"])
    while True:
        yield f"{prefix}{number:0{width}d}"
        number += 1
