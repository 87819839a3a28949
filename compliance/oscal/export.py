"""Writes a project as OSCAL: the documents, checked before anybody sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from compliance.diagnostics import Diagnostic, DossierError, Severity
from compliance.graph.dossier import Dossier
from compliance.oscal import check, ids
from compliance.oscal.catalogs import catalogs
from compliance.oscal.components import component_definition
from compliance.oscal.gaps import gaps
from compliance.oscal.mapping import mapping_collection
from compliance.oscal.milestones import plan_of_action
from compliance.oscal.plan import assessment_plan, system_security_plan
from compliance.oscal.profile import profile
from compliance.oscal.read import Document
from compliance.oscal.results import assessment_results
from compliance.oscal.scope import Scope
from compliance.oscal.shared import COMPONENTS, MAPPING, MILESTONES, PLAN, PROFILE, RESULTS, SYSTEM
from compliance.oscal.tree import Tree, blocks, dump, plain
from compliance.render.marks import Block


class FaultyExportError(DossierError):
    """What we made does not hold against our own check, so that the set is not written."""

    def __init__(self, found: Diagnostic, count: int) -> None:
        super().__init__(
            f"the OSCAL documents have {count} faults and were not written; the first: {check.shown(found)}: "
            f"{found.message}",
            "`dossier check` may name the cause, such as an id that stands twice in frameworks/; else report it",
        )


@dataclass(frozen=True)
class ExportedFile:
    """A file of an export: its name, its bytes, and its texts with the places that they came from."""

    name: str
    data: bytes
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Exported:
    """The files of an export, and what it has to say that stands in none of them."""

    files: tuple[ExportedFile, ...]
    remarks: tuple[str, ...] = ()


def export(dossier: Dossier, made: datetime, final: bool = False) -> Exported:
    """Every OSCAL document of a project. ``made`` is the time inside the files."""
    scope = Scope(dossier, made, final)
    found = [(name, model, tree) for name, model, tree in _documents(scope) if tree is not None]
    files = []
    documents = []
    for name, model, tree in found:
        content = plain(tree)
        body = {"uuid": ids.of_document(scope.space, name, content), **content}
        files.append(ExportedFile(name, dump({model: body}), blocks(tree)))
        documents.append(Document(name, Path(name), model, body))
    _hold(documents)
    return Exported(tuple(files), tuple(_remarks(scope, {file.name for file in files})))


def _documents(scope: Scope) -> Iterator[tuple[str, str, Tree]]:
    """File, model and content, in the order in which one builds on another."""
    yield from catalogs(scope)
    yield MAPPING, "mapping-collection", mapping_collection(scope)
    if not scope.applicable:
        return
    open_gaps = gaps(scope)
    yield PROFILE, "profile", profile(scope)
    yield COMPONENTS, "component-definition", component_definition(scope)
    yield SYSTEM, "system-security-plan", system_security_plan(scope)
    yield PLAN, "assessment-plan", assessment_plan(scope)
    yield RESULTS, "assessment-results", assessment_results(scope, open_gaps)
    yield MILESTONES, "plan-of-action-and-milestones", plan_of_action(scope, open_gaps)


def _hold(documents: list[Document]) -> None:
    """Refuse to write what our own check finds fault with."""
    faults = [d for d in check.check(documents).found if d.severity >= Severity.WARNING]
    if faults:
        raise FaultyExportError(faults[0], len(faults))


def _remarks(scope: Scope, written: set[str]) -> Iterator[str]:
    if not written:
        yield "oscal: no framework is in scope and no control is decided, so there is nothing to write"
    elif PROFILE not in written:
        yield "oscal: no control is decided as applicable, so only catalogs were written"
    elif MILESTONES not in written:
        yield f"oscal: nothing is open, so there is no {MILESTONES}"
    undecided = sum(
        1 for f in scope.frameworks if f.kind == "controls" for r in f.requirements if r.id not in scope.by_id
    )
    if undecided and PROFILE in written:
        yield f"oscal: {undecided} controls of the frameworks in scope have no decision and stand in no profile"
