"""The worked company with something changed in its registers, without writing a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from compliance.graph.dossier import Dossier
from compliance.registers.load import Registers
from compliance.registers.records.answers import Answer
from compliance.registers.records.company import Project
from compliance.registers.records.controls import Control
from compliance.registers.values import Record
from tests import company


def with_records(*records: Record, day: date | None = None) -> Dossier:
    """The company with these records in the place of those of the same kind and id, or beside them."""
    before = company.dossier()
    made = dict(before.registers.records)
    for record in records:
        made[type(record)] = {**made.get(type(record), {}), record.id: record}
    return replace(before, registers=replace(before.registers, records=made), today=day or before.today)


def with_control(id: str, change: Callable[[Control], Control]) -> Dossier:
    control = company.dossier().get(Control, id)
    assert control is not None
    return with_records(change(control))


def planned(control: Control) -> Control:
    return replace(control, status="planned", planned_for=date(2027, 6, 30))


def empty() -> Dossier:
    """The company without any register but its project file and its answer library."""
    before = company.dossier()
    kept: dict[type[Record], Mapping[str, Record]] = {
        kind: before.registers.records[kind] for kind in (Project, Answer)
    }
    return replace(before, registers=Registers(kept))
