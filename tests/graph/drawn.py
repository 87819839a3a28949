"""Small graphs of flows, written as the tests say them: ``drawn("people > app: user.name", ...)``."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.graph.taint import Taint
from compliance.registers.convert import to_record
from compliance.registers.load import Registers
from compliance.registers.records.flows import Flow, System
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Record

LINE = re.compile(r"(?P<a>\w+) > (?P<b>\w+): (?P<cats>[\w., ]+?)(?: of (?P<subjects>\w+))?(?: \| (?P<changes>.+))?")


def drawn(*lines: str, vendors: dict[str, dict[str, Any]] | None = None, **systems: dict[str, Any]) -> Dossier:
    """A dossier of flows ``A > B: CATEGORIES of SUBJECT | KIND CATEGORY, KIND CATEGORY``.

    A system whose name starts with ``people`` is a group of people, one that starts with ``hub`` a vendor's
    service; others are applications. More keys of a system or vendor come by name.
    """
    flows = [_flow(number, LINE.fullmatch(line)) for number, line in enumerate(lines, 1)]
    names = dict.fromkeys([*(f[end] for f in flows for end in ("from", "to")), *systems])
    made: dict[type[Record], dict[str, Record]] = {
        System: {
            n: to_record(System, _system(n, systems.get(n, {})), Place("systems", f"/{n}"), n) for n in sorted(names)
        },
        Flow: {f["id"]: to_record(Flow, f, Place("flows", f"/{f['id']}"), f["id"]) for f in flows},
        Vendor: {
            n: to_record(Vendor, _vendor(n, more), Place("vendors", f"/{n}"), n) for n, more in (vendors or {}).items()
        },
    }
    return Dossier(Path(), Registers(made), date(2026, 11, 20))


def _flow(number: int, match: re.Match[str] | None) -> dict[str, Any]:
    assert match is not None
    changes = [change.split(" ") for change in (match["changes"] or "").split(", ") if change]
    return {
        "id": f"{match['a']}-{match['b']}-{number}",
        "number": number,
        "from": match["a"],
        "to": match["b"],
        "description": "Drawn.",
        "initiator": "server",
        "mechanism": "api",
        "data_categories": match["cats"].split(", "),
        "data_subjects": [match["subjects"] or "customer"],
        "purposes": ["essential.service"],
        "transforms": [{"kind": kind, "on_categories": [on]} for kind, on in changes],
        "exporter_role": "controller",
        "importer_role": "processor",
        "status": "live",
    }


def _system(name: str, more: dict[str, Any]) -> dict[str, Any]:
    kind = (
        "data-subject" if name.startswith("people") else "vendor-service" if name.startswith("hub") else "application"
    )
    made = {"id": name, "name": name, "kind": kind, "description": "Drawn.", "zone": "corporate", "personal_data": True}
    holds = [{"category": category, "subjects": ["customer"]} for category in more.get("holds", ())]
    return {**made, **more, "holds": holds}


def _vendor(name: str, more: dict[str, Any]) -> dict[str, Any]:
    made = {"id": name, "name": name, "domain": "v.example", "party": name, "services": ["x"], "description": "Drawn."}
    rest = {"criticality": "low", "role": "processor", "personal_data": True, "customer_data": True, "sources": []}
    return {**made, **rest, "storage": [], "dpa": {"status": "signed"}, "assessment": {}, "owner": "dpo", **more}


def got(taint: Taint, node: str) -> set[str]:
    """What a system has: its categories, with ``*`` behind those that are pseudonymised or hashed."""
    items = taint.universe.items(taint.held(f"system:{node}"))
    return {item.category + ("" if item.state == "plain" else "*") for item in items}


def way(taint: Taint, node: str, category: str) -> list[str]:
    """The names of the nodes on a shortest way of a category to a node; empty where it does not get there."""
    path = taint.path(node if ":" in node else f"system:{node}", taint.universe.asked([category]))
    return [key.partition(":")[2] for key in path.nodes] if path else []
