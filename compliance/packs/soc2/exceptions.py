"""Chapter 16: exceptions and waivers as every pack has them; gaps stand in the gap list, and two lists would differ."""

from __future__ import annotations

from dataclasses import replace

from compliance.documents.text import fixed
from compliance.packs.chapters import Chapter, ChapterView, Section, Words
from compliance.packs.common import failures
from compliance.packs.scope import Scope

GAPS = "gaps"
"""The section of gaps in the chapter that every pack has."""


def chapter(number: str, listed_in: str) -> Chapter:
    """The chapter of exceptions; ``listed_in`` is the number of the chapter that lists all gaps."""
    common = failures.chapter(number, ())

    def view(scope: Scope) -> ChapterView:
        said = common.view(scope)
        return replace(said, sections=tuple(_pointer(s, listed_in) if s.id == GAPS else s for s in said.sections))

    return replace(common, view=view)


def _pointer(section: Section, number: str) -> Section:
    words = (
        f"Chapter {number} has the gaps of this binder, ranked, each once, with what is done about it, owner and date; "
        "sheets mark those of their own control."
    )
    return replace(section, blocks=(Words(fixed(words)),))
