"""What somebody said about a piece of evidence, before it is a record: on the command line, in a table, in a name."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from compliance.diagnostics import DossierError
from compliance.registers.kinds import BY_NAME


@dataclass(frozen=True)
class Given:
    """A file, what was said about it (keys and plain values of the register), and where that was said.

    ``like`` names a record that this one renews or resembles: what is not said is taken from it.
    """

    file: Path | None
    values: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""
    like: str = ""
    by_reference: bool = False
    redacted_from: Path | None = None
    unreviewed: bool = False

    def under(self, defaults: Mapping[str, Any]) -> Given:
        """The same with defaults for what was not said."""
        return replace(self, values={**defaults, **self.values})


class Mistake(NamedTuple):
    """What is wrong with something given: where it was said, the sentence, a way out."""

    where: str
    message: str
    help: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}" + (f" ({self.help})" if self.help else "")


class IntakeError(DossierError):
    """What was given cannot become evidence. All mistakes are listed; nothing was written."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        if len(mistakes) == 1:
            one = mistakes[0]
            super().__init__(f"{one.where}: {one.message}" if one.where else one.message, one.help)
        else:
            lines = "".join(f"\n  - {mistake}" for mistake in mistakes)
            super().__init__(f"nothing was written, for {len(mistakes)} reasons:{lines}")
        self.mistakes = mistakes


def shown(path: Path) -> str:
    """A file's name as text that prints: bytes that are not UTF-8 and control characters stand as escapes."""
    text = os.fsencode(path.name).decode(errors="backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class SaidWrongError(ValueError):
    """A text that is not what its field needs; carries the sentence and the way out."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help


def day(text: str) -> str:
    """A day, ``YYYY-MM-DD``."""
    try:
        return date.fromisoformat(text.strip()).isoformat() if len(text.strip()) == 10 else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> str:
    raise SaidWrongError(f"`{text}` is not a date", "write it as YYYY-MM-DD, for example 2026-11-20")


def moment(text: str) -> str:
    """A moment in UTC, ``YYYY-MM-DDThh:mm:ssZ``; of a bare day its first second. Another zone is converted."""
    text = text.strip()
    if len(text) == 10:
        return f"{day(text)}T00:00:00Z"
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise SaidWrongError(
            f"`{text}` is neither a date nor a moment", "write YYYY-MM-DD, or YYYY-MM-DDThh:mm:ssZ in UTC"
        ) from None
    if read.tzinfo is None:
        raise SaidWrongError(f"`{text}` does not say in which time zone", "put a Z behind it for UTC, or +01:00")
    return stamp(read)


def stamp(at: datetime) -> str:
    """A moment as registers write it, in UTC."""
    from datetime import UTC

    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def period(text: str) -> dict[str, str]:
    """``FROM..TO`` as the two fields of a record."""
    start, dots, end = text.partition("..")
    if not dots:
        raise SaidWrongError(f"`{text}` is not a period", "write its first and last day: 2026-07-01..2026-09-30")
    made = {"period_start": day(start), "period_end": day(end)}
    if made["period_start"] > made["period_end"]:
        raise SaidWrongError(f"the period {text} ends before it begins", "write its first day first")
    return made


def ids(text: str) -> list[str]:
    """Ids of a cell, parted by commas, semicolons or blanks."""
    return [id for id in re.split(r"[,;\s]+", text) if id]


def yes(text: str) -> bool:
    """Whether a cell says yes."""
    word = text.strip().lower()
    if word in ("yes", "y", "true", "1", "x"):
        return True
    if word in ("no", "n", "false", "0", ""):
        return False
    raise SaidWrongError(f"`{text}` is neither yes nor no", "write yes or no")


def one_of(field: str, text: str) -> str:
    """A value of a field that takes one of a few words."""
    allowed = BY_NAME["evidence"].schema["$defs"]["evidence"]["properties"][field]["enum"]
    word = text.strip().lower().replace("_", "-")
    if word not in allowed:
        raise SaidWrongError(f"`{text}` is no {field} of evidence", f"known are {', '.join(allowed)}")
    return word


def evidence_type(text: str) -> str:
    """A type as it is written in registers: ``Access review`` and ``access-review`` become ``access_review``."""
    return re.sub(r"[\s-]+", "_", text.strip()).lower()
