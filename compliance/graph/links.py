"""References as a two-way index: cheap, and enough for most rules and documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from compliance.registers.references import Reference


class Links:
    """Looks references up by either end."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._out: dict[tuple[str, str], list[Reference]] = defaultdict(list)
        self._in: dict[tuple[str, str], list[Reference]] = defaultdict(list)
        for reference in references:
            self._out[reference.kind, reference.id].append(reference)
            self._in[reference.to_kind, reference.to_id].append(reference)

    def out(self, kind: str, id: str) -> tuple[Reference, ...]:
        """What a record names."""
        return tuple(self._out.get((kind, id), ()))

    def into(self, kind: str, id: str, by: str = "", field: str = "") -> tuple[Reference, ...]:
        """Who names a record; only records of kind ``by`` and fields starting with ``field`` where given."""
        return tuple(
            r
            for r in self._in.get((kind, id), ())
            if (not by or r.kind == by) and (not field or r.field.startswith(field))
        )
