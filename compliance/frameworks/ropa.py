"""Fields of a record of processing activities (GDPR Article 30), as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from compliance.frameworks.data import read


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field: its number and key, the article that asks a controller for it, its title and its group.

    ``processor`` is the article that asks a processor for it, where that is another one.
    """

    id: str
    key: str
    ref: str
    title: str
    group: str
    processor: str = ""

    def article(self, processor: bool = False) -> str:
        """The reference as documents print it, in the record of a controller or of a processor."""
        ref = (self.processor or self.ref) if processor else self.ref
        return "Practice" if ref == "practice" else f"Art. {ref}"


@cache
def record_fields() -> tuple[RecordField, ...]:
    """All fields, in the order of the sheet."""
    groups: dict[str, str] = {group["id"]: group["title"] for group in read("ropa")["groups"]}
    return tuple(RecordField(**row, group=groups[row["id"].partition(".")[0]]) for row in read("ropa")["fields"])
