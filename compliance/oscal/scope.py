"""What is written as OSCAL: the frameworks in scope, the decisions on controls, and what may be said of each today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Literal
from uuid import UUID, uuid5

from compliance.derive.controls import ControlState, Proof, state
from compliance.documents.text import Text, fixed, say
from compliance.frameworks.catalog import Framework, Requirement, annex_a
from compliance.graph.dossier import Dossier
from compliance.oscal import ids
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control
from compliance.registers.records.flows import System
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Record

OWN = "own-controls"
"""Name of the catalog of the company's own controls."""

Standing = Literal["implemented", "partial", "planned", "not-implemented", "not-applicable"]
"""How far a control is in place: OSCAL's words, and one that OSCAL has none for."""


@dataclass(frozen=True)
class Decided:
    """A decision on a control, the requirement that it is about, and what may be said of it today."""

    control: Control
    requirement: Requirement | None
    state: ControlState
    catalog: str

    @property
    def id(self) -> str:
        """The control's id in OSCAL."""
        return ids.token(self.control.id)

    @property
    def statement_id(self) -> str:
        """The id of the part of its catalog entry that says what it asks."""
        return f"{self.id}_smt"

    @property
    def title(self) -> Text:
        known = self.requirement or annex_a().get(self.control.id)
        return Text(known.title, (self.control.at("id"),)) if known else say(self.control, "title")

    @property
    def named(self) -> Text:
        """Its id and title, for people."""
        return Text(f"{self.control.id} {self.title}".strip(), self.title.sources)

    @property
    def standing(self) -> Standing:
        """How far it is in place. Implemented only with evidence that holds today: never by the register's word."""
        if not self.control.applicable:
            return "not-applicable"
        if self.state.verdict == "met":
            return "implemented"
        if self.state.verdict == "partly":
            return "partial"
        return "planned" if self.control.status == "planned" else "not-implemented"


@dataclass(frozen=True)
class Scope:
    """A project on a day, cut for OSCAL."""

    dossier: Dossier
    made: datetime
    final: bool

    @cached_property
    def space(self) -> UUID:
        """The namespace of the project's ids."""
        return ids.project(self.dossier.company)

    def uuid(self, *name: str) -> str:
        """The id of a thing, by kind and register ids."""
        return str(uuid5(self.space, "/".join(name)))

    @cached_property
    def frameworks(self) -> tuple[Framework, ...]:
        """Frameworks in scope, in the project's order, each once."""
        return tuple({s.id: self.dossier.frameworks[s.id] for s in self.dossier.scopes}.values())

    @cached_property
    def decided(self) -> tuple[Decided, ...]:
        """Every decision on a control: catalog by catalog in its order, then the company's own."""
        return tuple(self._decided())

    def _decided(self) -> Iterator[Decided]:
        controls = {control.id: control for control in self.dossier.all(Control)}
        for framework in self.frameworks:
            for requirement in framework.requirements if framework.kind == "controls" else ():
                control = controls.pop(requirement.id, None)
                if control is not None:
                    yield Decided(control, requirement, state(control, self.dossier), framework.id)
        for control in controls.values():
            yield Decided(control, None, state(control, self.dossier), OWN)

    @cached_property
    def by_id(self) -> dict[str, Decided]:
        """Decisions by the control's register id."""
        return {decided.control.id: decided for decided in self.decided}

    @property
    def applicable(self) -> tuple[Decided, ...]:
        """The controls that the Statement of Applicability includes."""
        return tuple(d for d in self.decided if d.control.applicable)

    @cached_property
    def evidence(self) -> tuple[Proof, ...]:
        """Evidence of the applicable controls, each piece once, in order of the controls."""
        return tuple({p.evidence.id: p for d in self.applicable for p in d.state.proofs}.values())

    @cached_property
    def components(self) -> tuple[System | Vendor, ...]:
        """Systems and suppliers that a control can rest on. Groups of people and what is out of scope are none."""
        systems = (s for s in self.dossier.all(System) if s.kind != "data-subject" and not s.out_of_scope)
        return (*systems, *self.dossier.all(Vendor))

    def component_uuid(self, record: Record) -> str:
        """The id of the component that a system or supplier is."""
        return self.uuid("system" if isinstance(record, System) else "vendor", record.id)

    @property
    def organisation_uuid(self) -> str:
        """The id of the company as a party."""
        return self.uuid("party", "company")

    @property
    def system_uuid(self) -> str:
        """The id of the component that stands for the whole: the company with what it runs."""
        return self.uuid("component", "this-system")

    def controls_of(self, record: System | Vendor) -> tuple[Decided, ...]:
        """Applicable controls that name a system or supplier, or that a system names."""
        mine = set(record.controls) if isinstance(record, System) else set()
        kind = "systems" if isinstance(record, System) else "vendors"
        return tuple(d for d in self.applicable if record.id in getattr(d.control, kind) or d.control.id in mine)

    def role(self, id: str, record: Record, field: str) -> Text:
        """The title of a role."""
        return Text(self.dossier.role(id), (record.at(field),)) if id else fixed("")


def proof_uuid(scope: Scope, evidence: Evidence) -> str:
    """The id of the observation that a piece of evidence is."""
    return scope.uuid("evidence", evidence.id)


def stamp(day: date | datetime, last: bool = False) -> str:
    """A time with its zone; of a day its first moment, or its last."""
    if not isinstance(day, datetime):
        day = datetime.combine(day, time(23, 59, 59) if last else time(), UTC)
    zoned = day if day.tzinfo else day.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
