"""Where links inside a binder lead: each id that a page is about, and the anchor of that page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from compliance.documents.text import Text

if TYPE_CHECKING:
    from compliance.packs.binder import Bound

Targets = Mapping[str, str]
"""Anchors by what is printed, for example ``A.8.13`` to ``control-a-8-13``."""


def anchor(kind: str, id: str) -> str:
    """The anchor of a record's page or row; the same id of two kinds makes two anchors."""
    safe = "".join(c if c.isascii() and c.isalnum() else "-" for c in id.lower())
    return f"{kind}-{safe}"


def targets(bound: Iterable[Bound]) -> Targets:
    """Every id that a chapter has a place for."""
    found: dict[str, str] = {}
    for each in bound:
        for id, where in each.view.targets():
            found.setdefault(id, where)
        for section in each.view.sections:
            found.setdefault(section.id, section.id)
            if section.reference.startswith("Clause "):
                found.setdefault(section.reference, section.id)
    return found


def link(text: Text, known: Targets) -> str:
    """The anchor that a printed text leads to; empty where there is none. Open points lead nowhere."""
    return known.get(text.value, "") if text.mark != "open" else ""
