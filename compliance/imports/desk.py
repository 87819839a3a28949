"""What is gathered on the way: findings, ids that are free, fields that no register has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from compliance.diagnostics import Diagnostic, Label, Place, Severity, Span

Record = dict[str, Any]
"""A plain record, as a register file holds it."""


def left_out(at: Place | Span, message: str, help: str = "", key: bool = False) -> Diagnostic:
    """Something is not in the drafts. ``key`` points at the key of the place."""
    label = Label(at, "", "key" if key else "value")
    return Diagnostic("import-left-out", Severity.ERROR, message, label, help=help)


def aside(at: Place, message: str, help: str) -> Diagnostic:
    """Something has no counterpart in a register, or is kept where no document reads it."""
    return Diagnostic("import-aside", Severity.WARNING, message, Label(at), help=help)


def guessed(at: Place, message: str, help: str) -> Diagnostic:
    """Something follows from what usually holds, and not from the file."""
    return Diagnostic("import-guessed", Severity.NOTE, message, Label(at), help=help)


@dataclass(slots=True)
class Desk:
    """``taken`` are ids of the project by kind; ``owner`` is a role of it."""

    owner: str
    taken: Mapping[str, frozenset[str]]
    first_number: int
    found: list[Diagnostic] = field(default_factory=list)
    kept: dict[str, list[Place]] = field(default_factory=dict)
    """Places of fields that no register has, by their name."""
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    """Where each record came from, by kind and id."""
    _used: dict[str, set[str]] = field(default_factory=dict)

    def fresh(self, kind: str, wanted: str, at: Place) -> str:
        """An id that no record of the kind has yet, as close to the one wanted as ids allow."""
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", wanted).strip("-._")[:70] or kind
        used = self._used.setdefault(kind, set(self.taken.get(kind, ())))
        tried, n = stem, 1
        while tried in used:
            n += 1
            tried = f"{stem}-{n}"
        used.add(tried)
        self.places[kind, tried] = at
        return tried

    def reserve(self, kind: str, id: str) -> None:
        """Give an id away that is not derived from the file."""
        self._used.setdefault(kind, set(self.taken.get(kind, ()))).add(id)


def line(value: Any) -> str:
    """A value as one line of text; empty where it is none."""
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return " ".join(str(value).split())[:400].strip() if plain else ""


def says(value: Any) -> bool:
    """Whether a value says anything: False is what tools write where nobody answered."""
    return value not in (None, "", [], {}, False)
