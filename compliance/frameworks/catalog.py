"""Frameworks in the catalogue: their requirements and how those map to controls.

A file with ``kind: controls`` lists requirements that are controls themselves (each is decided in a
control record of the same id). One with ``kind: criteria`` maps each requirement to controls under
``controls:``. One with ``kind: clauses`` lists items of documented information.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal

from compliance.frameworks.data import names, read
from compliance.registers.records.frameworks import OwnFramework

FrameworkKind = Literal["controls", "criteria", "clauses"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: an identifier and a title, in a group, with the controls that meet it."""

    id: str
    title: str
    group: str = ""
    subgroup: str = ""
    summary: str = ""
    controls: tuple[str, ...] = ()
    typical_evidence: tuple[str, ...] = ()
    new_in_2022: bool = False
    previous: tuple[str, ...] = ()
    """Identifiers that it had in the edition before."""
    clause: str = ""
    kind: str = ""
    mandatory: bool = True
    label: str = ""
    """How people write the identifier, where that is not the id."""
    text: str = ""
    """The requirement's own text, where its licence lets a project keep it."""


@dataclass(frozen=True)
class Framework:
    """A framework, with the day on which its data was checked against its source."""

    id: str
    title: str
    edition: str
    kind: FrameworkKind
    publisher: str
    checked_on: date
    notice: str
    groups: tuple[str, ...]
    requirements: tuple[Requirement, ...]

    def get(self, id: str) -> Requirement | None:
        """The requirement with this identifier."""
        return self._by_id.get(id)

    def mapped(self, chosen: Mapping[str, tuple[str, ...]]) -> Framework:
        """The same framework, where other controls help to meet the requirements of ``chosen``."""
        made = tuple(replace(r, controls=chosen.get(r.id, r.controls)) for r in self.requirements)
        return replace(self, requirements=made)

    @cached_property
    def _by_id(self) -> dict[str, Requirement]:
        return {requirement.id: requirement for requirement in self.requirements}


def _requirement(raw: dict[str, Any], kind: str) -> Requirement:
    controls = (raw["id"],) if kind == "controls" else tuple(raw.get("controls", ()))
    return Requirement(
        id=raw["id"],
        title=raw["title"],
        group=raw.get("group", ""),
        subgroup=raw.get("subgroup", ""),
        summary=raw.get("summary", ""),
        controls=controls,
        typical_evidence=tuple(raw.get("typical_evidence", ())),
        new_in_2022=raw.get("new_in_2022", False),
        previous=tuple(raw.get("previous", ())),
        clause=raw.get("clause", ""),
        kind=raw.get("kind", ""),
        mandatory=raw.get("mandatory", True),
    )


def _framework(raw: dict[str, Any]) -> Framework:
    return Framework(
        id=raw["id"],
        title=raw["title"],
        edition=raw.get("edition", ""),
        kind=raw["kind"],
        publisher=raw.get("publisher", ""),
        checked_on=date.fromisoformat(raw["checked_on"]),
        notice=raw.get("notice", ""),
        groups=tuple(raw.get("groups", ())),
        requirements=tuple(_requirement(item, raw["kind"]) for item in raw["requirements"]),
    )


@cache
def frameworks() -> dict[str, Framework]:
    """Every framework of the catalogue, by id: each data file that lists ``requirements``."""
    raws = (read(name) for name in names())
    made = (_framework(raw) for raw in raws if "requirements" in raw)
    return {framework.id: framework for framework in made}


def of_project(record: OwnFramework) -> Framework:
    """A framework that the project brings itself, as the catalogue has its own."""
    return Framework(
        id=record.id,
        title=record.title,
        edition=record.edition,
        kind=record.kind,
        publisher=record.publisher,
        checked_on=record.checked_on,
        notice=record.notice,
        groups=record.groups,
        requirements=tuple(
            Requirement(
                id=own.id,
                title=own.title,
                group=own.group,
                subgroup=own.subgroup,
                summary=own.summary,
                controls=(own.id,) if record.kind == "controls" else own.controls,
                label=own.label,
                text=own.text,
            )
            for own in record.requirements
        ),
    )


ANNEX_A = "iso27001-2022"
"""Id of the framework whose requirements are the Annex A controls."""

CLAUSES = "iso27001-2022-clauses"
"""Id of the list of documented information that clauses 4 to 10 ask for."""

SOC2 = "soc2-2017"
"""Id of the Trust Services Criteria, which SOC 2 is about."""


def annex_a() -> Framework:
    """ISO/IEC 27001:2022 Annex A."""
    return frameworks()[ANNEX_A]


def clauses() -> Framework:
    """The documented information that ISO/IEC 27001:2022 clauses 4 to 10 ask for."""
    return frameworks()[CLAUSES]
