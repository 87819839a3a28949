"""The kinds of register: which schema and record each has, and where its files stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from compliance.registers.records.answers import Answer, AnswerLink
from compliance.registers.records.assurance import Audit, Evidence, Incident, ManagementReview
from compliance.registers.records.company import Project
from compliance.registers.records.controls import (
    Approval,
    Certificate,
    Clause,
    Continuity,
    Control,
    Obligation,
    Policy,
    Risk,
    Waiver,
)
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Activity, DataPolicy, Flow, Party, Retention, System
from compliance.registers.records.frameworks import OwnFramework
from compliance.registers.records.packs import QuestionnairePack
from compliance.registers.records.service import ServiceDescription
from compliance.registers.records.told import KnownQuestionnaire, Told
from compliance.registers.records.transfers import Tia
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Record

SCHEMA_VERSION = 1
"""Version of the register schemas; ``schema_version`` in dossier.yaml names the one in use."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of register.

    ``layout`` says how a file holds records: ``record`` (the file is one), ``list`` (under the key
    ``collection``) or ``markdown`` (front matter and body). ``where`` are globs below the root.
    ``id_key`` is the key that names a record, where it is not ``id``.
    """

    name: str
    record: type[Record]
    layout: Literal["record", "list", "markdown"]
    where: tuple[str, ...]
    collection: str = ""
    id_key: str = "id"

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema (2020-12) of a file of this kind."""
        return schema_of(self.name)

    @property
    def record_schema(self) -> dict[str, Any]:
        """The JSON Schema of one record."""
        whole = self.schema
        return {"$schema": whole["$schema"], "$ref": f"#/$defs/{self.name}", "$defs": whole["$defs"]}


@cache
def schema_of(name: str) -> dict[str, Any]:
    """The shipped schema of a kind."""
    text = files("compliance").joinpath("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def schema_text(kind: Kind) -> str:
    """The schema of a kind as the text of a file."""
    return json.dumps(kind.schema, indent=2, ensure_ascii=False) + "\n"


KINDS: tuple[Kind, ...] = (
    Kind("project", Project, "record", ("dossier.yaml",), id_key=""),
    Kind("party", Party, "list", ("dataflows/parties.yaml", "dataflows/parties/*.yaml"), "parties"),
    Kind("system", System, "list", ("dataflows/systems.yaml", "dataflows/systems/*.yaml"), "systems"),
    Kind("flow", Flow, "list", ("dataflows/flows/*.yaml",), "flows"),
    Kind("tia", Tia, "list", ("dataflows/tias.yaml",), "assessments"),
    Kind("activity", Activity, "list", ("dataflows/activities.yaml", "dataflows/activities/*.yaml"), "activities"),
    Kind("retention", Retention, "list", ("dataflows/retention.yaml",), "retention"),
    Kind("data-policy", DataPolicy, "list", ("dataflows/policies.yaml",), "policies"),
    Kind("vendor", Vendor, "record", ("vendors/*.yaml",)),
    Kind("control", Control, "record", ("controls/annex-a/*.yaml", "controls/own/*.yaml")),
    Kind("clause", Clause, "list", ("controls/clauses.yaml",), "clauses"),
    Kind("policy", Policy, "markdown", ("controls/policies/*.md",)),
    Kind("risk", Risk, "list", ("controls/risks.yaml",), "risks"),
    Kind("obligation", Obligation, "list", ("controls/obligations.yaml",), "obligations"),
    Kind("certificate", Certificate, "list", ("controls/certificates.yaml",), "certificates"),
    Kind("continuity", Continuity, "list", ("controls/continuity.yaml",), "objectives"),
    Kind("audit", Audit, "list", ("controls/audits.yaml",), "audits"),
    Kind("management-review", ManagementReview, "list", ("controls/management-reviews.yaml",), "reviews"),
    Kind("incident", Incident, "list", ("controls/incidents.yaml",), "incidents"),
    Kind("evidence", Evidence, "record", ("controls/evidence/*.yaml",)),
    Kind("waiver", Waiver, "list", ("controls/waivers.yaml",), "waivers"),
    Kind("service-description", ServiceDescription, "record", ("controls/service-description.yaml",)),
    Kind("customer", Customer, "record", ("customers/*.yaml",)),
    Kind("answer", Answer, "list", ("answers/*.yaml", "answers/learned/*.yaml"), "answers"),
    Kind("answer-link", AnswerLink, "list", ("answers/links/*.yaml",), "links"),
    Kind("questionnaire-pack", QuestionnairePack, "record", ("answers/packs/*.yaml",)),
    Kind("known-questionnaire", KnownQuestionnaire, "record", ("answers/known/*.yaml",)),
    Kind("told", Told, "record", ("answers/told/*/*.yaml",)),
    Kind("framework", OwnFramework, "record", ("frameworks/*.yaml",)),
    Kind("approval", Approval, "list", ("templates/approvals.yaml",), "approvals", id_key="template"),
)

BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
