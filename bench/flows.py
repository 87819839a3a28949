"""Benchmarks of the flow graph: the same fixpoint over Python sets is the plain measure.

A generated company: 500 systems, 900 flows, most of them onward and some in a ring, 20 categories, one
system in ten in the United States. Every system names what it holds, one flow in seven drops something.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

from bench.measure import Bench, Pair
from compliance.diagnostics import Place
from compliance.frameworks.taxonomy import labels
from compliance.graph.dataflow import DataFlows
from compliance.graph.dossier import Dossier
from compliance.graph.taint import Taint
from compliance.registers.convert import to_record
from compliance.registers.load import Registers
from compliance.registers.records.flows import Flow, System

SYSTEMS, FLOWS, CATEGORIES = 500, 900, 20
ASKED = ("user.health_and_medical",)


def company(folder: Path, systems: int = SYSTEMS, flows: int = FLOWS) -> Dossier:
    """A dossier of generated systems and flows; the same for the same numbers."""
    dice = random.Random(systems * 7919 + flows)
    taxonomy = [key for key in labels("category") if key.startswith("user.")]
    keys = [*ASKED, *dice.sample([k for k in taxonomy if k not in ASKED], CATEGORIES - 1)]
    made = [_system(n, dice, keys) for n in range(systems)]
    has = [[h["category"] for h in raw["holds"]] for _, raw in made]
    drawn = [_flow(n, dice, keys, has) for n in range(flows)]
    records = {
        System: {
            raw["id"]: to_record(System, raw, Place("systems.yaml", f"/systems/{n}"), raw["id"]) for n, raw in made
        },
        Flow: {raw["id"]: to_record(Flow, raw, Place("flows.yaml", f"/flows/{n}"), raw["id"]) for n, raw in drawn},
    }
    return Dossier(folder, Registers(records), date(2026, 11, 20))  # type: ignore[arg-type]  # keyed by its own class


def _system(n: int, dice: random.Random, keys: list[str]) -> tuple[int, dict[str, Any]]:
    kind = "data-subject" if n < 10 else dice.choice(["application", "process", "datastore", "vendor-service"])
    kept = dice.sample(keys, 1 + n % 3) if n > 9 else []
    return n, {
        "id": f"s{n}",
        "name": f"System {n}",
        "kind": kind,
        "description": "Generated.",
        "zone": "data-subjects" if n < 10 else "corporate",
        "personal_data": True,
        "hosting": {"region": "somewhere", "country": "US" if n % 10 == 0 else "NO"},
        "holds": [{"category": key, "subjects": ["customer", "visitor"]} for key in kept],
    }


def _flow(n: int, dice: random.Random, keys: list[str], has: list[list[str]]) -> tuple[int, dict[str, Any]]:
    """A flow of what its source has by then; one in 45 leads back, so that there are rings."""
    systems = len(has)
    source = n % systems
    step = dice.randrange(1, systems // 5)
    target = max(source - step, 10) if n % 45 == 0 else min(source + step, systems - 1)
    carried = dice.sample(keys, 8) if source < 10 else dice.sample(has[source], min(len(has[source]), 8))
    dropped = [dice.choice(keys)] if n % 7 == 0 else []
    has[target] = sorted({*has[target], *carried} - set(dropped))
    return n, {
        "id": f"f{n}",
        "number": n,
        "from": f"s{source}",
        "to": f"s{target}",
        "description": "Generated.",
        "initiator": "server",
        "mechanism": "api",
        "data_categories": carried,
        "data_subjects": ["customer", "visitor"][: 1 + n % 2],
        "purposes": ["essential.service"],
        "transforms": [{"kind": "drop", "on_categories": dropped}] if dropped else [],
        "exporter_role": "controller",
        "importer_role": "processor",
        "status": "live",
    }


def witnessed(built: Taint) -> int:
    """The fixpoint again on a graph that is built, and a shortest way to everything that health data gets to."""
    taint = Taint(built.flows, "declared", built)
    asked = taint.universe.asked(ASKED)
    paths = (taint.path(key, asked) for key in taint.reached(asked))
    return sum(len(path.hops) for path in paths if path)


def _plain(flows: DataFlows) -> dict[str, set[tuple[str, str]]]:
    """The declared reading by the book: Python sets, and every edge again until nothing changes."""
    from compliance.frameworks.taxonomy import below

    held = {key: {(h.category, s) for h in node.holds for s in h.subjects} for key, node in flows.nodes.items()}
    for edge in flows.flows:
        if flows.nodes[edge.source].kind == "data-subject":
            held[edge.source] |= {(c, s) for c in edge.categories for s in edge.subjects}
    changed = True
    while changed:
        changed = False
        for edge in flows.edges:
            had = held[edge.source]
            if edge.flow:
                wanted = {(c, s) for c in edge.categories for s in edge.subjects}
                had = {h for h in had for w in wanted if h[1] == w[1] and (below(h[0], w[0]) or below(w[0], h[0]))}
                dropped = [c for t in edge.transforms for c in t.on_categories]
                had = {h for h in had if not any(below(h[0], c) for c in dropped)}
            if not had <= held[edge.target]:
                held[edge.target] |= had
                changed = True
    return held


def _taint(folder: Path) -> Pair:
    built = company(folder).dataflows.declared
    return Pair(lambda: witnessed(built), lambda: None)


def _against_sets(folder: Path) -> Pair:
    flows = company(folder).dataflows
    return Pair(lambda: Taint(flows), lambda: _plain(flows))


def _linear(folder: Path) -> Pair:
    large, small = company(folder, 5_000, 9_000).dataflows, company(folder, 500, 900).dataflows
    return Pair(lambda: Taint(large), lambda: Taint(small))


BENCHES: tuple[Bench, ...] = (
    Bench("flows: taint with witnesses", "500 systems, 900 flows", _taint, limit=0.010, unit="s", rounds=31),
    Bench("flows: first reading", "Python sets, every edge again", _against_sets, limit=0.5, rounds=9),
    Bench("flows: ten times the systems", "500 systems, times ten", _linear, limit=2, scale=10, rounds=5),
)
