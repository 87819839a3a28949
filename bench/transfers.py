"""Benchmark of judging transfers: against a plain look at the seat of each importer.

A generated company: 500 systems, two in three run by one of 60 suppliers whose seats lie in and outside the EEA, and
900 flows, one in three with clauses declared; each supplier engages two sub-processors.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

from bench.measure import Bench, Pair
from bench.project import _PROJECT
from compliance.derive.transfers import transfers
from compliance.diagnostics import Place
from compliance.frameworks.countries import in_eea
from compliance.graph.dossier import Dossier
from compliance.registers import yaml12
from compliance.registers.convert import to_record
from compliance.registers.load import Registers
from compliance.registers.records.company import Project
from compliance.registers.records.flows import Flow, Party, System
from compliance.registers.records.vendors import Vendor

SYSTEMS, FLOWS, VENDORS = 500, 900, 60
SEATS = ("NO", "IE", "US", "GB", "BR", "IN", "CA")


def company(folder: Path) -> Dossier:
    """A dossier of generated suppliers, systems and flows; the same each time."""
    dice = random.Random(20261120)
    raws: dict[type[Any], list[dict[str, Any]]] = {
        Party: [_party(n, dice) for n in range(VENDORS)],
        Vendor: [_vendor(n, dice) for n in range(VENDORS)],
        System: [_system(n, dice) for n in range(SYSTEMS)],
        Flow: [_flow(n, dice) for n in range(FLOWS)],
    }
    records: dict[type[Any], dict[str, Any]] = {
        cls: {raw["id"]: to_record(cls, raw, Place(f"{cls.__name__}.yaml", f"/{n}"), raw["id"]) for n, raw in many}
        for cls, many in ((cls, tuple(enumerate(found))) for cls, found in raws.items())
    }
    project = yaml12.parse_text(_PROJECT, "dossier.yaml")
    records[Project] = {"project": to_record(Project, project, Place("dossier.yaml"), "project")}
    return Dossier(folder, Registers(records), date(2026, 11, 20))


def _party(n: int, dice: random.Random) -> dict[str, Any]:
    listed = {"value": dice.choice([True, False]), "status": dice.choice(["primary", "catalogue"])}
    return {
        "id": f"party-{n}",
        "status": "primary",
        "legal_name": f"Vendor {n} Inc.",
        "country": dice.choice(SEATS),
        "dpf": {"listed": listed, "checked_on": "2026-10-01"},
    }


def _vendor(n: int, dice: random.Random) -> dict[str, Any]:
    link = {"name": f"Link {n}", "country": dice.choice(SEATS), "purpose": "Hosting", "reached": True}
    return {
        "id": f"vendor-{n}",
        "name": f"Vendor {n}",
        "domain": f"vendor-{n}.example",
        "party": f"party-{n}",
        "services": ["service"],
        "description": "Generated.",
        "criticality": "low",
        "role": "processor",
        "personal_data": True,
        "customer_data": True,
        "status": "primary",
        "sources": [],
        "storage": [{"country": dice.choice(SEATS)}],
        "access_countries": [dice.choice(SEATS)],
        "dpa": {"status": "signed"},
        "subprocessors": [{**link, "subprocessors": [{**link, "name": f"Deep {n}"}]}],
        "assessment": {},
        "owner": "ceo",
    }


def _system(n: int, dice: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": f"s{n}",
        "name": f"System {n}",
        "kind": "application",
        "description": "Generated.",
        "zone": "corporate",
        "personal_data": True,
        "hosting": {"provider": f"vendor-{dice.randrange(VENDORS)}", "region": "somewhere", "country": "NO"},
        "access_countries": ["NO"],
    }
    return {**made, "vendor": f"vendor-{dice.randrange(VENDORS)}"} if n % 3 else made


def _flow(n: int, dice: random.Random) -> dict[str, Any]:
    made = {
        "id": f"f{n}",
        "number": n,
        "from": f"s{dice.randrange(SYSTEMS)}",
        "to": f"s{dice.randrange(SYSTEMS)}",
        "description": "Generated.",
        "initiator": "server",
        "mechanism": "api",
        "data_categories": ["user.contact.email", "user.name"],
        "data_subjects": [dice.choice(["customer", "employee"])],
        "purposes": ["essential.service"],
        "exporter_role": dice.choice(["controller", "processor"]),
        "importer_role": dice.choice(["processor", "sub-processor"]),
        "status": "live",
    }
    terms = {"mechanism": "scc", "module": dice.choice("23"), "signed_on": "2024-01-15"}
    return {**made, "transfer": terms} if n % 3 == 0 else made


def _plain(dossier: Dossier) -> int:
    """How many flows reach a supplier seated outside the EEA."""
    found = 0
    for flow in dossier.all(Flow):
        system = dossier.get(System, flow.to)
        vendor = dossier.get(Vendor, system.vendor) if system else None
        party = dossier.get(Party, vendor.party) if vendor else None
        found += bool(party and not in_eea(party.country.value or ""))
    return found


def _transfers(folder: Path) -> Pair:
    dossier = company(folder)
    return Pair(lambda: transfers(dossier), lambda: _plain(dossier))


BENCHES: tuple[Bench, ...] = (
    Bench(
        f"transfers, {SYSTEMS} systems, {FLOWS} flows",
        "a look at the seat of each importer",
        _transfers,
        0.05,
        unit="s",
        rounds=9,
    ),
)
