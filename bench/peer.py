"""A peer in the same run: Fides on the same systems, flows and policies. Neither package is a dependency.

``fideslang`` has models and their validation, and evaluates nothing. What evaluates policies in that family is
``fides.core.evaluate.execute_evaluation`` of ``ethyca-fides``; it loads without its server's packages:

    pip install fideslang && pip install --no-deps ethyca-fides && pip install sqlalchemy==1.4.* toml loguru requests

It holds each declaration of each system against each rule by itself: no path, no onward flow. So ours does more in the
time compared: the fixpoint over all flows with a witness path for everything reached. One rule, on health data, so that
the question is the same one. Where a package is missing, the run says so and goes on.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import flows
from bench.measure import Bench, Pair, SkippedError
from compliance.graph.dossier import Dossier
from compliance.graph.taint import Taint
from compliance.registers.records.flows import Flow, System

RULE = {
    "fides_key": "no_health",
    "name": "No health data",
    "rules": [
        {
            "name": "health",
            "data_categories": {"matches": "ANY", "values": list(flows.ASKED)},
            "data_uses": {"matches": "ANY", "values": ["essential"]},
            "data_subjects": {"matches": "ANY", "values": ["customer", "visitor"]},
        }
    ],
}


def manifests(dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    """The generated company as Fides manifests: a declaration a system, with what it holds and what it sends on."""
    sent: dict[str, list[Flow]] = {}
    for flow in dossier.all(Flow):
        sent.setdefault(flow.from_, []).append(flow)
    systems = [_system(system, sent.get(system.id, [])) for system in dossier.all(System)]
    return {"system": systems, "policy": [RULE]}


def _system(system: System, sent: list[Flow]) -> dict[str, Any]:
    held = {holding.category for holding in system.holds} | {c for flow in sent for c in flow.data_categories}
    return {
        "fides_key": system.id,
        "name": system.name,
        "system_type": system.kind,
        "egress": [
            {"fides_key": flow.to, "type": "system", "data_categories": list(flow.data_categories)} for flow in sent
        ],
        "privacy_declarations": [
            {
                "name": "held",
                "data_categories": sorted(held),
                "data_use": "essential.service",
                "data_subjects": ["customer", "visitor"],
            }
        ],
    }


def _module(name: str, install: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError as missing:
        raise SkippedError(f"{name} cannot be loaded ({missing}); {install}") from missing


def _validated(dossier: Dossier) -> Callable[[], Any]:
    """fideslang's own parsing and validation of the same systems."""
    models = _module("fideslang.models", "pip install fideslang")
    raw = manifests(dossier)
    return lambda: models.Taxonomy.model_validate(raw)


def _models(folder: Path) -> Pair:
    dossier = flows.company(folder)
    return Pair(lambda: Taint(dossier.dataflows), _validated(dossier))


def _evaluation(folder: Path) -> Pair:
    dossier = flows.company(folder)
    models = _module("fideslang.models", "pip install fideslang")
    taxonomy = _module("fideslang.default_taxonomy", "pip install fideslang").DEFAULT_TAXONOMY
    peer = _module("fides.core.evaluate", "see bench/peer.py for the four packages that it needs")
    user = models.Taxonomy.model_validate(manifests(dossier))
    whole = peer.merge_taxonomies(user, taxonomy)
    built = dossier.dataflows.declared
    return Pair(lambda: flows.witnessed(built), lambda: peer.execute_evaluation(whole))


BENCHES: tuple[Bench, ...] = (
    Bench("flows: first reading, beside models", "fideslang validates the same systems", _models, limit=2, rounds=9),
    Bench("flows: taint, beside a peer", "fides evaluates one rule, no paths", _evaluation, limit=1, rounds=9),
)
