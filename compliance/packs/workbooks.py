"""The evidence index and the registers of a binder as workbooks: for people who filter, and attached to the binder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Cell, Column, Table, View
from compliance.formats import xlsx
from compliance.formats.settings import Settings
from compliance.packs.common.evidence_register import cited_clauses, proves, recorded
from compliance.packs.common.pieces import owner, state
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.render.render import Rendered

INDEX, REGISTERS = "evidence-index.xlsx", "registers.xlsx"

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EVIDENCE = (
    Column("id", "Evidence", 12, "id"),
    Column("title", "What it shows", 40),
    Column("type", "Type", 22),
    Column("kind", "Kind", 14),
    Column("proves", "Proves", 24, "ids"),
    Column("clauses", "Clause items", 18, "ids"),
    Column("criteria", "Criteria", 18, "ids"),
    Column("period_start", "Period from", 12, "date"),
    Column("period_end", "Period to", 12, "date"),
    Column("as_of", "Speaks of", 12, "date"),
    Column("collected_at", "Collected at", 20),
    Column("until", "Holds until", 12, "date"),
    Column("state", "State", 14),
    Column("method", "Method", 12),
    Column("system", "System", 20),
    Column("collected_by", "Collected by", 22),
    Column("reviewed_by", "Reviewed by", 22),
    Column("rows", "Rows", 9, "number"),
    Column("file", "File in the pack", 50),
    Column("bytes", "Bytes", 12, "number"),
    Column("sha256", "SHA-256", 66),
    Column("original", "SHA-256 of the original", 66),
    Column("location", "Where it is, when not in the pack", 40),
)

_SMALL = ("evidence_", "actions_", "decisions_", "files", "documents", "stage1_")
"""Tables that belong to one section and are no register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook(View):
    """A view that is nothing but its tables."""

    sheets: tuple[Table, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return self.sheets


def evidence_index(scope: Scope) -> Table:
    """Everything that is known of every piece of evidence that is not withheld."""
    rows = tuple(_row(item, scope) for item in scope.items if item.fate != "withheld")
    return Table("evidence_index", "Evidence index", EVIDENCE, rows)


def _row(item: Item, scope: Scope) -> tuple[Cell, ...]:
    evidence, whole = item.evidence, item.evidence.population
    return (
        say(evidence, "id"),
        say(evidence, "title"),
        say(evidence, "type"),
        say(evidence, "kind"),
        proves(item, scope),
        cited_clauses(evidence, scope),
        tuple(Text(id) for id in evidence.criteria),
        say(evidence, "period_start"),
        say(evidence, "period_end"),
        fixed(item.freshness.as_of.isoformat()),
        say(evidence, "collected_at"),
        fixed(item.freshness.expires.isoformat()),
        state(item),
        say(evidence, "method"),
        say(evidence, "system"),
        owner(scope, evidence, "collected_by"),
        owner(scope, evidence, "reviewed_by") if evidence.reviewed_by else Text(""),
        say(whole, "row_count") if whole else Text(""),
        fixed(item.path),
        say(evidence, "bytes") if evidence.bytes is not None else Text(""),
        say(evidence, "sha256", recorded(item)),
        say(evidence, "original_sha256"),
        say(evidence, "location"),
    )


def registers(bound: Rendered) -> tuple[Table, ...]:
    """The registers among the tables of a binder, each once."""
    return tuple(_once(table for table in bound.view.tables if table.rows and not table.name.startswith(_SMALL)))


def _once(tables: Iterator[Table]) -> Iterator[Table]:
    seen: set[str] = set()
    for table in tables:
        if table.name not in seen:
            seen.add(table.name)
            yield table


def write(bound: Rendered, tables: tuple[Table, ...], title: str, settings: Settings) -> bytes:
    """A workbook of tables under the binder's name and day."""
    cover = replace(bound.view.cover, title=Text(title))
    view = Workbook(cover=cover, sheets=tables)
    return xlsx.write(replace(bound, view=view, html="", blocks=(), parts=None), settings)
