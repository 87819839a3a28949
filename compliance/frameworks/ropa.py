"""Fields of a record of processing activities (GDPR Article 30), as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from compliance.frameworks.data import read


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field: its number and key, the article that asks for it, its title and the group that it stands in."""

    id: str
    key: str
    ref: str
    title: str
    group: str

    @property
    def article(self) -> str:
        """The reference as documents print it."""
        return "Practice" if self.ref == "practice" else f"Art. {self.ref}"


@cache
def record_fields() -> tuple[RecordField, ...]:
    """All fields, in the order of the sheet."""
    groups: dict[str, str] = {group["id"]: group["title"] for group in read("ropa")["groups"]}
    return tuple(RecordField(**row, group=groups[row["id"].partition(".")[0]]) for row in read("ropa")["fields"])
