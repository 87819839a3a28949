"""The dossier: registers, catalogue, graph and today, as one value that every later stage reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from compliance.frameworks.catalog import Framework, frameworks, of_project
from compliance.graph.links import Links
from compliance.registers.load import Registers
from compliance.registers.records.company import Company, DocumentIssue, FrameworkScope, Project
from compliance.registers.records.frameworks import OwnFramework
from compliance.registers.values import Record

if TYPE_CHECKING:
    from compliance.graph.build import Graph
    from compliance.graph.dataflow import DataFlows

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Dossier:
    """Everything that is known about a project on one day."""

    root: Path
    registers: Registers
    today: date
    minimum_coverage: Mapping[str, float] = field(default_factory=dict)
    """Minimum coverage by framework where the command line gave one, in per cent."""
    before: Dossier | None = None
    """The project as it was, for documents about changes. Its places are lines of that revision, not of now."""
    revision: str = ""
    """The revision that it was read at, as it prints; empty for the files as they are."""

    def all(self, cls: type[R]) -> tuple[R, ...]:
        """Every record of a class."""
        return self.registers.all(cls)

    def get(self, cls: type[R], id: str) -> R | None:
        """One record, or None."""
        return self.registers.get(cls, id)

    @property
    def project(self) -> Project:
        return self.registers.project

    @property
    def company(self) -> Company:
        return self.project.company

    @cached_property
    def frameworks(self) -> dict[str, Framework]:
        """The catalogue of frameworks and the project's own, by id, with the mappings that the project chooses. The
        catalogue goes first: see ``framework-id-taken``."""
        own = {record.id: of_project(record) for record in self.all(OwnFramework)}
        found = {**own, **frameworks()}
        chosen = {s.id: {m.requirement: m.controls for m in s.mappings} for s in self.project.frameworks if s.mappings}
        return {id: f.mapped(chosen[id]) if id in chosen else f for id, f in found.items()}

    @cached_property
    def scopes(self) -> tuple[FrameworkScope, ...]:
        """Frameworks in scope that the catalogue knows."""
        return tuple(scope for scope in self.project.frameworks if scope.id in self.frameworks)

    @cached_property
    def kept(self) -> dict[object, object]:
        """Answers that stages keep for as long as the dossier lives, by what was asked: many customers share them."""
        return {}

    @cached_property
    def links(self) -> Links:
        """Who names whom, both ways."""
        return Links(self.registers.references)

    @cached_property
    def graph(self) -> Graph:
        """The same as a networkx graph, for questions about paths."""
        from compliance.graph.build import build

        return build(self.registers)

    @cached_property
    def dataflows(self) -> DataFlows:
        """Where data is and where it goes, by the flows that are live."""
        from compliance.graph.dataflow import dataflows

        return dataflows(self)

    def role(self, id: str) -> str:
        """The title of a role; the id where the project does not have it."""
        role = self.registers.roles.get(id)
        return role.title if role else id

    def issue(self, document: str) -> DocumentIssue | None:
        """Version and approval of a document, where the project states them."""
        settings = self.project.documents
        return next((i for i in settings.issues if i.document == document), None) if settings else None
