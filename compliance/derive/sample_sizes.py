"""How large a sample the auditor's table asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compliance.frameworks.sampling import SizeRow, SizeTable, shipped_sizes
from compliance.graph.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Asked:
    """The row of the table that applies, how many items are looked at, and whose row it is."""

    row: SizeRow
    size: int
    source: str


def table(dossier: Dossier) -> SizeTable:
    """The project's table: its own sizes where it states them, the shipped ones elsewhere."""
    shipped, own = shipped_sizes(), dossier.project.sampling
    if own is None:
        return shipped
    sizes: dict[str, int] = {row.frequency: row.size for row in own.sizes}
    rows = tuple(replace(row, size=sizes.get(row.frequency, row.size)) for row in shipped.rows)
    return replace(shipped, rows=rows)


def source_of(row: SizeRow, dossier: Dossier) -> str:
    """Whose size a row has: the auditor's, as the project says, or this product's."""
    own = dossier.project.sampling
    if own and any(each.frequency == row.frequency for each in own.sizes):
        return own.source
    return shipped_sizes().source


def asked(dossier: Dossier, frequency: str, items: int | None = None) -> Asked | None:
    """What the table asks for; None where a control is carried out per event and nobody says how many there were.

    ``items`` is the population's number of rows: a smaller population is looked at whole.
    """
    rows = table(dossier).rows
    if frequency in ("", "per-event"):
        if items is None:
            return None
        row = next((r for r in rows if r.up_to and items <= r.up_to), rows[-1])
    else:
        row = next(r for r in rows if r.frequency == frequency)
    size = row.size if items is None else min(row.size, items)
    return Asked(row, size, source_of(row, dossier))
