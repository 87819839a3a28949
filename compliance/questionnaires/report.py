"""What was written into a file, what was refused, and what was compared afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.questionnaires.model import Entry, Format, Spot


@dataclass(frozen=True, slots=True)
class Written:
    """A place that has an answer now. ``value`` is what stands there, which differs from what was asked for where a
    leading sign was neutralised."""

    spot: Spot
    before: str
    value: str
    neutralised: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that was not written, and why."""

    entry: Entry
    why: str


@dataclass(frozen=True, slots=True)
class Validations:
    """How many rules for cells a sheet has, before and after; ``extended`` ones stand in ``extLst``."""

    part: str
    before: int
    after: int
    extended_before: int = 0
    extended_after: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of writing. Counts are of what was read back from the file that was written."""

    source: str
    out: str
    format: Format
    written: tuple[Written, ...]
    refused: tuple[Refused, ...]
    untouched: tuple[str, ...]
    """Parts that are the same to the byte, compressed bytes included unless a remark says otherwise."""
    changed: tuple[str, ...]
    validations: tuple[Validations, ...] = ()
    compared: int = 0
    """Cells, paragraphs or records beside the answers that were compared and are the same."""
    remarks: tuple[str, ...] = ()

    def text(self) -> str:
        """The report as text, for ``OUT.report.txt``."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield f"{self.source} -> {self.out} ({self.format})"
        yield ""
        yield f"answers written: {len(self.written)}"
        yield f"answers refused: {len(self.refused)}"
        yield f"parts untouched, compared byte for byte: {len(self.untouched)}"
        yield f"parts changed: {len(self.changed)}{': ' if self.changed else ''}{', '.join(self.changed)}"
        yield f"{_UNITS[self.format]} beside the answers, compared and the same: {self.compared:,}"
        for v in self.validations:
            extended = f" (in extLst {v.extended_before} / {v.extended_after})" if v.extended_before else ""
            yield f"validations on {v.part!r}, before / after: {v.before} / {v.after}{extended}"
        for remark in self.remarks:
            yield f"note: {remark}"
        yield from _section("Refused", (f"{r.entry.slot.spot}: {_short(r.entry.value)}: {r.why}" for r in self.refused))
        yield from _section("Written", map(_written, self.written))
        yield from _section("Untouched parts", self.untouched)


_UNITS = {"xlsx": "cells", "xlsm": "cells", "csv": "fields", "docx": "parts of the text"}


def _written(w: Written) -> str:
    before = f" (was {_short(w.before)})" if w.before else ""
    sign = " [apostrophe set before a sign that begins formulas]" if w.neutralised else ""
    return f"{w.spot}: {_short(w.value)}{before}{sign}"


def _section(title: str, lines: Iterator[str] | map[str] | tuple[str, ...]) -> Iterator[str]:
    listed = list(lines)
    if listed:
        yield ""
        yield title
        yield from (f"  {line}" for line in listed)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 80 else line[:77] + "...")
